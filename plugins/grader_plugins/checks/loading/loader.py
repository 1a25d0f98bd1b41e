"""``loader``: batches, splits, normalisation and one-hot labels of the student's own. In the judge.

Theory of operation
-------------------
Every example that is handed over says by its numbers which one it is (see ``tagging``). What comes
back therefore shows by itself which inputs kept their labels, what came twice or never, in which
order and in batches of which sizes; nothing depends on how the student draws random numbers. The
epochs are drawn one after the other from the same object or function, in one question: what is the
same in every epoch is then really the same, and not only started from the same seed. The calls are
those of the assignment's interface; what it does not describe is not judged.

Code that divides nothing has shown nothing of what can go wrong in dividing: with all examples in
one batch, `once` earns nothing, and `pairs` only where the order is another one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.binding.interfaces import Step
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Procedure, Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.interface import Interface
from grader.models.report import Evidence, Status
from grader_plugins.checks.learning import epochs
from grader_plugins.checks.loading import preprocessing
from grader_plugins.checks.loading.steps import Steps
from grader_plugins.checks.loading.streams import epochs_of
from grader_plugins.checks.loading.tagging import FEATURES, Samples, Tagged
from grader_plugins.checks.parts import unknown_parts

EPOCHS = 4
"""That contiguous slices fall four times in one order by chance is one in a million."""
FULL = 4
"""How many batches hold all examples where they divide evenly."""
SPLIT = 40
LATER = "checked when the examples come back as they were handed over"

Sentences = Mapping[str, str | None]
"""What is wrong with each part; nothing where it is right, None where it cannot be seen."""


class LoaderParams(Model):
    """What is handed over, and what is asked of what comes back."""

    examples: int = Field(default=23, ge=3, le=500, description="how many are handed over")
    size: int = Field(default=5, ge=2, le=100, description="examples of a batch")
    shape: tuple[int, ...] = Field(default=(4,), description="of one example's inputs")
    classes: int = Field(default=10, ge=2, le=100, description="how many there are")
    labels: Literal["one_hot", "integer"] = Field(
        default="one_hot", description="the form in which labels are handed over"
    )
    samples: Samples = Field(default="rows", description="where an example stands in X")
    dtype: Literal["float32", "float64"] = Field(default="float64", description="of the inputs")
    last: epochs.Last = Field(default="kept", description="the batch that is not full")
    shuffled: bool = Field(default=True, description="whether every epoch has an order of its own")
    sizes: tuple[float, ...] = Field(default=(), description="of the splits, counts or shares")
    scaling: preprocessing.Scaling = Field(
        default="any", description="how inputs are to be normalised"
    )
    constant: bool = Field(
        default=False, description="one feature never changes, and must stay a number normalised"
    )
    batches: str = Field(default="batches", description="the interface's call for an epoch")
    next_batch: str = Field(default="next_batch", description="the call for one batch more")
    split: str = Field(default="split", description="the call that splits")
    normalise: str = Field(default="normalise", description="the call that normalises")
    one_hot: str = Field(default="one_hot", description="the call that makes one-hot labels")
    facts: Mapping[str, Any] = Field(
        default_factory=dict, description="what the interface's expressions may name"
    )


@dataclass(frozen=True, slots=True)
class Topic:
    """One call of the interface: what is asked, and how what comes back is read."""

    call: str
    parts: tuple[str, ...]
    questions: tuple[Question, ...]
    read: Callable[[Sequence[Any]], Sentences]


class Loader:
    """Hands over examples that can be told apart, and looks at what becomes of them."""

    name = "loader"
    summary = "batches, splits, normalisation and one-hot labels of the student's own"
    params = LoaderParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface that describes a call, and for numbers that show every mistake."""
        params = bench.params(spec)
        width = int(np.prod(params.shape))
        if not 2 <= width <= FEATURES or width == params.classes:
            return [f"shape: 2 to {FEATURES} numbers, and not as many as there are classes"]
        if params.examples % params.size == 0 or params.examples <= 2 * params.size:
            return ["examples: more than two batches are needed, and a last one that is not full"]
        try:
            topics = bench.once(spec, _topics)
        except ValueError as problem:
            return [str(problem)]
        if not topics:
            calls = (params.batches, params.next_batch, params.split, params.normalise)
            named = f"{', '.join(calls)} or {params.one_hot}"
            return [f"the interface describes no call {named}"]
        return unknown_parts(spec, (part for topic in topics for part in topic.parts))

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write the questions of every call that the interface describes."""
        return [q for topic in bench.once(spec, _topics) for q in topic.questions]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Read what came back, call by call; a part that two calls share fails with either."""
        found: dict[str, PartVerdict] = {}
        answers: list[Answer] = []
        for topic in hearing.bench.once(spec, _topics):
            came = hearing.carry_out(spec, topic.call, topic.questions)
            answers += came
            for verdict in _verdicts(topic, came, hearing):
                kept = found.get(verdict.id)
                if kept is None or kept.status is Status.PASSED:
                    found[verdict.id] = verdict
        parts = tuple(found.values())
        text = _told(parts)
        return Judgement(
            parts=parts,
            student_text=text,
            staff_text=text,
            evidence=Evidence(asked="your own loading code, on examples that can be told apart"),
            stdout=next((answer.stdout for answer in answers if answer.stdout), ""),
            seconds=sum(answer.seconds for answer in answers),
        )


def _verdicts(topic: Topic, answers: Sequence[Answer], hearing: Hearing) -> list[PartVerdict]:
    """Return the verdicts on a call's parts; what was not answered is told as what happened."""
    lost = next((answer for answer in answers if not answer.came), None)
    if lost is not None:
        note = hearing.bound[topic.call].note if lost.status is Status.MISSING else ""
        text = note or lost.trouble(brief=True, known=hearing.inventory.names)
        return [PartVerdict(part, lost.status, text) for part in topic.parts]
    sentences = topic.read([answer.value for answer in answers])
    return [_verdict(part, sentences[part]) for part in topic.parts]


def _verdict(part: str, sentence: str | None) -> PartVerdict:
    if sentence is None:
        return PartVerdict(part, Status.SKIPPED, LATER)
    return PartVerdict(part, Status.FAILED if sentence else Status.PASSED, sentence)


def _told(parts: Sequence[PartVerdict]) -> str:
    """Say what is wrong, each thing once."""
    wrong = [part for part in parts if part.status not in (Status.PASSED, Status.SKIPPED)]
    by_text: dict[str, list[str]] = {}
    for part in wrong:
        by_text.setdefault(part.text, []).append(part.id)
    return "; ".join(f"{', '.join(names)}: {text}" for text, names in by_text.items())


def _topics(spec: CheckSpec, bench: Bench) -> tuple[Topic, ...]:
    """Return what is asked, for every call that the interface describes."""
    params: LoaderParams = bench.params(spec)
    interface = bench.assignment.interface
    made = (
        (params.batches, _batches),
        (params.next_batch, _next_batch),
        (params.split, _split),
        (params.normalise, _normalise),
        (params.one_hot, _one_hot),
    )
    return tuple(
        make(spec, bench, params, _steps(interface, params, call))
        for call, make in made
        if interface is not None and interface.of(call) is not None
    )


def _steps(interface: Interface, params: LoaderParams, call: str) -> Steps:
    """Return what writes the steps of a call, with what its expressions may name."""
    facts = {"size": params.size, "classes": params.classes, **params.facts}
    return Steps(interface, call, facts=facts, columns=params.samples == "columns")


def _question(
    spec: CheckSpec, steps: Steps, name: str, arguments: Mapping[str, Any], asked: Sequence[Step]
) -> Question:
    """Write the question that carries out steps on arguments."""
    turned = [name for name, value in arguments.items() if np.ndim(value) > 1]
    return Question(
        id=f"{spec.id}/{steps.call}/{name}",
        check=spec.id,
        function=steps.call,
        arguments=arguments,
        part=steps.call,
        rule="none",
        later=True,
        procedure=Procedure(steps=(*steps.start(turned), *asked), facts=steps.facts),
    )


def _tagged(spec: CheckSpec, bench: Bench, params: LoaderParams, purpose: str, n: int) -> Tagged:
    rng = bench.rng(spec, purpose)
    return Tagged(rng, count=n, shape=params.shape, classes=params.classes, dtype=params.dtype)


def _handed(tagged: Tagged, params: LoaderParams) -> dict[str, Any]:
    one_hot = np.eye(params.classes, dtype=params.dtype)[tagged.labels]
    return {"X": tagged.inputs, "T": tagged.labels if params.labels == "integer" else one_hot}


def _batches(spec: CheckSpec, bench: Bench, params: LoaderParams, steps: Steps) -> Topic:
    """Ask for several epochs, for one that divides evenly, and for one seed twice."""
    tagged = _tagged(spec, bench, params, "batches", params.examples)
    even = _tagged(spec, bench, params, "even", FULL * params.size)
    questions = [
        _question(spec, steps, "epochs", _handed(tagged, params), steps.epochs(EPOCHS)),
        _question(spec, steps, "even", _handed(even, params), steps.epochs(1)),
    ]
    parts = ["pairs", "once", "last_batch"]
    if params.shuffled:
        parts.append("shuffled")
    if params.shuffled and steps.seeded:
        parts.append("seeded")
        asked = steps.again()
        questions.append(_question(spec, steps, "again", _handed(tagged, params), asked))

    def read(values: Sequence[Any]) -> Sentences:
        return dict.fromkeys(parts) | _read_batches(values, tagged, even, params)

    return Topic(steps.call, tuple(parts), tuple(questions), read)


def _next_batch(spec: CheckSpec, bench: Bench, params: LoaderParams, steps: Steps) -> Topic:
    """Ask for one batch after another, for as many as several epochs have, and their ends."""
    tagged = _tagged(spec, bench, params, "batches", params.examples)
    even = _tagged(spec, bench, params, "even", FULL * params.size)
    one = -(-params.examples // params.size) + 1
    questions = [
        _question(spec, steps, "epochs", _handed(tagged, params), steps.stream(EPOCHS * one)),
        _question(spec, steps, "even", _handed(even, params), steps.stream(FULL + 1)),
    ]
    parts = ["pairs", "once", "last_batch"]
    if params.shuffled:
        parts.append("shuffled")
    if params.shuffled and steps.seeded:
        parts.append("seeded")
        asked = steps.stream_again(one)
        questions.append(_question(spec, steps, "again", _handed(tagged, params), asked))

    def read(values: Sequence[Any]) -> Sentences:
        first = epochs_of(values[0], tagged, params.samples, most=EPOCHS)
        found = [first, epochs_of(values[1], even, params.samples, most=1)]
        for twice in values[2:]:
            begun = [epochs_of(each, tagged, params.samples, most=1) for each in twice]
            found.append([each[0] for each in begun])
        return dict.fromkeys(parts) | _read_batches(found, tagged, even, params)

    return Topic(steps.call, tuple(parts), tuple(questions), read)


def _read_batches(
    values: Sequence[Any], tagged: Tagged, even: Tagged, params: LoaderParams
) -> dict[str, str | None]:
    """Return what is wrong with the batches; nothing more where they cannot be read."""
    several = _epochs(values[0], tagged, params)
    one = _epochs(values[1], even, params)
    again = _epochs(values[2], tagged, params) if len(values) > 2 else []
    for found in (several, one, again):
        if isinstance(found, str):
            return {"pairs": found}
    assert not isinstance(several, str)
    assert not isinstance(one, str)
    wrong = epochs.pairs(several, tagged)
    if any(number < 0 for epoch in several for number in epoch.order):
        return {"pairs": wrong}
    size, last = params.size, params.last
    whole = _undivided(several, tagged, size)
    untouched = bool(whole) and all(each.order == tuple(range(len(tagged))) for each in several)
    sizes = epochs.last_batch(several, count=len(tagged), size=size, last=last)
    found_parts: dict[str, str | None] = {
        "pairs": wrong or (whole if untouched else ""),
        "once": whole or epochs.once(several, tagged, size=size),
        "last_batch": sizes or epochs.last_batch(one, count=len(even), size=size, last=last),
        "shuffled": epochs.shuffled(several),
    }
    if again:
        assert not isinstance(again, str)
        found_parts["seeded"] = epochs.seeded(*again)
    return found_parts


def _undivided(several: Sequence[epochs.Epoch], tagged: Tagged, size: int) -> str:
    """Say that nothing was divided: in one batch of all, every example comes once by itself."""
    if any(max(epoch.sizes) <= size or len(epoch.order) > max(epoch.sizes) for epoch in several):
        return ""
    return f"all {len(tagged)} examples came as one batch, where at most {size} were asked for"


def _epochs(value: Any, tagged: Tagged, params: LoaderParams) -> list[epochs.Epoch] | str:
    """Return the epochs of an answer, or what is wrong with the first that cannot be read."""
    if not isinstance(value, list):
        return "what came back cannot be gone through batch by batch"
    found = []
    for each in value:
        epoch = epochs.read_epoch(each, tagged, params.samples)
        if isinstance(epoch, str):
            return epoch
        found.append(epoch)
    return found


def _split(spec: CheckSpec, bench: Bench, params: LoaderParams, steps: Steps) -> Topic:
    """Ask for the splits of examples that can be told apart."""
    tagged = _tagged(spec, bench, params, "split", SPLIT)

    def read(values: Sequence[Any]) -> Sentences:
        pieces = preprocessing.read_split(values[0], tagged, params.samples)
        if isinstance(pieces, str):
            return {"disjoint": pieces, "pairs": None}
        sizes = params.sizes
        return {
            "disjoint": preprocessing.disjoint(pieces, tagged, sizes=sizes),
            "pairs": preprocessing.split_pairs(pieces, tagged),
        }

    question = _question(spec, steps, "pieces", _handed(tagged, params), steps.whole())
    return Topic(steps.call, ("disjoint", "pairs"), (question,), read)


def _normalise(spec: CheckSpec, bench: Bench, params: LoaderParams, steps: Steps) -> Topic:
    """Ask for two splits, whose numbers are to be brought into one range."""
    rng = bench.rng(spec, "normalise")
    width = int(np.prod(params.shape))
    drawn = (
        preprocessing.bytes_of_pictures if params.scaling == "bytes" else preprocessing.measurable
    )
    pair = drawn(rng, params.examples, width, params.dtype)
    train, test = preprocessing.with_constant(pair) if params.constant else pair
    numbers = train.astype(float), test.astype(float)

    def read(values: Sequence[Any]) -> Sentences:
        scaling, samples = params.scaling, params.samples
        return {"normalised": preprocessing.normalised(values[0], *numbers, scaling, samples)}

    arguments = {"X": train, "X_test": test}
    question = _question(spec, steps, "inputs", arguments, steps.whole())
    return Topic(steps.call, ("normalised",), (question,), read)


def _one_hot(spec: CheckSpec, bench: Bench, params: LoaderParams, steps: Steps) -> Topic:
    """Ask for the one-hot vectors of labels among which every class is, in a drawn order."""
    rng = bench.rng(spec, "one_hot")
    labels = rng.permutation(np.arange(params.classes + params.size) % params.classes)

    def read(values: Sequence[Any]) -> Sentences:
        classes, samples = params.classes, params.samples
        return {"one_hot": preprocessing.one_hot(values[0], labels, classes, samples)}

    question = _question(spec, steps, "labels", {"labels": labels}, steps.whole())
    return Topic(steps.call, ("one_hot",), (question,), read)
