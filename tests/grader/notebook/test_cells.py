import json

from grader.notebook.cells import defined_in, handed_in, notebook


def test_cells_are_handed_in_without_what_they_say_to_the_grader() -> None:
    history = [
        "",
        "import numpy as np",
        "%load_ext grader\n%grader use letters",
        "%%grader --only relu\ndef relu(x):\n    return np.maximum(x, 0)",
        "%grader check",
    ]
    assert handed_in(history) == [
        "import numpy as np",
        "def relu(x):\n    return np.maximum(x, 0)",
    ]


def test_names_of_functions_classes_and_assignments_are_found_beside_lines_of_ipython() -> None:
    cell = "%matplotlib inline\n!ls\ndef relu(x):\n    y = x\n    return y\n"
    cell += "class Net: pass\ntanh = abs"
    assert defined_in(cell) == ("relu", "Net", "tanh")


def test_a_cell_that_is_no_python_defines_nothing() -> None:
    assert defined_in("def relu(x:") == ()


def test_cells_become_a_notebook_of_the_current_format() -> None:
    made = json.loads(notebook(["x = 1", "y = 2"]))
    assert made["nbformat"] == 4
    assert ["".join(cell["source"]) for cell in made["cells"]] == ["x = 1", "y = 2"]
