"""The national roll-up over all partnerships of a quarter: a workbook, and its rows as CSV and Parquet."""

from xlcsp.national.write import write_national

__all__ = ["write_national"]
