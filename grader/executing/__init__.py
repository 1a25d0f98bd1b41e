"""Many gradings of one assignment, wherever they run: what is to be done, and who does it.

A :class:`~grader.executing.desk.Desk` says how a place of work is set up (an assignment made ready
and a wall of its own), an :class:`~grader.executing.desk.Errand` is one submission to grade there.
Executors, which are plugins, set up one desk per worker and hand out errands. Runs in the judge.
"""
