"""The functions for cells in LibreOffice Calc: installed in a person's profile, and removed from it.

Calc finds a function of a Basic module in the profile's library *Standard* by name from any file, and keeps the name
when it saves. So there are three parts, the first two in the profile: Basic functions
(``basic``) hand their cells to a Python macro (``macro``, run by LibreOffice's own Python), which hands them to the
Python where xlcsp is installed (``worker``). ``profile`` finds the profile; ``install`` writes and removes.
"""
