"""Forms damaged at random from a seed. ``python -m tests.fuzz`` is the long run; a short one is among the tests."""
