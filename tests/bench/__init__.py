"""Benchmarks: ratios against a peer in the same run. Not collected by pytest; run ``python -m tests.bench``."""
