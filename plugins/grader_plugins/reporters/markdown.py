"""The report as Markdown, for a step summary or a comment: at most 60 kB. Runs in the judge.

What a student controls stands in code spans or escaped; there is no HTML but what is escaped.
"""

from collections.abc import Iterator

from grader.models.report import CheckReport, Report, Status
from grader.reporting.sinks import code_block, code_span, markdown
from grader_plugins.reporters import absences, phrases, wording
from grader_plugins.reporters.facts import Fact, facts, missing_facts, place

MOST_BYTES = 60_000
RESERVED = 400
WIDTH = 96


class Markdown:
    """Writes a heading, the score, a table, and a section per failure."""

    name = "markdown"
    suffix = ".md"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as GitHub-flavoured Markdown."""
        del color, width
        sections = [_section(report, check) for check in wording.troubled(report)]
        notes = list(_notes(report))
        if absences.missing(report):
            sections, notes = [*notes, _missing(report), *sections], []
        return _fitted([_head(report), *_table(report), *sections, *notes, *_tail(report)])


def _fitted(blocks: list[str]) -> str:
    """Join blocks; those that no longer fit are left out, and it is said how many."""
    kept: list[str] = []
    size = 0
    for block in blocks:
        size += len(block.encode()) + 2
        if size > MOST_BYTES - RESERVED:
            break
        kept.append(block)
    left = len(blocks) - len(kept)
    if left:
        kept.append(f"*The report is too long for this place: {left} sections are left out.*")
    return "\n\n".join(kept) + "\n"


def _head(report: Report) -> str:
    lines = [f"## {markdown(wording.heading(report))}"]
    if wording.is_graded(report):
        lines.append(f"**{phrases.points(report.score, report.max_score)} points** · ")
        lines[-1] += markdown(wording.verdict(report))
    else:
        lines.append(f"**{markdown(wording.verdict(report))}**")
        lines.append(markdown(wording.ungraded_advice(report)))
    more = (wording.provisional_advice(report), wording.worked(report))
    lines += [markdown(text) for text in more if text]
    return "\n\n".join(lines)


def _table(report: Report) -> Iterator[str]:
    if report.checks:
        rows = [_row(report, check) for check in report.checks]
        yield "\n".join(("| Check | Result | Points | Found |", "| --- | --- | --: | --- |", *rows))


def _row(report: Report, check: CheckReport) -> str:
    status = f"{wording.symbol(check.status)} {wording.result(report, check)}"
    cells = (
        markdown(wording.title(check)),
        markdown(status),
        wording.points_of(report, check),
        _found(report, check),
    )
    return f"| {' | '.join(cells)} |"


def _found(report: Report, check: CheckReport) -> str:
    """Return a check's remark for a cell: places as code, sentences as text."""
    told = wording.remark(report, check)
    if check.status is Status.PENDING or wording.is_waiting(check):
        return markdown(told)
    claims = wording.taken_as(check)
    where = told.removesuffix(claims).removesuffix("; ") if claims else told
    span = code_span(where, cell=True) if where else ""
    return "; ".join(filter(None, (span, markdown(claims if where != told else ""))))


def _missing(report: Report) -> str:
    total = sum(check.max_score for check in absences.missing(report))
    head = f"### {wording.symbol(Status.MISSING)} Not found"
    told = [_fact(fact) for fact in missing_facts(report)]
    return "\n\n".join([f"{head} ({phrases.points_in_words(0.0, total)})", *told])


def _section(report: Report, check: CheckReport) -> str:
    mark = wording.symbol(check.status)
    score = phrases.points_in_words(check.score, check.max_score)
    lines = [f"### {mark} {markdown(wording.title(check))} ({score})"]
    where = place(report, check)
    if where:
        lines.append(code_span(where))
    lines += [_fact(fact) for fact in facts(report, check, width=WIDTH)]
    return "\n\n".join(lines)


def _fact(fact: Fact) -> str:
    label = f"**{fact.label[:1].upper()}{fact.label[1:]}:**"
    if fact.form == "sentence":
        return f"{label} {markdown(fact.text)}"
    if fact.form == "code":
        return f"{label} {code_span(fact.text)}"
    return f"{label}\n\n{code_block(fact.text, language='text')}"


def _notes(report: Report) -> Iterator[str]:
    for title, texts in (
        ("Changed by a person", wording.adjustments(report)),
        ("Notes", wording.notes(report)),
    ):
        if texts:
            items = "\n".join(f"- {markdown(text)}" for text in texts)
            yield f"### {title}\n\n{items}"


def _tail(report: Report) -> Iterator[str]:
    if wording.shows_examples(report):
        yield markdown(wording.EXAMPLES)
    if wording.start_with(report):
        yield f"**{markdown(wording.start_with(report))}**"
    yield f"*{markdown(wording.footer(report))}*"
