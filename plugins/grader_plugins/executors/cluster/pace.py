"""How many submissions go in one chunk: so many that sending it costs little. In the judge."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grader.executing.desk import Errand
from grader_plugins.executors.cluster.messages import size_of

SECONDS: Final = 0.5
"""What a chunk should take: short, so that results come one after another and none is lost late."""

MOST: Final = 32
MOST_BYTES: Final = 4 * 1024 * 1024


@dataclass
class Pace:
    """Learns from every chunk how large the next should be."""

    size: int = 1

    def learn(self, count: int, seconds: float) -> None:
        """Take in how long a chunk of so many took."""
        if count:
            self.size = max(1, min(MOST, round(SECONDS * count / max(seconds, 1e-6))))

    def chunk(self, errands: Iterator[Errand]) -> tuple[Errand, ...]:
        """Take the next errands; none where there are no more."""
        taken: list[Errand] = []
        size = 0
        while len(taken) < self.size and size < MOST_BYTES:
            errand = next(errands, None)
            if errand is None:
                break
            taken.append(errand)
            size += size_of(errand)
        return tuple(taken)
