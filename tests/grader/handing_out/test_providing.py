"""A submission reads a data set with its course's own loading code, and no label that is graded."""

from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.grading import grade_path
from grader.models.report import Report
from grader.preparation import prepare

SOURCES = {
    "{notMNIST.npz: {dataset: letters, as: npz}}": """
def load():
    with np.load("notMNIST.npz") as data:
        images, labels = data["images"], data["labels"]
    np.random.seed(521)
    order = np.arange(len(images))
    np.random.shuffle(order)
    return images[order], labels[order]
images, labels = load()
seen = images.shape == (18724, 28, 28) and len(set(labels[:10000])) == 10
withheld = not labels[10000:].any()
""",
    "[{dataset: mnist, as: idx.gz, examples: 300, name: mnist/}]": """
import gzip
def labels_of(name):
    with gzip.open("mnist/" + name + "-labels-idx1-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=8)
seen = len(set(labels_of("train")[:300])) == 10
withheld = len(labels_of("t10k")) == 300 and not labels_of("t10k").any()
""",
    "[{dataset: moons, as: npy, options: {validation: 40}, labels: []}]": """
seen = np.load("x_train.npy").shape == (200, 2)
withheld = not np.load("y_train.npy").any() and not np.load("y_validation.npy").any()
""",
}


def graded(folder: Path, data: str, source: str) -> Report:
    path = folder / "assignment.yaml"
    path.write_text(f"assignment: offered\ndata: {data}\nfunctions: {{relu: 1}}\n")
    work = folder / "hw.py"
    head, relu = "import numpy as np\n", "def relu(x): return np.maximum(x, 0) * seen * withheld\n"
    work.write_text(head + source + relu)
    return grade_path(work, assignment=path, trust=True)


@pytest.mark.parametrize("data", SOURCES)
def test_the_courses_own_code_reads_it_without_the_labels_that_decide(
    data: str, tmp_path: Path
) -> None:
    report = graded(tmp_path, data, SOURCES[data])
    assert report.score == 1, report.checks[0].student_text


MISTAKES = {
    "[{dataset: lettres, as: npz}]": "unknown data set 'lettres'; did you mean 'letters'?",
    "[{dataset: letters, as: npzz}]": "unknown file format 'npzz'; did you mean 'npz'?",
    "[{dataset: letters}]": "say `as`",
    "[{dataset: letters, as: npz, options: {sed: 3}}]": "unknown key 'sed'",
    "[{dataset: letters, as: npz, path: a.npz}]": "say either `path`",
    "[{path: assignment.yaml}]": "say `name`",
    "[{dataset: letters, as: npz, labels: [all]}]": "labels",
    "{a.npz: {dataset: letters, as: npz, examples: -1}}": "examples",
}


@pytest.mark.parametrize("data", MISTAKES)
def test_a_mistake_is_told_at_its_place(data: str, tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(f"assignment: offered\ndata: {data}\nfunctions: {{relu: 1}}\n")
    with pytest.raises(AssignmentError) as caught:
        prepare(path)
    told = [f"{each.message}; {each.hint}" for each in caught.value.mistakes]
    assert any(MISTAKES[data] in text for text in told), told
    assert all(each.line == 2 for each in caught.value.mistakes)


def test_several_files_are_no_one_name(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(
        "assignment: offered\ndata: {a.npy: {dataset: moons, as: npy}}\nfunctions: {relu: 1}\n"
    )
    with pytest.raises(AssignmentError) as caught:
        prepare(path)
    assert "a folder" in caught.value.mistakes[0].message
