"""Return forms: issued blank, read back with addresses, checked into figures, problems and queries."""
