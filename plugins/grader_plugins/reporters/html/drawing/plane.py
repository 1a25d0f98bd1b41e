"""The regions of a network's classes in the plane, with examples. Runs in the judge.

A class has a hue, a hatching and a mark of its own, so that none of them is needed alone.
"""

from typing import TYPE_CHECKING, Any

from grader_plugins.reporters.forms import Boundary
from grader_plugins.reporters.html.drawing.svg import INK, PAPER, SERIES

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = ("o", "^", "s", "D", "v", "P", "X", "*")
HATCHES = ("", "/", ".", "\\", "+", "-", "o", "x")
FAINT = 0.3


def boundary(figure: "Figure", form: Boundary) -> None:
    """Draw a region per class, then its examples."""
    axes = figure.subplots()
    for number in form.present():
        _region(axes, form, number)
    marks = {number: _examples(axes, form, number) for number in form.present()}
    axes.set_xlim(*form.x)
    axes.set_ylim(*form.y)
    axes.grid(visible=False)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    handles: list[Any] = [(_swatch(number), mark) for number, mark in marks.items()]
    names = [form.name(number) for number in marks]
    figure.legend(handles, names, loc="outside upper center", ncols=4, handleheight=1.4)


def _region(axes: "Axes", form: Boundary, number: int) -> None:
    """Fill where the network says a class, and draw the line around it."""
    import numpy as np

    grid = (np.array(form.classes) == number).astype(float)
    if not grid.any():
        return
    place = (np.linspace(*form.x, grid.shape[1]), np.linspace(*form.y, grid.shape[0]), grid)
    at = number % len(SERIES)
    axes.contourf(*place, levels=[0.5, 1.5], colors=[SERIES[at]], alpha=FAINT)
    if HATCHES[at]:
        hatched = axes.contourf(*place, levels=[0.5, 1.5], colors="none", hatches=[HATCHES[at]])
        hatched.set_edgecolor(SERIES[at])  # the hatching's colour in every version
        hatched.set_linewidth(0.0)
    if not grid.all():
        axes.contour(*place, levels=[0.5], colors=[INK], linewidths=0.9)


def _examples(axes: "Axes", form: Boundary, number: int) -> "Artist":
    points = [(x, y) for x, y, c in form.points if c == number]
    at = number % len(SERIES)
    (line,) = axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        linestyle="none",
        marker=MARKS[at],
        markersize=5.5,
        color=SERIES[at],
        markeredgecolor=PAPER,
        markeredgewidth=0.6,
    )
    return line


def _swatch(number: int) -> "Artist":
    """Return a piece of a class's region, for the legend."""
    from matplotlib.patches import Rectangle

    at = number % len(SERIES)
    shade = (SERIES[at], FAINT)
    return Rectangle((0, 0), 1, 1, facecolor=shade, edgecolor=SERIES[at], hatch=HATCHES[at] * 2)
