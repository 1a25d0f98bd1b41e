"""Finds submissions: which layout a folder or zip file has, and what lies in it."""

from collections.abc import Collection
from pathlib import Path

from grader.batch.layouts.canvas import CANVAS
from grader.batch.layouts.found import Finding, Layout, labelled
from grader.batch.layouts.gradescope import GRADESCOPE
from grader.batch.layouts.moodle import MOODLE
from grader.batch.layouts.nbgrader import NBGRADER
from grader.batch.layouts.plain import PLAIN
from grader.batch.layouts.trees import Tree, joined, tree_of
from grader.errors import UsageError
from grader.reading.near_miss import suggestion

LAYOUTS: tuple[Layout, ...] = (GRADESCOPE, MOODLE, CANVAS, NBGRADER, PLAIN)
"""The most telling first; a plain folder is what no other is."""
NAMES = tuple(layout.name for layout in LAYOUTS)
SAID = "say which with --layout: " + ", ".join(NAMES)


def find(
    path: Path, *, layout: str = "", assignment: str = "", without: Collection[Path] = ()
) -> Finding:
    """Return the submissions of a folder or zip file.

    Args:
        path: The folder, or the zip file of a platform.
        layout: The layout it has, where it is not to be told by what is there;
            ``nbgrader:NAME`` names the assignment among several too.
        assignment: What the assignment is called, where a layout holds several.
        without: Files and folders of ours that are no submissions, such as the store.

    Raises:
        UsageError: There is nothing there, or it does not have that layout.
    """
    tree = tree_of(path, without=without)
    name, _, said = layout.partition(":")
    chosen, top = _recognised(tree, name)
    notes: list[str] = []
    found = labelled(chosen.found(tree, top, assignment=said or assignment, notes=notes))
    if not found:
        raise UsageError(f"{path}: there is no submission in it", hint=SAID)
    return Finding(chosen.name, found, tuple(dict.fromkeys((*tree.notes, *notes))))


def _recognised(tree: Tree, name: str) -> tuple[Layout, str]:
    """Return the layout and the folder that has it: the top, or the only folder in it."""
    if name and name not in NAMES:
        hint = suggestion(name, list(NAMES), what="layouts")
        raise UsageError(f"there is no layout {name!r}", hint=hint)
    layouts = [layout for layout in LAYOUTS if name in ("", layout.name)]
    tops = ["", *_only_folder(tree)]
    for layout in layouts:
        # A plain folder that holds one folder holds one submission.
        for top in tops if layout is not PLAIN else tops[:1]:
            if layout.recognises(tree, top):
                return layout, top
    what = f"it does not have the layout of {name}" if name else "there is no submission in it"
    raise UsageError(f"{tree.path}: {what}", hint=SAID)


def _only_folder(tree: Tree) -> list[str]:
    """Return the one folder that a download is packed in, where that is all."""
    children = tree.children("")
    only = children[0] if len(children) == 1 and children[0].is_folder else None
    return [joined("", only.name)] if only else []
