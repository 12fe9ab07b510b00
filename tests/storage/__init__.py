"""Tests of agent_desk.storage."""
