"""Tests of agent_desk.runtime."""
