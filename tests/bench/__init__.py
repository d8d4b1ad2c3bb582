"""Benchmarks, as ratios to a peer in the same run. pytest does not collect them; run ``python -m tests.bench``."""
