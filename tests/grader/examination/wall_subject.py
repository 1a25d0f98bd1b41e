"""A stand-in for the student's side: executes what it is sent and says what came of it."""

import builtins
from typing import Any

from grader.worker import canary, wire
from grader.worker.channel import Channel


def live(channel: Channel) -> None:
    while (body := channel.receive()) is not None:
        message = wire.decode(body)
        if message["kind"] == "canary":
            channel.send(wire.encode(canary.answer(message)))
        else:
            channel.send(wire.encode(_executed(message["source"], channel)))


def _executed(source: str, channel: Channel) -> dict[str, Any]:
    names: dict[str, Any] = {"channel": channel}
    try:
        builtins.exec(source, names)  # noqa: S102 - what a child is for
    except Exception as problem:  # noqa: BLE001 - any error is an answer
        return {"raised": type(problem).__name__, "message": str(problem)[:500]}
    return {"result": names.get("result")}
