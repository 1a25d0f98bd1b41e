"""What the fork server knows between messages, and how it answers. Runs in the fork server."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.worker.channel import Channel
from grader.worker.confinement.cell import Cell
from grader.worker.confinement.layers import Layer
from grader.worker.interpreter import Admitted

if TYPE_CHECKING:
    from grader.worker.memory import Memory


@dataclass(slots=True)
class Server:
    """The fork server's state between messages."""

    control: socket.socket
    judge: int
    judge_pid: int
    layers: set[Layer]
    roots: list[str]
    finder: Admitted
    places: list[str]
    live: "Callable[[Channel, Memory], None]"
    notes: list[str] = field(default_factory=list)
    cell: Cell | None = None
    folder: str = ""
    forgotten: set[int] = field(default_factory=set)

    def say(self, message: dict[str, Any], *descriptors: int) -> None:
        """Send the judge one message, with descriptors."""
        socket.send_fds(self.control, [json.dumps(message).encode()], descriptors)
