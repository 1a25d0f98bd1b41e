"""Where the grading of a submission is, for somebody who waits. Runs in the judge.

Nothing of it reaches a report. Times are the judge's clock, and only ever an estimate or a bound.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MINUTES_FROM = 100.0
"""From how many seconds on a time is told in minutes."""


@dataclass(frozen=True, slots=True)
class Left:
    """How long something may take yet.

    Attributes:
        end: When it is over, by ``clock``.
        bound: Whether that is the latest it can be, not an estimate.
    """

    end: float
    bound: bool = False
    clock: Callable[[], float] = time.monotonic

    def __str__(self) -> str:
        """Say so as of now; nothing once the time is over."""
        seconds = self.end - self.clock()
        if seconds < 0:
            return ""
        about = "at most" if self.bound else "about"
        if seconds < MINUTES_FROM:
            return f"{about} {max(1, round(seconds))} s left"
        return f"{about} {round(seconds / 60)} min left"


Say = Callable[[str, Left | None], None]
"""Takes what is being waited for, in a few words, and how long it may take yet."""


def nobody(_: str, _left: Left | None = None) -> None:
    """Drop the words: nobody watches."""


class Watch:
    """Says which check of how many is worked on, and what of it.

    Args:
        say: Takes the words.
        clock: Seconds that only grow.
    """

    def __init__(self, say: Say = nobody, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._say = say
        self._checks: tuple[str, ...] = ()
        self._check = ""
        self._training = False

    def expect(self, checks: Sequence[str]) -> None:
        """Take the ids of all checks, in the order in which they are graded."""
        self._checks = tuple(checks)

    def begin(self, check: str) -> None:
        """Say which check is judged from now on."""
        self._check, self._training = check, False
        self._say(self._place(check), None)

    def wait(self, words: str, check: str = "") -> None:
        """Say what is waited for, unless more is known of it."""
        if not self._training:
            self._say(self._with_place(self._check or check, words), None)

    def train(self, words: str, seconds: float, *, bound: bool = False) -> None:
        """Say where a training is, and how many seconds it may take yet; holds until the next."""
        self._training = True
        left = Left(self.clock() + seconds, bound, self.clock)
        self._say(self._with_place(self._check, words), left)

    def _with_place(self, check: str, words: str) -> str:
        return ": ".join(filter(None, (self._place(check), words)))

    def _place(self, check: str) -> str:
        if check not in self._checks or len(self._checks) == 1:
            return ""
        return f"check {self._checks.index(check) + 1} of {len(self._checks)}, {check}"
