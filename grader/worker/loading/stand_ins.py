"""Objects that stand for a library that is not here, and fail only when used; runs confined.

A stand-in can be imported, asked for attributes, subclassed, used in annotations and asked
``isinstance``. Calling it, computing with it, going over it raises :class:`MissingLibrary` that
tells the name as the student wrote it. Those of plotting libraries are harmless: what they return
is another of them, so that a function that draws still computes.
"""

import opcode
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Self

HARMLESS = frozenset((
    "matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "tqdm", "IPython", "ipywidgets",
    "bokeh", "altair", "wandb", "tensorboard", "tensorboardX", "google", "mpld3", "graphviz",
))  # fmt: skip
PROGRESS = frozenset(("tqdm", "tqdm_notebook"))
VERSION = "0.0.0"
UNPACK = opcode.opmap["UNPACK_SEQUENCE"]
UNPACK_MORE = opcode.opmap["UNPACK_EX"]


class MissingLibrary(ImportError):  # noqa: N818 - the student's failure, not ours
    """A library that is not available was used."""


class Base:
    """What a class that inherits from a missing library inherits from instead."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()


def label(name: str, aliases: Mapping[str, str]) -> str:
    """Return a dotted name as the student writes it: ``tf.nn.relu`` for ``tensorflow.nn.relu``."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        alias = aliases.get(".".join(parts[:end]))
        if alias:
            return ".".join((alias, *parts[end:]))
    return name


class StandIn:
    """Stands for a module, or anything in it, of a library that is not available here."""

    _stand_in_name: str
    _stand_in_aliases: Mapping[str, str]

    def __init__(self, name: str, aliases: Mapping[str, str]) -> None:
        vars(self)["_stand_in_name"] = name
        vars(self)["_stand_in_aliases"] = aliases

    def _stand_in_fail(self) -> NoReturn:
        name = self._stand_in_name
        root = name.partition(".")[0]
        used = label(name, self._stand_in_aliases)
        message = f"{root} is not available here (used as {used})"
        raise MissingLibrary(message, name=root)

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return VERSION
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name.startswith("_stand_in"):
            raise AttributeError(name)
        child = type(self)(f"{self._stand_in_name}.{name}", self._stand_in_aliases)
        vars(self)[name] = child
        return child

    def __repr__(self) -> str:
        return f"<{self._stand_in_name}, which is not available here>"

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Let a class inherit; one base stands for all that are missing."""
        first = next(base for base in bases if isinstance(base, StandIn))
        real = any(isinstance(base, type) and issubclass(base, Base) for base in bases)
        return () if real or first is not self else (Base,)

    def __instancecheck__(self, _: object) -> bool:
        return False

    def __subclasscheck__(self, _: object) -> bool:
        return False

    def __or__(self, other: object) -> Any:
        """Allow annotations like ``Tensor | None``."""
        if other is None or isinstance(other, (type, StandIn)):
            return self
        return self._stand_in_fail()

    __ror__ = __or__

    def __call__(self, *_: Any, **__: Any) -> Any:
        self._stand_in_fail()

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        self._stand_in_fail()


def _failing(self: StandIn, *_: Any, **__: Any) -> Any:
    self._stand_in_fail()


ARITHMETIC = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "divmod",
    "and", "xor", "lshift", "rshift",
)  # fmt: skip
USE = (
    *ARITHMETIC, *(f"r{name}" for name in ARITHMETIC), *(f"i{name}" for name in ARITHMETIC),
    "neg", "pos", "abs", "invert", "lt", "le", "gt", "ge", "float", "int", "complex", "index",
    "iter", "next", "len", "bool", "contains", "getitem", "setitem", "delitem", "enter", "exit",
)  # fmt: skip
for _name in USE:
    setattr(StandIn, f"__{_name}__", _failing)


class Harmless(StandIn):
    """Stands for a plotting or progress library: whatever is done with it does nothing."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return a progress bar around what was to be gone over, or another of this kind."""
        name = self._stand_in_name.rpartition(".")[2]
        if name in PROGRESS:
            return Progress(args[0] if args else kwargs.get("iterable", ()), self)
        if name in ("trange", "tnrange"):
            return Progress(range(*args[:3]), self)
        return type(self)(f"{self._stand_in_name}()", self._stand_in_aliases)

    def __iter__(self) -> Iterator[Any]:
        """Give as many of this kind as the caller unpacks, and nothing to a loop."""
        caller = sys._getframe(1)  # noqa: SLF001 - the only way to see what is unpacked
        count = _unpacked(caller.f_code.co_code, caller.f_lasti)
        return iter([self._stand_in_item() for _ in range(count)])

    def _stand_in_item(self) -> Any:
        return type(self)(f"{self._stand_in_name}[]", self._stand_in_aliases)

    def __getitem__(self, _: Any) -> Any:
        return self._stand_in_item()

    def __setitem__(self, _: Any, __: Any) -> None:
        return None

    def __delitem__(self, _: Any) -> None:
        return None

    def __contains__(self, _: Any) -> bool:
        return False

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _unpacked(code: bytes, position: int) -> int:
    """Return how many values the instruction at a position unpacks."""
    if not 0 <= position < len(code) - 1:
        return 0
    operation, count = code[position], code[position + 1]
    return count if operation in (UNPACK, UNPACK_MORE) else 0


class Progress:
    """A progress bar around something: goes through it, and takes any remark."""

    def __init__(self, iterable: Any, bar: Harmless) -> None:
        self._stand_in_iterable = () if iterable is None else iterable
        self._stand_in_bar = bar

    def __iter__(self) -> Iterator[Any]:
        return iter(self._stand_in_iterable)

    def __len__(self) -> int:
        return len(self._stand_in_iterable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__", "_stand_in")):
            raise AttributeError(name)
        return getattr(self._stand_in_bar, name)


def stand_in(name: str, aliases: Mapping[str, str]) -> StandIn:
    """Return a stand-in for a library, harmless where it only draws."""
    kind = Harmless if name.partition(".")[0] in HARMLESS else StandIn
    return kind(name, aliases)


class Shelf:
    """The stand-ins of one submission, one per library."""

    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        self._tops: dict[str, StandIn] = {}

    def take(self, name: str, *, whole: bool) -> Any:
        """Return the stand-in for ``a.b.c``: for ``a``, or with ``whole`` for the whole name."""
        root, *rest = name.split(".")
        found: Any = self._tops.get(root)
        if found is None:
            found = self._tops[root] = stand_in(root, self.aliases)
        for part in rest if whole else ():
            found = getattr(found, part)
        return found


def is_stand_in(value: object) -> bool:
    """Say whether a value stands for something missing."""
    return isinstance(value, StandIn)
