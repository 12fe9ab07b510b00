"""Fixtures that start the real servers, once per test run."""
