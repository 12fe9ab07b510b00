"""Tests of the networks and of how they are found."""
