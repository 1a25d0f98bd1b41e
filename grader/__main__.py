"""``python -m grader``: the same as the command.

Python looks into the current folder for what it imports before a line of this runs: where that
folder may be a stranger's, use the installed ``grader`` or ``python -P -m grader``.
"""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the current folder: it may be a submission that holds a numpy.py

    from grader.cli import main

    main()
