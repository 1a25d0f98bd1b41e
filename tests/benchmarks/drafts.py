"""What ``grader init`` makes of each solution, audited without an edit.

``python -m tests.benchmarks drafts [SLUG …] [--sample N] [--folder FOLDER]`` drafts an assignment
from every solution, and audits it without training: every mistake the catalogue knows of what is
asked, and N slips of the solution's lines (20 unless said). It prints the table, and writes
``docs/drafts.md`` where all solutions were drafted from. ``FOLDER`` keeps drafts and audits.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from grader.auditing.models import Audit, Verdict
from grader.auditing.rendering import words
from grader.reporting.sinks import code_span, markdown
from tests.benchmarks.places import ASSIGNMENTS

SAMPLE = 20
PROMISED = 0.8
"""The share of the catalogue's mistakes that a draft's audit must catch."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "drafts.md"
MARK = "# QUESTION:"
HEAD = """\
# Drafts

`grader init` drafts an assignment from a solution. Here each solution that comes with the grader
was drafted from and the draft audited as it was written, without an edit and without training: the
catalogue's known mistakes of what is asked, and slips of the solution's own lines. At least 80 % of
the known mistakes must cost marks. A draft asks what it recognises: what it says it does not know
is for a person to add. Questions are those marked in the draft's YAML.

Written by `python -m tests.benchmarks drafts`; do not edit.
"""
NAMES = ("checks", "points earned", "questions", "known mistakes", "named first", "slips", "passes")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One draft: what was written, and its audit."""

    slug: str
    text: str
    earned: str
    audit: Audit

    @property
    def is_enough(self) -> bool:
        """Whether the promised share of known mistakes is caught."""
        return self.audit.catalogue.count >= PROMISED * self.audit.catalogue.of


def main(arguments: Sequence[str] = ()) -> None:
    """Draft, audit, print the table, and write the page where every solution was asked for.

    Raises:
        SystemExit: A draft does not catch what was promised.
    """
    slugs, options = _asked(arguments)
    every = sorted(path.parent.name for path in ASSIGNMENTS.glob("*/solution"))
    with ExitStack() as stack:
        folder = options.get("--folder") or stack.enter_context(tempfile.TemporaryDirectory())
        sample = int(options.get("--sample", SAMPLE))
        drafts = [_drafted(slug, Path(folder), sample) for slug in slugs or every]
    text = page(drafts)
    print(text)
    if not slugs:
        PAGE.write_text(text, encoding="utf-8")
    if not all(each.is_enough for each in drafts):
        sys.exit("a draft catches less than 80 % of the known mistakes")


def page(drafts: Sequence[Drafted]) -> str:
    """Return the page as Markdown."""
    parts = [HEAD, "\n".join(_table(drafts)), "\n".join(_left(drafts))]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _table(drafts: Sequence[Drafted]) -> Iterator[str]:
    yield f"| drafted from | {' | '.join(NAMES)} |"
    yield f"| --- |{' --: |' * len(NAMES)}"
    for each in drafts:
        cells = (
            str(len(each.audit.checks)),
            each.earned,
            str(each.text.count(MARK)),
            words.rate(each.audit.catalogue),
            words.rate(each.audit.named),
            words.rate(each.audit.source),
            "yes" if each.audit.passed else "no",
        )
        yield f"| {each.slug} | {' | '.join(cells)} |"


def _left(drafts: Sequence[Drafted]) -> Iterator[str]:
    """Give what no draft's check caught."""
    found = [(d.slug, f) for d in drafts for f in d.audit.findings if f.verdict in words.NOT_CAUGHT]
    unseen = [(d.slug, f) for d in drafts for f in d.audit.findings if f.verdict is Verdict.UNSEEN]
    if found:
        yield "## Not caught\n"
    for slug, each in found:
        change = f" → {code_span(each.after)}" if each.after else ""
        yield f"- {slug}, {markdown(each.target)}: {markdown(each.what)}{change}"
    if unseen:
        yield "\n## Known mistakes that no question of a draft tells from right code\n"
    for slug, each in unseen:
        yield f"- {slug}, {markdown(each.target)}: {markdown(each.what)}"


def _drafted(slug: str, folder: Path, sample: int) -> Drafted:
    """Draft from one solution, and audit the draft."""
    place, told = folder / slug, folder / f"{slug}.audit.json"
    made = _grader("init", str(ASSIGNMENTS / slug / "solution"), "-o", str(place), "--name", slug)
    earned = next(line for line in made.splitlines() if line.startswith("the solution earns "))
    _grader("audit", str(place), "--no-training", "--sample", str(sample), "--fresh",
            "-f", "json", "-o", str(told))  # fmt: skip
    audit = Audit.model_validate_json(told.read_text(encoding="utf-8"))
    print(f"{slug}: {words.rate(audit.catalogue)} in {audit.seconds:.0f} s", file=sys.stderr)
    text = (place / "assignment.yaml").read_text(encoding="utf-8")
    return Drafted(slug, text, earned.removeprefix("the solution earns "), audit)


def _grader(*arguments: str) -> str:
    """Run a command, and return what it said; an audit that does not pass has said it, too.

    Raises:
        SystemExit: There is no verdict.
    """
    command = [sys.executable, "-m", "grader", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode > 1:
        sys.exit(f"{' '.join(arguments)}: {ended.stderr}")
    return ended.stdout + ended.stderr


def _asked(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    slugs, options, left = [], {}, list(arguments)
    while left:
        word = left.pop(0)
        if word.startswith("--") and left:
            options[word] = left.pop(0)
        else:
            slugs.append(word)
    return slugs, options
