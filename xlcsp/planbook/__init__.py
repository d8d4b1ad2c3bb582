"""The plan, its history and settings, read from a master workbook. All its faults are told at once."""

from xlcsp.planbook.master import MASTERS, Master, find_master, master_of, read_master

__all__ = ["MASTERS", "Master", "find_master", "master_of", "read_master"]
