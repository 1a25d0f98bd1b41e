"""Right answers as arrays in the place of the reference: what a student's copy checks against.

Theory of operation
-------------------
A reference function is a handful of callables: the right answer, its bound, inputs, conventions.
For the questions of one assignment and one seed each of them is called with known arguments. A
bundle keeps what came of every such call under a digest of its arguments, and no code. There, a
callable is a look-up: the same journey, the same comparison, and nothing to read but numbers for
these very questions. They are drawn apart from those that are graded. What was never asked has no
answer there, and fails. Runs in the judge.
"""
