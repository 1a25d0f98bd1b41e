"""Modules that Python once had under other names, and those of its bridges; runs confined."""

import importlib
import io
import itertools
from functools import reduce
from types import ModuleType
from typing import Any

import numpy as np

RENAMED = {
    "cPickle": "pickle",
    "Queue": "queue",
    "ConfigParser": "configparser",
    "StringIO": "io",
    "cStringIO": "io",
    "__builtin__": "builtins",
    "copy_reg": "copyreg",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
}
BRIDGES = frozenset(("six", "six.moves", "past.builtins", "past", "future.builtins"))


def python2_builtins() -> dict[str, Any]:
    """Return the builtins that Python 2 had and a mended file may use."""
    return {"xrange": range, "raw_input": input, "unicode": str, "long": int, "basestring": str}


def old_module(name: str) -> ModuleType | None:
    """Return the module an old name means today, or nothing."""
    if name in RENAMED:
        return importlib.import_module(RENAMED[name])
    return _bridge(name) if name in BRIDGES else None


def _bridge(name: str) -> ModuleType:
    """Return what six.moves and past.builtins give, as far as numerical code asks for it."""
    module = ModuleType(name)
    vars(module).update(python2_builtins())
    vars(module).update(
        range=range, zip=zip, map=map, filter=filter, input=input, reduce=reduce, open=open,
        str=str, int=int, round=round, chr=chr, zip_longest=itertools.zip_longest,
        StringIO=io.StringIO, cPickle=importlib.import_module("pickle"),
        PY2=False, PY3=True, string_types=(str,), integer_types=(int,),
        iteritems=lambda d, **_: iter(d.items()), itervalues=lambda d, **_: iter(d.values()),
        iterkeys=lambda d, **_: iter(d),
    )  # fmt: skip
    if name == "six":
        vars(module)["moves"] = _bridge("six.moves")
    return module


def pylab(plotting: Any) -> ModuleType:
    """Return pylab: all of numpy, and stand-ins for what draws."""
    module = ModuleType("pylab")
    public = {name: value for name, value in vars(np).items() if not name.startswith("_")}
    vars(module).update({**public, "np": np, "plt": plotting})
    module.__getattr__ = lambda name: getattr(plotting, name)  # type: ignore[method-assign]
    return module
