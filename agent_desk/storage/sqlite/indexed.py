"""Expressions on which indexes are built: a query that says them in these very words is answered by the index."""

from __future__ import annotations

DAY = 24 * 3600 * 1000
DECIDED = "CASE WHEN clock.state = 'met' THEN clock.stopped_at ELSE clock.due_at END"
"""When a promise was decided: when it was kept, else when it fell due."""
IS_DECIDED = "clock.state IN ('running', 'met', 'breached', 'breached_met')"
LIVE = "found = 0 AND merged_into IS NULL AND (status <> 'resolved' OR waiting_since IS NOT NULL)"
"""Which conversations panels count."""
