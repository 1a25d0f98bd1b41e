"""Takes addresses of memory out of a student's texts, which differ from run to run. In the judge.

``<Net object at 0x7f3a5c1d2e50>`` becomes ``<Net object at 0x…>``: the same submission gives the
same report. The scan goes by hand over the text once.
"""

MARK = "0x"
DIGITS = frozenset("0123456789abcdefABCDEF")
SHORTEST = 9
"""An address has at least so many digits; a colour, a mask or 0xdeadbeef has fewer."""


def without_addresses(text: str) -> str:
    """Return a text without its addresses, one that its end has cut short included."""
    if MARK not in text:
        return text
    pieces, start = [], 0
    while (found := text.find(MARK, start)) >= 0:
        digits = found + len(MARK)
        end = digits
        while end < len(text) and text[end] in DIGITS:
            end += 1
        is_address = end - digits >= SHORTEST or end == len(text)
        pieces += [text[start:digits], "…" if is_address else text[digits:end]]
        start = end
    return "".join((*pieces, text[start:]))
