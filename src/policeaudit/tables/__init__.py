"""The small tables beside the log: read, typed, and refused with every mistake at once."""
