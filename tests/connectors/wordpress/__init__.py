"""WordPress: mapping and scanning alone, and everything else against the real one."""
