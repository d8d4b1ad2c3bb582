"""The worked example and its figures, with their sources (SOURCES.md)."""
