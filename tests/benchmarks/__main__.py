"""Prints the promised figures: ``make bench``, or ``python -m tests.benchmarks NAME``.

``solutions``, ``drafts``, ``diagnosis``, ``others`` and ``profile_class`` stand alone: they take
long, or have own words.
"""

import sys
from collections.abc import Callable, Sequence

from tests.benchmarks import (
    child_cost,
    class_cost,
    command,
    curve,
    diagnosis,
    drafts,
    gradients,
    kills,
    on_cluster,
    profile_class,
    solutions,
    throughput,
    trainers,
)
from tests.benchmarks.others import running as others

BENCHMARKS: dict[str, Callable[[], None]] = {
    "child": child_cost.main,
    "command": command.main,
    "throughput": throughput.main,
    "gradients": gradients.main,
    "curve": curve.main,
    "trainers": trainers.main,
    "class": class_cost.main,
    "kills": kills.main,
    "dask": on_cluster.main,
}
ALONE: dict[str, Callable[[Sequence[str]], None]] = {
    "solutions": solutions.main,
    "drafts": drafts.main,
    "diagnosis": diagnosis.main,
    "others": others.main,
    "profile_class": profile_class.main,
}


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    alone = ALONE.get("".join(sys.argv[1:2]))
    if alone is not None:
        alone(sys.argv[2:])
        return
    for name in sys.argv[1:] or list(BENCHMARKS):
        print(f"== {name}")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
