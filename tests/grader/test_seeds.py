"""Seeds: public ones anybody may repeat, a secret one nobody can guess or read."""

import pytest

from grader.errors import UsageError
from grader.models.assignment import CheckSpec
from grader.seeds import SecretSeed, chosen_seed, named_seed
from tests.grader.sittings import bench

PHRASE = "5f1c70c3a1f2b9d4e8"
SPEC = CheckSpec(id="relu", kind="values", function="relu", points=1)


def drawn(seed: int | SecretSeed, spec: CheckSpec = SPEC) -> int:
    return int(bench(spec, seed=seed).rng(spec, "scored").integers(2**62))


def test_a_number_on_the_command_line_goes_before_the_secret_and_that_before_the_public() -> None:
    assert chosen_seed(None, {}) == 0
    assert chosen_seed(7, {"GRADER_SEED": PHRASE}) == 7
    assert chosen_seed(None, {"GRADER_SEED": f" {PHRASE}\n"}) == SecretSeed(PHRASE)


@pytest.mark.parametrize("phrase", ["7", "a" * 15])
def test_a_secret_that_could_be_guessed_is_refused(phrase: str) -> None:
    with pytest.raises(UsageError, match="shown inputs would give away"):
        chosen_seed(None, {"GRADER_SEED": phrase})


def test_a_secret_draws_other_inputs_and_the_same_each_time() -> None:
    secret = SecretSeed(PHRASE)
    assert drawn(secret) == drawn(secret)
    assert len({drawn(secret), drawn(SecretSeed(PHRASE + "x")), drawn(0), drawn(1)}) == 4


def test_a_seed_in_the_assignment_fixes_a_public_seed_and_does_not_uncover_a_secret_one() -> None:
    fixed = SPEC.model_copy(update={"seed": 3})
    assert drawn(0, fixed) == drawn(1, fixed) == drawn(3)
    assert drawn(SecretSeed(PHRASE), fixed) not in {drawn(3), drawn(SecretSeed(PHRASE))}


def test_a_secret_is_not_shown_where_it_is_named() -> None:
    secret = SecretSeed(PHRASE)
    named = named_seed(secret)
    assert str(named).startswith("secret ")
    assert len(str(named)) == len("secret ") + 8
    assert PHRASE not in f"{secret} {secret!r} {named}"
    assert named_seed(5) == 5
