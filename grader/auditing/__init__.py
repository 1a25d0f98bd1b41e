"""``grader audit``: what an assignment catches, shown before it is handed out. Runs in the judge.

Wrong code is put into the solution (``mutants/``), each is graded as a submission is
(``running.py``), and what came of it is read (``matrix.py``): caught by which checks, named or not,
or not caught at all, and why.
"""
