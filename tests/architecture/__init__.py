"""The rules of the house, kept by tests: tools, import contracts, budgets, names. `dev.py check` runs this folder."""
