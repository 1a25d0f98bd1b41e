from tests.benchmarks.page import section

PAGE = """# Speed

<!-- one -->

old

<!-- end of one -->

between

<!-- two -->
<!-- end of two -->
"""


def test_a_section_is_replaced_and_the_rest_is_left() -> None:
    text = section(PAGE, "one", "new")
    assert "old" not in text
    assert text.index("new") < text.index("between") < text.index("<!-- two -->")
    assert section(text, "one", "new") == text


def test_a_section_that_is_not_there_is_put_at_the_end() -> None:
    text = section(PAGE, "three", "more")
    assert text.startswith(PAGE)
    assert text.endswith("<!-- three -->\n\nmore\n\n<!-- end of three -->\n")
    assert section(text, "three", "more") == text
