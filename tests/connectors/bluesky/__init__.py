"""The Bluesky connector: pure parts by themselves, the whole against the real servers."""
