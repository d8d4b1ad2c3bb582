"""The functions for cells as plain Python, on which the master's values and Excel's own functions stand."""
