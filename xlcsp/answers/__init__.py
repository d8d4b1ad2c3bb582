"""What cells ask and are answered: the functions for cells as plain Python, below the master and Excel's shells."""
