"""Somebody who watches a grading, by a clock that is moved by hand."""

from grader.watching import Left, Watch


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Watcher:
    """Reads the line as it is now."""

    def __init__(self, clock: Clock) -> None:
        self.words = ""
        self.left: Left | None = None
        self.watch = Watch(self._say, clock=clock)
        self.watch.expect(["relu", "softmax", "training"])

    def _say(self, words: str, left: Left | None) -> None:
        self.words, self.left = words, left

    @property
    def line(self) -> str:
        return ", ".join(filter(None, (self.words, str(self.left or ""))))
