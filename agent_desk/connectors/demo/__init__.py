"""The demo: a network inside the program, in a file of its own, whose customers post and answer back."""
