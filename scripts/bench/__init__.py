"""What Waystation can bear, measured beside its peers on the same machine, places and questions."""
