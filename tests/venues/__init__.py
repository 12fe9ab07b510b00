"""Real servers that the tests start on the loopback."""
