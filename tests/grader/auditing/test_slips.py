import ast

from grader.auditing.mutants.mutant import Mutant
from grader.auditing.mutants.probes import probe
from grader.auditing.mutants.slips import slips
from grader.auditing.plan import sampled
from grader.handing_in.submission import Submission, digest_of


def _solution(source: str) -> Submission:
    files = (("hw.py", source.encode()),)
    return Submission(id="hw.py", files=files, archive=False, digest=digest_of(files))


def _slips(source: str, *paths: tuple[str, ...]) -> tuple[Mutant, ...]:
    trees = {"hw.py": ast.parse(source)}
    return slips(_solution(source), trees, [("hw.py", path) for path in paths]).mutants


def _after(line: str, parameters: str = "x, y") -> set[str]:
    return {m.after for m in _slips(f"def f({parameters}):\n    {line}\n", ("f",))}


def test_operators_and_operands_are_exchanged_and_left_out() -> None:
    assert _after("return x - y") == {"return x + y", "return x", "return y - x"}
    assert "return y @ x" in _after("return x @ y")


def test_comparisons_move_to_their_boundary_and_turn_round() -> None:
    assert _after("return x > y") == {"return x >= y", "return x < y"}


def test_axes_move_and_are_left_out() -> None:
    found = _after("return np.sum(x, axis=1, keepdims=True)")
    assert "return np.sum(x, axis=0, keepdims=True)" in found
    assert "return np.sum(x, axis=1)" in found
    assert "return np.mean(x, axis=1, keepdims=True)" in found


def test_transposes_and_minus_signs_are_left_out() -> None:
    assert "return x @ y" in _after("return x.T @ y")
    assert "return x" in _after("return -x")


def test_ranges_and_slices_move_by_one() -> None:
    assert "for i in range(x - 1):" in _after("for i in range(x): y = i")
    assert "return x[y + 1:]" in _after("return x[y:]")


def test_updates_become_assignments_and_statements_are_dropped() -> None:
    found = _after("x += y")
    assert {"x -= y", "x = y", "x = x + y", "pass"} <= found


def test_names_of_neighbouring_layers_are_exchanged() -> None:
    found = _after("return W1 + W2", "W1, W2")
    assert {"return W2 + W2", "return W1 + W1"} <= found


def test_every_slip_is_another_text_and_the_order_is_always_the_same() -> None:
    source = "def f(x):\n    y = x * 2 + 1\n    return y - x\n"
    first, second = _slips(source, ("f",)), _slips(source, ("f",))
    assert [m.id for m in first] == [m.id for m in second]
    assert len({m.digest for m in first}) == len(first)


def test_the_rest_of_the_module_stays_as_it_is() -> None:
    source = "def f(x):\n    return x + 1\n\n\nclass A:\n\n    def g(self):\n        return 2 * 3\n"
    for mutant in _slips(source, ("A", "g")):
        assert mutant.files["hw.py"].decode().startswith("def f(x):\n    return x + 1\n")
        ast.parse(mutant.files["hw.py"])


def test_what_only_prints_or_raises_is_left_alone() -> None:
    assert _after("print(x + y)") == set()
    assert _after("raise ValueError(x + y)") == set()


def test_defaults_rates_and_epsilons_are_settings() -> None:
    source = (
        "def f(x, rate=0.1):\n"
        "    W = 0.5 * np.random.randn(3)\n"
        "    return g(x + 1e-12, momentum=0.9) - 3\n\n"
        "def g(x, momentum):\n    return x\n"
    )
    found = _slips(source, ("f",), ("g",))
    settings = {m.after for m in found if m.constant}
    others = {m.after for m in found if not m.constant}
    assert "def f(x, rate=0.2):" in settings
    assert "W = 1.0 * np.random.randn(3)" in settings
    assert "return g(x + 1e-12, momentum=1.8) - 3" in settings
    assert "return g(x + 2e-12, momentum=0.9) - 3" in settings
    assert "return g(x + 1e-12, momentum=0.9) - 4" in others


def test_what_parameters_begin_with_is_a_setting_beside_random_ones() -> None:
    found = _slips("def f(n):\n    return np.random.randn(n), np.zeros(n)\n", ("f",))
    assert {m.constant for m in found if "np.ones(n)" in m.after} == {True}
    found = _slips("def f(n):\n    return np.zeros(n)\n", ("f",))
    assert {m.constant for m in found if "np.ones(n)" in m.after} == {False}


def test_a_sample_takes_every_definition_its_share() -> None:
    source = "def f(x):\n    return x + 1 - 2 * 3 / 4\n\ndef g(x):\n    return -x\n"
    found = _slips(source, ("f",), ("g",))
    chosen = sampled(found, 5)
    assert {m.target for m in chosen} == {"f", "g"}
    assert len(chosen) < len(found)
    assert chosen == sampled(found, 5)
    assert sampled(found, 0) == found


def test_a_probe_raises_right_before_the_line_that_was_changed() -> None:
    source = "def f(x):\n    if x:\n        x = 1\n    return x\n"
    mutant = next(m for m in _slips(source, ("f",)) if m.line == 3)
    made = probe(mutant, {"hw.py": ast.parse(source)})
    assert made is not None
    lines = made.files["hw.py"].decode().split("\n")
    assert lines[1].strip() == "if x:"
    assert lines[2].strip().startswith("raise RuntimeError")
    assert lines[3].strip() == "x = 1"
