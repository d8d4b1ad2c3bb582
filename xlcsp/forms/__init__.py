"""The return form as it is issued: columns, cells, native formulas, the covering e-mail."""
