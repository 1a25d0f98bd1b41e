"""Grades numerical code: the journey of a submission, and nothing that knows an assignment."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Give a notebook the magics ``%%grader`` and ``%grader``: ``%load_ext grader`` calls this."""
    from grader.notebook.magics import GraderMagics

    shell.register_magics(GraderMagics)  # type: ignore[attr-defined]
