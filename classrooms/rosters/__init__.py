"""A list of pupils from a file: read, planned, shown, applied. It adds and renames; it removes nobody."""
