"""From the frozen program to what people install: one recipe per system, run by `dev.py build`."""
