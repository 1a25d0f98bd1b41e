"""Which inputs are drawn: from a number that anybody may repeat, or from the staff's secret.

Inputs depend on the assignment and the seed alone, so that a run can be repeated to the byte. Who
knows both knows every scored input, and could hand in a table of answers instead of code. Students
therefore check their own work with the public seed, and staff grade with a secret one, kept in the
environment of the judge: ``GRADER_SEED``. The draws are a hash of it; no input tells it. In the
judge.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.errors import UsageError

VARIABLE = "GRADER_SEED"
PUBLIC = 0
SHORTEST = 16
MAKING = "python -c 'import secrets; print(secrets.token_hex(16))'"


@dataclass(frozen=True, slots=True)
class SecretSeed:
    """A secret that inputs are drawn from; it shows its fingerprint and never itself."""

    phrase: str = field(repr=False)

    def __str__(self) -> str:
        digest = hashlib.sha256(f"grader seed/{self.phrase}".encode()).hexdigest()
        return f"secret {digest[:8]}"


Seed = int | SecretSeed


def chosen_seed(given: int | None, env: Mapping[str, str]) -> Seed:
    """Return the seed of the command line, else the secret of the environment, else the public one.

    Raises:
        UsageError: The secret is so short that it could be guessed.
    """
    phrase = env.get(VARIABLE, "").strip()
    if given is not None or not phrase:
        return PUBLIC if given is None else given
    if len(phrase) < SHORTEST:
        raise UsageError(
            f"the secret in {VARIABLE} has {len(phrase)} characters; shown inputs would give away"
            f" one of fewer than {SHORTEST}",
            hint=f"make one with {MAKING}; a seed that is no secret is given with --seed",
        )
    return SecretSeed(phrase)


def drawn_from(seed: Seed, own: int | None) -> str:
    """Return what a check's inputs are drawn from; ``own`` is the seed its assignment gives it.

    A check's own seed is written in the assignment for all to read: it replaces a public seed, and
    does not uncover a secret one.
    """
    if isinstance(seed, SecretSeed):
        return f"{seed.phrase}/{'' if own is None else own}"
    return str(seed if own is None else own)


def named_seed(seed: Seed) -> int | str:
    """Return a seed as a report says it: a number, or a secret's fingerprint."""
    return str(seed) if isinstance(seed, SecretSeed) else seed
