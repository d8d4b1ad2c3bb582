"""How the projections would have done on a table of past figures, method by method."""
