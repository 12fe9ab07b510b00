"""The command line: exit codes, JSON shapes, and two processes at one desk."""
