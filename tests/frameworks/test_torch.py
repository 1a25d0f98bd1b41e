"""A network in PyTorch is graded by the checks of numpy code, behind the same wall."""

import pytest

from grader.examination.spawning import SpawningWall
from grader.grading import grade, raise_wall, read_submission
from tests.frameworks.rooms import Room, by_id, lost

Changes = tuple[tuple[str, str], ...]

LAYERS = (
    "self.fc1 = nn.Linear(inputs, hidden)\n        self.fc2 = nn.Linear(hidden, outputs)",
    "h = torch.tanh(self.fc1(x))\n        return self.fc2(h)",
)
NET = """self.net = nn.Sequential(
            nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, outputs)
        )"""
SEQUENTIAL: Changes = ((LAYERS[0], NET), (LAYERS[1], "return self.net(x)"))
PARAMETERS = """self.A = nn.Parameter(torch.randn(inputs, hidden))
        self.B = nn.Parameter(torch.randn(outputs, hidden) / 3)
        self.a = nn.Parameter(torch.zeros(hidden))
        self.c = nn.Parameter(torch.zeros(1, outputs))"""
FORMULA = "return torch.tanh(x @ self.A + self.a) @ self.B.T + self.c"
OWN: Changes = ((LAYERS[0], PARAMETERS), (LAYERS[1], FORMULA))
LOSS = "F.cross_entropy(model(x), y)"
DROPOUT = ("self.fc2(h)", "self.fc2(F.dropout(h, 0.5, training=self.training))")
RENAMED: Changes = (("class Net(", "class Network("), ("= Net(", "= Network("))
PRECISE: Changes = (
    ("(hidden, outputs)\n", "(hidden, outputs)\n        self.double()\n"),
    ("h = torch", "x = x.double()\n        h = torch"),
)
SPY = """def there():
    import importlib
    came = []
    for name in ("torch", "grader_reference", "pydantic", "grader.models"):
        try:
            importlib.import_module(name)
            came.append(name)
        except ImportError:
            pass
    try:
        came.append(open(torch.__file__.rpartition("/torch/")[0] + "/click/__init__.py").name)
    except OSError:
        pass
    return came


class Net(nn.Module)"""
ASKING: Changes = (
    ("torch.manual_seed(3)", "torch.set_num_threads(8)"),
    ("    model.train()\n", "    model = torch.compile(model)\n    model.train()\n"),
    ("return model(x)", "return model(x).numpy().tolist()"),
)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((), id="layers"),
        pytest.param((*SEQUENTIAL, *RENAMED), id="sequential, by another name"),
        pytest.param(OWN, id="own parameters, one of them turned"),
        pytest.param((("h = torch", "x = x.float()\n        h = torch"),), id="float32 inside"),
        pytest.param((*PRECISE, *ASKING), id="float64, threads, a compiler, lists"),
    ],
)
def test_a_right_module_earns_everything(torch: Room, changes: Changes) -> None:
    report = torch.report(*changes)
    assert report.score == report.max_score, [(c.id, c.student_text) for c in report.checks]


@pytest.mark.parametrize(
    ("changes", "check", "diagnosis"),
    [
        pytest.param(
            (("torch.tanh", "torch.relu"),),
            "gradients",
            "backprop.hidden_relu",
            id="another activation",
        ),
        pytest.param(
            ((LAYERS[1], "return self.fc2(self.fc1(x))"),),
            "forward",
            "network_forward.hidden_activation_missing_in_scores",
            id="no activation",
        ),
        pytest.param(
            ((LOSS, "F.cross_entropy(F.softmax(model(x), dim=1), y)"),),
            "loss",
            "network_loss.softmax_twice",
            id="softmax before the loss that has it",
        ),
        pytest.param(
            (("    optimizer.zero_grad()\n", ""),),
            "steps",
            "training.gradients_accumulate",
            id="gradients are not cleared",
        ),
        pytest.param(
            (("self.fc2(h)", "self.fc2(h.detach())"),),
            "gradients",
            "backprop.first_layer_frozen",
            id="the graph is cut",
        ),
    ],
)
def test_a_mistake_is_caught_and_named(
    torch: Room, changes: Changes, check: str, diagnosis: str
) -> None:
    found = by_id(torch.report(*changes))[check]
    assert found.score < found.max_score
    assert [each.id for each in found.diagnoses][:1] == [diagnosis]


@pytest.mark.parametrize(
    ("changes", "check", "told"),
    [
        pytest.param(
            (("(hidden, outputs)\n", "(hidden, outputs, bias=False)\n"),),
            "forward",
            "Net keeps nothing that could be b2 of shape (1, 2); it keeps fc1.weight of shape",
            id="no bias",
        ),
        pytest.param(
            ((LOSS, f"{LOSS}.item()"),), "gradients", ".item(), float() and numpy leave", id="item"
        ),
        pytest.param(
            ((LOSS, "F.cross_entropy(model(x), y, reduction='none')"),),
            "gradients",
            "a gradient is taken of one number",
            id="a loss for every example",
        ),
        pytest.param(
            (("return F.cross", "with torch.no_grad():\n        return F.cross"),),
            "gradients",
            "torch.no_grad()",
            id="no graph",
        ),
        pytest.param(
            (("class Net(nn.Module)", "class Net"),),
            "forward",
            "no torch.nn.Module",
            id="no module",
        ),
    ],
)
def test_what_no_gradient_can_be_had_of_is_told(
    torch: Room, changes: Changes, check: str, told: str
) -> None:
    found = by_id(torch.report(*changes))[check]
    assert found.score == 0.0
    assert told in found.student_text


def test_dropout_that_is_on_while_predicting_is_caught(torch: Room) -> None:
    on = torch.report(DROPOUT, ("    model.eval()\n", ""))
    assert "forward" in lost(on)


def test_dropout_that_is_off_while_predicting_is_right(torch: Room) -> None:
    off = torch.report(DROPOUT)
    assert by_id(off)["forward"].status == "passed"
    assert by_id(off)["steady"].status == "passed"


def test_a_report_is_the_same_twice(torch: Room) -> None:
    first, second = (torch.report(("torch.tanh", "torch.relu")) for _ in range(2))
    unclocked = [r.model_copy(update={"timings": {}}).model_dump() for r in (first, second)]
    for dumped in unclocked:
        for check in dumped["checks"]:
            check.pop("seconds")
    assert unclocked[0] == unclocked[1]


def test_files_beside_the_framework_stay_shut(torch: Room) -> None:
    told = "raise RuntimeError(f'there came {there()}')\n        h = torch"
    report = torch.report(("class Net(nn.Module)", SPY), ("h = torch", told), only="forward")
    assert "there came ['torch']" in by_id(report)["forward"].student_text
    assert torch.wall.level == "L4" or torch.wall.notes


def test_it_is_graded_where_nothing_can_be_forked(torch: Room) -> None:
    path = torch.folder / "network.py"
    path.write_text(torch.right, encoding="utf-8")
    with SpawningWall(trust=True) as wall:
        raise_wall(wall, torch.prepared)
        submission = read_submission(path, torch.prepared.registry)
        report = grade(torch.prepared, submission, wall, only="gradients")
    assert by_id(report)["gradients"].status == "passed"
