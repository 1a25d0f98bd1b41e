"""``python -m grader``: the same as the command."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the current folder: it may be a submission that holds a numpy.py

    from grader.cli import main

    main()
