"""Linux: a Debian package around the frozen program."""
