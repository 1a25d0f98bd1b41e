"""Whole programs, run as their README says, through the real wall."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.models.report import CheckReport, Status
from tests.plugins.checks.files.test_artifact import objections
from tests.plugins.checks.projects import BEST, SCRIPT, TEST, Room, npy, npz, project, room, trained

PREDICT = """
  - id: predict
    kind: program
    points: 3
    params:
      run: python predict.py
      seconds: 5
      data: {dataset: moons, as: npy, options: {test: 2000}, examples: 1000}
      predictions: {file: predictions.npy, accuracy: [0.6, 0.9], weights: best}
"""
PREDICTION = """
import numpy as np
from base.model import Model
model = Model()
model.load("best.npz")
x = np.load("x_test.npy")
np.save("predictions.npy", model.forward(x.T).argmax(axis=0))
"""
PRINT = '    print(f"Test accuracy: {100 * right / len(y):.2f} %")\n'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("project"), BEST, TEST) as opened:
        yield opened


@pytest.fixture(scope="module")
def predicting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("predicting"), BEST, PREDICT) as opened:
        yield opened


def changed(old: str, new: str, source: str = SCRIPT) -> str:
    assert old in source
    return source.replace(old, new)


def parts(check: CheckReport) -> dict[str, str]:
    return {part.id: part.status.value for part in check.parts}


def test_a_project_that_runs_and_tells_the_truth_earns_everything(desk: Room) -> None:
    check = desk.check("test", project())
    assert check.score == 4.0, check.student_text
    assert "Test accuracy: " in check.stdout
    assert parts(check) == dict.fromkeys(("exit", "test accuracy", "results.npz"), "passed")


@pytest.mark.parametrize(
    "line",
    [
        'print("test_accuracy =", right / len(y))',
        'print(f"Accuracy on {len(y)} images: {right / len(y):.3f}")',
        'print(f"accuracy {right}/{len(y)} ({100 * right / len(y):.1f}%)")',
        'print("Accuracy:"); print(right / len(y))',
        'import logging; logging.warning("accuracy: %.4f", right / len(y))',
        'import sys; sys.stdout.write(f"\\rloss 0.3\\raccuracy {right / len(y)}")',
    ],
)
def test_a_figure_may_be_printed_in_any_plain_way(desk: Room, line: str) -> None:
    check = desk.check("test", project(script=changed(PRINT, f"    {line}\n")))
    assert parts(check)["test accuracy"] == "passed", check.student_text


def test_a_project_one_folder_down_runs_as_from_its_own_folder(desk: Room) -> None:
    files = {f"hw1/{name}": content for name, content in project().items()}
    assert desk.check("test", files).score == 4.0
    assert desk.zipped(project()).score == 8.0


def test_modules_may_be_named_in_a_configuration(desk: Room) -> None:
    script = changed(
        "from base.model import Model\n",
        'import importlib\nModel = getattr(importlib.import_module("base.model"), "Model")\n',
    )
    assert desk.check("test", project(script=script)).score == 4.0


def test_a_library_that_a_try_provides_for_is_missing(desk: Room) -> None:
    script = "try:\n    import torch\nexcept ImportError:\n    torch = None\nassert torch is None\n"
    assert desk.check("test", project(script=script + SCRIPT)).score == 4.0


def test_files_that_nobody_closed_are_written(desk: Room) -> None:
    save = 'file = open("results.npz", "wb"); file.write(b"something")'
    script = changed('np.savez("results.npz", right=right)', save)
    assert parts(desk.check("test", project(script=script)))["results.npz"] == "passed"


def test_a_figure_that_is_not_that_of_the_weights_earns_nothing(desk: Room) -> None:
    script = changed(PRINT, '    print("Test accuracy: 99.50 %")\n')
    check = desk.check("test", project(script=script))
    assert parts(check)["test accuracy"] == "failed"
    assert "99.50 was printed; the weights handed in reach " in check.student_text


def test_the_sample_differs_by_what_was_handed_in(desk: Room) -> None:
    first, second = (
        desk.check("test", project(script=f"# {number}\n{SCRIPT}")).stdout for number in (1, 4)
    )
    assert first != second


def test_the_same_submission_gives_the_same_figure(desk: Room) -> None:
    first, second = (desk.check("test", project()).stdout for _ in range(2))
    assert first == second


def test_a_number_that_was_not_asked_for_is_none(desk: Room) -> None:
    check = desk.check("test", project(script=changed("Test accuracy", "Train loss")))
    assert "no number was printed behind 'test accuracy' or 'accuracy'" in check.student_text


def test_an_exception_is_told_with_its_line(desk: Room) -> None:
    check = desk.check("test", project(script=changed("right = 0", "right = 1 / 0")))
    assert check.status is Status.RAISED
    assert "ZeroDivisionError" in check.student_text
    assert "test.py, line 15, in main" in check.student_text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('raise SystemExit("no weights")', "exit code 1, and 0 was asked for: no weights"),
        ("import sys; sys.exit(3)", "exit code 3"),
        ('parser.parse_args(["--no"])', "exit code 2, and 0 was asked for: test.py: error"),
        ("input()", "EOFError"),
        ("import os; os._exit(0)", "ended the interpreter itself"),
        ("while True: pass", "did not end within the time allowed; it was at test.py, line"),
    ],
)
def test_how_it_ended_is_told(desk: Room, line: str, told: str) -> None:
    script = changed("    given = parser", f"    {line}\n    given = parser")
    check = desk.check("test", project(script=script))
    assert check.score == 0.0
    assert told in check.student_text


def test_what_does_nothing_earns_nothing(desk: Room) -> None:
    assert desk.check("test", project(script="pass\n")).score == 0.0


def test_a_broken_file_is_told_as_python_tells_it(desk: Room) -> None:
    check = desk.check("test", project(model="class Model:\n    def load(self, path)\n"))
    assert "SyntaxError" in check.student_text
    assert "model.py, line 2" in check.student_text


@pytest.mark.parametrize("name", ["test.py", "config.json"])
def test_a_missing_file_is_missing_beside_what_there_is(desk: Room, name: str) -> None:
    files = project()
    del files[name]
    check = desk.check("test", files)
    assert check.status is Status.MISSING
    assert f"{name} was looked for and not found; what was handed in: " in check.student_text
    assert "base/model.py" in check.student_text


def test_files_that_the_assignment_offers_stand_in_place_of_ones_own(desk: Room) -> None:
    own = {"data/x_test.npy": npy(np.zeros((9, 2))), "data/y_test.npy": npy(np.zeros(9, int))}
    script = changed('"x_test.npy"', '"data/x_test.npy"')
    script = changed('"y_test.npy"', '"data/y_test.npy"', script)
    assert desk.check("test", project(script=script, **own)).score == 4.0


def test_without_weights_a_figure_cannot_be_compared(desk: Room) -> None:
    best = npz(**{**trained(), "fc2_W": np.ones((3, 3))})
    check = desk.check("test", project(best=best, script='print("accuracy 0.9")'))
    assert "it cannot be compared: best.npz" in check.student_text


def test_predictions_are_counted_by_the_judge(predicting: Room) -> None:
    check = predicting.check("predict", project(**{"predict.py": PREDICTION}))
    assert check.score == 3.0, check.student_text
    assert sum(map(sum, check.evidence.details["confusion"])) == 1000
    assert check.stdout == ""


def test_the_labels_of_what_is_predicted_are_withheld(predicting: Room) -> None:
    copied = 'import numpy as np\nnp.save("predictions.npy", np.load("y_test.npy"))\n'
    check = predicting.check("predict", project(**{"predict.py": copied}))
    assert check.score == 0.0
    assert "% of its predictions are right; 60 % were asked for" in check.student_text


def test_predictions_count_no_more_than_the_weights(predicting: Room) -> None:
    weights = {name: -array for name, array in trained().items()}
    wise = changed("argmax", "argmin", PREDICTION)
    weights |= {"fc2_W": -trained()["fc2_W"], "fc1_W": trained()["fc1_W"]}
    weights["fc1_b"], weights["fc2_b"] = trained()["fc1_b"], -trained()["fc2_b"]
    files = project(best=npz(**weights), **{"predict.py": wise})
    check = predicting.check("predict", files)
    assert check.score == 0.0
    assert "the lower counts" in check.student_text


def test_where_it_failed_is_told_without_the_inputs(predicting: Room) -> None:
    script = 'import numpy as np\nraise ValueError(np.load("x_test.npy")[0])\n'
    check = predicting.check("predict", project(**{"predict.py": script}))
    assert check.student_text == "python predict.py: ValueError (predict.py, line 2)"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("np.zeros(3)", "the shape (3,)"),
        ("np.array([None] * 1000)", "saved as Python objects"),
        ("np.array(['a'])", "not numbers"),
    ],
)
def test_predictions_of_another_form_are_told(predicting: Room, value: str, told: str) -> None:
    script = f'import numpy as np\nnp.save("predictions.npy", {value})\n'
    check = predicting.check("predict", project(**{"predict.py": script}))
    assert check.score == 0.0
    assert told in check.student_text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("as: npy", "as: npx"), "unknown file format 'npx'"),
        (("as: npy", "as: idx"), "data: an IDX file of unsigned bytes holds whole numbers"),
        (("dataset: moons", "dataset: suns"), "unknown data set 'suns'"),
        (("dataset: moons", "dataset: blobs"), "'best' is about moons, and `data` about another"),
        (("equals: best", "equals: test"), "'test' is no check of kind artifact with an"),
        (
            (": 4\n    params", ": 4\n    parts: {exit: 1, acc: 3}\n    params"),
            "unknown part 'acc'; parts: exit, ",
        ),
    ],
)
def test_an_assignment_that_cannot_be_judged_by_is_refused(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    assert told in objections(tmp_path, BEST + TEST.replace(*change))


def test_a_second_run_must_say_the_same(tmp_path: Path) -> None:
    alike = TEST.replace("      writes", "      twice_alike: true\n      writes")
    noisy = changed("x, y =", "noise = 3 * np.random.normal(size=400); x, y =")
    noisy = changed("x[:, start : start", "(x + noise)[:, start : start", noisy)
    with room(tmp_path, BEST, alike) as opened:
        assert parts(opened.check("test", project()))["alike"] == "passed"
        check = opened.check("test", project(script=noisy))
        assert parts(check)["alike"] == "failed"
        assert "two runs differ: test accuracy: " in check.student_text
        seeded = noisy.replace("def main", "np.random.seed(7)\n\n\ndef main")
        check = opened.check("test", project(script=seeded))
        assert parts(check)["alike"] == "passed"
