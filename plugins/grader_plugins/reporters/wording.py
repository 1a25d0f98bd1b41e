"""The words of a report that all its forms share: statuses, points, places. Runs in the judge."""

from collections.abc import Mapping
from types import MappingProxyType

from grader.bundling.staged import NOT_REACHED
from grader.models.report import Binding, CheckReport, Report, Status
from grader.reporting.sinks import one_line
from grader_plugins.reporters.absences import (
    NO_BODY,
    absent_class,
    absent_name,
    is_unwritten,
    missing,
    unwritten,
)
from grader_plugins.reporters.phrases import (
    duration,
    listed,
    location,
    location_in_words,
    number,
    points,
    sentence,
    short_name,
)

_STATUS: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.PASSED: ("✓", "right"),
        Status.PARTIAL: ("~", "partly right"),
        Status.FAILED: ("✗", "not right yet"),
        Status.RAISED: ("✗", "stopped by an error"),
        Status.TIMED_OUT: ("✗", "took too long"),
        Status.OUT_OF_MEMORY: ("✗", "too much memory"),
        Status.CRASHED: ("✗", "ended Python"),
        Status.MISSING: ("?", "not found"),
        Status.SKIPPED: ("–", "not checked yet"),
        Status.PENDING: ("…", "waits for a person"),
        Status.GRADER_ERROR: ("!", "the grader failed"),
    }
)

_NEXT: Mapping[Status, str] = MappingProxyType(
    {
        Status.FAILED: "Work this example out by hand, print each step of your function, and see "
        "where the two part.",
        Status.PARTIAL: "Some inputs already work. Ask what is special about the one that fails.",
        Status.RAISED: "Read the message, then the line it names; print the shapes just before it.",
        Status.TIMED_OUT: "Look at what ends each loop; a loop over single numbers may also just "
        "be slow where one numpy operation would do.",
        Status.OUT_OF_MEMORY: "Print the shapes of the arrays in between: does one grow with the "
        "square of the batch?",
        Status.CRASHED: "Does the function call exit() or quit(), or itself without an end?",
        Status.MISSING: "Define each function under exactly this name, its def at the very start "
        "of a line, in a file that you hand in.",
    }
)

_TRY_SMALL = "Try your function on a small input whose answer you know, and print each step of it."


def is_call(asked: str) -> bool:
    """Say whether what was asked is a call of a function, and no longer undertaking."""
    return "(" in asked


def symbol(status: Status) -> str:
    """Return the one-cell mark of a status; its word stands beside it everywhere."""
    return _STATUS[status][0]


def words(status: Status) -> str:
    """Return a status in a student's words."""
    return _STATUS[status][1]


def is_unreached(check: CheckReport) -> bool:
    """Whether a platform's time ran out before a check's turn; no person decides that one."""
    return check.status is Status.PENDING and check.student_text == NOT_REACHED


def result(report: Report, check: CheckReport) -> str:
    """Return how a check ended in a student's words."""
    if is_unreached(check):
        return "not graded yet"
    if is_waiting(check) and check.status is Status.PARTIAL:
        return "right so far"
    return "not written yet" if is_unwritten(report, check) else words(check.status)


def is_waiting(check: CheckReport) -> bool:
    """Whether nothing of a check is wrong, and something of it waits for other checks."""
    troubles = {part.status for part in check.parts if part.status is not Status.PASSED}
    return check.status is Status.SKIPPED or troubles == {Status.SKIPPED}


def next_step(check: CheckReport) -> str:
    """Return what to do about a failure where nothing more particular is known."""
    if check.status in (Status.FAILED, Status.PARTIAL) and not check.evidence.input:
        return _TRY_SMALL if is_call(check.evidence.asked) else ""
    return _NEXT.get(check.status, "")


def points_of(report: Report, check: CheckReport) -> str:
    """Return a check's points, or a dash where there is no verdict on it."""
    if check.status is Status.GRADER_ERROR and not is_graded(report):
        return "–"
    return points(check.score, check.max_score)


def binding_of(report: Report, check: CheckReport) -> tuple[str, Binding] | None:
    """Return the name a check asked for and how it was found: by its id, else by its place."""
    if check.id in report.bindings:
        return check.id, report.bindings[check.id]
    if not check.file:
        return None
    place = (check.file, check.line)
    found = ((n, b) for n, b in report.bindings.items() if (b.file, b.line) == place)
    return next(found, None)


def found(report: Report, check: CheckReport) -> str:
    """Say what was found for a check: ``softmax → Softmax, hw.py:12; one example per column``.

    What an interface describes has a name of its own there, which is no other name.
    """
    binding = binding_of(report, check)
    name = ""
    if binding is not None and binding[1].how == "interface":
        name = short_name(binding[1].found)
    elif binding is not None and binding[1].found and binding[0] != binding[1].found:
        name = f"{short_name(binding[0])} → {short_name(binding[1].found)}"
    place = ", ".join(filter(None, (name, location(check.file, check.line))))
    return "; ".join(filter(None, (place, taken_as(check))))


def taken_as(check: CheckReport) -> str:
    """Say by which conventions the code was read; where it is wrong, they only fit it best."""
    claims = "; ".join(check.convention_text)
    unsure = claims and check.status in (Status.PARTIAL, Status.FAILED)
    return f"taken as: {claims}" if unsure else claims


def remark(report: Report, check: CheckReport) -> str:
    """Return the one remark of a check's row: why it was not judged, else what was found."""
    if check.status is Status.PENDING and report.audience == "staff":
        return sentence(check.staff_text or check.student_text, 400)
    if check.status is Status.PENDING or is_waiting(check):
        return sentence(check.student_text.removeprefix("skipped: "), 160)
    empty = unwritten(report, check)
    if empty is not None:
        return location(empty.file, empty.line)
    if is_unwritten(report, check):
        return sentence(check.student_text, 160)
    return "" if check.status is Status.GRADER_ERROR else found(report, check)


def readings(report: Report) -> tuple[str, ...]:
    """Say which checks were found under another name or read in another convention."""
    return tuple(
        f"{title(check)}: {found(report, check)}"
        for check in passed(report)
        if check.convention or "→" in found(report, check)
    )


def title(check: CheckReport) -> str:
    """Return a check's title, or its id where it has none."""
    return short_name(check.title or check.id)


def heading(report: Report) -> str:
    """Return the title of the assignment, or its id."""
    return short_name(report.assignment.title or report.assignment.id, 100)


def passed(report: Report) -> tuple[CheckReport, ...]:
    """Return the checks that passed."""
    return tuple(check for check in report.checks if check.status is Status.PASSED)


def troubled(report: Report) -> tuple[CheckReport, ...]:
    """Return the checks that deserve a section of their own.

    Not those that passed or wait for something, nor those of functions that are not there yet.
    """
    quiet = (Status.PASSED, Status.SKIPPED, Status.PENDING, Status.MISSING)
    return tuple(c for c in report.checks if c.status not in quiet and not is_waiting(c))


def is_graded(report: Report) -> bool:
    """Whether the report is a verdict."""
    return report.status == "graded"


def all_right(report: Report) -> bool:
    """Whether the report is a verdict and every check in it passed, but for what is optional."""
    return is_graded(report) and 0 < len(passed(report)) == len(counted(report))


def counted(report: Report) -> tuple[CheckReport, ...]:
    """Return the checks that a verdict is about: not those that were left out and cost nothing."""
    return tuple(check for check in report.checks if not check.left_out)


def verdict(report: Report) -> str:
    """Say how it went, in one sentence."""
    right, total = len(passed(report)), len(counted(report))
    if not is_graded(report):
        return "Not graded: the grader failed, not you. This is not a zero."
    if not report.checks:
        return "There is nothing here to show yet."
    if all_right(report):
        every = {1: "the check is", 2: "both checks are"}.get(total, f"all {total} checks are")
        return f"Well done: {every} right."
    if total and all(c.status in (Status.PASSED, Status.PENDING) for c in counted(report)):
        return _left_to_a_person(right, total, any(map(is_unreached, report.checks)))
    if all(c.status is Status.MISSING or is_waiting(c) for c in report.checks):
        return _nothing_judged(report)
    if not right:
        return f"None of {total} checks is all right yet." if total > 1 else "Not all right yet."
    return f"{right} of {total} checks {'is' if right == 1 else 'are'} right."


def _nothing_judged(report: Report) -> str:
    """Say why there is no verdict on any check."""
    if missing(report):
        return "Nothing of what is asked for was found; here is what will be checked."
    if any(is_unwritten(report, check) for check in report.checks):
        return "Nothing is written yet; here is what will be checked."
    return "Nothing could be checked yet; the table says what each check waits for."


def _left_to_a_person(right: int, total: int, unreached: bool) -> str:  # noqa: FBT001
    """Say that nothing is wrong, and that some of it has not been looked at."""
    if unreached:
        return f"The time ran out; {right} of {total} checks were graded, and nothing is wrong."
    if not right:
        return "A person marks this."
    are = "is" if right == 1 else "are"
    return f"{right} of {total} checks {are} right, and a person marks the rest."


def ungraded_advice(report: Report) -> str:
    """Say what to do about a report that is no verdict."""
    known = (
        ("assignment", report.assignment.id),
        ("submission", report.submission.digest.removeprefix("sha256:")[:12]),
        ("grader", report.environment.grader),
    )
    identity = ", ".join(f"{what} {short_name(name)}" for what, name in known if name)
    return (
        "Your points are not decided. Try once more in a while; if it happens again, "
        f"send this report to your teacher ({identity})."
    )


def provisional_advice(report: Report) -> str:
    """Say that points still wait for a person, if they do."""
    waiting = [check for check in report.checks if check.status is Status.PENDING]
    total = sum(check.max_score for check in waiting)
    if not report.provisional:
        return ""
    if any(map(is_unreached, waiting)):
        return (
            f"This score is provisional: {number(total)} of the points were not reached before the"
            " time ran out. Your teacher can have it graded again."
        )
    if not waiting:
        return "This score is provisional: a person still has to look at something."
    unit = "point waits" if total == 1 else "points wait"
    return f"This score is provisional: {number(total)} {unit} for a person."


def worked(report: Report) -> str:
    """Say what worked, first of all; nothing where everything did."""
    right = passed(report)
    if all_right(report):
        return ""
    if right:
        return f"Right already: {listed([title(check) for check in right])}."
    partly = [title(check) for check in report.checks if check.status is Status.PARTIAL]
    if partly:
        return f"Partly right already: {listed(partly)}."
    return ""


def start_with(report: Report) -> str:
    """Say what to look at first, and what to do then."""
    if not is_graded(report):
        return ""
    open_ = (*troubled(report), *(c for c in report.checks if c.status is Status.MISSING))
    first = next((check for check in report.checks if check in open_), None)
    if first is None:
        return ""
    if first.status is Status.MISSING:
        return f"Next: {_to_write(report, first)}"
    place = location_in_words(first.file, first.line)
    return f"Next: {title(first)}{f' ({place})' if place else ''}. Change it, then check again."


def _to_write(report: Report, check: CheckReport) -> str:
    """Say what is to be written for a check whose function was not found, or has no body."""
    empty, text = unwritten(report, check), check.student_text
    if empty is not None:
        place = location_in_words(empty.file, empty.line)
        return f"write {short_name(empty.found)} ({place}), then check again."
    whole = text.endswith(NO_BODY)
    name = text.removesuffix(NO_BODY) if whole else absent_name(text) or absent_class(text)
    todo = f"write {short_name(name)}" if name else f"{title(check)}, which was not found"
    return f"{todo}. Then check again."


def adjustments(report: Report) -> tuple[str, ...]:
    """Return what people, and the assignment's policy, changed, a sentence each."""
    titles = {"": "All in all", **{check.id: title(check) for check in report.checks}}
    return tuple(
        f"{titles.get(a.check, short_name(a.check))}: "
        + (f"{a.delta:+g}{' by hand' if a.when else ''}" if a.delta else "seen by a person")
        + "".join(f", {short_name(text, 200)}" for text in (a.reason, a.who, a.when) if text)
        for a in report.adjustments
    )


def notes(report: Report) -> tuple[str, ...]:
    """Return what a reader should know about how the files were read."""
    told = tuple(sentence(warning, 400) for warning in report.warnings)
    if all_right(report):
        optional = (check for check in report.checks if check.left_out)
        told += tuple(f"{title(check)}: {sentence(check.student_text, 160)}" for check in optional)
    return (*readings(report), *told) if all_right(report) else told


def shows_examples(report: Report) -> bool:
    """Whether inputs are shown, which are then not those that were scored."""
    return any(check.evidence.input for check in troubled(report))


EXAMPLES = "The inputs above are examples; the points come from other inputs of the same kind."


def footer(report: Report) -> str:
    """Return one line on how it was graded."""
    e = report.environment
    seconds = report.timings.get("total")
    texts = [
        f"grader {e.grader}" if e.grader else "",
        f"confinement {e.confinement}" if e.confinement else "",
        f"{e.recipe} recipe" if e.recipe else "",
        duration(seconds) if seconds is not None else "",
    ]
    if report.audience == "staff":
        plugins = ", ".join(f"{name} {version}" for name, version in e.plugins.items())
        texts += [f"Python {e.python}", f"numpy {e.numpy}", f"seed {e.seed}", plugins]
    return " · ".join(one_line(text) for text in texts if text)
