"""What the machine gives: clock, ids, lanes, secrets, places, settings, log and texts."""
