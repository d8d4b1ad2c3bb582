"""The national roll-up: one workbook, and a Parquet table, over all partnerships of a quarter."""

from xlcsp.national.write import write_national

__all__ = ["write_national"]
