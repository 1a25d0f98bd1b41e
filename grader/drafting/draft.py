"""Drafts a complete assignment from a solution. Runs in the judge; the solution runs confined.

1. The solution is read as a submission is, and its definitions are found.
2. Each is tried for what it may be (``recognising``); what earns its marks is a check.
3. Conventions, groups, dry runs, manners and points are proposed (``plan``).
4. The assignment is written and the solution graded by it; what does not hold is asked in another
   way, or dropped and asked about, until the solution earns everything.
5. Starter, README, the solution's copy and two labelled cases go with it.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.drafting import plan as planning
from grader.drafting.candidates import Match
from grader.drafting.finding import Solution, find
from grader.drafting.matching import UNNAMED_RANK as UNNAMED
from grader.drafting.names import says
from grader.drafting.numbers import dry_run
from grader.drafting.plan import Item, Plan
from grader.drafting.points import shared_out, weight
from grader.drafting.readme import readme
from grader.drafting.recognising import Recognised, recognise
from grader.drafting.starter import starter
from grader.drafting.trial import Trials
from grader.drafting.writing import flow, number, written
from grader.errors import AssignmentError, SubmissionError
from grader.examination.inventory import Inventory
from grader.examination.wall import Wall
from grader.grading import grade, read_submission
from grader.models.report import CheckReport, Report, Status
from grader.plugin_manager import Registry
from grader.preparation import Prepared
from grader.reading.assignment_file import read_assignment
from grader.validation import refuse_objections
from grader.watching import Say, nobody

FILE = "assignment.yaml"
MANNERS = "manners"
MANNERLY = ("deterministic", "pure")
DECAYED = "_loss_l2"
PASSES = ("forward", "backward", "call")
"""Names that every layer's class has for what it does."""
PLOTS = frozenset(("matplotlib", "mpl_toolkits", "seaborn", "plotly", "tqdm", "IPython"))
"""What draws, and is stood in for without any loss: nobody has to decide about it."""
STOOD_IN = "stand-in"
FEW = 10
"""Where all checks together weigh less, manners weigh less than 1."""
ROUNDS = 6
"""How often a draft is mended at most."""


@dataclass(frozen=True)
class Draft:
    """A drafted assignment.

    Attributes:
        plan: What it asks.
        files: Its files by their paths within its folder.
        recognised: What the solution's definitions were taken for.
    """

    plan: Plan
    files: Mapping[str, bytes]
    recognised: Recognised


def draft(
    path: Path, *, slug: str, points: float, registry: Registry, wall: Wall, tell: Say = nobody
) -> Draft:
    """Draft an assignment from the solution at a path.

    Raises:
        SubmissionError: It cannot be read, or nothing in it is known to the catalogue.
        AssignmentError: What was drafted has a mistake; the draft is not written.
    """
    submission = read_submission(path, registry)
    if submission.archive:
        message = f"{path}: an archive cannot be drafted from"
        raise SubmissionError(message, hint="unpack it, and name the folder")
    trials = Trials(submission, registry, wall)
    solution = find(submission, trials.inventory())
    recognised = recognise(solution, trials, tell=tell)
    if not recognised.matches:
        names = ", ".join(d.title for d in solution.definitions[:12])
        raise SubmissionError(
            f"{path}: nothing in it behaves as a function of the catalogue does ({names})",
            hint="`grader plugins` lists the functions; write the assignment by hand for others",
        )
    tell("grading the solution by the draft", None)
    plan = _planned(recognised, trials, points)
    return _held(plan, recognised, solution, slug=slug, points=points, registry=registry, wall=wall)


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a draft below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _planned(recognised: Recognised, trials: Trials, points: float) -> Plan:
    items: list[Item] = []
    for match in recognised.matches:
        taken = [each.id for each in items]
        own = planning.item(_name(match, taken), match, trials.function(match.candidate))
        fits = recognised.also.get(match.candidate.subject.title, ())
        items.append(replace(own, questions=(*own.questions, *_guessed(own, fits))))
    grouped = planning.grouped(items)
    runs: list[planning.DryRun] = []
    for each in grouped:
        if each.kind == "gradient":
            names = [*(own.id for own in items), *(run.id for run in runs)]
            run = dry_run(each, trials.registry, planning.unique("dry_run", names))
            runs += [run] if run is not None else []
    manners = {each.id: _asked_of(each) for each in grouped if each.kind != "trajectory"}
    questions = tuple(_open(recognised, trials.inventory()))
    return _priced(Plan(grouped, tuple(runs), manners, 0.0, questions), points)


def _guessed(item: Item, fits: Sequence[str]) -> Iterator[str]:
    """Give what is asked of a function whose behaviour alone told what it is."""
    candidate = item.match.candidate
    told = candidate.word or says(candidate.subject, item.function)
    if candidate.rank >= UNNAMED and not candidate.architecture and not told:
        yield f"it behaves as {item.function.name} does; is that what is asked?"
    if fits:
        yield f"its answers fit {', '.join(fits)} as well; is another meant?"


def _asked_of(item: Item) -> tuple[str, ...]:
    """Return the manners that are asked; those of a network's object must last when repeated."""
    kept = item.form.owner and item.match.candidate.architecture
    return (*MANNERLY, "repeatable") if kept else MANNERLY


def _name(match: Match, taken: list[str]) -> str:
    candidate = match.candidate
    subject = candidate.subject
    wanted = candidate.function if candidate.word else subject.name.strip("_")
    if subject.owner and not candidate.architecture and wanted in PASSES:
        wanted = f"{subject.owner}_{wanted}"
    if candidate.function.endswith(DECAYED):
        wanted = f"{wanted}_with_decay"
    if candidate.settings:
        wanted = f"{wanted}_{candidate.function.rpartition('_')[2]}"
    if wanted in taken and subject.owner:
        wanted = f"{subject.owner}_{wanted}"
    return planning.unique(wanted, [*taken, MANNERS])


def _open(recognised: Recognised, inventory: Inventory) -> Iterable[str]:
    """Give what a draft cannot decide about the whole."""
    roots = (i.name.partition(".")[0] for i in inventory.imports if i.available == STOOD_IN)
    absent = ", ".join(each for each in dict.fromkeys(roots) if each not in PLOTS)
    if absent:
        yield (
            f"{absent}: not there when graded, and stood in for. Shall submissions import it? Then"
            " list it under `libraries:`; a framework needs `adapter:` too."
        )
    yield from recognised.wrong.values()
    unknown = [each.title for each in recognised.unknown if each.title not in recognised.wrong]
    if unknown:
        names = ", ".join(unknown)
        yield (
            f"nothing of the catalogue explains {names}; what is not asked stays whole in the"
            " starter. Shall it be (training, loader, manual, or a reference of your own)?"
        )
    if any(m.candidate.architecture for m in recognised.matches):
        yield "shall a training be graded? Add `training:` with a data set and measured thresholds."
    yield "does the starter give anything away, in a helper or a docstring?"


def _priced(plan: Plan, total: float) -> Plan:
    """Share the points out among what is asked."""
    times = Counter(each.match.candidate.subject.title for each in plan.items)
    weights = [
        weight(
            each.kind,
            lines=each.lines // times[each.match.candidate.subject.title],
            parts=len(each.match.parts),
        )
        for each in plan.items
    ]
    weights += [1.0] * len(plan.dry_runs)
    weights += [min(1.0, sum(weights) / FEW)] * bool(plan.manners)
    shares = shared_out(weights, total)
    items = [replace(i, points=p) for i, p in zip(plan.items, shares, strict=False)]
    by_id = {each.id: each for each in items}
    runs = [
        replace(run, of=by_id[run.of.id], points=share)
        for run, share in zip(plan.dry_runs, shares[len(items) :], strict=False)
    ]
    manners = shares[-1] if plan.manners else 0.0
    return replace(plan, items=tuple(items), dry_runs=tuple(runs), manners_points=manners)


def _held(
    plan: Plan,
    recognised: Recognised,
    solution: Solution,
    *,
    slug: str,
    points: float,
    registry: Registry,
    wall: Wall,
) -> Draft:
    """Mend a plan until the solution earns everything by it, or nothing more can be mended."""
    with tempfile.TemporaryDirectory(prefix="grader-init-") as name:
        folder = Path(name) / slug
        for _ in range(ROUNDS):
            files = _files(plan, solution, slug)
            shutil.rmtree(folder, ignore_errors=True)
            write(files, folder)
            loaded = read_assignment(folder / FILE, registry)
            try:
                prepared = Prepared(loaded, registry)
                refuse_objections(prepared)
                mended = _mended(plan, grade(prepared, solution.submission, wall))
            except AssignmentError:
                mended = _unobjected(plan)
                if mended == plan:
                    raise
            if mended == plan:
                break
            plan = _priced(mended, points)
    return Draft(plan, files, recognised)


def _mended(plan: Plan, report: Report) -> Plan:
    """Return a plan without what the solution did not earn: asked otherwise, or not at all."""
    short = {c.id: c for c in report.checks if c.score < c.max_score - 1e-9}
    if not short:
        return plan
    manners = _mannered(plan, short.pop(MANNERS, None))
    items, dropped = [], []
    for each in plan.items:
        own = _otherwise(each, plan) if each.id in short else each
        items += [own] if own is not None else []
        dropped += [each] if own is None else []
    runs = [run for run in plan.dry_runs if run.id not in short]
    questions = [
        f"{each.id} behaves as {each.function.name} does, but does not earn its marks as drafted"
        for each in dropped
    ]
    return _without(
        replace(plan, manners=manners, questions=(*plan.questions, *questions)), items, runs
    )


def _otherwise(item: Item, plan: Plan) -> Item | None:
    """Return an item asked in another way: through the interface, then in a group of its own."""
    if item.plain:
        return replace(item, plain=False)
    own = f"{item.id}_alone"
    if item.group != own and any(i.group == item.group and i is not item for i in plan.items):
        return replace(item, group=own)
    return None


def _without(plan: Plan, items: Iterable[Item], runs: Iterable[planning.DryRun]) -> Plan:
    """Return a plan of these items, without what asked others."""
    kept = {each.id: each for each in items}
    manners = {name: wanted for name, wanted in plan.manners.items() if name in kept}
    still = tuple(replace(run, of=kept[run.of.id]) for run in runs if run.of.id in kept)
    return replace(plan, items=tuple(kept.values()), dry_runs=still, manners=manners)


def _mannered(plan: Plan, check: CheckReport | None) -> Mapping[str, tuple[str, ...]]:
    """Return the manners that the solution has."""
    if check is None:
        return plan.manners
    lost = {part.id for part in check.parts if part.status is not Status.PASSED}
    fewer = {n: w[:-1] if n in lost else w for n, w in plan.manners.items()}
    return {name: wanted for name, wanted in fewer.items() if wanted}


def _unobjected(plan: Plan) -> Plan:
    """Return a plan without dry runs: what a kind objects to is their numbers."""
    return replace(plan, dry_runs=())


def _files(plan: Plan, solution: Solution, slug: str) -> dict[str, bytes]:
    """Return every file of the assignment."""
    title = slug.replace("-", " ").replace("_", " ").capitalize()
    asked = {
        (s.file, s.owner, s.name) for s in (each.match.candidate.subject for each in plan.items)
    }
    submission = dict(solution.submission.files)
    files = {
        FILE: written(plan, slug=slug, title=title).encode(),
        "README.md": readme(plan, solution, slug=slug, title=title).encode(),
        **{f"solution/{name}": content for name, content in submission.items()},
        **{f"starter/{name}": content for name, content in starter(solution, asked).items()},
    }
    if any(name.endswith(".py") for name in submission):
        files |= _cases(plan)
    return files


def _cases(plan: Plan) -> dict[str, bytes]:
    """Return two labelled cases: the solution earns everything, the starter nothing."""
    score = flow(number(plan.total))
    right = f"about: the solution as it is\nfrom: solution\nexpect:\n  score: {score}\n"
    empty = "about: the starter, handed in as it was\nfrom: starter\nexpect:\n  score: 0\n"
    return {"cases/right.yaml": right.encode(), "cases/starter_untouched.yaml": empty.encode()}
