from pathlib import Path

import pytest

from grader.auditing.journal import Journal, usual_place
from grader.auditing.outcome import Outcome

KNOWN = Outcome(seconds=1.5, warnings=("a",))


def test_what_was_added_is_known_to_the_next(tmp_path: Path) -> None:
    with Journal(tmp_path / "new" / "j", lasting=True) as journal:
        journal.add("a", KNOWN)
    with Journal(tmp_path / "new" / "j") as journal:
        assert journal.get("a") == KNOWN
        assert journal.get("b") is None


def test_a_line_that_was_cut_off_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path, lasting=True) as journal:
        journal.add("a", KNOWN)
    path.write_text(path.read_text() + '{"key": "b", "outc', encoding="utf-8")
    with Journal(path, lasting=True) as journal:
        assert journal.get("a") == KNOWN
        assert journal.get("b") is None


def test_it_is_gone_once_all_is_done_and_stays_where_that_was_not_so(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with pytest.raises(KeyboardInterrupt), Journal(path):
        raise KeyboardInterrupt
    assert path.exists()
    with Journal(path):
        pass
    assert not path.exists()


def test_it_lies_in_the_users_cache() -> None:
    place = usual_place("letters", "0" * 64, {"XDG_CACHE_HOME": "/cache"})
    assert place == Path("/cache/grader/audits/letters-0000000000000000.jsonl")
