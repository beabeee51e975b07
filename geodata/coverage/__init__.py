"""Pure measures of who is near an open place: arrays in, figures out; nothing here reads files or the store."""
