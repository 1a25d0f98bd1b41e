"""Says in plain words what a YAML parser stumbled over, and what to do. Runs in the judge."""

from collections.abc import Sequence
from typing import Any

from grader.errors import Mistake

TAB = ("a tab in the indentation", "indent with spaces; YAML refuses tabs")
TWO_COLONS = ("a second `: ` in one line", "put text that holds a colon in quotes")
MISPLACED = (
    "a key where none can stand",
    "align it with its neighbours; the line before may lack the space behind its colon",
)
BEHIND_QUOTE = ("text behind a closing quote", "a quote inside quotes is doubled: 'it''s'")
INDENTED = (
    "this is indented like neither the lines above nor those around them",
    "align it with its neighbours",
)
KNOWN = (
    ("found a tab", *TAB),
    ("expected '-'", "a key among the items of a list", "begin it with `- `, or move it left"),
    (
        "block sequence entries are not allowed",
        "a list item beside its key",
        "begin the list on the next line, or write it in brackets: [a, b]",
    ),
    (
        "unknown escape",
        "a backslash in double quotes begins an escape",
        "use single quotes, or double the backslash",
    ),
    ("undefined tag handle", "a tag may not stand here", "delete it; quotes make a value text"),
    ("incompatible YAML", "this version of YAML is not known", "delete the %YAML line"),
    ("alphabetic or numeric", "`*` and `&` have a meaning here", "put the value in quotes"),
    ("comment or line break", "`|` and `>` begin text on lines below", "put the value in quotes"),
    (
        "expected node content",
        "a value is missing here",
        "delete the sign too many, or put the value in quotes",
    ),
)


def explained(problem: Any, lines: Sequence[str]) -> Mistake:
    """Return a parser's error as a mistake with its place and its remedy."""
    mark = problem.problem_mark or problem.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    text = str(problem.problem or "")
    written = lines[line - 1] if line <= len(lines) else ""
    opened = _opened(problem, text)
    if opened is not None:
        return opened
    message, hint = _said(text, written, column)
    return Mistake(line, column, f"not YAML: {message}", hint)


def _said(text: str, written: str, column: int) -> tuple[str, str]:
    """Return what is wrong at a column of a line, and what to do."""
    sign, before = written[column - 1 : column], written[: column - 1]
    if "cannot start any token" in text:
        begins = (f"a value cannot begin with {sign!r}", "put the value in quotes")
        return TAB if sign == "\t" else begins
    if "mapping values are not allowed" in text:
        return TWO_COLONS if ": " in before else MISPLACED
    if "expected key" in text or "expected <block end>" in text:
        return BEHIND_QUOTE if before.rstrip().endswith(("'", '"')) else INDENTED
    for part, message, hint in KNOWN:
        if part in text:
            return message, hint
    return text, "correct it; the rest of the file is read then"


def _opened(problem: Any, text: str) -> Mistake | None:
    """Point at the line, bracket or quote that was begun, where its end is what is missing."""
    mark = problem.context_mark
    if mark is None:
        return None
    place = (mark.line + 1, mark.column + 1)
    if "unexpected end of stream" in text and "quoted" in str(problem.context):
        hint = "close it; a quote inside quotes is doubled: 'it''s'"
        return Mistake(*place, "not YAML: the quote that begins here is not closed", hint)
    if "could not find expected ':'" in text:
        message = "not YAML: a line that is neither `key: value` nor an item `- …`"
        return Mistake(*place, message, "put a colon and a space behind the key")
    if "',' or" in text:
        closing = "}" if "'}'" in text else "]"
        end = problem.problem_mark
        stop = f"line {end.line + 1}, column {end.column + 1}"
        message = f"not YAML: what is opened here is not closed before {stop}"
        return Mistake(*place, message, f"put a comma or the missing `{closing}` there")
    return None
