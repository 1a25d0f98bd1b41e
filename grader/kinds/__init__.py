"""What plugins are made of, one noun a module: the core knows these shapes and no plugin.

Names are taken from here: ``from grader.kinds import Question``.
"""

from grader.kinds.catalogue import (
    Arguments,
    Case,
    Convention,
    HasComposition,
    Misconception,
    Parameter,
    ReferenceFunction,
)
from grader.kinds.check import CheckKind, Shows
from grader.kinds.dataset import Dataset, Examples, FileFormat, HasFiles, Splits
from grader.kinds.diagnoser import Diagnoser, HasFindings
from grader.kinds.executor import Executor, HasPlace, Waits
from grader.kinds.loader import Loader
from grader.kinds.mathematics import HasMathematics, Mathematics, Trial
from grader.kinds.question import Procedure, Question, Sweep
from grader.kinds.reporter import Reporter
from grader.kinds.threshold import HasThresholds, Line, Threshold

__all__ = (
    "Arguments",
    "Case",
    "CheckKind",
    "Convention",
    "Dataset",
    "Diagnoser",
    "Examples",
    "Executor",
    "FileFormat",
    "HasComposition",
    "HasFiles",
    "HasFindings",
    "HasMathematics",
    "HasPlace",
    "HasThresholds",
    "Line",
    "Loader",
    "Mathematics",
    "Misconception",
    "Parameter",
    "Procedure",
    "Question",
    "ReferenceFunction",
    "Reporter",
    "Shows",
    "Splits",
    "Sweep",
    "Threshold",
    "Trial",
    "Waits",
)
