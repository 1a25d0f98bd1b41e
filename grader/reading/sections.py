"""The short forms of checks, as a table: which kind each means and how it is rewritten.

A kind without an entry is a section too: its own name, its own parameters. Runs in the judge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.models.assignment import CheckSpec
from grader.reading.mistakes import shown
from grader.reading.near_miss import closest, suggestion
from grader.reading.places import Path

FUNCTIONS = "functions"
FUNCTION_KIND = "values"
SPEC_KEYS = tuple(CheckSpec.model_fields)
RENAMED = {"is": "function", "name": "id"}
PARTED = ("values", "gradient", "trajectory")
"""Kinds whose parts are those of the function they ask about."""
REFERRING: Mapping[str, tuple[str, ...]] = {
    "properties": ("functions",),
    "source": ("functions",),
    "dry_run": ("companion",),
    "gradient": ("loss",),
    "speed": ("check",),
}
"""Parameters that name other checks, by kind."""
RESTING: Mapping[str, tuple[str, ...]] = {"properties": ("functions",), "speed": ("check",)}
"""Those of them that name checks whose answers must have come, and be right, for a verdict."""
ADAPTED = "rescaled"
"""The parameter of trainings whose `check`, one or several, says what rate they are handed."""
INHERITED = ("architecture", "function", "outputs", "group")
"""What a companion takes from the dry run it goes with."""
OPTIMISERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
ACCURACIES = ("train_accuracy", "validation_accuracy", "test_accuracy")
UNITS: Mapping[str, float] = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0}
FORBIDDEN = ("imports", "calls", "loops")
REQUIRED = ("imports", "calls")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A check in the words of its kind, and where each moved path was written."""

    data: dict[str, Any]
    moved: Mapping[Path, Path] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a short form may ask for: the names of the functions, and a place for mistakes."""

    names: Sequence[str]
    report: Callable[[Path, str, str], None]


Rewrite = Callable[[Mapping[str, Any], Surroundings], list[Rewritten]]


def as_written(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Keep a check as it was written."""
    del around
    return [Rewritten(dict(value))]


@dataclass(frozen=True, slots=True)
class Section:
    """A short form: the kind it means, the name its check gets, and what it must say.

    ``full`` rewrites what stands under that key.
    """

    kind: str
    id: str
    function: str = ""
    required: tuple[str, ...] = ()
    rewrite: Rewrite = as_written
    full: Rewrite = as_written


def listed(value: Any) -> list[Any]:
    """Return a list as it is, and anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def _properties(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Turn ``pure: [relu]`` into ``functions: {relu: [pure]}``."""
    data = {key: item for key, item in value.items() if _known(key, FUNCTIONS)}
    given = value.get(FUNCTIONS)
    if given is not None and not isinstance(given, Mapping):
        return [Rewritten(data)]
    functions = {name: list(listed(wanted)) for name, wanted in (given or {}).items()}
    moved: dict[Path, Path] = {}
    for key, item in value.items():
        if _known(key, FUNCTIONS) or _misspelt(key, item, around):
            continue
        for number, name in enumerate(around.names if item == "all" else listed(item)):
            if not isinstance(name, str):
                got = f"{key}: expected the name of a function, got {shown(name)}"
                around.report((key, number), got, "")
                continue
            wanted = functions.setdefault(name, [])
            wanted.append(key)
            written = (key, number) if isinstance(item, list) else (key,)
            moved.setdefault((FUNCTIONS, name), written)
            moved[(FUNCTIONS, name, len(wanted) - 1)] = (key,)
    return [Rewritten({**data, FUNCTIONS: functions}, moved)]


def _known(key: str, *own: str) -> bool:
    return key in SPEC_KEYS or key in RENAMED or key in own


def _misspelt(key: str, item: Any, around: Surroundings) -> bool:
    """Report a key that is no property: a near miss, or a value no property has."""
    names = isinstance(item, (str, list))
    if names and (item == "all" or closest(key, SPEC_KEYS) is None):
        return False
    hint = suggestion(key, SPEC_KEYS, what="keys") + "; a property takes `all` or a list"
    around.report((key,), f"unknown key {key!r}", hint)
    return True


def _source(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Turn ``forbid: {imports: [torch]}`` into ``forbid_imports: [torch]``."""
    data = {key: item for key, item in value.items() if key not in ("forbid", "require")}
    moved: dict[Path, Path] = {}
    for verb, nouns in (("forbid", FORBIDDEN), ("require", REQUIRED)):
        rules = value.get(verb, {})
        if not isinstance(rules, Mapping):
            got = f"{verb}: expected a mapping of {', '.join(nouns)}, got {shown(rules)}"
            around.report((verb,), got, f"write {verb}: {{imports: [torch]}}")
            continue
        for noun, item in rules.items():
            if noun not in nouns:
                hint = suggestion(noun, nouns, what=f"what {verb} takes")
                around.report((verb, noun), f"unknown key {noun!r} of {verb}", hint)
            elif noun == "loops":
                _loops(item, data, moved, around)
            else:
                data[f"{verb}_{noun}"] = listed(item)
                moved[(f"{verb}_{noun}",)] = (verb, noun)
    return [Rewritten(data, moved)]


def _loops(item: Any, data: dict[str, Any], moved: dict[Path, Path], around: Surroundings) -> None:
    """Forbid loops everywhere, or in the functions listed; both in one check must agree."""
    written: Path = ("forbid", "loops")
    data["forbid_loops"] = item if isinstance(item, bool) else True
    moved[("forbid_loops",)] = written
    if isinstance(item, bool) or item == "all":
        return
    if FUNCTIONS in data or any(key in data for key in ("forbid_calls", "require_calls")):
        hint = "make `source:` a list of two checks, one for the loops"
        around.report(written, "loops of named functions beside rules for others", hint)
        return
    data[FUNCTIONS] = listed(item)
    moved[(FUNCTIONS,)] = written


def _dry_run(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Name the network's architecture, and make an inline companion a check of its own."""
    words = {"network": "architecture", "input": "inputs"}
    data = {words.get(key, key): item for key, item in value.items()}
    moved: dict[Path, Path] = {
        (new,): (old,) for old, new in words.items() if old in value and new not in value
    }
    if "architecture" in data:
        data.setdefault("function", "backprop")
    companion = data.get("companion")
    if not isinstance(companion, Mapping):
        return [Rewritten(data, moved)]
    inherited: dict[str, Any] = {key: data[key] for key in INHERITED if key in data}
    (own,) = _dry_run({k: v for k, v in companion.items() if k != "companion"}, around)
    main = data.get("id", data.get("name", "dry_run"))
    name = str(own.data.get("id", own.data.get("name", f"{main}_companion")))
    data["companion"] = name
    below = {new: ("companion", *old) for new, old in own.moved.items()}
    below |= {(key,): ("companion", key) for key in own.data if (key,) not in below}
    points = {} if {"points", "parts"} & own.data.keys() else {"points": 0}
    return [
        Rewritten(data, moved),
        Rewritten({**inherited, **own.data, **points, "id": name}, below),
    ]


def _trajectory(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Turn ``optimiser: adam, l2: true`` into ``function: trajectory_adam_l2``."""
    data = {key: item for key, item in value.items() if key not in ("optimiser", "l2")}
    name = value.get("optimiser", "sgd")
    if name not in OPTIMISERS:
        hint = suggestion(str(name), OPTIMISERS, what="optimisers")
        around.report(("optimiser",), f"unknown optimiser {shown(name)}", hint)
        name = "sgd"
    words = ("trajectory", *(() if name == "sgd" else (name,)))
    penalised = ("l2",) if value.get("l2") is True else ()
    data.setdefault("function", "_".join((*words, *penalised)))
    return [Rewritten(data, {("function",): ("optimiser",)} if "optimiser" in value else {})]


def _training(value: Mapping[str, Any], around: Surroundings) -> list[Rewritten]:
    """Turn ``budget: 60 s`` into seconds, and thresholds with points into parts."""
    own = ("budget", *ACCURACIES)
    data = {key: item for key, item in value.items() if key not in own}
    moved: dict[Path, Path] = {}
    if "budget" in value:
        data["seconds"] = _seconds(value["budget"], around)
        moved[("seconds",)] = ("budget",)
    given = [key for key in ACCURACIES if key in value]
    for key in given[1:]:
        around.report((key,), f"{key} beside {given[0]}", "make `training:` a list of two checks")
    for key in given[:1]:
        data["on"] = key.partition("_")[0]
        thresholds = _thresholds(value[key], key, around)
        data["accuracy"] = list(thresholds)
        data["parts"] = {f"{t:g}": points for t, points in thresholds.items()}
        moved |= {("on",): (key,), ("accuracy",): (key,), ("parts",): (key,)}
    return [Rewritten(data, moved)]


def _seconds(written: Any, around: Surroundings) -> float:
    """Read ``60``, ``60 s`` or ``2 min``."""
    number, unit = (*str(written).split(), "s")[:2]
    try:
        return float(number) * UNITS[unit]
    except (ValueError, KeyError):
        got = f"budget: expected a time such as 60 s, got {shown(written)}"
        around.report(("budget",), got, "")
        return 30.0


def _thresholds(written: Any, key: str, around: Surroundings) -> dict[float, float]:
    """Read what is earned in all from each threshold on, as points for each step to the next."""
    try:
        reached = sorted((float(t), float(points)) for t, points in dict(written).items())
    except (TypeError, ValueError):
        got = f"{key}: expected points by threshold, got {shown(written)}"
        around.report((key,), got, f"write {key}: {{0.85: 2, 0.90: 4}}")
        return {0.5: 0.0}
    earned = [0.0, *(points for _, points in reached)]
    if earned != sorted(earned) or not all(0 < t <= 1 for t, _ in reached):
        hint = "points are counted in all: {0.85: 2, 0.90: 4} is 2 more for the second"
        around.report((key,), f"{key}: thresholds lie in 0…1, and points never fall", hint)
    return {t: after - earned[n] for n, (t, after) in enumerate(reached)}


SECTIONS: Mapping[str, Section] = {
    "network": Section("gradient", "backprop", function="backprop", required=("architecture",)),
    "dry_run": Section("dry_run", "dry_run", rewrite=_dry_run),
    "properties": Section("properties", "properties", rewrite=_properties),
    "source": Section("source", "source", rewrite=_source),
    "training": Section("training", "training", rewrite=_training, full=_training),
    "trajectory": Section(
        "trajectory", "trajectory", required=("architecture",), rewrite=_trajectory
    ),
}


def section(name: str, kinds: Mapping[str, object]) -> Section | None:
    """Return the short form of a name: the table's, else that of a kind so called."""
    found = SECTIONS.get(name)
    if found is not None:
        return found if found.kind in kinds else None
    return Section(name, name) if name in kinds else None
