"""The reading copy of the store: an immutable picture of all published places in memory."""
