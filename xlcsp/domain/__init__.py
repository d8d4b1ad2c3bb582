"""The terms of the partnership's work: periods, plan, figures, targets. Values that know nothing of files.

**A new kind of series** (``amount`` was added in this way):

1. An entry in ``kinds.KINDS``: its word, what it asks for, what its year amounts to. Forms, checks, measures, report,
   publication, formulas of *Performance*, help and drop-downs follow from the entry.
2. If it needs something that no other kind needs: a member of ``Asks`` or ``YearRule``, or a property of ``Kind``. Each
   place that distinguishes them has a table by member, and fails at the first series of the new kind; a test sends one
   of each kind
   all the way (``tests/domain/test_each_kind.py``).
3. ``python -m tests.macros`` (the wizard's help names the kinds), ``xlcsp demo`` into ``workbooks/``, the changelog.

**A new RAG rule**: an entry in ``measures.rag_rules``. Choices, help, rating, verdict, the bounds in the forms, the
words of the report and the handbook follow from it.
"""
