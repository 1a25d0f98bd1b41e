"""A class graded: found, read, looked up, graded by an executor, kept one by one, summed up.

``finding`` says what there is, ``running`` grades what is not known yet, ``tally`` counts as it
goes, ``summary`` is what is told of it. Runs in the judge, with its workers beside it.
"""
