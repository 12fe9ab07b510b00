"""Speed, measured as ratios of two things in one run, because machines differ and are shared."""
