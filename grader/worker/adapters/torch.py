"""PyTorch: modules, tensors, gradients; on the processor, in one thread. Runs confined."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch.utils.data import DataLoader

from grader.worker.adapters.matching import Held, Kept, matched, shapes

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

ALONE: Final = {
    "num_workers": 0,
    "pin_memory": False,
    "persistent_workers": False,
    "prefetch_factor": None,
    "multiprocessing_context": None,
    "timeout": 0,
}
"""How batches are loaded where no process can be started."""
_MIXED: Final = ("dtype", "scalar type")


def prepare() -> None:
    """Keep to one thread whatever student code asks for, and import what optimisers import late.

    A thread or a process would be refused behind the wall, where right code must run that asks for
    some; to compile a module is left out, since it calls a compiler.
    """
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.set_num_threads = torch.set_num_interop_threads = _one_thread
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    torch.compile = _as_it_is
    DataLoader.__init__ = _alone(DataLoader.__init__)


def renew(number: int) -> None:
    """Start from the same random numbers, precision and mode of gradients."""
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    seed(number)


def seed(number: int) -> None:
    """Start random numbers from a number."""
    torch.default_generator.manual_seed(number)


def as_numpy(value: Any) -> Any:
    """Return a tensor as an array, and anything else as it is."""
    if not isinstance(value, torch.Tensor):
        return value
    found = value.detach().cpu().resolve_conj().resolve_neg()
    if found.dtype in (torch.bfloat16, torch.float16):
        found = found.float()
    return found.numpy()


class Adapter:
    """PyTorch at work on one question; see :class:`grader.worker.adapters.Adapter`."""

    words: Mapping[str, Any] = {"torch": torch}

    def __init__(self, *, exact: bool) -> None:
        self._exact = exact
        self._dtype = torch.float64 if exact else torch.float32
        self._held: list[Held] = []
        torch.set_default_dtype(self._dtype)

    def made(self, thing: Any) -> Any:
        """Return a module in double precision where the question is exact; else as it is."""
        if isinstance(thing, torch.nn.Module):
            if self._exact:
                thing.double()
            self._dtype = next((p.dtype for p in thing.parameters()), self._dtype)
        return thing

    def given(self, value: Any) -> Any:
        """Return arrays as tensors: labels as int64, single precision kept."""
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            return self._tensor(value)
        if type(value) in (list, tuple):
            return type(value)(self.given(each) for each in value)
        if type(value) is dict:
            return {key: self.given(each) for key, each in value.items()}
        return value

    def _tensor(self, array: Array) -> torch.Tensor:
        found = torch.from_numpy(np.ascontiguousarray(array))
        if array.dtype.kind in "iu":
            return found.to(torch.int64)
        single = array.dtype.itemsize <= 4 and self._exact
        return found if single or array.dtype.kind == "b" else found.to(self._dtype)

    def fill(self, owner: Any, kept: Any, value: Any) -> bool:
        """Put numbers into a tensor that its owner keeps, whichever way it lies there."""
        if not isinstance(kept, torch.Tensor):
            return False
        linear = isinstance(owner, torch.nn.Linear) and kept is owner.weight
        turned = linear and tuple(kept.shape) == np.shape(value)[::-1]
        found = Kept("it", kept, turned=turned or None)
        (held,) = matched([found], {"it": np.shape(value)}, owner="the place")
        copy(held, value)
        self._held.append(held)
        return True

    def put(self, thing: Any, arrays: Mapping[str, Array]) -> None:
        """Put W1, b1, … into a module's parameters, and clear every gradient."""
        wanted = {name: np.shape(array) for name, array in arrays.items()}
        self._held = self._found(thing, wanted)
        for held, array in zip(self._held, arrays.values(), strict=True):
            copy(held, array)
        thing.zero_grad(set_to_none=True)

    def hold(self, thing: Any, widths: Sequence[int]) -> None:
        """Find W1, b1, … of a network by its widths."""
        self._held = self._found(thing, shapes(widths))

    def _found(self, thing: Any, wanted: Mapping[str, Shape]) -> list[Held]:
        return matched(list(kept_by(thing)), wanted, owner=type(thing).__name__)

    def parameters(self) -> list[Array]:
        """Return what was put or held, as it lay when it was put."""
        return [_read(held, held.tensor) for held in self._held]

    def gradients(self, returned: Any) -> list[Array]:
        """Return the gradients that were left, or take them of the loss that was returned."""
        if all(held.tensor.grad is None for held in self._held):
            _loss(returned).backward()
        zeros = (torch.zeros_like(held.tensor) for held in self._held)
        found = (held.tensor.grad for held in self._held)
        pairs = zip(self._held, found, zeros, strict=True)
        return [_read(held, zero if grad is None else grad) for held, grad, zero in pairs]

    def mixes(self, problem: BaseException) -> bool:
        """Say whether tensors of two precisions met."""
        told = isinstance(problem, (RuntimeError, TypeError)) and str(problem)
        return bool(told) and any(word in str(told) for word in _MIXED)


def kept_by(thing: Any) -> Iterator[Kept]:
    """Give a module's parameters, each once, in its own order; linear layers keep (out, in).

    Raises:
        LookupError: It is no module.
    """
    if not isinstance(thing, torch.nn.Module):
        raise LookupError(f"{type(thing).__name__} is no torch.nn.Module")  # noqa: TRY004 - a place
    seen: set[int] = set()
    for prefix, module in thing.named_modules():
        linear = isinstance(module, torch.nn.Linear)
        for name, tensor in module.named_parameters(prefix, recurse=False):
            if id(tensor) not in seen:
                seen.add(id(tensor))
                yield Kept(name, tensor, turned=True if linear and tensor.ndim == 2 else None)


def copy(held: Held, array: Any) -> None:
    """Put numbers into a tensor, as it lies."""
    value = np.asarray(array)
    laid = (value.T if held.turned else value).reshape(tuple(held.tensor.shape))
    with torch.no_grad():
        held.tensor.copy_(torch.from_numpy(np.ascontiguousarray(laid)))


def _read(held: Held, tensor: torch.Tensor) -> Array:
    found: Array = np.array(as_numpy(tensor))
    return (found.T if held.turned else found).reshape(held.shape or found.shape)


def _loss(returned: Any) -> torch.Tensor:
    """Return the loss that came back, if gradients can be taken of it."""
    if not isinstance(returned, torch.Tensor):
        raise LookupError(  # noqa: TRY004 - what is looked for is not there
            f"a {type(returned).__name__} came back, and a gradient is taken of a tensor;"
            " .item(), float() and numpy leave the graph behind"
        )
    if returned.numel() != 1:
        shape = tuple(returned.shape)
        raise LookupError(f"the loss has the shape {shape}, and a gradient is taken of one number")
    if not returned.requires_grad:
        raise LookupError(
            "the loss does not know the parameters it came from: was it detached, or computed under"
            " torch.no_grad()?"
        )
    return returned


def _one_thread(number: int) -> None:
    """Take the number of threads that student code asks for, and keep to one."""
    del number


def _as_it_is(model: Any = None, **_: Any) -> Any:
    """Return what was to be compiled, as a call or as a decorator with settings."""
    return _as_it_is if model is None else model


def _alone(begin: Callable[..., None]) -> Callable[..., None]:
    """Return a loader's constructor that starts no process."""
    signature = inspect.signature(begin)

    @functools.wraps(begin)
    def alone(*args: Any, **named: Any) -> None:
        given = signature.bind(*args, **named)
        given.arguments.update(ALONE)
        begin(*given.args, **given.kwargs)

    return alone
