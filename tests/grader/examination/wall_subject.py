"""A stand-in for the student's side: executes what it is sent and says what came of it."""

import builtins
from typing import Any

from grader.worker import canary, wire
from grader.worker.channel import Channel
from grader.worker.memory import Memory


def live(channel: Channel, memory: Memory) -> None:
    while (body := channel.receive()) is not None:
        message = wire.decode(body, memory=memory)
        if message["kind"] == "canary":
            channel.send(wire.encode(canary.answer(message)))
        elif message["kind"] == "memory":
            memory.take(message["content"])
        else:
            names = {"channel": channel, "memory": memory, "data": message.get("data")}
            channel.send(wire.encode(_executed(message["source"], names)))


def _executed(source: str, names: dict[str, Any]) -> dict[str, Any]:
    try:
        builtins.exec(source, names)  # noqa: S102 - what a child is for
    except Exception as problem:  # noqa: BLE001 - any error is an answer
        return {"raised": type(problem).__name__, "message": str(problem)[:500]}
    return {"result": names.get("result")}
