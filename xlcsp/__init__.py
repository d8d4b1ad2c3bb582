"""xlcsp: from lead officers' quarterly returns to the board report of a Community Safety Partnership."""

__version__ = "0.2.0"
