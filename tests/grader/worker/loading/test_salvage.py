"""What parses is kept, what does not is named; nothing is made up."""

import ast
import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker.loading.salvage import MAX_PARSES, salvage

LINES = st.sampled_from([
    "def f(x):", "    return x", "x = 1", "class A:", "    def g(self):", "        return (", ")",
    '"""', "print 'a'", "@decorated", "if x:", "else:", "    x = [1,", "import a", "\tx = 3",
    "", "# remark", "except E, e:", "x = 'a", "  odd", "for i in x: pass", "return 3 +",
])  # fmt: skip


def names(text: str) -> list[str]:
    return [getattr(node, "name", type(node).__name__) for node in salvage(text).body]


@given(st.lists(LINES, max_size=14).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_salvage_never_raises_and_keeps_to_its_budget(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = salvage(text)
    assert found.parses <= MAX_PARSES + 4
    count = text.count("\n") + 1
    assert all(1 <= lost.first <= lost.last <= count for lost in found.lost)


@given(st.lists(LINES, max_size=14).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_every_statement_stands_in_the_source(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = salvage(text)
        lost = {n for item in found.lost for n in range(item.first, item.last + 1)}
        for node in found.body:
            assert isinstance(node, ast.Module | ast.stmt)
            if not found.mended:
                decorators = getattr(node, "decorator_list", [])
                first = min([node.lineno, *(item.lineno for item in decorators)])
                lines = text.split("\n")[first - 1 : node.end_lineno]
                kept = ["" if first + k in lost else line for k, line in enumerate(lines)]
                again = ast.parse("\n".join(kept)).body
                assert ast.dump(node) in [ast.dump(item) for item in again]


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_ends_in_statements_or_a_reason(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        salvage(text)


def test_a_broken_method_costs_only_itself() -> None:
    text = "class N:\n    def f(self):\n        return 1\n    def g(self):\n        return (\n"
    found = salvage(text + "    def h(self):\n        return 2\nx = 1\n")
    (first, _) = found.body
    assert isinstance(first, ast.ClassDef)
    assert [getattr(m, "name", "") for m in first.body] == ["f", "h"]
    assert [(lost.first, lost.last) for lost in found.lost] == [(4, 5)]


def test_an_unclosed_string_costs_what_it_swallows_up_to_the_next_function() -> None:
    assert names('def f():\n    """open\n    return 1\n\ndef g():\n    return 2\n') == ["g"]


def test_an_unclosed_bracket_costs_its_statement() -> None:
    assert names("def f():\n    return 1\nx = (1,\ndef g():\n    return 2\n") == ["f", "g"]


def test_a_docstring_with_code_at_its_margin_is_no_place_to_cut() -> None:
    text = 'def f():\n    """\ndef not_code():\n"""\n    return 1\ny = = 2\n'
    assert names(text) == ["f"]


def test_python_2_is_mended_where_that_is_safe() -> None:
    text = (
        "print 'a', 1\nprint >>log, 'b'\nprint 'c',\n"
        "try:\n    pass\nexcept IOError, e:\n    raise ValueError, 'd'\n"
        "print 'e %d' % (1,  # remark\n    )\n"
    )
    found = salvage(text)
    assert found.lost == []
    assert [ast.unparse(node) for node in found.body] == [
        "print('a', 1)",
        "print('b', file=log)",
        "print('c', end=' ')",
        "try:\n    pass\nexcept IOError as e:\n    raise ValueError('d')",
        "print('e %d' % (1,))",
    ]


def test_python_3_print_is_left_alone() -> None:
    text = "print('a')\nprint ('b')\nprint = 3\nprint.x\nx = = 1\n"
    assert [ast.unparse(n) for n in salvage(text).body] == [
        "print('a')",
        "print('b')",
        "print = 3",
        "print.x",
    ]


def test_odd_spaces_from_a_web_page_are_replaced() -> None:
    found = salvage("x\u00a0=\u00a01\ny\u200b = 2\n")
    assert [ast.unparse(node) for node in found.body] == ["x = 1", "y = 2"]


def test_a_file_that_is_indented_as_a_whole_is_moved_left() -> None:
    assert names("    def f():\n        return 1\n    x = 1\n") == ["f", "Assign"]


def test_many_mistakes_exhaust_the_budget_and_not_the_clock() -> None:
    found = salvage("def f(:\n    pass\n" * 200 + "x = 1\n")
    assert found.parses <= MAX_PARSES
    assert found.lost[-1].reason == "too many mistakes before it"
