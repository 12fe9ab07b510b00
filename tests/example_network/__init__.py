"""A small network that is whole: what `dev.py new-connector` copies, proven by the same suite as the real ones."""
