"""What each tensor is to the right one, on a logarithmic axis about 1. Runs in the judge."""

from math import floor, log10
from typing import TYPE_CHECKING

from grader_plugins.reporters.forms import Ratios
from grader_plugins.reporters.forms.form import finite
from grader_plugins.reporters.forms.ratios import told
from grader_plugins.reporters.html.drawing.svg import ACCENT, ASKED, INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONGEST_NAME = 16


def ratios(figure: "Figure", form: Ratios) -> None:
    """Draw a dot per tensor beside the line of what is right; what has no factor has words."""
    known = [value for factor in form.factors.values() if (value := finite(factor)) is not None]
    axes = figure.subplots()
    _scale(axes, known)
    axes.axvline(1.0, color=ASKED, linestyle="--", linewidth=1.4)
    for n, factor in enumerate(form.factors.values()):
        _dot(axes, n, finite(factor))
    axes.set_yticks(range(len(form.factors)), [name[:LONGEST_NAME] for name in form.factors])
    axes.set_ylim(len(form.factors) - 0.4, -0.6)
    axes.set_xlabel("times the right one (dashed: 1, right)")


def _scale(axes: "Axes", known: list[float]) -> None:
    """Choose a logarithmic axis that holds 1 and all factors, their signs and zeros included."""
    sizes = [abs(value) for value in (*known, 1.0) if value]
    low, high = 10.0 ** floor(log10(min(sizes) / 2)), 10.0 ** (floor(log10(max(sizes) * 2)) + 1)
    if all(value > 0.0 for value in known):
        axes.set_xscale("log")
        axes.set_xlim(low, high)
    else:
        axes.set_xscale("symlog", linthresh=low)
        axes.set_xlim(-high if min(known) < 0.0 else -low / 2, high)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))


def _dot(axes: "Axes", row: int, factor: float | None) -> None:
    if factor is None:
        place = (0.01, row)
        axes.annotate(
            "not a multiple of it",
            place,
            xycoords=axes.get_yaxis_transform(),
            verticalalignment="center",
            color=MUTED,
        )
        return
    right = factor == 1.0
    axes.plot([1.0, factor], [row, row], color=ACCENT, linewidth=2.0)
    axes.plot(factor, row, color=ACCENT, marker="o" if right else "D", markersize=8)
    axes.annotate(
        "right" if right else f"{told(factor)} ×",
        (factor, row),
        xytext=(8, 0) if right else (0, 8),
        textcoords="offset points",
        horizontalalignment="left" if right else "center",
        verticalalignment="center" if right else "baseline",
        color=INK,
    )
