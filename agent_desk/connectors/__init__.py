"""Networks: one folder each, one contract, one HTTP policy, one registry that finds them by manifest."""
