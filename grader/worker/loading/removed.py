"""Names that numpy once had: put back where a submission uses them; runs confined."""

import math
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import numpy as np

BUILT_IN = {
    "float": float, "int": int, "bool": bool, "object": object, "str": str, "complex": complex,
    "long": int, "unicode": str,
}  # fmt: skip
RENAMED = {
    "infty": "inf", "Inf": "inf", "Infinity": "inf", "PINF": "inf", "NaN": "nan", "NAN": "nan",
    "product": "prod", "cumproduct": "cumprod", "sometrue": "any", "alltrue": "all",
    "row_stack": "vstack", "trapz": "trapezoid", "float_": "float64", "complex_": "complex128",
    "singlecomplex": "complex64", "cfloat": "complex128", "unicode_": "str_", "string_": "bytes_",
    "mat": "asmatrix", "round_": "round", "bool8": "bool_", "int0": "intp", "uint0": "uintp",
    "object0": "object_", "issubclass_": "issubdtype", "in1d": "isin", "rank": "ndim",
    "float96": "longdouble", "float128": "longdouble",
}  # fmt: skip


def _in1d(first: Any, second: Any, *args: Any, **kwargs: Any) -> Any:
    return np.isin(np.ravel(first), second, *args, **kwargs)


def _asfarray(a: Any, dtype: Any = np.float64) -> Any:
    kind = np.dtype(dtype)
    return np.asarray(a, dtype=kind if kind.kind in "fc" else np.float64)


def _asscalar(a: Any) -> Any:
    return a.item()


def _msort(a: Any) -> Any:
    return np.sort(a, axis=0)


def _alen(a: Any) -> int:
    return len(np.atleast_1d(a))


MADE: dict[str, tuple[Any, str]] = {
    "in1d": (_in1d, "np.isin"),
    "asfarray": (_asfarray, "np.asarray(…, dtype=float)"),
    "asscalar": (_asscalar, "its item() method"),
    "msort": (_msort, "np.sort(…, axis=0)"),
    "alen": (_alen, "len"),
    "NINF": (-math.inf, "-np.inf"),
    "PZERO": (0.0, "0.0"),
    "NZERO": (-0.0, "-0.0"),
    "math": (math, "math"),
}
KNOWN = frozenset((*BUILT_IN, *RENAMED, *MADE))


def lacking(used: Iterable[str]) -> dict[str, str]:
    """Return the names among those used that this numpy lacks, with what stands for each."""
    missing = sorted(name for name in KNOWN.intersection(used) if name not in vars(np))
    return {name: stand_in for name in missing if (stand_in := _substitute(name)[1])}


def _substitute(name: str) -> tuple[Any, str]:
    """Return what stands for a removed name, and how to write it today."""
    if name in MADE:
        return MADE[name]
    if name in BUILT_IN:
        return BUILT_IN[name], BUILT_IN[name].__name__
    value = getattr(np, RENAMED[name], None)
    return value, "" if value is None else f"np.{RENAMED[name]}"


def put_back(names: Iterable[str], module: ModuleType = np) -> Callable[[], None]:
    """Give numpy removed names again; the function returned takes them away."""
    given = [name for name in names if name not in vars(module)]
    for name in given:
        setattr(module, name, _substitute(name)[0])

    def take_away() -> None:
        for name in given:
            vars(module).pop(name, None)

    return take_away
