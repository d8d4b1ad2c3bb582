"""Recomputes what the headings of a table claim of its numbers. No grammar is needed.

    table = read_table(rows, "Table 1")      # headings, rows, what each column means
    audit_table(table)                       # differences, percentages, totals of rows and columns, shares

A row is judged by a relation only if a heading names it beyond doubt, or if most rows keep it.
"""

from xlcsp.audit.tables.bands import bands_of, check_bands
from xlcsp.audit.tables.notes import heeding_notes
from xlcsp.audit.tables.rag import check_rag, rule_of
from xlcsp.audit.tables.rates import check_rates_of_others
from xlcsp.audit.tables.relations import audit_table
from xlcsp.audit.tables.table import PrintedTable, read_table, with_numbers_apart

__all__ = [
    "PrintedTable", "audit_table", "bands_of", "check_bands", "check_rag", "check_rates_of_others", "heeding_notes",
    "read_table", "rule_of", "with_numbers_apart",
]  # fmt: skip
