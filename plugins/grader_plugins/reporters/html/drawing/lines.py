"""Learning curves, and errors on logarithmic axes. Runs in the judge."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader_plugins.reporters.forms import Curve, Differences
from grader_plugins.reporters.forms.form import percent, short
from grader_plugins.reporters.html.drawing.svg import ACCENT, ASKED, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKED = 40
"""Up to how many points each has a mark of its own."""

LINE = 0.12
"""The height of a line of text, as a share of a panel's."""


def curve(figure: "Figure", form: Curve) -> None:
    """Draw accuracy over loss, by epoch; whichever was not measured is left out."""
    known = ((_accuracy, form.accuracies()), (_loss, form.losses()))
    panels = [draw for draw, points in known if points]
    axes = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for draw, panel in zip(panels, axes, strict=True):
        draw(panel, form)
    first, last = form.epochs[0].epoch, form.epochs[-1].epoch
    if first == last:
        axes[-1].set_xlim(first - 1, first + 1)
    axes[-1].set_xlabel("epoch")
    axes[-1].xaxis.get_major_locator().set_params(integer=True)


def _accuracy(axes: "Axes", form: Curve) -> None:
    """Draw the accuracy, and a dashed line with its words where something was asked for."""
    _line(axes, form.accuracies(), "o")
    for asked in form.thresholds:
        axes.axhline(asked, color=ASKED, linestyle="--", linewidth=1.4)
    axes.margins(y=0.12)
    axes.autoscale_view()
    _asked(axes, sorted(form.thresholds))
    axes.set_ylabel("accuracy")
    axes.yaxis.set_major_formatter(lambda value, _: percent(value))


def _asked(axes: "Axes", thresholds: list[float]) -> None:
    """Write what was asked for beside its line, no text nearer to another than a line's height."""
    low, high = axes.get_ylim()
    lowest = -1.0
    for asked in thresholds:
        lowest = max((asked - low) / (high - low), lowest + LINE)
        text = f"{percent(asked)} asked for"
        axes.text(1.01, lowest, text, va="center", color=ASKED, transform=axes.transAxes)


def _loss(axes: "Axes", form: Curve) -> None:
    _line(axes, form.losses(), "s")
    axes.set_ylabel("loss")


def _line(axes: "Axes", points: Sequence[tuple[float, float]], marker: str) -> None:
    few = len(points) <= MARKED
    axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        color=ACCENT,
        linewidth=2.0,
        marker=marker if few else "",
        markersize=4.5,
    )


def differences(figure: "Figure", form: Differences) -> None:
    """Draw the error against ε, both logarithmic, and name the smallest."""
    points = form.drawn()
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:.0e}")
    _line(axes, points, "o")
    best = min(points, key=lambda point: (point[1], point[0]))
    axes.plot(*best, color=INK, marker="D", markersize=9, fillstyle="none")
    axes.annotate(
        f"smallest: {short(best[1])}",
        best,
        xytext=(0, -16),
        textcoords="offset points",
        horizontalalignment="center",
        color=INK,
    )
    axes.margins(y=0.15)
    axes.set_xlabel("step ε")
    axes.set_ylabel("error")
