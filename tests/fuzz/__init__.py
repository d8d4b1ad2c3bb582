"""Forms damaged at random, from a seed: ``python -m tests.fuzz`` runs for long, a bounded run is one of the tests."""
