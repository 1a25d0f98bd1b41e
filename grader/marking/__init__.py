"""Points that people give: checked against what there is to earn, singly and from a table.

Runs in the judge.
"""
