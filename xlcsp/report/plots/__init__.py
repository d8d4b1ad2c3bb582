"""Charts as values, whatever draws them: the report workbook's own charts, or the pictures of the Word version."""
