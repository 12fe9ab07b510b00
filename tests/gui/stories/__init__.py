"""Whole stories: real widgets over the real desk, its real storage and services, and the demo network with its faults."""
