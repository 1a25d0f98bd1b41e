"""Draws with matplotlib, and makes of its file an SVG element for a page. Runs in the judge.

Theory of operation
-------------------
matplotlib is imported when something is drawn, never before. Its defaults are restored first, so
that no configuration of this machine shows, and identifiers come of a fixed salt: the same numbers
give the same bytes. Colours are drawn as placeholders that become variables of the page's style,
so that one picture serves light, dark and paper. What the element does not need is dropped:
metadata, the style that would hold for the whole page, and namespaces (HTML knows them).
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MUTED, GRID, PAPER, ACCENT, ASKED, HEAT = (f"#0a0b{n:02x}" for n in range(1, 8))
SERIES = tuple(f"#0a0c{n:02x}" for n in range(1, 9))
VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        **dict(
            zip(
                (INK, MUTED, GRID, PAPER, ACCENT, ASKED, HEAT),
                ("ink", "muted", "grid", "paper", "accent", "asked", "heat"),
                strict=True,
            )
        ),
        **{colour: f"series-{n}" for n, colour in enumerate(SERIES)},
    }
)
"""Each placeholder colour and the variable of the page's style that takes its place."""

STYLE: Mapping[str, Any] = MappingProxyType(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "grader",
        "text.parse_math": False,
        "font.family": ["DejaVu Sans"],
        "font.size": 11.0,
        "text.color": INK,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.facecolor": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "axes.formatter.use_mathtext": False,
        "figure.facecolor": "none",
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "hatch.color": MUTED,
        "hatch.linewidth": 0.5,
        "legend.frameon": False,
        "xtick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.color": MUTED,
        "ytick.labelcolor": INK,
    }
)
_DROPPED = frozenset(("metadata", "style", "title"))
_HREF = "{http://www.w3.org/1999/xlink}href"


def available() -> bool:
    """Whether the plotting library is installed here; it is not imported for that."""
    try:
        return find_spec("matplotlib") is not None
    except ValueError:  # something else stands in its place
        return False


def drawn(draw: Callable[["Figure"], None], *, size: tuple[float, float], name: str) -> str:
    """Return an SVG element whose identifiers start with a name; size in inches of 72 units.

    Raises:
        ImportError: matplotlib is not installed, or is broken.
    """
    # Its warnings are about its own parts, or about pictures in another form than this one.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _element(_document(draw, size), name)


def _document(draw: Callable[["Figure"], None], size: tuple[float, float]) -> str:
    """Return what matplotlib writes, with no configuration of this machine and no date."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    file = BytesIO()
    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update(STYLE)
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue().decode()


def _element(document: str, name: str) -> str:
    """Return matplotlib's document as an element with nothing in it that a page lacks."""
    for colour, variable in VARIABLES.items():
        document = document.replace(colour, f"var(--{variable})")
    root = ET.fromstring(document)  # noqa: S314 - matplotlib wrote it, from numbers and our words
    _bare(root, name)
    box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "aria-hidden": "true", "focusable": "false"})
    return ET.tostring(root, encoding="unicode")


def _bare(element: ET.Element, name: str) -> None:
    """Take away namespaces, and make identifiers the picture's own."""
    element.tag = element.tag.rpartition("}")[2]
    element.attrib.update(dict(_attributes(element, name)))
    element.attrib.pop(_HREF, None)
    if element.tag == "g":
        element.attrib.pop("id", None)
    for child in list(element):
        if child.tag.rpartition("}")[2] in _DROPPED:
            element.remove(child)
        else:
            _bare(child, name)


def _attributes(element: ET.Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key == _HREF:
            yield "href", value.replace("#", f"#{name}-", 1)
        elif key == "id":
            yield key, f"{name}-{value}"
        elif "url(#" in value:
            yield key, value.replace("url(#", f"url(#{name}-")
