"""Files in, measures out."""
