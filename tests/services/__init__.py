"""Tests of agent_desk.services."""
