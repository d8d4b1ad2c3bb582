"""The master workbook: written new, never re-saved."""
