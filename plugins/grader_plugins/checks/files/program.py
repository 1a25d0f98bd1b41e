"""``program``: a whole project, run as its README says. Runs in the judge.

Theory of operation
-------------------
The command runs in a child of its own, which has seen no question (``worker/running``). What it
prints and how it ends is its own account; a printed accuracy therefore earns something only where
the judge finds the same from the weights that were handed in, on the very files that the program
was given (``program_data``), or where nothing but its being printed is asked. Predictions that it
writes are counted by the judge.

What does nothing ends with exit code 0 as well: where more is asked, the exit code counts only
beside something that holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.bench import Bench
from grader.examination.programs import Command, Ran
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from grader_plugins.checks.files.artifact import missing
from grader_plugins.checks.files.artifact_params import ArtifactParams
from grader_plugins.checks.files.program_counting import (
    Counted,
    counted_of,
    evidence_of,
    share_of,
    unlearnt,
)
from grader_plugins.checks.files.program_data import Offer, offered, trains
from grader_plugins.checks.files.program_figures import Figure, figures_behind
from grader_plugins.checks.files.program_params import (
    ALIKE,
    EXIT,
    PrintedParams,
    ProgramParams,
    WrittenPredictionsParams,
)
from grader_plugins.checks.parts import unknown_parts

SHOWN = 2000
"""How many of the last characters printed are kept in a report."""
ALONE = "it ended as asked; that counts beside something else that holds"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a part holds, and what to say where it does not."""

    part: str
    ok: bool
    text: str = ""


class Program:
    """Runs a program of the submission and looks at what it prints and writes."""

    name = "program"
    summary = "a whole project run as its README says: exit code, printed figures, files"
    params = ProgramParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a data set in a form that can hold it, and for weights to compare with."""
        params: ProgramParams = bench.params(spec)
        problems = list(unknown_parts(spec, params.parts))
        if problems:
            return problems
        try:
            offer = offered(spec, bench, "")
        except ValueError as problem:
            problems.append(f"data: {problem}")
        else:
            problems += _too_few(params, offer)
        return [*problems, *_without_weights(params, bench)]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Ask nothing: a program runs in a child of its own."""
        del spec, bench
        return ()

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Run the program, and hold what came of it against what was asked."""
        params: ProgramParams = hearing.bench.params(spec)
        offer = offered(spec, hearing.bench, hearing.digest)
        ran = hearing.run(_command(spec, params, offer, seed=0))
        counted = counted_of(hearing, params, ran, offer)
        verdicts = [*_printed(hearing, params, ran, offer), *_written(hearing, params, ran, offer)]
        verdicts += _predicted(params, counted)
        if params.twice_alike:
            again = hearing.run(_command(spec, params, offer, seed=1)) if _ended(ran) else ran
            verdicts.append(_alike(params, ran, again))
        return _judgement(spec, hearing, ran, verdicts, counted)


def _too_few(params: ProgramParams, offer: Offer | None) -> Iterator[str]:
    data = params.data
    if data is not None and offer is not None and len(offer.sample) < data.examples:
        there = f"{data.dataset} has {len(offer.sample)} in its {data.on} split"
        yield f"data: examples: {there}, and {data.examples} were asked for"


def _without_weights(params: ProgramParams, bench: Bench) -> Iterator[str]:
    """Say which checks named as weights are none, or are of another data set."""
    named = {f"prints: {each.name}: equals": each.equals for each in params.prints}
    if params.predictions is not None:
        named["predictions: weights"] = params.predictions.weights
    for place, name in named.items():
        if not name:
            continue
        spec = bench.checks.get(name)
        found = bench.params(spec) if spec is not None and spec.kind == "artifact" else None
        if not isinstance(found, ArtifactParams) or not found.architecture:
            yield f"{place}: {name!r} is no check of kind artifact with an `architecture`"
        elif params.data is not None and found.dataset != params.data.dataset:
            yield f"{place}: {name!r} is about {found.dataset}, and `data` about another set"


def _command(spec: CheckSpec, params: ProgramParams, offer: Offer | None, *, seed: int) -> Command:
    return Command(
        scripts=(params.script, *spec.aliases),
        arguments=params.arguments,
        needs=params.needs_files,
        offered=tuple(offer.files) if offer is not None else (),
        returned=_returned(params),
        seconds=params.seconds,
        seed=seed,
    )


def _returned(params: ProgramParams) -> tuple[str, ...]:
    """Return which files the judge reads: predictions, and what was trained."""
    if params.predictions is not None:
        return (params.predictions.file,)
    return params.writes if trains(params) else ()


def _ended(ran: Ran) -> bool:
    """Say whether it came to an end of its own, be it an exception."""
    return ran.status in (Status.PASSED, Status.RAISED)


def _printed(
    hearing: Hearing, params: ProgramParams, ran: Ran, offer: Offer | None
) -> Iterator[Verdict]:
    """Hold each printed figure against what the judge computes from the weights."""
    shares: dict[str, float | str] = {}
    for each in params.prints:
        if each.equals and each.equals not in shares:
            shares[each.equals] = share_of(hearing, each.equals, offer)
        found = figures_behind(ran.printed, each.words)
        yield Verdict(each.name, *_figure(each, found, shares.get(each.equals)))


def _figure(
    asked: PrintedParams, found: Sequence[Figure], share: float | str | None
) -> tuple[bool, str]:
    words = " or ".join(f"{each!r}" for each in asked.words)
    if not found:
        return False, f"{asked.name}: no number was printed behind {words}"
    if share is None:
        return True, ""
    if isinstance(share, str):
        return False, f"{asked.name}: it cannot be compared: {share}"
    said = ", ".join(each.text for each in found)
    true = [e for e in found if e.is_about(share, within=asked.within, percent=asked.percent)]
    if not true:
        return False, (
            f"{asked.name}: {said} was printed; the weights handed in reach {100 * share:.2f} % on"
            " the files that the program was given"
        )
    if asked.between is None or true[0].lies(*asked.between, percent=asked.percent):
        return True, ""
    low, high = (f"{100 * each:g}" for each in asked.between)
    return False, f"{asked.name}: {said} was printed; {low} to {high} % were asked for"


def _written(
    hearing: Hearing, params: ProgramParams, ran: Ran, offer: Offer | None
) -> Iterator[Verdict]:
    for pattern in params.writes:
        sizes = [size for path, size in ran.written if _is_called(path, pattern)]
        if not sizes:
            there = ", ".join(path for path, _ in ran.written[:8]) or "no file"
            yield Verdict(pattern, ok=False, text=f"{pattern} was not written; it wrote {there}")
        elif not max(sizes):
            yield Verdict(pattern, ok=False, text=f"{pattern} was written and is empty")
        else:
            ended = _ended(ran) and ran.code == params.exit
            why = unlearnt(hearing, params, pattern, ran, offer) if ended and offer else ""
            yield Verdict(pattern, ok=ended and not why, text=why)


def _is_called(path: str, pattern: str) -> bool:
    """Say whether a path ends as a pattern says; ``*`` stands for anything at its beginning."""
    last, wanted = (each.rpartition("/")[2].casefold() for each in (path, pattern))
    head, star, tail = wanted.partition("*")
    if not star:
        return last == wanted
    return len(last) >= len(head) + len(tail) and last.startswith(head) and last.endswith(tail)


def _predicted(params: ProgramParams, counted: Counted | None) -> Iterator[Verdict]:
    asked: WrittenPredictionsParams | None = params.predictions
    if asked is None or counted is None:
        return
    said = f"{100 * counted.share:.1f} % of its predictions are right{counted.remark}"
    missed = min((t for t in asked.accuracy if counted.share < t), default=None)
    for threshold in asked.accuracy:
        text = counted.trouble or f"{said}; {100 * threshold:g} % were asked for"
        ok = not counted.trouble and counted.share >= threshold
        told = text if threshold == missed or counted.trouble else ""
        yield Verdict(f"{threshold:g}", ok, "" if ok else told)


def _alike(params: ProgramParams, first: Ran, second: Ran) -> Verdict:
    """Say whether a second run, with other unseeded random numbers, says the same."""
    for each in params.prints:
        said = [[f.text for f in figures_behind(r.printed, each.words)] for r in (first, second)]
        if said[0] != said[1]:
            told = f"{each.name}: {', '.join(said[0])} the first time, {', '.join(said[1])} then"
            return Verdict(ALIKE, ok=False, text=f"two runs differ: {told}")
    if dict(first.files) != dict(second.files) or first.code != second.code:
        return Verdict(ALIKE, ok=False, text="two runs differ: is a seed missing?")
    return Verdict(ALIKE, ok=_ended(first) and first.written == second.written, text="")


def _judgement(
    spec: CheckSpec,
    hearing: Hearing,
    ran: Ran,
    verdicts: Sequence[Verdict],
    counted: Counted | None,
) -> Judgement:
    params: ProgramParams = hearing.bench.params(spec)
    something = not verdicts or any(each.ok for each in verdicts if each.part != ALIKE)
    ended = _ended(ran) and ran.code == params.exit
    ending = _ending(spec, params, ran, hearing)
    every = [v if something else Verdict(v.part, ok=False, text=v.text) for v in verdicts]
    texts = dict.fromkeys(v.text for v in every if not v.ok and v.text)
    text = ending or "; ".join(texts)
    alone = ALONE if ended and not something else ""
    every.insert(0, Verdict(EXIT, ended and something, ending or alone))
    shown = _tail(ran.printed) if params.predictions is None else ""
    return Judgement(
        parts=tuple(PartVerdict(v.part, _status(v, ran), "" if v.ok else v.text) for v in every),
        student_text=text,
        staff_text=text,
        evidence=evidence_of(params, counted),
        stdout=shown,
        seconds=ran.seconds,
    )


def _tail(printed: str) -> str:
    """Return the end of what was printed, from the beginning of a line."""
    kept = printed[-SHOWN:]
    return kept if len(kept) == len(printed) else kept.partition("\n")[2] or kept


def _status(verdict: Verdict, ran: Ran) -> Status:
    if verdict.ok:
        return Status.PASSED
    return Status.FAILED if ran.status is Status.PASSED else ran.status


def _ending(spec: CheckSpec, params: ProgramParams, ran: Ran, hearing: Hearing) -> str:
    """Say how it ended, where that is not as it was asked; of unlabelled inputs nothing is told."""
    blind = params.predictions is not None
    if ran.status is Status.MISSING:
        names = ran.missing or (params.script, *spec.aliases)
        return missing(names[:1] if ran.missing else names, ran.listed)
    if ran.status is Status.RAISED and ran.raised is not None:
        known = hearing.inventory.names
        return f"{params.run}: {ran.raised.brief(known) if blind else ran.raised.sentence()}"
    if ran.status is Status.PASSED:
        if ran.code == params.exit:
            return ""
        said = f": {_last_line(ran.printed)}" if ran.printed.strip() and not blind else ""
        return f"{params.run}: exit code {ran.code}, and {params.exit} was asked for{said}"
    return f"{params.run}: {_TROUBLES.get(ran.status, 'it did not run')}{_place(ran)}"


_TROUBLES = {
    Status.TIMED_OUT: "it did not end within the time allowed",
    Status.OUT_OF_MEMORY: "it asked for more memory than is allowed",
    Status.CRASHED: "it ended the interpreter itself (os._exit, a signal) before it was done",
    Status.SKIPPED: "not run: the time for this submission was used up",
}


def _place(ran: Ran) -> str:
    if ran.raised is None or not ran.raised.frames:
        return ""
    file, line, function = ran.raised.frames[-1]
    return f"; it was at {file}, line {line}, in {function}"


def _last_line(printed: str) -> str:
    return printed.strip().rpartition("\n")[2].strip()[:200]
