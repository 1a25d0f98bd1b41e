"""What the source of a class suggests: where parameters are, how it is made, where answers are."""

import ast

import pytest

from grader.drafting import forms
from grader.drafting.answers import answers_of, gradients_of
from grader.drafting.construction import constructed, meaning
from grader.drafting.finding import Definition, FoundClass
from grader.drafting.names import says
from grader.drafting.parameters import in_layers, places_of
from grader.drafting.roles import role_of
from grader.drafting.sizes import architectures_of
from grader.examination.inventory import FoundFunction
from grader.plugin_manager import build

FOUND = FoundFunction(
    "hw",
    ("f",),
    "hw.py",
    1,
    "",
    "function",
    (),
    0,
    empty=False,
    calls=(),
    loops=0,
    comprehensions=0,
)


def class_of(body: str) -> FoundClass:
    node = ast.parse(f"class Net:\n{body}").body[0]
    assert isinstance(node, ast.ClassDef)
    methods = {
        each.name: Definition("hw.py", each, "Net", FOUND)
        for each in node.body
        if isinstance(each, ast.FunctionDef)
    }
    return FoundClass("Net", "hw.py", methods)


def function_of(source: str) -> Definition:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    return Definition("hw.py", node, "", FOUND)


@pytest.mark.parametrize(
    ("statements", "places", "layers"),
    [
        (
            ["self.W1, self.W2 = 1, 2", "self.b1 = 3", "self.b2 = 4"],
            ("self.W1", "self.b1", "self.W2", "self.b2"),
            2,
        ),
        (
            ["self.weights, self.biases = [], []"],
            ("self.weights[{i}]", "self.biases[{i}]"),
            0,
        ),
        (
            ["self.params = {'W1': 1, 'b1': 2, 'W2': 3, 'b2': 4}"],
            ("self.params['W1']", "self.params['b1']", "self.params['W2']", "self.params['b2']"),
            2,
        ),
        (
            ["self.p = {}", "for l in (1, 2): self.p[f'W{l}'], self.p['b' + str(l)] = 1, 2"],
            ("self.p['W{l}']", "self.p['b{l}']"),
            0,
        ),
        (
            ["self.fc1 = {'W': 1, 'b': 2}", "self.fc2 = {'W': 1, 'b': 2}"],
            ("self.fc{l}['W']", "self.fc{l}['b']"),
            2,
        ),
    ],
)
def test_parameters_are_found_where_they_are_kept(
    statements: list[str], places: tuple[str, ...], layers: int
) -> None:
    body = "".join(f"        {each}\n" for each in statements)
    found = list(places_of(class_of(f"    def __init__(self):\n{body}")))
    assert found[0] == (places, layers)


def test_what_is_no_parameter_is_taken_for_none() -> None:
    body = "    def __init__(self):\n        self.rate = 1\n        self.batch1 = 2\n"
    assert list(places_of(class_of(body))) == []


def test_a_constructor_says_what_its_arguments_are() -> None:
    owner = class_of(
        "    def __init__(self, nn_input_dim, hiddenUnits, n_classes, act='tanh', lr=0.1, x=2): 1\n"
    )
    arguments, facts, unknown = constructed(owner.constructor, {})
    assert arguments == {
        "nn_input_dim": "inputs",
        "hiddenUnits": "hidden",
        "n_classes": "outputs",
        "act": "activation",
        "lr": "learning_rate",
    }
    assert facts["activation"] == "tanh"
    assert unknown == []


def test_a_list_of_hidden_widths_is_given_a_list() -> None:
    owner = class_of("    def __init__(self, hidden_dims=(20, 20)): 1\n")
    assert constructed(owner.constructor, {})[1] == {"hidden": [5, 6]}


def test_a_configuration_is_given_its_own_settings_and_the_facts_among_them() -> None:
    owner = class_of(
        "    def __init__(self, config):\n        self.n = config['hidden'], config['loss']\n"
    )
    arguments, facts, _ = constructed(owner.constructor, {"hidden": 9, "loss": "ce"})
    assert arguments == {"config": {"dict": {"hidden": "hidden", "loss": {"value": "ce"}}}}
    assert facts == {"hidden": 5}


def test_an_argument_that_says_nothing_is_a_doubt() -> None:
    form = forms.of_class(class_of("    def __init__(self, magic): 1\n"), {})
    assert "magic" in form.doubts[0]


def test_gradients_are_put_in_the_order_of_the_parameters_by_their_names() -> None:
    tensors = ["W1", "b1", "W2", "b2"]
    by_position = function_of("def f():\n    return dW2, db2, grad_W1, gb1\n")
    assert next(gradients_of(by_position, tensors)) == [
        "returned[2]",
        "returned[3]",
        "returned[0]",
        "returned[1]",
    ]
    by_key = function_of(
        "def f():\n    g = {'db1': 1, 'dW1': 2, 'dW2': 3, 'db2': 4}\n    return g\n"
    )
    assert next(gradients_of(by_key, tensors)) == [
        "returned['dW1']",
        "returned['db1']",
        "returned['dW2']",
        "returned['db2']",
    ]


def test_an_answer_may_be_returned_beside_others_or_kept() -> None:
    beside = function_of("def f(x):\n    return x, (x, 1)\n")
    assert list(answers_of(beside)) == [None, "returned[0]", "returned[1]"]
    kept = function_of("def f(self, x):\n    self.z = x\n    self.p = x\n")
    assert list(answers_of(kept)) == [None, "self.p", "self.z"]


def test_sizes_in_a_constructor_are_a_convolutional_network() -> None:
    owner = class_of(
        "    def __init__(self):\n"
        "        self.K1, self.b1 = draw(5, 5, 1, 8), zeros(8)\n"
        "        self.W2, self.b2 = draw(288, 30), zeros(30)\n"
        "        self.W3, self.b3 = draw(30, 10), zeros(10)\n"
    )
    places = ["self.K1", "self.b1", "self.W2", "self.b2", "self.W3", "self.b3"]
    assert list(architectures_of(owner, places, "relu")) == [
        "16x16-5x5x8-pool2-30-10 relu",
        "12x12-same5x5x8-pool2-30-10 relu",
    ]


def test_names_say_what_parameters_stand_for() -> None:
    assert [role_of(n) for n in ("X", "y_train", "learning_rate", "grads", "zebra")] == [
        "X",
        "T",
        "learning_rate",
        "gradients",
        "",
    ]
    assert [meaning(n) for n in ("input_size", "numClasses", "reg_lambda", "zebra")] == [
        "inputs",
        "outputs",
        "strength",
        "",
    ]


def test_parameters_are_found_in_a_list_of_layers() -> None:
    net = class_of("    def __init__(self, sizes):\n        self.layers = []\n")
    layer = class_of("    def __init__(self, n, m):\n        self.W = n\n        self.b = m\n")
    places = list(in_layers(net, [layer]))
    apart = ("self.layers[0].W", "self.layers[0].b", "self.layers[2].W", "self.layers[2].b")
    assert (apart, 2) in places
    assert not list(in_layers(layer, [net]))


def test_parameters_are_found_in_layers_that_are_attributes() -> None:
    net = class_of("    def __init__(self):\n        self.fc1, self.fc2 = Net(7, 5), Net(5, 4)\n")
    layer = class_of("    def __init__(self, n, m):\n        self.W = n\n        self.b = m\n")
    found = ("self.fc1.W", "self.fc1.b", "self.fc2.W", "self.fc2.b")
    assert list(in_layers(net, [layer])) == [(found, 2)]


@pytest.mark.parametrize(
    ("name", "function", "is_said"),
    [
        ("compute_cost", "CE", True),
        ("actFun", "relu", True),
        ("softmax", "scalar_softmax", True),
        ("logistic", "sigmoid", True),
        ("helper", "relu", False),
        ("loss", "relu", False),
    ],
)
def test_a_usual_name_says_what_a_function_is(name: str, function: str, *, is_said: bool) -> None:
    subject = function_of(f"def {name}(z):\n    return z\n")
    assert says(subject, build().functions[function]) is is_said
