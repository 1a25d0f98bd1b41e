"""What students read: what to write, in which conventions, for how many points, how to check it."""

import shlex
from collections.abc import Iterator

from grader.drafting.finding import Solution
from grader.drafting.plan import Item, Plan, call_of
from grader.drafting.starter import signature_of
from grader.drafting.writing import chosen, number


def readme(plan: Plan, solution: Solution, *, slug: str, title: str) -> str:
    """Return the text for students, as Markdown."""
    files = [n for n, _ in solution.submission.files if n.endswith((".py", ".ipynb"))]
    lines = [
        f"# {title}",
        "",
        "## What you write",
        "",
        *_begin(files),
        "",
        "| what | what it returns | points |",
        "| --- | --- | --: |",
        *map(_row, plan.items),
        "",
        "## What is looked at",
        "",
        *_looked_at(plan),
        "",
        *_answers(plan),
        *_conventions(plan),
        "## How to check yourself",
        "",
        f"    grader check {_shown(files)} --assignment {slug}",
        "",
        "It says what is right, what was asked where something is not, what came back, and where",
        "to look. You can run it as often as you like.",
    ]
    return "\n".join(lines) + "\n"


def _begin(files: list[str]) -> Iterator[str]:
    where = f"`starter/{files[0]}`" if len(files) == 1 else "the files in `starter/`"
    yield f"Open {where}. Some bodies are `raise NotImplementedError`; replace that line by your"
    yield "code. What has a body already is yours to use."


def _shown(files: list[str]) -> str:
    return shlex.quote(files[0]) if len(files) == 1 else "my_work/"


def _row(item: Item) -> str:
    subject = item.match.candidate.subject
    signature = signature_of(subject.node, method=bool(subject.owner))
    owner = f"{subject.owner}." if subject.owner else ""
    what = f"`{_cell(owner + signature)}`{_choice(item)}"
    return f"| {what} | {_cell(_asks(item))} | {_points(item)} |"


def _choice(item: Item) -> str:
    word = item.match.candidate.word
    return f" with `{word!r}`" if word else chosen(item)


def _asks(item: Item) -> str:
    """Return what the catalogue asks, without the catalogue's own name and arguments before it."""
    said = item.function.asks
    head, bracket, rest = said.partition(") ")
    if bracket and head.partition("(")[0].isidentifier():
        said = rest
    elif said.partition(" ")[0].isidentifier():
        said = said.partition(" ")[2]
    if item.function.outputs and "gives" not in call_of(item):
        said = f"{said} In this order: {', '.join(item.function.outputs)}."
    architecture = item.match.candidate.architecture
    return f"{said} Asked of a {architecture} network." if architecture else said


def _points(item: Item) -> str:
    return f"{number(item.points):g}"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _looked_at(plan: Plan) -> Iterator[str]:
    yield "* **The numbers.** Your functions are called on inputs of several shapes and compared"
    yield "  with the exact answers, as closely as rounding allows."
    for run in plan.dry_runs:
        yield f"* **A dry run, {_worth(run.points)}.** `{run.of.id}` on a small example, by given"
        yield "  weights."
    if plan.manners:
        worth = _worth(plan.manners_points)
        yield f"* **Good manners, {worth}.** Calling a function leaves"
        yield "  its arguments as they were, and calling it again gives the same answer."
    yield ""
    yield f"That makes {_worth(plan.total)}."


def _worth(points: float) -> str:
    return f"{number(points):g} point{'' if points == 1 else 's'}"


def _conventions(plan: Plan) -> Iterator[str]:
    """Give each convention of the solution once, with who keeps it and whether one must."""
    used: dict[str, list[str]] = {}
    for item in plan.items:
        for claim in _claims(item):
            used.setdefault(claim, []).append(f"`{item.id}`")
    if used:
        yield "## Conventions"
        yield ""
        yield from (f"* {', '.join(names)}: {claim}" for claim, names in used.items())
        yield ""


def _claims(item: Item) -> Iterator[str]:
    for convention in item.function.conventions:
        if convention.id in item.match.conventions:
            free = "" if convention.id in item.accept else " (other forms are taken, too)"
            yield f"{convention.claim}{free}"


def _answers(plan: Plan) -> Iterator[str]:
    """Give where parameters are kept and answers are looked for, as far as that is said."""
    kept = {item.form.owner: item.form for item in plan.items if item.form.parameters}
    said = [f"* {_keeps(owner)} in {_listed(form.parameters)}." for owner, form in kept.items()]
    said += [
        f"* `{item.id}`: the answer is {_named(item)}."
        for item in plan.items
        if "gives" in call_of(item)
    ]
    if said:
        yield "## Where things are"
        yield ""
        yield from said
        if "{l}" in "".join(said) or "{i}" in "".join(said):
            yield "* `{l}` is the number of a layer, from 1; `{i}` is the same, from 0."
        yield ""


def _keeps(owner: str) -> str:
    return f"`{owner}` keeps its parameters" if owner else "Parameters are"


def _named(item: Item) -> str:
    """Return where an answer is; of several, which is which."""
    places, names = call_of(item)["gives"], item.function.outputs
    if not isinstance(places, (list, tuple)) or len(places) != len(names):
        return _listed(places)
    pairs = zip(places, names, strict=True)
    return ", ".join(
        f"`{place}`" if name in place else f"`{place}` ({name})" for place, name in pairs
    )


def _listed(places: object) -> str:
    """Return places in one line, as code."""
    each = places if isinstance(places, (list, tuple)) else [places]
    return ", ".join(f"`{place}`" for place in each)
