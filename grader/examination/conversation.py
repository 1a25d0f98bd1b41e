"""One submission's conversation: a child, its inventory, its answers, its replacements.

Theory of operation
-------------------
The child is sent the submission once and then whole rounds of questions; answers stream back. The
judge holds an absolute deadline for the answer being worked on. When it passes, or the child dies,
that question is lost and a fresh child goes on behind it. What hangs once is asked no second time
in the same part, and what hangs in two parts not at all: one bad function costs only itself.
Replacements and the total time are capped; what was never asked counts as not answered.

What a student is shown of a question (its input, what was printed and raised) comes from a child
that no scored question was put to: student code sees scored inputs, and could keep them to say
them again. That child is made when the first such question is asked, and serves them all.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from grader.errors import ChildError, SubmissionError
from grader.examination.answers import Answer, read_answer, too_much
from grader.examination.aside import Aside, ask_aside
from grader.examination.defining import Defined, place, read_defined, words
from grader.examination.inventory import Inventory, read_inventory
from grader.examination.paper import Piece, round_frame
from grader.examination.segment import Segment
from grader.examination.wall import Child, ChildGone, ChildTimeout, Wall
from grader.handing_in.submission import digest_of
from grader.models.report import Status
from grader.watching import Watch
from grader.worker import wire

INVENTORY_SECONDS = 10.0
STATEMENT_SECONDS = 5.0
REPLACEMENTS = 5
MESSAGE_BYTES = 512 * 1024
"""The most any frame but an answer may have: JSON and no arrays."""
JSON_BYTES = 4 * 1024 * 1024
"""The most all frames of a submission may have beside arrays: reading JSON costs the judge time."""
HELD_BYTES = 64 * 1024 * 1024
"""How many bytes of answers are kept of a submission, beside those of what was asked."""
STATEMENTS = 10_000
"""How many statements may be announced while definitions run."""

Bindings = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Losses:
    """Which functions lost a question, and in which parts."""

    parts: dict[tuple[str, str], Status] = field(default_factory=dict)

    def note(self, piece: Piece, status: Status) -> None:
        self.parts[piece.function, piece.part] = status

    def verdict(self, piece: Piece) -> Status | None:
        """Say with which status a question is given up without being asked, if it is."""
        if (piece.function, piece.part) in self.parts:
            return self.parts[piece.function, piece.part]
        lost = [status for (name, _), status in self.parts.items() if name == piece.function]
        return lost[0] if len(lost) >= 2 else None


class Conversation:
    """Speaks with the children of one submission; a context manager that leaves none behind."""

    def __init__(
        self,
        wall: Wall,
        *,
        message: Mapping[str, Any],
        budget_seconds: float,
        memory_mib: int,
        shared: Segment | None = None,
        scratch_mib: int = 0,
        clock: Callable[[], float] = time.monotonic,
        watch: Watch | None = None,
    ) -> None:
        self._wall = wall
        self._message = dict(message)
        self._place: dict[str, Any] = {
            "memory_mib": memory_mib,
            "shared": shared,
            "scratch_mib": scratch_mib,
        }
        self._clock = clock
        self._watch = watch or Watch()
        self._end = clock() + budget_seconds
        self._children: dict[bool, Child] = {}
        self._shown = False
        self._opened: set[bool] = set()
        self._replacements = 0
        self._json_left = JSON_BYTES
        self._held_left = HELD_BYTES
        self._skip: list[int] = []
        self._losses = Losses()
        self.inventory = Inventory()
        self.defined = Defined()
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._children:
            self._children.popitem()[1].leave()

    @property
    def _child(self) -> Child | None:
        """The child that is being spoken with: one for scored questions, one for shown ones."""
        return self._children.get(self._shown)

    def begin(self) -> None:
        """Send the submission, take its sealed inventory and let the definitions run.

        Raises:
            SubmissionError: It could not even be read within the time allowed.
        """
        try:
            self._open(first=True)
        except (ChildGone, ChildTimeout, ChildError, wire.WireError) as problem:
            self._drop()
            raise SubmissionError(
                "the submission could not be read: taking stock of it came to no end",
                hint="hand in the .py or .ipynb files alone, without generated data inside them",
            ) from problem
        while self._child is None and self._replace():
            pass

    def ask(self, pieces: Sequence[Piece], bindings: Bindings) -> dict[tuple[str, str], Answer]:
        """Ask a round; every piece gets an answer or the status that stands for its absence."""
        answers: dict[tuple[str, str], Answer] = {}
        for shown in (False, True):
            self._shown = shown
            answers |= self._ask_all([p for p in pieces if p.shown is shown], bindings)
        self._shown = False
        return answers

    def aside(self, message: Mapping[str, Any], *, seconds: float, what: str) -> Aside:
        """Put one message on the submission to a child of its own; what it takes is added."""
        if self._clock() >= self._end:
            return Aside(Status.SKIPPED)
        self._watch.wait(what)
        whole = {**self._message, **message}
        found = ask_aside(self._wall, whole, place=self._place, seconds=seconds, clock=self._clock)
        self._end += found.seconds
        return found

    def digest(self) -> str:
        """Return a digest of the bytes that were handed in."""
        return digest_of([(path, data) for path, data in self._message["files"]])

    def _ask_all(self, waiting: list[Piece], bindings: Bindings) -> dict[tuple[str, str], Answer]:
        """Ask the children of one sort, one after the other as each is lost."""
        answers: dict[tuple[str, str], Answer] = {}
        while waiting:
            waiting = self._give_up(waiting, answers)
            if not waiting or not self._someone():
                break
            waiting = self._ask_child(waiting, bindings, answers)
        for piece in waiting:
            answers[piece.key] = Answer(status=self._losses.verdict(piece) or Status.SKIPPED)
        return answers

    def _give_up(self, waiting: list[Piece], answers: dict[tuple[str, str], Answer]) -> list[Piece]:
        kept = []
        for piece in waiting:
            status = self._losses.verdict(piece)
            if status is None:
                kept.append(piece)
            else:
                answers[piece.key] = Answer(status=status)
        return kept

    def _ask_child(
        self, waiting: list[Piece], bindings: Bindings, answers: dict[tuple[str, str], Answer]
    ) -> list[Piece]:
        """Ask one child; return what is still unasked when it is done or gone."""
        assert self._child is not None
        done = 0
        try:
            frame = round_frame(waiting, bindings)
            self._child.send(frame, deadline=self._deadline(waiting[0].seconds))
            for number, piece in enumerate(waiting):
                self._watch.wait(f"waiting for {_called(piece, bindings)}", piece.check)
                answers[piece.key] = self._answer(piece, number)
                done = number + 1
            _read_done(self._receive(STATEMENT_SECONDS))
        except ChildTimeout:
            return self._lost(waiting, done, answers, Status.TIMED_OUT)
        except ChildGone as gone:
            return self._lost(waiting, done, answers, _death(gone))
        except (ChildError, wire.WireError):
            return self._lost(waiting, done, answers, Status.CRASHED)
        return []

    def _answer(self, piece: Piece, number: int) -> Answer:
        """Take in the answer to a question, or only that there was one too many to keep."""
        body = self._receive_body(piece.seconds, most=wire.answer_limit(len(piece.body)))
        self._held_left += len(piece.body) - len(body)
        if self._held_left < 0:
            self._held_left += len(body)
            return too_much(HELD_BYTES)
        return read_answer(wire.decode(body), number=number)

    def _lost(
        self,
        waiting: list[Piece],
        done: int,
        answers: dict[tuple[str, str], Answer],
        status: Status,
    ) -> list[Piece]:
        """Write off the question that was being answered, and its group with it."""
        self._drop()
        if done == len(waiting):
            return []
        lost = waiting[done]
        self._losses.note(lost, status)
        rest = []
        for piece in waiting[done:]:
            if piece.group == lost.group:
                answers[piece.key] = Answer(status=status)
            else:
                rest.append(piece)
        return rest

    def _someone(self) -> bool:
        """Say whether there is a child to ask, bringing one up where there is none."""
        if self._child is None and self._shown not in self._opened:
            self._try_to_open()
        return self._child is not None or self._replace()

    def _replace(self) -> bool:
        """Bring up a fresh child with everything defined again; say whether that worked."""
        if self._replacements >= REPLACEMENTS or self._clock() >= self._end:
            return False
        self._replacements += 1
        self._try_to_open()
        return self._child is not None or self._replace()

    def _try_to_open(self) -> None:
        try:
            self._open(first=False)
        except (ChildGone, ChildTimeout, ChildError, wire.WireError):
            self._drop()

    def _open(self, *, first: bool) -> None:
        """Start a child and bring it through inventory and definitions.

        A statement that hangs or kills is skipped by the next child.
        """
        self._opened.add(self._shown)
        child = self._wall.child(**self._place, cpu_seconds=self._cpu_seconds())
        self._children[self._shown] = child
        message = {**self._message, "skip": list(self._skip)}
        child.send(wire.encode(message), deadline=self._deadline(INVENTORY_SECONDS))
        inventory = read_inventory(self._receive(INVENTORY_SECONDS))
        if first:
            self.inventory = inventory
        self._define()

    def _define(self) -> None:
        """Wait until the definitions are done; lose the child to a statement that is not."""
        running: dict[str, Any] = {}
        try:
            self.defined = self._until_defined(running)
        except (ChildError, wire.WireError) as problem:
            self._drop()
            self._note_statement(
                running,
                "did not end" if isinstance(problem, ChildTimeout) else "ended the interpreter",
            )

    def _until_defined(self, running: dict[str, Any]) -> Defined:
        """Return how the definitions went; ``running`` holds what was announced last."""
        for _ in range(STATEMENTS):
            frame = self._receive(STATEMENT_SECONDS)
            if not isinstance(frame, dict) or frame.get("kind") != "defining":
                return read_defined(frame, self.inventory.files)
            running.clear()
            running.update(frame)
            self._watch.wait(f"loading {place(frame, self.inventory.files)}")
        raise ChildError("the definitions came to no end")

    def _note_statement(self, running: Mapping[str, Any], what: str) -> None:
        number = running.get("id")
        if type(number) is not int or number in self._skip:
            self._replacements = REPLACEMENTS
            self.notes.append(f"loading the file {what}: nothing in it could be called")
            return
        self._skip.append(number)
        said = f"{words(running.get('what'), 80)} {what} and was left out"
        self.notes.append(f"{place(running, self.inventory.files)}: {said}")

    def _receive(self, seconds: float) -> Any:
        return wire.decode(self._receive_body(seconds, most=MESSAGE_BYTES))

    def _receive_body(self, seconds: float, *, most: int) -> memoryview:
        """Return one frame's body and count its JSON."""
        assert self._child is not None
        body = self._child.receive(deadline=self._deadline(seconds), most=most)
        said = int.from_bytes(body[: wire.HEAD.size], "little")
        self._json_left -= min(said, len(body))
        if self._json_left < 0:
            raise ChildError("more came back than a submission may say")
        return body

    def _deadline(self, seconds: float) -> float:
        return min(self._clock() + seconds, self._end)

    def _cpu_seconds(self) -> int:
        return max(1, int(self._end - self._clock()) + 2)

    def _drop(self) -> None:
        child = self._children.pop(self._shown, None)
        if child is not None:
            child.end()


def _death(gone: ChildGone) -> Status:
    """Tell running out of memory from a crash by how the child ended."""
    return Status.OUT_OF_MEMORY if gone.out_of_memory else Status.CRASHED


def _read_done(frame: Any) -> None:
    """Make sure that a round ended as it must, so that nothing is left over for the next."""
    if not isinstance(frame, dict) or frame.get("kind") != "done":
        raise ChildError("something else came back than the end of a round")


def _called(piece: Piece, bindings: Bindings) -> str:
    """Return the name that a student gave to a function."""
    path = bindings.get(piece.function, {}).get("path", ())
    return ".".join(map(str, path)) or piece.function
