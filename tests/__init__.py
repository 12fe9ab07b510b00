"""Tests of Agent Desk; the folders mirror the package."""
