"""Of two files that define the same, one counts for a reason, and the reason is said."""

from grader.binding.functions import Bound, Wanted, bind
from grader.examination.inventory import FoundFunction, FoundImport, Inventory
from tests.grader.binding.test_functions import found
from tests.grader.sittings import RELU


def defined(file: str, name: str = "relu", line: int = 1) -> FoundFunction:
    module = file.removesuffix(".py").replace("/", ".")
    return found(name, "x", module=module, file=file, line=line)


def bound(*functions: FoundFunction, imports: tuple[FoundImport, ...] = ()) -> Bound:
    wants = [Wanted("relu", (), RELU), Wanted("softmax", (), RELU)]
    inventory = Inventory(functions=functions, imports=imports)
    return bind(wants, inventory, named=["letters"])["relu"]


def taken(*functions: FoundFunction, imports: tuple[FoundImport, ...] = ()) -> tuple[str, str]:
    result = bound(*functions, imports=imports)
    assert result.function is not None
    return result.function.file, result.note.rpartition(", because ")[2]


def test_a_file_that_is_named_like_a_draft_stands_back() -> None:
    assert taken(defined("hw_old.py"), defined("hw.py")) == (
        "hw.py",
        "hw_old.py is named like a draft",
    )
    assert taken(defined("draft.py"), defined("solution.py"))[0] == "solution.py"
    assert taken(defined("backup/a.py"), defined("z.py"))[0] == "z.py"
    assert taken(defined("a - Copy.py"), defined("a.py"))[0] == "a.py"


def test_words_inside_other_words_are_no_sign_of_a_draft() -> None:
    assert taken(defined("folder/gold_attested.py"), defined("hw.py", "other"))[0] == (
        "folder/gold_attested.py"
    )
    assert taken(defined("bold.py"), defined("hw.py"))[0] == "bold.py"


def test_the_file_that_defines_most_of_what_is_asked_counts() -> None:
    functions = (defined("a.py"), defined("b.py"), defined("b.py", "softmax", 2))
    assert taken(*functions) == ("b.py", "it defines more of what is asked")


def test_the_file_named_like_the_assignment_counts() -> None:
    assert taken(defined("a.py"), defined("Letters.py")) == (
        "Letters.py",
        "it is named like the assignment",
    )


def test_the_file_that_imports_the_other_counts() -> None:
    imports = (FoundImport("a", "b", 1, "sibling"), FoundImport("numpy", "a", 1, "yes"))
    assert taken(defined("a.py"), defined("b.py"), imports=imports) == (
        "b.py",
        "it imports the other",
    )


def test_without_any_sign_the_first_by_name_counts_and_is_said_to() -> None:
    result = bound(defined("b.py"), defined("a.py"))
    assert result.note == (
        "relu: defined in a.py and in b.py; the one in a.py counts, "
        "because it comes first by name; hand in only the one that you mean"
    )


def test_one_sentence_tells_all_that_two_files_share() -> None:
    functions = [defined(f, n) for f in ("a.py", "b_old.py") for n in ("softmax", "relu")]
    assert bound(*functions).note.startswith(
        "relu and softmax: defined in a.py and in b_old.py; those in a.py count"
    )


def test_a_second_definition_in_the_same_file_is_told_by_its_line() -> None:
    method = found("Net.relu", "x", line=9)
    assert bound(found("relu", "x", line=3), method).note == (
        "relu is defined more than once; relu in line 3 counts"
    )


def test_another_name_for_the_same_lines_is_no_second_definition() -> None:
    imported = found("relu", "x", module="main", file="a.py", line=1)
    assert bound(defined("a.py"), imported).note == ""
