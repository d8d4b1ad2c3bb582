"""The report: a frozen value, its sentences, and the renderers that write it."""
