"""A data set that is described at once and read when first asked for. Runs in the judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from grader.errors import UsageError
from grader.kinds import Splits

if TYPE_CHECKING:
    from pathlib import Path

    from grader_plugins.datasets.source import Options, Source


@dataclass(frozen=True, kw_only=True, eq=False)
class LazyDataset:
    """A data set whose source is imported when asked for, and read once for each set of options.

    Attributes:
        recorded: The digest of files that are shipped; empty: of files that are somebody else's;
            none: the examples are drawn, and their recipe stands for them.
        source: Imports where the examples come from.
        near: Further folders in which its files may lie in a folder of its name.
    """

    name: str
    version: str
    title: str
    summary: str
    licence: str
    origin: str
    splits: Mapping[str, int]
    input_shape: tuple[int, ...]
    classes: int
    recorded: str | None
    source: "Callable[[], Source]"
    near: "tuple[Path, ...]" = ()
    _kept: "dict[Options, Splits]" = field(default_factory=dict, init=False, repr=False)

    @property
    def digest(self) -> str:
        """What identifies the examples that are returned without options; empty: anything."""
        if self.recorded is not None:
            return self.recorded
        from grader_plugins.datasets.digests import of_recipe

        return of_recipe(self.name, self.version, self.params())

    @property
    def params(self) -> "type[Options]":
        """The options of ``load``."""
        return self.source().params

    def load(self, **options: Any) -> Splits:
        """Return the examples as read-only arrays, the same ones each time.

        Raises:
            DatasetError: A file is missing, damaged or not what it should be.
            UsageError: An option is unknown or has no such value.
        """
        chosen = self._chosen(options)
        if chosen not in self._kept:
            self._kept[chosen] = _read_only(self.source().read(chosen, self.near))
        return self._kept[chosen]

    def beside(self, folder: "Path") -> "LazyDataset":
        """Return the same, whose files may also lie in a folder; what is drawn needs none."""
        if self.recorded is None or folder in self.near:
            return self
        return replace(self, near=(folder, *self.near))

    def _chosen(self, options: Mapping[str, Any]) -> "Options":
        from pydantic import ValidationError

        try:
            return self.params.model_validate(options)
        except ValidationError as problem:
            raise self._refused(problem.errors(include_url=False), options) from problem

    def _refused(self, errors: list[Any], options: Mapping[str, Any]) -> UsageError:
        from grader.reading.near_miss import suggestion

        known = self.params.model_fields
        for name in options:
            if name not in known:
                return UsageError(
                    f"the data set {self.name} has no option {name!r}",
                    hint=suggestion(name, known, what="options") if known else "it has none",
                )
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in errors)
        return UsageError(
            f"the data set {self.name} cannot be had like this: {told}",
            hint=f"its options are {', '.join(known)}",
        )


def _read_only(splits: Splits) -> Splits:
    for examples in (splits.train, splits.validation, splits.test):
        examples.inputs.setflags(write=False)
        examples.labels.setflags(write=False)
    return splits
