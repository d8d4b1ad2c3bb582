"""The macros of the master workbook as text, the ``vbaProject.bin`` built from it, and what builds it."""
