"""The functions for cells in LibreOffice Calc: written into a person's profile, and taken out of it again.

Calc knows a function of a Basic module in the profile's library *Standard* by its name, in whatever file it stands, and
keeps the name when it saves. So there are three parts, of which the first two lie in the profile: Basic functions
(``basic``) hand their cells to a Python macro (``macro``, run by LibreOffice's own Python), which hands them to the
Python where xlcsp is installed (``worker``). ``profile`` says where the profile is; ``install`` writes and removes.
"""
