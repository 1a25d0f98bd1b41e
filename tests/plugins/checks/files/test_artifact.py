"""Checkpoints, predictions and pictures that were handed in, through the real wall."""

import itertools
import json
import pickle
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.errors import AssignmentError
from grader.models.report import CheckReport, Status
from grader.plugin_manager import build
from grader.preparation import prepare
from grader.validation import objections as objections_to
from grader_plugins.checks.files.artifact_weights import weights_in, widths_of
from tests.plugins.checks.projects import BEST, Room, npy, npz, project, room, trained, written

PREDICTIONS = """
  - id: labels
    kind: artifact
    aliases: [labels.csv, labels.json]
    points: 2
    params:
      file: labels.npy
      predictions: integer
      dataset: moons
      options: {test: 500}
      accuracy: [0.9]
"""
FIGURE = """
  - id: figure
    kind: artifact
    aliases: ["*.jpg"]
    points: 1
    params: {file: "*.png", picture: {least: [60, 40]}}
"""
EXTRA = """
  - id: extra
    kind: artifact
    points: 0
    params: {file: extra.jpg, optional: true, picture: {}}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("artifacts"), BEST, PREDICTIONS, FIGURE, EXTRA) as opened:
        yield opened


def checked(desk: Room, name: str, **files: str | bytes) -> CheckReport:
    return desk.check(name, project(**files))


def right_labels() -> NDArray[np.int64]:
    return build().datasets["moons"].load(test=500).test.labels


def test_a_checkpoint_is_counted_by_the_judges_own_forward_pass(desk: Room) -> None:
    check = checked(desk, "best")
    assert check.score == 4.0, check.student_text
    assert "the network in best.npz (2-8-2)" in check.student_text
    assert sum(map(sum, check.evidence.details["confusion"])) == 1000


@pytest.mark.parametrize(
    "change",
    [
        lambda w: {name: array.T for name, array in w.items()},
        lambda w: {name.upper().replace("_", ""): array for name, array in w.items()},
        lambda w: dict(zip(("W1", "b1", "W2", "b2"), w.values(), strict=True)),
        lambda w: {"epoch": np.array(3), **{n: a.astype(np.float32) for n, a in w.items()}},
        lambda w: {f"arr_{i}": w[n] for i, n in enumerate(("fc1_W", "fc2_W", "fc1_b", "fc2_b"))},
        lambda w: {n: a.ravel() if n.endswith("b") else a for n, a in w.items()},
    ],
)
def test_weights_may_have_other_names_and_layouts(
    desk: Room, change: Callable[[dict[str, NDArray[np.float64]]], dict[str, NDArray[np.float64]]]
) -> None:
    check = checked(desk, "best", best=npz(**change(trained())))
    assert check.score == 4.0, check.student_text


def test_a_checkpoint_that_never_learnt_earns_nothing(desk: Room) -> None:
    rng = np.random.default_rng(0)
    weights = {name: rng.normal(size=array.shape) for name, array in trained().items()}
    check = checked(desk, "best", best=npz(**weights))
    assert check.score == 0.0
    assert "80 % were asked for" in check.student_text


def test_weights_that_know_what_decides_better_than_what_is_learnt_earn_nothing(
    tmp_path: Path,
) -> None:
    """Fifty points that decide, learnt by heart, against four hundred that are learnt from."""
    few = "options: {train: 400, test: 50}\n      learnt_from: train"
    splits = build().datasets["moons"].load(train=400, test=50)
    with room(tmp_path, BEST.replace("options: {test: 1000}", few)) as opened:
        honest = opened.check("best", project(best=npz(**trained(splits.train))))
        by_heart = trained(splits.test, passes=4000)
        copied = opened.check("best", project(best=npz(**by_heart)))
    assert honest.score == 4.0, honest.student_text
    assert copied.score == 0.0
    assert "it was trained on what it is tested by" in copied.student_text


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (npz(weights={"W1": 1}), "save plain arrays by name: np.savez(file, W1=W1, b1=b1, …)"),
        (npz(fc1_W=np.ones((2, 3))), "it holds no array called fc1_b; it holds fc1_W (2, 3)"),
        (b"PK\x03\x04 and then nothing", "no .npz file, or it is cut off"),
        (b"", "it is empty"),
        (pickle.dumps({"W1": 1}), "saved as Python objects"),
        (npz(**{**trained(), "fc1_b": np.full((8, 1), np.nan)}), "did training diverge?"),
        (npz(**{n: np.array(["a"]) for n in trained()}), "and not numbers"),
    ],
)
def test_what_holds_no_such_weights_is_told(desk: Room, held: bytes, told: str) -> None:
    check = checked(desk, "best", best=held)
    assert check.score == 0.0
    assert f"best.npz: {told}"[:8] == check.student_text[:8]
    assert told in check.student_text


def test_weights_for_inputs_of_another_scale_are_told(tmp_path: Path) -> None:
    with room(tmp_path, BEST.replace("accuracy", "divided_by: 255\n      accuracy")) as opened:
        check = opened.check("best", project())
    assert check.score == 0.0
    assert (
        "Divided by 1 in place of 255, the same inputs would be right for 9" in check.student_text
    )


def objections(folder: Path, check: str) -> str:
    """Return what reading an assignment finds, else what its kinds object to."""
    path = written(folder, {"assignment.yaml": f"assignment: project\nchecks:{check}"})
    try:
        mistakes = objections_to(prepare(path / "assignment.yaml"))
    except AssignmentError as error:
        mistakes = error.mistakes
    return " ".join(mistake.message for mistake in mistakes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("2-H-2 tanh", "3-H-2 tanh"), "moons has 2 numbers an input and 2 classes"),
        (("[fc1_W, fc1_b, ", "["), "parameters: 2 names, and the network has 4"),
        (("{test: 1000}", "{}"), "moons has no 'test' examples with these options"),
        (
            ("{test: 1000}", "{test: 1000}\n      learnt_from: validation"),
            "moons has no 'validation' examples with these options",
        ),
        (
            ("{test: 1000}", "{test: 1000}\n      learnt_from: test"),
            "`learnt_from` is for weights, and is another split than `on`",
        ),
        (("{test: 1000}", "{tset: 9}"), "unknown key 'tset'"),
        (("2-H-2 tanh", "28x28-5x5x8-pool2-64-10 relu"), "fully connected networks alone"),
        (
            (": 4\n    params", ': 4\n    parts: {"0.8": 2, "0.95": 2}\n    params'),
            "unknown part '0.95'; did you mean '0.9'? (parts: 0.8, 0.9)",
        ),
    ],
)
def test_an_assignment_that_cannot_be_judged_by_is_refused(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert told in objections(tmp_path, BEST.replace(*change))


def test_a_missing_checkpoint_is_missing_beside_what_there_is(desk: Room) -> None:
    files = project()
    del files["best.npz"]
    check = desk.check("best", files)
    assert check.status is Status.MISSING
    assert "best.npz was looked for and not found; what was handed in: base/" in check.student_text


def test_what_is_optional_may_be_left_out_and_is_looked_at_where_it_is_there(desk: Room) -> None:
    absent, broken = checked(desk, "extra"), checked(desk, "extra", **{"extra.jpg": b"nothing"})
    assert (absent.status, absent.left_out) == (Status.SKIPPED, True)
    assert absent.student_text.endswith("is optional, and leaving it out costs nothing")
    assert broken.status is Status.FAILED


def test_what_earns_points_is_not_optional(tmp_path: Path) -> None:
    told = objections(tmp_path, EXTRA.replace("points: 0", "points: 1"))
    assert "what may be left out earns no points" in told


def test_layers_that_could_hold_the_data_themselves_are_refused() -> None:
    arrays = {"W1": np.ones((4, 9)), "b1": np.ones(9), "W2": np.ones((9, 3)), "b2": np.ones(3)}
    found = weights_in(arrays, (), widths_of("4-H-3 relu"), widest=8)
    assert found == "a hidden layer has 9 units, and at most 8 are allowed"


@pytest.mark.parametrize("widths", [(4, 6, 6, 3), (4, 3, 4, 3), (5, 5, 5)])
def test_shapes_tell_the_weights_in_any_order(widths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    shapes = list(itertools.pairwise(widths))
    arrays = {f"a{i}": rng.normal(size=shape) for i, shape in enumerate(shapes)}
    arrays |= {f"b{i}": rng.normal(size=shape[1]) for i, shape in enumerate(shapes)}
    found = weights_in(arrays, (), (widths[0], *[None] * (len(widths) - 2), widths[-1]), widest=9)
    assert not isinstance(found, str)
    assert found.widths == widths
    assert np.array_equal(found.tensors[0], arrays["a0"])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("labels.npy", npy),
        ("labels.npy", lambda y: npy(np.eye(2)[y])),
        ("labels.npy", lambda y: npy(np.eye(2)[y].T.astype(np.float32))),
        ("labels.csv", lambda y: "\n".join(map(str, y))),
        ("labels.csv", lambda y: "Id,Label\n" + "\n".join(f"{i},{v}" for i, v in enumerate(y, 1))),
        ("labels.json", lambda y: json.dumps(y.tolist())),
    ],
)
def test_predictions_are_read_in_every_plain_form(
    desk: Room, name: str, form: Callable[[NDArray[np.int64]], str | bytes]
) -> None:
    check = checked(desk, "labels", **{name: form(right_labels())})
    assert check.score == 2.0, check.student_text


def test_wrong_predictions_earn_nothing(desk: Room) -> None:
    check = checked(desk, "labels", **{"labels.npy": npy(1 - right_labels())})
    assert check.score == 0.0
    assert "0.0 % of 500 examples are classified rightly; 90 % were asked for" in check.student_text


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\n1\nzwei\n", "row 3 holds something else"), ("1,2\n1\n", "different lengths")],
)
def test_a_table_that_is_none_is_told(desk: Room, text: str, told: str) -> None:
    assert told in checked(desk, "labels", **{"labels.csv": text}).student_text


def png(pixels: NDArray[np.uint8], *, kind: int = 0) -> bytes:
    """Write a PNG of pixels (H, W, 3) with one filter for every row, by the specification."""
    height, width, channels = pixels.shape
    rows = pixels.reshape(height, -1).astype(int)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    left = np.hstack([np.zeros((height, channels), int), rows[:, :-channels]])
    corner = np.hstack([np.zeros((height, channels), int), above[:, :-channels]])
    near = [abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)]
    paeth = np.choose(np.argmin(near, axis=0), [left, above, corner])
    predicted = [0 * rows, left, above, (left + above) // 2, paeth][kind]
    lines = np.hstack([np.full((height, 1), kind), (rows - predicted) % 256]).astype(np.uint8)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def drawing(width: int = 80, height: int = 50) -> NDArray[np.uint8]:
    """Return a white page with a line of two colours on it."""
    page = np.full((height, width, 3), 255, np.uint8)
    for x in range(width):
        page[x * height // width, x] = (31, 119, 180) if x % 2 else (255, 127, 14)
    return page


@pytest.mark.parametrize("kind", range(5))
def test_a_picture_with_something_on_it_passes_whatever_its_filters(desk: Room, kind: int) -> None:
    check = checked(desk, "figure", **{"curve.png": png(drawing(), kind=kind)})
    assert check.score == 1.0, check.student_text


def interlaced(pixels: NDArray[np.uint8]) -> bytes:
    """Write a PNG of pixels (H, W, 3) in Adam7's seven passes, without filters."""
    starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
    lines = b""
    for x, y, across, down in (*starts, (0, 1, 1, 2)):
        rows = pixels[y::down, x::across]
        flat = rows.reshape(len(rows), -1)
        lines += np.hstack([np.zeros((len(rows), 1), np.uint8), flat]).tobytes()
    height, width, _ = pixels.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def test_an_interlaced_picture_is_looked_at_as_well(desk: Room) -> None:
    page = np.full((50, 81, 3), 200, np.uint8)
    assert checked(desk, "figure", **{"c.png": interlaced(drawing(81, 50))}).score == 1.0
    assert "is blank" in checked(desk, "figure", **{"c.png": interlaced(page)}).student_text


@pytest.mark.parametrize("kind", range(5))
def test_a_blank_picture_fails(desk: Room, kind: int) -> None:
    page = np.full((50, 80, 3), 200, np.uint8)
    check = checked(desk, "figure", **{"curve.png": png(page, kind=kind)})
    assert check.score == 0.0
    assert "curve.png is blank" in check.student_text


def test_a_speck_is_no_drawing(desk: Room) -> None:
    page = np.full((50, 80, 3), 255, np.uint8)
    page[3, 3] = 0
    assert "is blank" in checked(desk, "figure", **{"c.png": png(page)}).student_text


def test_a_blank_photograph_fails_and_another_passes(desk: Room) -> None:
    head = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x0b\x08\x00\x50\x00\x60\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00"
    busy = np.random.default_rng(0).bytes(2000)
    for data, score in ((b"\xa2\x8a\x00" * 700, 0.0), (busy, 1.0)):
        check = checked(desk, "figure", **{"a.jpg": head + scan + data + b"\xff\xd9"})
        assert check.score == score, check.student_text


def test_a_picture_that_is_too_small_is_told(desk: Room) -> None:
    check = checked(desk, "figure", **{"c.png": png(drawing(40, 20))})
    assert "c.png has 40 × 20 points; at least 60 × 40 were asked for" in check.student_text
