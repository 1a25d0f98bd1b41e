"""The catalogue itself: every function with all that is known around it. Runs in the judge.

Nothing is built at import; :func:`functions` builds its entries once, without drawing an input.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache, lru_cache

from grader_reference.architectures import HIDDEN, parse_architecture
from grader_reference.catalogue import Function
from grader_reference.entries import decayed as decayed_entries
from grader_reference.entries import elements as element_entries
from grader_reference.entries import images as image_entries
from grader_reference.entries import networks as network_entries
from grader_reference.entries import optimisers as optimiser_entries
from grader_reference.entries import pictures as picture_entries
from grader_reference.entries import quotients as quotient_entries
from grader_reference.entries import regularising as regularising_entries
from grader_reference.entries import rows as row_entries
from grader_reference.entries import scalars as scalar_entries
from grader_reference.entries import spatial as spatial_entries
from grader_reference.entries import statistics as statistics_entries
from grader_reference.entries import stopping as stopping_entries
from grader_reference.entries import walks as walk_entries
from grader_reference.entries.aliases import fold
from grader_reference.image_architectures import is_of_images
from grader_reference.mathematics import every as mathematics
from grader_reference.walks import WALKS

SMALL = "2-3-2 relu"
"""A network that can be followed by hand."""
OTHERS = ("2-3-2 sigmoid", "2-3-2 tanh", "2-3-4-2 relu")
"""Networks in which further mistakes can be made."""
OF_IMAGES = "6x6-3x3x2-pool2-3-2 tanh"


@cache
def functions() -> tuple[Function, ...]:
    """Return every function of the catalogue that needs no architecture."""
    return mathematics.taught(
        (
            *element_entries.functions(),
            *row_entries.functions(),
            *scalar_entries.functions(),
            *optimiser_entries.functions(),
            *spatial_entries.functions(),
            *regularising_entries.functions(),
            *picture_entries.functions(),
            *stopping_entries.functions(),
            *statistics_entries.functions(),
        )
    )


def find(name: str) -> Function:
    """Return the function that goes by a name, whatever its case and underscores.

    Raises:
        ValueError: No function does; the sentence names the nearest one.
    """
    known = _names()
    found = known.get(fold(name))
    if found is not None:
        return found
    close = get_close_matches(fold(name), known, n=1)
    hint = f"did you mean {known[close[0]].name}?" if close else f"known are {_listed()}"
    raise ValueError(f"no function of the catalogue is called {name!r}: {hint}")


def network(architecture: str, *, hidden: int | Sequence[int] = HIDDEN) -> Function:
    """Return ``backprop`` for an architecture such as ``784-H-10 relu``.

    Args:
        architecture: Widths and hidden activation; H is a width the grader chooses.
        hidden: What is put in the place of each H.

    Raises:
        ValueError: The line names no architecture; the sentence says what was expected.
    """
    return networks(architecture, hidden=hidden)[0]


def networks(
    architecture: str, *, hidden: int | Sequence[int] = HIDDEN
) -> tuple[Function, Function, Function]:
    """Return ``backprop``, ``network_loss`` and ``network_forward`` for an architecture.

    Raises:
        ValueError: The line names no architecture.
    """
    chosen = hidden if isinstance(hidden, int) else tuple(hidden)
    return _networks(architecture, chosen)


@lru_cache(maxsize=32)
def _networks(
    architecture: str, hidden: int | tuple[int, ...]
) -> tuple[Function, Function, Function]:
    parsed = parse_architecture(architecture, hidden=hidden)
    return (
        network_entries.backprop(parsed),
        network_entries.network_loss(parsed),
        network_entries.network_forward(parsed),
    )


@lru_cache(maxsize=64)
def of_network(architecture: str, name: str) -> Function:
    """Return one function of a network: its gradients, loss, forward pass, or first steps.

    Raises:
        ValueError: The line names no architecture, or a network has no such function.
    """
    images = is_of_images(architecture)
    found = image_entries.of_images(architecture, name) if images else _dense(architecture, name)
    return mathematics.of_network(found, architecture, images=images)


def _dense(architecture: str, name: str) -> Function:
    """Return one function of a fully connected network."""
    if name in WALKS:
        return walk_entries.trajectory(parse_architecture(architecture), name)
    if name == quotient_entries.NAME:
        return quotient_entries.gradient_check(parse_architecture(architecture))
    if name == decayed_entries.NAME:
        return decayed_entries.network_loss_l2(parse_architecture(architecture))
    known = {function.name: function for function in networks(architecture)}
    if name in known:
        return known[name]
    close = get_close_matches(name, (*known, *WALKS, quotient_entries.NAME), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    raise ValueError(f"a network has {', '.join(known)} and trajectory, and no {name!r}{hint}")


def networks_to_explain() -> tuple[tuple[str, str], ...]:
    """Return architectures and functions in which every mistake of a network can be made."""
    plain = (*(f.name for f in networks(SMALL)), quotient_entries.NAME, decayed_entries.NAME)
    of_images = ("backprop", "network_forward", "trajectory", "trajectory_momentum")
    return (
        *((SMALL, name) for name in (*plain, *WALKS)),
        *((other, name) for other in OTHERS for name in (*plain[:3], "trajectory")),
        *((OF_IMAGES, name) for name in of_images),
    )


@cache
def _names() -> dict[str, Function]:
    """Return functions by folded name and alias; a name goes before an alias."""
    found = {fold(function.name): function for function in functions()}
    for function in functions():
        for alias in function.aliases:
            found.setdefault(fold(alias), function)
    return found


def _listed() -> str:
    return ", ".join(function.name for function in functions())
