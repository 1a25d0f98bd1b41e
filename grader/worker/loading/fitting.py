"""Cuts the lists of too large an inventory, so that it fits into one frame; runs confined."""

from collections.abc import Callable
from typing import Any

from grader.worker import wire

ROOMY = 160 * 1024

Frame = dict[str, Any]


def fitting(frame: Frame) -> Frame:
    """Return the frame, with lists cut where it would be too large to cross."""
    if _roughly(frame) < ROOMY:
        return frame
    for trim in TRIMS:
        if len(wire.encode(frame)) <= ROOMY:
            return frame
        note = "the submission is very large; not all of it is listed"
        frame = {**frame, **trim(frame)}
        frame["warnings"] = [*(w for w in frame["warnings"] if w != note), note]
    return frame


def _roughly(frame: Frame) -> int:
    """Return about how many bytes a frame takes, or more."""
    functions, classes = frame["functions"], frame["classes"]
    listed = sum(len(frame[name]) for name in ("files", "imports", "skipped", "warnings"))
    parameters = sum(len(f["parameters"]) for f in functions)
    parameters += sum(len(c["init"] or ()) for c in classes)
    texts = sum(len(f["calls"]) for f in functions) + len(frame["calls"])
    texts += sum(len(f["lost"]) for f in frame["files"])
    return 600 * (len(functions) + len(classes)) + 400 * listed + 130 * parameters + 120 * texts


def _shorter(frame: Frame, name: str, **most: int) -> Frame:
    """Cut lists within the items of one list of a frame."""
    cut = {key: slice(limit) for key, limit in most.items()}
    return {name: [{**i, **{k: (i[k] or [])[c] for k, c in cut.items()}} for i in frame[name]]}


def _bare(frame: Frame) -> Frame:
    """Return what is left when nothing else made it small enough."""
    few = {name: frame[name][:50] for name in ("imports", "skipped", "calls")}
    functions = {"functions": frame["functions"][:100], "classes": frame["classes"][:20]}
    return {
        **few,
        **_shorter(functions, "functions", calls=0, parameters=6),
        **_shorter(functions, "classes", init=6, bases=1),
        **_shorter({"files": frame["files"][:50]}, "files", lost=1),
        "warnings": frame["warnings"][:20],
    }


TRIMS: tuple[Callable[[Frame], Frame], ...] = (
    lambda frame: _shorter(frame, "functions", calls=8),
    lambda frame: _shorter(frame, "files", lost=3) | {"skipped": frame["skipped"][:20]},
    lambda frame: _shorter(frame, "functions", calls=0, parameters=12),
    lambda frame: {"functions": frame["functions"][:250], "files": frame["files"][:100]},
    _bare,
)
"""What is left out of too large an inventory, what is missed least first."""
