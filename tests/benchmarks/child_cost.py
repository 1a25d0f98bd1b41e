"""What one letters submission costs on the student's side, beyond the same calls in a bare fork.

Both run the same definitions and the same calls; the child adds confinement, inventory, the wire
and observations. Parsing is timed apart, in this process.
"""

import os
import time

from grader.bench import Bench
from grader.binding.functions import bind
from grader.examination.conversation import Conversation
from grader.examination.wall import open_wall
from grader.grading import raise_wall, read_submission
from grader.preparation import Prepared, prepare
from grader.worker.loading.executing import define
from grader.worker.loading.inventory import take_inventory
from tests.benchmarks.places import LETTERS, SOLUTION, told

RUNS = 40


def main() -> None:
    """Time both, and parsing."""
    with open_wall() as wall:
        prepared = prepare(LETTERS)
        raise_wall(wall, prepared)
        submission = read_submission(SOLUTION, prepared.registry)
        message = prepared.message(submission)
        inside = [_confined(prepared, message, wall) for _ in range(RUNS)]
    source = "\n".join(data.decode() for name, data in submission.files if name.endswith(".py"))
    bare = [_bare(source, prepared.bench) for _ in range(RUNS)]
    parsing = [_parsing(message) for _ in range(RUNS)]
    told("confined child, CPU", [1e3 * x for x in inside], "ms")
    told("the same calls in a bare fork, CPU", [1e3 * x for x in bare], "ms")
    told("inventory and definitions, of these", [1e3 * x for x in parsing], "ms")


def _confined(prepared: Prepared, message: dict[str, object], wall: object) -> float:
    conversation = Conversation(
        wall,  # type: ignore[arg-type]
        message=message,
        budget_seconds=30.0,
        memory_mib=2048,
    )
    conversation.begin()
    bound = bind(prepared.wanted, conversation.inventory)
    bench = prepared.bench
    pieces = []
    bindings = {}
    for spec in prepared.loaded.assignment.checks:
        if spec.function:
            bindings[spec.function] = bound[prepared.names[spec.id]].on_the_wire()
            default = bench.combinations(spec)[0]
            pieces += [bench.piece(spec, q, default) for q in bench.questions(spec)]
    conversation.ask(pieces, bindings)
    child = conversation._child  # the child's own clock
    assert child is not None
    return child.end().cpu_seconds


def _bare(source: str, bench: Bench) -> float:
    """Return the CPU seconds of a plain fork that defines and calls the same."""
    pid = os.fork()
    if pid == 0:
        names: dict[str, object] = {"__name__": "student"}
        exec(compile(source, "student.py", "exec"), names)  # noqa: S102 - our own solution
        for spec in bench.assignment.checks:
            if spec.function:
                call = names[bench.function(spec).name]
                for question in bench.questions(spec):
                    call(*question.arguments.values())  # type: ignore[operator]
        os._exit(0)
    _, _, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime


def _parsing(message: dict[str, object]) -> float:
    began = time.process_time()
    _, program = take_inventory(dict(message))
    define(program, lambda _: None)
    return time.process_time() - began
