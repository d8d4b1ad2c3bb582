"""The master workbook: written new, or changed in our own cells only; never re-saved by a library."""
