"""What is remembered of a class: who handed in what, how it was graded, what people decided.

Tables in :mod:`grader.store.tables`; :func:`grader.store.opening.open_store` opens a store, and the
verbs are plain functions of a connection, in a module for each noun: ``people``, ``work``,
``results``, ``claims``, ``marks``, ``allowances``, ``standings``. What is done with one connection
of ``store.writing()`` is one transaction. Runs in the judge; student code never reaches it.
"""
