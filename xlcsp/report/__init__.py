"""The report: a frozen value, its sentences, and what renders it."""
