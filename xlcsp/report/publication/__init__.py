"""The publication copy: what may be published, as a workbook and as an OpenDocument spreadsheet."""
