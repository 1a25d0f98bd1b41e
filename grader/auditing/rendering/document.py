"""The page of the documentation that tells what the audits of several assignments showed.

    python -m grader.auditing.rendering.document AUDIT.json … > docs/audits.md

Each file is what ``grader audit ASSIGNMENT --format json`` wrote. Runs where documentation is made.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.auditing.models import Audit, Finding, Verdict
from grader.auditing.rendering import words
from grader.reporting.sinks import code_span, markdown

HEAD = """\
# Audits

What `grader audit` says of the assignments that come with the grader. This page is written by a
command from the audits' JSON; `grader audit --help` says how they are made. Wrong code is put
into the right solution: the catalogue's known mistakes, and slips of its own lines. *Caught* is
what costs marks. What survives is counted as wrong code unless its answers are the solution's,
bit for bit, on all questions of three draws, or it is another accepted way of doing it, or
changes a setting alone. Why each that is left is let live stands in
[survivors.md](survivors.md).
"""
SHARES = ("known mistakes", "named first", "slips in the source")


def page(audits: Sequence[Audit]) -> str:
    """Return the whole page as Markdown."""
    parts = [HEAD, "\n".join(_table(audits))]
    parts += ["\n".join(_section(audit)) for audit in audits]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(audits: Sequence[Audit]) -> Iterator[str]:
    names = (*SHARES, "settings", "left to training", "slips tried")
    yield f"| assignment | {' | '.join(names)} |"
    yield f"| --- |{' --: |' * len(names)}"
    for audit in audits:
        cells = (
            words.rate(audit.catalogue),
            words.rate(audit.named),
            words.rate(audit.source),
            str(audit.counts.get(Verdict.SETTING.value, 0)),
            str(audit.counts.get(Verdict.UNTRIED.value, 0)),
            f"{audit.sample} at most" if audit.sample else "all",
        )
        yield f"| {audit.assignment} | {' | '.join(cells)} |"


TOLD: tuple[tuple[str, tuple[Verdict, ...]], ...] = (
    ("Not caught", words.NOT_CAUGHT),
    ("Known mistakes that no question asked here tells from right code", (Verdict.UNSEEN,)),
    ("Alike: the same answers to every question of three draws", (Verdict.SAME, Verdict.ROUNDING)),
    ("Another accepted way of doing it", (Verdict.CONVENTION,)),
    ("In code that no question runs", (Verdict.UNASKED,)),
)


def _section(audit: Audit) -> Iterator[str]:
    yield f"## {audit.assignment}"
    if not words.survivors(audit):
        yield "\nNothing survives."
    for title, verdicts in TOLD:
        found = [f for f in audit.findings if f.verdict in verdicts]
        yield from _items(title, [_survivor(finding) for finding in found])
    yield from _items("Named otherwise", [_unnamed(f) for f in audit.findings if f.named is False])
    yield from _items(
        "Not put into the solution",
        [
            f"- {len(each.misconceptions)} of {markdown(each.check)}: {markdown(each.reason)}"
            for each in audit.left_out
        ],
    )


def _items(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"\n{title}:\n"
        yield from items


def _unnamed(finding: Finding) -> str:
    own = finding.diagnoses.get(finding.check) or next(iter(finding.diagnoses.values()), "")
    return f"- {markdown(words.where(finding))}: {markdown(own or 'nothing was named')}"


def _survivor(finding: Finding) -> str:
    where = markdown(words.where(finding))
    changed = f"{code_span(finding.before)} → {code_span(finding.after)}"
    what = markdown(finding.what) if finding.misconception else changed
    advice = f"; {markdown(finding.advice)}" if finding.advice else ""
    return f"- {where}: {what}{advice}"


def main(paths: Sequence[str]) -> None:
    """Write the page of some audits on standard output."""
    audits = [Audit.model_validate_json(Path(path).read_text(encoding="utf-8")) for path in paths]
    sys.stdout.write(page(audits))


if __name__ == "__main__":
    main(sys.argv[1:])
