"""Architectures of convolutional networks, parsed from a line of text. Runs in the judge.

``28x28-5x5x8-pool2-5x5x16-pool2-64-10 tanh``: images of 28 × 28, eight kernels of 5 × 5, pooling of
the largest over squares of 2, sixteen kernels, pooling, 64 hidden units, ten classes; an activation
follows every layer but the last. Kernels move by one pixel, and images are not padded.

In ``28x28-same3x3x32-norm-pool2-784-10 relu``, ``same`` pads images with zeros, so that they keep
their size, and ``norm`` is batch normalisation per channel, after the activation, before pooling.
"""

import re
from dataclasses import dataclass, replace

from grader_reference.activations import leaky_relu, leaky_relu_derivative
from grader_reference.networks import ACTIVATIONS, Activation

KNOWN = {**ACTIVATIONS, "leaky_relu": Activation(leaky_relu, leaky_relu_derivative)}
"""The activations of convolutional networks by name."""
MOST = 10_000
_IMAGE = re.compile(r"(\d+)x(\d+)(?:x(\d+))?", re.ASCII)
_KERNEL = re.compile(r"(same)?(\d+)x(\d+)x(\d+)", re.ASCII)
_POOL = re.compile(r"pool(\d+)", re.ASCII)


@dataclass(frozen=True)
class Stage:
    """One convolution with the pooling after it.

    Attributes:
        size: Height and width of its kernels.
        inputs: Channels that go in.
        outputs: Channels that come out, one for each kernel.
        above: Height and width after the convolution.
        pool: The side of the squares that are pooled; 1: none are.
        same: Whether images are padded and keep their height and width.
        normalised: Whether batch normalisation follows the activation.
    """

    size: tuple[int, int]
    inputs: int
    outputs: int
    above: tuple[int, int]
    pool: int = 1
    same: bool = False
    normalised: bool = False

    @property
    def pooled(self) -> tuple[int, int]:
        """Height and width after pooling."""
        return self.above[0] // self.pool, self.above[1] // self.pool


@dataclass(frozen=True)
class ImageArchitecture:
    """A convolutional network with softmax cross entropy at its end.

    Attributes:
        image: The shape of one input: (height, width), or (height, width, channels).
        stages: The convolutions, in order.
        widths: Of the fully connected layers: numbers of a flattened image, hidden units, classes.
        activation: Of every layer but the last.
    """

    image: tuple[int, ...]
    stages: tuple[Stage, ...]
    widths: tuple[int, ...]
    activation: str

    @property
    def layers(self) -> int:
        """How many layers have weights."""
        return len(self.stages) + len(self.widths) - 1

    @property
    def parameters(self) -> tuple[str, ...]:
        """Their names: K1, b1 of a convolution, then W2, b2 of a layer, and so on."""
        return tuple(self.tensors)

    @property
    def tensors(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter by its name; gamma and beta follow a bias."""
        found: dict[str, tuple[int, ...]] = {}
        for n, shape in enumerate(self.shapes, start=1):
            spatial = n <= len(self.stages)
            found |= {f"{'K' if spatial else 'W'}{n}": shape, f"b{n}": (1, shape[-1])}
            if spatial and self.stages[n - 1].normalised:
                found |= {f"gamma{n}": (1, shape[-1]), f"beta{n}": (1, shape[-1])}
        return found

    @property
    def is_plain(self) -> bool:
        """Whether no image is padded and nothing normalised."""
        return not any(stage.same or stage.normalised for stage in self.stages)

    @property
    def gradients(self) -> tuple[str, ...]:
        """Their names: dK1, db1 and so on."""
        return tuple(f"d{name}" for name in self.parameters)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of the kernels (kh, kw, C, K) and weights (D, H), in order."""
        kernels = [(*stage.size, stage.inputs, stage.outputs) for stage in self.stages]
        return (*kernels, *zip(self.widths, self.widths[1:], strict=False))

    @property
    def last(self) -> tuple[int, int, int]:
        """Height, width and channels before an image is flattened."""
        return (*self.stages[-1].pooled, self.stages[-1].outputs)

    def __str__(self) -> str:
        words = ["x".join(map(str, self.image))]
        for stage in self.stages:
            kernel = "x".join(map(str, (*stage.size, stage.outputs)))
            words.append(f"same{kernel}" if stage.same else kernel)
            words += ["norm"] if stage.normalised else []
            words += [f"pool{stage.pool}"] if stage.pool > 1 else []
        return f"{'-'.join([*words, *map(str, self.widths[1:])])} {self.activation}"


def is_of_images(text: str) -> bool:
    """Say whether a line begins as the architecture of a convolutional network does."""
    return _IMAGE.fullmatch(text.split("-", maxsplit=1)[0].strip()) is not None


def parse_image_architecture(text: str) -> ImageArchitecture:
    """Return the architecture a line names.

    Raises:
        ValueError: The line is none; its sentence says what was expected.
    """
    words = text.split()
    if len(words) != 2:
        raise _none(text, "write layers and activation, such as '28x28-5x5x8-pool2-64-10 tanh'")
    activation = words[1].lower()
    if activation not in KNOWN:
        raise _none(text, f"the activation {words[1]!r} is not known; use one of {_known()}")
    image, *layers = words[0].lower().split("-")
    found = _IMAGE.fullmatch(image)
    sizes = tuple(int(n) for n in (found.groups() if found else ()) if n)
    spatial = [word for word in layers if not word.isdecimal()]
    stages = _stages(text, sizes, spatial)
    dense = [int(word) for word in layers[len(spatial) :] if word.isdecimal()]
    if len(dense) + len(spatial) < len(layers) or len(dense) < 2:
        raise _none(text, "after the convolutions come widths of layers, two at least")
    if not all(1 < width <= MOST for width in dense):
        raise _none(text, f"a width lies between 2 and {MOST}")
    flat = stages[-1].pooled[0] * stages[-1].pooled[1] * stages[-1].outputs
    return ImageArchitecture(sizes, stages, (flat, *dense), activation)


def _stages(text: str, sizes: tuple[int, ...], words: list[str]) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    for word in words:
        pool, kernel = _POOL.fullmatch(word), _KERNEL.fullmatch(word)
        if kernel:
            same, *size = kernel.groups()
            found = _convolution(text, sizes, stages, tuple(map(int, size)), same=bool(same))
            stages.append(found)
        elif word == "norm" and stages and stages[-1].pool == 1:
            stages[-1] = replace(stages[-1], normalised=True)
        elif pool and stages and stages[-1].pool == 1:
            stages[-1] = _pooling(text, stages[-1], int(pool.group(1)))
        else:
            raise _none(text, f"{word!r} is no layer here: write 5x5x8, then pool2 where it pools")
    if not stages:
        raise _none(text, "a convolution such as 5x5x8 comes first")
    return tuple(stages)


def _convolution(
    text: str,
    sizes: tuple[int, ...],
    before: list[Stage],
    kernel: tuple[int, ...],
    *,
    same: bool,
) -> Stage:
    below = before[-1].pooled if before else sizes[:2]
    channels = before[-1].outputs if before else (*sizes, 1)[2]
    lost = (0, 0) if same else (kernel[0] - 1, kernel[1] - 1)
    height, width = below[0] - lost[0], below[1] - lost[1]
    if min(height, width, *kernel) < 1:
        raise _none(text, f"a kernel of {kernel[0]}x{kernel[1]} does not fit into its images")
    return Stage((kernel[0], kernel[1]), channels, kernel[2], (height, width), same=same)


def _pooling(text: str, stage: Stage, size: int) -> Stage:
    if size < 2 or any(n % size for n in stage.above):
        height, width = stage.above
        raise _none(text, f"squares of {size} do not fill an image of {height}x{width}")
    return replace(stage, pool=size)


def _known() -> str:
    return ", ".join(KNOWN)


def _none(text: str, why: str) -> ValueError:
    return ValueError(f"{text!r} is no architecture: {why}")
