"""In a notebook: ``%load_ext grader``, then ``%%grader`` on a cell or ``%grader check``.

The kernel runs the student's code, so no answer is ever loaded into it: each check is the command
in a process of its own, which is given the cells and gives back a report. Runs in the kernel.
"""
