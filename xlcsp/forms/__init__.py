"""The return form as it is issued: columns, cells, native formulas, the covering e-mail.

To add a column to the form, add one entry to ``RETURN`` in ``columns.py``, at its place in the order:

- that a provider fills in: ``FormColumn("caveat", "Caveat", 20, "choice", ("Counted", "Estimated"), help="…")``. Its
  form says what its cells accept and how they are read: count, number, percent, choice or words; use ``form_of`` if
  that depends on the kind of series. By its key, what was entered is in ``Figure.others``; the report shows it on
  *Figures*. An example form is filled in from the field of that name of ``layout.Answer``;
- that the plan gives: with ``shows``;
- a white one that works itself out: ``_live("key", "Heading", 12)``, with a method of that name in ``words.Words`` that
  gives its formula. The value stored beside it is worked out from the formula (``xlcsp.calculate``).

Letters, widths, validation, notes, the other columns' formulas, reading back and its faults follow from the entry.
Forms in flight do not have the column: it is blank in them, unless it is ``needed``. The sheets *Earlier quarters* and
*Year so far* (``EARLIER``, ``YEAR``) and the form of theme leads (``returns/comments.py``) are lists of the same kind.
"""
