"""Where a data set's examples come from: its options, and the function that reads or draws."""

from collections.abc import Callable
from dataclasses import dataclass
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
        read: Takes them and returns the examples; may raise ``DatasetError``.
    """

    params: type[Options]
    read: Callable[[Any], Splits]
