"""A national sample: real counts of areas in England and Wales as returns of invented providers (SOURCES.md)."""
