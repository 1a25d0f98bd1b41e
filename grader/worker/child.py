"""The student's side of one conversation: inventory, definitions, then questions. Runs confined.

One message in, answers streaming back. Nothing here is trusted by the judge: after the first
definition ran, every byte that leaves may be a student's.
"""

from typing import Any, Protocol

from grader.worker import artifacts, canary, running, wire
from grader.worker.answering import Desk
from grader.worker.loading.executing import define
from grader.worker.loading.inventory import take_inventory
from grader.worker.loading.outline import take_outline
from grader.worker.memory import Memory
from grader.worker.output import Output

MAX_QUESTION_JSON = 64 * 1024 * 1024


class Channel(Protocol):
    """The descriptor to the judge, in frames."""

    def receive(self) -> bytes | None: ...
    def send(self, frame: bytes) -> None: ...


def live(channel: Channel, memory: Memory) -> None:
    """Answer messages until the judge closes the channel."""
    output = Output()
    desk: Desk | None = None
    while (body := channel.receive()) is not None:
        message = wire.decode(body, max_json=MAX_QUESTION_JSON, memory=memory)
        kind = message["kind"]
        if kind == "memory":
            memory.take(message["content"])
        elif kind == "submission":
            desk = _load(channel, message, output)
        elif kind == "round" and desk is not None:
            _answer_round(channel, desk, message, memory)
        elif kind == "artifacts":
            channel.send(wire.encode(artifacts.read(message)))
        elif kind == "program":
            channel.send(wire.encode(running.run(message)))
        elif kind == "outline":
            channel.send(wire.encode(take_outline(message)))
        elif kind == "canary":
            channel.send(wire.encode(canary.answer(message)))


def _load(channel: Channel, message: dict[str, Any], output: Output) -> Desk:
    """Send the sealed inventory before any student code runs, then run definitions."""
    inventory, program = take_inventory(message)
    channel.send(wire.encode(inventory))
    with output.captured():
        modules, defined = define(program, lambda note: channel.send(wire.encode(note)))
    channel.send(wire.encode({**defined, "stdout": output.take()}))
    return Desk(modules=modules, output=output)


def _answer_round(channel: Channel, desk: Desk, message: dict[str, Any], memory: Memory) -> None:
    """Answer the questions of one round in order, each as soon as it is done."""
    desk.bind(message["bindings"])
    for number, piece in enumerate(message["pieces"]):
        memory.renew()
        question = wire.decode(memoryview(piece)[4:], max_json=MAX_QUESTION_JSON, memory=memory)
        most = wire.answer_limit(len(piece))
        channel.send(desk.answer(question, number=number, most=most))
    channel.send(wire.encode({"kind": "done"}))
