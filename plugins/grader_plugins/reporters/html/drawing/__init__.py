"""Pictures of evidence as SVG elements; matplotlib is imported when the first is drawn."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from grader_plugins.reporters.forms import (
    Boundary,
    Confusion,
    Curve,
    Differences,
    Form,
    Ratios,
    Sweep,
)
from grader_plugins.reporters.html.drawing import factors, grids, lines, plane
from grader_plugins.reporters.html.drawing.svg import available, drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["available", "picture"]

WIDTH = 5.4
MOST_CELLS = 16
"""Up to how many rows or columns a heat map is drawn; a larger table is read as a table."""


def picture(form: Form, *, name: str) -> str:
    """Return an SVG element, or nothing where there is nothing that can be drawn.

    Raises:
        ImportError: matplotlib is not installed, or is broken.
    """
    draw, height = _PICTURES[type(form)]
    inches = height(form)
    if not inches:
        return ""

    def fill(figure: "Figure") -> None:
        draw(figure, form)

    return drawn(fill, size=(WIDTH, inches), name=name)


def _curve(form: Curve) -> float:
    return 2.1 * (bool(form.accuracies()) + bool(form.losses()))


def _boundary(_: Boundary) -> float:
    return 4.4


def _confusion(form: Confusion) -> float:
    return _heat_map(len(form.counts), len(form.counts) + 1)


def _sweep(form: Sweep) -> float:
    return _heat_map(len(form.accuracy), len(form.accuracy[0])) if form.best() else 0.0


def _heat_map(rows: int, columns: int) -> float:
    return 0.9 + 0.38 * rows if max(rows, columns) <= MOST_CELLS else 0.0


def _differences(form: Differences) -> float:
    return 3.4 if form.drawn() else 0.0


def _ratios(form: Ratios) -> float:
    return 0.9 + 0.5 * len(form.factors)


_PICTURES: Mapping[type[Any], tuple[Callable[..., None], Callable[..., float]]] = MappingProxyType(
    {
        Curve: (lines.curve, _curve),
        Boundary: (plane.boundary, _boundary),
        Confusion: (grids.confusion, _confusion),
        Sweep: (grids.sweep, _sweep),
        Differences: (lines.differences, _differences),
        Ratios: (factors.ratios, _ratios),
    }
)
"""How each form is drawn, and how high its picture is in inches (0: not at all)."""
