"""Prints the promised figures: ``make bench``, or ``python -m tests.benchmarks NAME``."""

import sys
from collections.abc import Callable

from tests.benchmarks import child_cost, command, gradients, throughput

BENCHMARKS: dict[str, Callable[[], None]] = {
    "child": child_cost.main,
    "command": command.main,
    "throughput": throughput.main,
    "gradients": gradients.main,
}


def main() -> None:
    """Run the benchmarks that were named, or all of them."""
    for name in sys.argv[1:] or list(BENCHMARKS):
        print(f"== {name}")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
