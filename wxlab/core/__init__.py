"""Floor 2: the thinking part. Pure functions and small classes; no I/O, no clock."""
