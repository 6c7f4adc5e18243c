"""Where a model learns and in what its matrix products are computed: the choice, as a function of what there is."""

from dataclasses import dataclass
from typing import Literal

from agent_loop.trainer.domain import Device, DeviceMissing

Precision = Literal["auto", "bfloat16", "float32"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to compute with."""

    cuda: bool = False
    """A CUDA device that torch can use."""
    cuda_build: bool = False
    """torch was built for CUDA."""
    cpu_bfloat16: bool = False
    """The processor multiplies matrices of it by instructions of its own."""
    cuda_bfloat16: bool = False
    """So does the CUDA device."""


@dataclass(frozen=True, slots=True)
class Compute:
    """A device by torch's name, and the type of matrix products there."""

    device: Literal["cpu", "cuda"]
    precision: Literal["bfloat16", "float32"]


def choose(device: Device, precision: Precision, machine: Machine) -> Compute:
    """`auto` is CUDA where there is one, and bfloat16 where it is fast. Raises DeviceMissing."""
    if device is Device.CUDA and not machine.cuda:
        fix = (
            "torch sees no CUDA device: `nvidia-smi` must list one, and CUDA_VISIBLE_DEVICES must not hide it"
            if machine.cuda_build
            else "this torch is built without CUDA: install the build for your driver (https://pytorch.org)"
        )
        raise DeviceMissing(f"{fix}; or train with --device cpu")
    place: Literal["cpu", "cuda"] = "cuda" if machine.cuda and device is not Device.CPU else "cpu"
    fast = machine.cuda_bfloat16 if place == "cuda" else machine.cpu_bfloat16
    if precision == "auto":
        return Compute(place, "bfloat16" if fast else "float32")
    return Compute(place, precision)
