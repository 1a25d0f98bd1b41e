"""Tables as heat maps: a confusion matrix, a sweep. Runs in the judge.

Each cell has its number in it; the shade of one single hue only repeats what the number says.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader_plugins.reporters.forms import Confusion, Sweep
from grader_plugins.reporters.forms.form import finite, percent
from grader_plugins.reporters.html.drawing.svg import HEAT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DEEPEST = 0.55
"""How opaque the darkest shade is: the number on it stays readable on light and on dark."""
LONGEST_NAME = 12
ROOM = 300.0
"""About how wide all columns are together, in the picture's units."""


def confusion(figure: "Figure", form: Confusion) -> None:
    """Draw the counts, shaded by their share of the right class."""
    counts = form.shown()
    shades = [
        [c / max(sum(whole), 1) for c in row]
        for row, whole in zip(counts, form.counts, strict=True)
    ]
    texts = [[f"{count:,}" if count else "" for count in row] for row in counts]
    axes = figure.subplots()
    _cells(axes, shades, texts)
    _names(axes, tuple(map(str, range(len(counts)))), form.columns())
    axes.set_xlabel("taken for")
    axes.set_ylabel("right class")


def sweep(figure: "Figure", form: Sweep) -> None:
    """Draw the accuracies, shaded from the lowest to the highest; a frame marks the best."""
    from matplotlib.patches import Rectangle

    values = [[finite(cell) for cell in row] for row in form.accuracy]
    known = [cell for row in values for cell in row if cell is not None]
    low, span = min(known), (max(known) - min(known)) or 1.0
    shades = [[0.0 if c is None else (c - low) / span for c in row] for row in values]
    texts = [["–" if c is None else percent(c) for c in row] for row in values]
    axes = figure.subplots()
    _cells(axes, shades, texts)
    _names(axes, form.rows.names(), form.column_names())
    best = form.best() or (0, 0)
    axes.add_patch(
        Rectangle((best[1] - 0.5, best[0] - 0.5), 1, 1, fill=False, edgecolor=INK, linewidth=2.2)
    )
    axes.set_ylabel(form.rows.name)
    axes.set_xlabel(form.columns.name if form.columns is not None else "")


def _cells(axes: "Axes", shades: Sequence[Sequence[float]], texts: Sequence[Sequence[str]]) -> None:
    """Draw shaded cells with a text each, the first row at the top."""
    from matplotlib.patches import Rectangle

    size = _size(texts)
    for n, row in enumerate(shades):
        for m, shade in enumerate(row):
            opacity = round(DEEPEST * shade, 3)
            axes.add_patch(Rectangle((m - 0.5, n - 0.5), 1, 1, color=HEAT, alpha=opacity, lw=0))
            axes.text(m, n, texts[n][m], ha="center", va="center", color=INK, size=size)
    axes.set_xlim(-0.5, len(shades[0]) - 0.5)
    axes.set_ylim(len(shades) - 0.5, -0.5)
    axes.grid(visible=False)


def _size(texts: Sequence[Sequence[str]]) -> float:
    """Return a size of letters with which the longest text fits its column."""
    longest = max(len(text) for row in texts for text in row)
    return round(min(11.0, ROOM / len(texts[0]) / (0.62 * max(longest, 1))), 1)


def _names(axes: "Axes", rows: Sequence[str], columns: Sequence[str]) -> None:
    axes.set_xticks(range(len(columns)), [name[:LONGEST_NAME] for name in columns])
    axes.set_yticks(range(len(rows)), [name[:LONGEST_NAME] for name in rows])
    axes.tick_params(length=0)
