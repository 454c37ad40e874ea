"""A mini-program's folder: looked at, packed, uploaded, deployed."""
