"""Agent Desk: one inbox for customers who write in communities and on social networks."""
