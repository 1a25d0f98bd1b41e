# /// script
# requires-python = ">=3.11"
# dependencies = ["matplotlib==3.11.2", "numpy==2.4.6", "pillow==13.0.0"]
# ///
"""Draws the letters data set: 18,724 pictures of A to J from fonts that come with matplotlib.

    uv run make.py                      # or: pip install the three versions above; python make.py
    uv run make.py --sheet sheet.png    # also draws a sheet of the first 200 pictures

Writes ``letters.npz`` beside this file: ``images`` (18724, 28, 28) uint8, light ink on black, and
``labels`` (18724,) uint8, A = 0 to J = 9. The same versions draw the same bytes: all randomness
is one ``RandomState(521)``. The digests that are printed stand in the loader, which refuses other
arrays (``letters.py`` and ``described.py`` in ``grader_plugins/datasets``): a new drawing is a new
version of the data set, and needs them written there.

A picture is one glyph, drawn once at 96 pixels and cropped to its ink, then in one affine map
scaled so that its longer side takes a random part of the picture, stretched, sheared, rotated and
shifted; sampled at three times the size and averaged down. How much of each was tuned so that a
784-1000-10 network scores on it what it is reported to score on notMNIST.
"""

import argparse
import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
FILE = HERE / "letters.npz"
LETTERS = "ABCDEFGHIJ"
COUNT = 18_724
SEED = 521
SIDE = 28
FINER = 3
DRAWN_AT = 96

DEJAVU = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSans-Oblique",
    "DejaVuSans-BoldOblique",
    "DejaVuSansMono",
    "DejaVuSansMono-Bold",
    "DejaVuSansMono-Oblique",
    "DejaVuSansMono-BoldOblique",
    "DejaVuSerif",
    "DejaVuSerif-Bold",
    "DejaVuSerif-Italic",
    "DejaVuSerif-BoldItalic",
)
STIX = ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta")
COMPUTER_MODERN = ("cmb10", "cmmi10", "cmr10", "cmss10", "cmsy10", "cmti10", "cmtt10")
FACES = (*DEJAVU, *STIX, *COMPUTER_MODERN)


@dataclass(frozen=True, kw_only=True)
class Jitter:
    """How far pictures differ: spreads of the random maps.

    Attributes:
        rotation: Standard deviation, in degrees.
        shear: Standard deviation of the horizontal shear.
        smallest: The least part of the picture that a glyph's longer side takes.
        largest: The greatest part; above 1 a glyph is cut off.
        shift: Greatest shift along each axis, in pixels.
        stretch: Greatest logarithm of the factor on the width.
    """

    rotation: float
    shear: float
    smallest: float
    largest: float
    shift: float
    stretch: float


JITTER = Jitter(rotation=18, shear=0.33, smallest=0.5, largest=1.08, shift=3.2, stretch=0.33)


def glyphs(face: str) -> list[Image.Image]:
    """Return the ten letters of a face, each cropped to its ink."""
    place = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf"
    font = ImageFont.truetype(str(place), DRAWN_AT, layout_engine=ImageFont.Layout.BASIC)
    return [_glyph(font, letter) for letter in LETTERS]


def _glyph(font: ImageFont.FreeTypeFont, letter: str) -> Image.Image:
    canvas = Image.new("L", (3 * DRAWN_AT, 3 * DRAWN_AT))
    ImageDraw.Draw(canvas).text((DRAWN_AT, DRAWN_AT), letter, fill=255, font=font)
    return canvas.crop(canvas.getbbox())


def picture(glyph: Image.Image, draw: np.random.RandomState, jitter: Jitter) -> NDArray[np.uint8]:
    """Return one picture (28, 28) of a glyph, mapped at random."""
    side = SIDE * FINER
    back = np.linalg.inv(_map(glyph, draw, jitter))
    shift = draw.uniform(-jitter.shift, jitter.shift, 2) * FINER
    middle = np.array(glyph.size) / 2
    moved = middle - back @ (np.full(2, side / 2) + shift)
    affine = (back[0, 0], back[0, 1], moved[0], back[1, 0], back[1, 1], moved[1])
    fine = glyph.transform((side, side), Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC)
    return np.asarray(fine.resize((SIDE, SIDE), Image.Resampling.BOX))


def _map(glyph: Image.Image, draw: np.random.RandomState, jitter: Jitter) -> NDArray[np.float64]:
    """Draw the linear part of a map from the glyph to the finer picture, (2, 2)."""
    size = draw.uniform(jitter.smallest, jitter.largest) * SIDE * FINER / max(glyph.size)
    stretch = np.exp(draw.uniform(-jitter.stretch, jitter.stretch))
    angle = np.deg2rad(draw.normal(0, jitter.rotation))
    sheared = np.array([[1, draw.normal(0, jitter.shear)], [0, 1]])
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    drawn: NDArray[np.float64] = turned @ sheared @ np.diag([size * stretch, size])
    return drawn


def letters(jitter: Jitter = JITTER) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return pictures (18724, 28, 28) and labels (18724,), classes balanced, in random order."""
    draw = np.random.RandomState(SEED)
    faces = [glyphs(face) for face in FACES]
    labels = draw.permutation(np.arange(COUNT) % len(LETTERS)).astype(np.uint8)
    chosen = draw.randint(len(faces), size=COUNT)
    images = [
        picture(faces[face][label], draw, jitter)
        for face, label in zip(chosen, labels, strict=True)
    ]
    return np.stack(images), labels


def digest(array: NDArray[np.uint8]) -> str:
    """Return the SHA-256 of an array's bytes."""
    return hashlib.sha256(array.tobytes()).hexdigest()


def write(path: Path, **arrays: NDArray[np.uint8]) -> None:
    """Write a ``.npz`` whose bytes depend on the arrays alone."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980, so that no clock shows
            entry.create_system = 3
            held = io.BytesIO()
            np.save(held, array)
            archive.writestr(entry, held.getvalue(), zipfile.ZIP_DEFLATED, 9)


def sheet(images: NDArray[np.uint8], *, across: int = 20) -> Image.Image:
    """Return the pictures side by side, twice as large."""
    side = images.shape[1]
    rows = images.reshape(-1, across, side, side).transpose(0, 2, 1, 3)
    whole = Image.fromarray(rows.reshape(-1, across * side))
    return whole.resize((whole.width * 2, whole.height * 2), Image.Resampling.NEAREST)


def main() -> None:
    """Draw, write and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument("--sheet", type=Path, help="draw the first 200 pictures into this file")
    chosen = parser.parse_args()
    images, labels = letters()
    write(chosen.output, images=images, labels=labels)
    if chosen.sheet:
        sheet(images[:200]).save(chosen.sheet)
    print(f"{chosen.output}: {chosen.output.stat().st_size:,} bytes")
    print(f"images {digest(images)}")
    print(f"labels {digest(labels)}")


if __name__ == "__main__":
    main()
