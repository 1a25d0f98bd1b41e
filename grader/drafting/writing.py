"""Writes a plan as YAML that a person goes on with: comments, short forms, questions in place.

The text is put together line by line, since no YAML library keeps comments; every value goes
through the library's own quoting.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from grader.binding.near_names import fold
from grader.drafting.candidates import Call, Form
from grader.drafting.numbers import params_of
from grader.drafting.plan import DryRun, Item, Plan, call_of

QUESTION = "# QUESTION:"
RULE = (
    "# Points: a check weighs 1, more by its parts and by the solution's lines; gradients and",
    "# steps weigh twice that. Change them freely.",
)


class _Dumper(yaml.SafeDumper):
    """Quotes text with an apostrophe in it by the other quotation marks, and repeats no value."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values out each time: an assignment has no aliases."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if "'" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def written(plan: Plan, *, slug: str, title: str) -> str:
    """Return the assignment's YAML."""
    blocks = [
        [
            f"# Drafted by `grader init`; lines with {QUESTION[2:]} wait for a person.",
            *_head(slug, title),
        ],
        list(_questions(plan.questions)),
        list(_functions(plan)),
        list(_checks(plan)),
        list(_manners(plan)),
        list(_interfaces(plan)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def flow(value: Any) -> str:
    """Return a value in YAML's one-line form."""
    text = yaml.dump(
        value,
        Dumper=_Dumper,
        default_flow_style=True,
        width=100_000,
        allow_unicode=True,
        sort_keys=False,
    )
    return text.removesuffix("\n").removesuffix("\n...")


def number(points: float) -> int | float:
    """Return points as they are written: whole numbers without a point."""
    return int(points) if points == int(points) else round(points, 6)


def calls_of(plan: Plan, form: Form) -> dict[str, Call]:
    """Return the calls of one form by the names of the checks they stand for."""
    calls: dict[str, dict[str, Any]] = {}
    items = [each for each in plan.items if each.form == form and not each.plain]
    for each in items:
        calls[each.id] = dict(call_of(each))
    for each in items:
        _name_before(each, calls)
    for run in plan.dry_runs:
        if run.of in items:
            calls[run.id] = calls[run.of.id]
    return {name: _ordered(call) for name, call in calls.items()}


def forms_of(plan: Plan) -> list[Form]:
    """Return the forms whose calls an interface describes, in order."""
    return list(_distinct(each.form for each in plan.items if not each.plain))


def _distinct(forms: Iterator[Form]) -> Iterator[Form]:
    seen: list[Form] = []
    for form in forms:
        if form not in seen:
            seen.append(form)
            yield form


def _head(slug: str, title: str) -> list[str]:
    return [f"assignment: {flow(slug)}", f"title: {flow(title)}", *RULE]


def _questions(questions: Sequence[str], indent: str = "") -> Iterator[str]:
    for each in questions:
        yield f"{indent}{QUESTION} {' '.join(each.split())}"


def _functions(plan: Plan) -> Iterator[str]:
    short = [each for each in plan.items if _is_short(each)]
    if short:
        yield "functions:"
    for each in short:
        yield from _questions(each.questions, "  ")
        yield from _used(each)
        yield f"  {flow(each.id)}: {flow(_short(each))}"


def _is_short(item: Item) -> bool:
    return item.kind == "values" and not item.match.candidate.architecture


def _short(item: Item) -> Any:
    said: dict[str, Any] = {}
    if fold(item.function.name) != fold(item.id):
        said["is"] = item.function.name
    said |= _title(item) | _common(item)
    return said["points"] if list(said) == ["points"] else said


def _title(item: Item) -> dict[str, str]:
    """Return what a method, or a function that is given a word, is called in reports."""
    candidate = item.match.candidate
    beside = chosen(item)
    if not candidate.subject.owner and not beside:
        return {}
    return {"title": f"{candidate.subject.title}{beside}"}


def chosen(item: Item) -> str:
    """Return which of several things that one definition does is asked."""
    candidate = item.match.candidate
    if candidate.word:
        return f" with {candidate.word}"
    if candidate.settings:
        return f" by {candidate.function.removeprefix('trajectory_')}"
    return " with weight decay" if candidate.function.endswith("_l2") else ""


def _common(item: Item) -> dict[str, Any]:
    """Return what short and long forms say alike: points, parts, conventions, group."""
    said: dict[str, Any] = {}
    if item.match.lost:
        said["parts"] = _parts(item)
    else:
        said["points"] = number(item.points)
    if item.accept:
        said["accept"] = list(item.accept)
    if item.group != "functions":
        said["group"] = item.group
    return said


def _parts(item: Item) -> dict[str, float]:
    """Return the points of the parts that the solution earns, by the catalogue's weights."""
    weights = {part: item.function.parts[part] for part in item.match.parts}
    whole = sum(weights.values())
    return {part: number(item.points * each / whole) for part, each in weights.items()}


def _used(item: Item) -> Iterator[str]:
    for each in item.used:
        yield f"  # The solution: {' '.join(each.split())}"


def _checks(plan: Plan) -> Iterator[str]:
    long = [each for each in plan.items if not _is_short(each)]
    if long or plan.dry_runs:
        yield "checks:"
    for each in long:
        yield from _questions(each.questions, "  ")
        yield from _used(each)
        yield f"  - {flow(_long(each))}"
        for run in plan.dry_runs:
            if run.of == each:
                yield f"  - {flow(_dry(run))}"


def _long(item: Item) -> dict[str, Any]:
    said: dict[str, Any] = {"id": item.id, "kind": item.kind, "function": item.function.name}
    said |= _title(item)
    said |= _common(item)
    if item.match.candidate.params:
        said["params"] = item.match.candidate.params
    return said


def _dry(run: DryRun) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": run.id,
        "kind": "dry_run",
        "title": f"A dry run of {run.of.id}",
        "function": run.of.function.name,
        "points": number(run.points),
    }
    said |= {k: v for k, v in _common(run.of).items() if k in {"accept", "group"}}
    return {**said, "params": params_of(run)}


def _manners(plan: Plan) -> Iterator[str]:
    if not plan.manners:
        return
    yield "# A function has to be right before it can be well behaved."
    yield "properties:"
    yield "  name: manners"
    yield "  title: Leaves its arguments alone, and answers alike when asked again"
    yield f"  points: {flow(number(plan.manners_points))}"
    yield "  functions:"
    for name, wanted in plan.manners.items():
        yield f"    {flow(name)}: {flow(list(wanted))}"


def _interfaces(plan: Plan) -> Iterator[str]:
    forms = forms_of(plan)
    if forms:
        yield "# How what is asked is made, called and read."
        yield "interface:"
    for form in forms:
        said = form.interface(calls_of(plan, form))
        lead = "  - "
        for key, value in said.items():
            if key == "calls":
                yield f"{lead}calls:"
                for name, call in value.items():
                    yield f"      {flow(name)}: {flow(call)}"
            else:
                if key == "construct":
                    yield from _questions(form.doubts, "  " if lead == "  - " else "    ")
                yield f"{lead}{key}: {flow(value)}"
            lead = "    "


def _name_before(item: Item, calls: dict[str, dict[str, Any]]) -> None:
    """Name what comes before a call: a check that does the same, or a call of its own."""
    candidate = item.match.candidate
    named: dict[str, str] = {}
    for own, before in candidate.before.items():
        said = {**before, "after": [named[each] for each in before.get("after", ())]}
        said = {key: value for key, value in said.items() if value}
        keeps = said.pop("keeps", {})
        name = next((n for n, call in calls.items() if _same(call, said)), "")
        if not name:
            name = own if own not in calls else f"{item.id}_{own}"
            calls[name] = said
        if keeps:
            calls[name] = {**calls[name], "keeps": {**calls[name].get("keeps", {}), **keeps}}
        named[own] = name
    after = [named[each] for each in candidate.call.get("after", ())]
    if after:
        calls[item.id]["after"] = after


def _same(call: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Say whether a call does what comes before another: it is called alike, once."""
    keys = ("call", "with", "after")
    return not call.get("each") and all(call.get(key) == said.get(key) for key in keys)


def _ordered(call: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("after", "call", "with", "each", "once", "keeps", "gives")
    return {key: call[key] for key in keys if key in call}
