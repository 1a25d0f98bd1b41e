"""``grader bundle prairielearn``: a question, and the image that grades it.

PrairieLearn runs external graders without a network, so the grader is in the image; the assignment
comes with the question, in its folder ``tests``.
"""

import json
import shlex
import uuid
from typing import TYPE_CHECKING

from grader.bundling.fitting import Container, misfits
from grader.bundling.gradescope import python, requirements
from grader.bundling.package import Bundle
from grader.bundling.staffs_copy import SEED, assignment_files, seed_file
from grader.bundling.templating import filled
from grader.bundling.wheels import requirement, wheel
from grader.reporting.sinks import html

if TYPE_CHECKING:
    from grader.preparation import Prepared

LONGEST = 600
SPARE_SECONDS = 30
ENTRYPOINT = "/opt/grader/entrypoint.sh"


def prairielearn(prepared: "Prepared", *, minutes: float = 5.0, image: str = "") -> Bundle:
    """Return the folder of a question, and beside it the folder an image is built from."""
    assignment = prepared.loaded.assignment
    slug = assignment.assignment
    image = image or f"course/grader-{slug}"
    seconds = int(min(max(minutes * 60, 2 * SPARE_SECONDS), LONGEST))
    wheels = wheel()
    installed = [f"wheels/{name}" for name in wheels] or [requirement()]
    needed = shlex.join([*installed, *requirements(prepared)])
    title = assignment.title or slug
    question = {
        "info.json": _info(slug, title, image, seconds),
        "question.html": filled("question.html", title=html(title), files=_handed_in(prepared)),
        f"tests/{SEED}": seed_file(),
        **{f"tests/{path}": data for path, data in assignment_files(prepared).items()},
    }
    files = {
        **{f"question/{path}": data for path, data in question.items()},
        "image/Dockerfile": filled(
            "Dockerfile", python=python(prepared), image=image, requirements=needed
        ),
        "image/entrypoint.sh": filled("entrypoint.sh", deadline=str(seconds - SPARE_SECONDS)),
        **{f"image/wheels/{name}": content for name, content in wheels.items()},
    }
    container = Container(name="PrairieLearn", seconds=seconds)
    return Bundle(
        files=files,
        programs=frozenset(("image/entrypoint.sh",)),
        notes=misfits(prepared, container),
    )


def _info(slug: str, title: str, image: str, seconds: int) -> bytes:
    """Return the question's ``info.json``; its identity follows from its name."""
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"grader/{slug}")),
        "title": title,
        "topic": "Numerical code",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "image": image,
            "entrypoint": ENTRYPOINT,
            "timeout": seconds,
            "enableNetworking": False,
        },
    }
    return (json.dumps(info, indent=2, ensure_ascii=False) + "\n").encode()


def _handed_in(prepared: "Prepared") -> str:
    """Return the files that students hand in: those they were given, else one called as it is."""
    starter = prepared.loaded.folder / prepared.loaded.assignment.starter
    names = sorted(p.name for end in ("*.py", "*.ipynb") for p in starter.glob(end))
    return html(",".join(names) or f"{prepared.loaded.assignment.assignment}.py")
