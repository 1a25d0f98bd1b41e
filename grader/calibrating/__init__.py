"""Thresholds from measured runs: how far right code falls by chance, and what that allows.

Theory of operation
-------------------
1. The solution is graded with many seeds, by the whole procedure of grading: disguise, examples
   and first weights are all drawn from the seed (``measuring``; each run is kept in a journal).
2. Every kind says which numbers of its evidence are held against which keys (``kinds``).
3. From the numbers comes a bound: so rarely, with such confidence, does right code fall below it
   (``bounds``). A threshold may be laxer, never stricter (``proposing``).
4. What was measured is kept beside the threshold, with a digest of all it depends on
   (``provenance``, ``writing``), so that `--check` and the audit can say when it is out of date.

Runs in the judge.
"""

from grader.calibrating.provenance import missing_provenance, outdated_provenance

__all__ = ["missing_provenance", "outdated_provenance"]
