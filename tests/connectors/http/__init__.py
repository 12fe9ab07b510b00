"""The HTTP policy: what each failure means, where requests may go, and how a budget is kept."""
