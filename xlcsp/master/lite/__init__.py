"""A master for xlwings Lite: the add-in's parts in a workbook without macros, and the code that they carry.

``bundle`` makes ``main.py`` out of the package's own modules; ``parts`` puts it into a workbook, reads and renews it.
"""
