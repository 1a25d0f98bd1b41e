"""Where a data set's examples come from: its options, and the function that reads or draws."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from grader.kinds import Splits


class Options(BaseModel):
    """Options of a data set; every value is hashable, so that what was read is found again."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Source:
    """How the examples of a data set are had.

    Attributes:
        params: Its options.
        read: Takes them and further folders to look for files in; returns the examples, and may
            raise ``DatasetError``.
    """

    params: type[Options]
    read: Callable[[Any, Sequence[Path]], Splits]


def drawn(params: type[Options], draw: Callable[[Any], Splits]) -> Source:
    """Return the source of examples that no file is needed for."""
    return Source(params, lambda options, _: draw(options))
