"""Numbers as a table writes them: decimal point or comma, and how many digits after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DIGITS = 2
"""How many digits after the point gradebooks show; a third would only look like a difference."""


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers are written: the decimal mark, and the least digits after it."""

    mark: str = "."
    digits: int = 0

    def written(self, number: float | Decimal) -> str:
        """Return a number rounded to two digits, halves upwards, in this style."""
        rounded_off = rounded(number)
        whole, _, part = f"{abs(rounded_off):f}".partition(".")
        part = part.rstrip("0").ljust(self.digits, "0")
        sign = "-" if rounded_off < 0 else ""
        return f"{sign}{whole}{self.mark}{part}" if part else f"{sign}{whole}"


def rounded(number: float | Decimal) -> Decimal:
    """Return a number to as many digits as gradebooks show, halves upwards."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)))
    return exact.quantize(Decimal(1).scaleb(-DIGITS), rounding=ROUND_HALF_UP)


def parsed(text: str) -> Decimal | None:
    """Read a number with a point or a comma; nothing where it is none.

    Where both stand in it, the last one is the decimal mark.
    """
    text = text.strip().replace("\u00a0", "").replace("\u202f", "")
    body = text[1:] if text[:1] == "-" else text
    if not body or not set(body) <= set("0123456789.,") or not set(body) & set("0123456789"):
        return None
    marks = [each for each in body if each in ".,"]
    if len(set(marks)) == 2:
        if marks.count(marks[-1]) > 1:
            return None
        body = body.replace("," if marks[-1] == "." else ".", "")
    elif len(marks) > 1:
        return None
    if not body.isascii():
        return None
    return Decimal(("-" if text[:1] == "-" else "") + body.replace(",", "."))


def style(cells: Iterable[str], *, delimiter: str) -> Style:
    """Tell how a table writes numbers, by those it has; by its delimiter where it has none."""
    digits, marks = 0, {".": 0, ",": 0}
    for cell in cells:
        text = cell.strip()
        if parsed(text) is None:
            continue
        mark = next((each for each in reversed(text) if each in ".,"), "")
        if mark:
            marks[mark] += 1
            digits = max(digits, len(text.rpartition(mark)[2]))
    if not any(marks.values()):
        return Style("," if delimiter == ";" else ".", 0)
    return Style("," if marks[","] > marks["."] else ".", min(digits, 5))
