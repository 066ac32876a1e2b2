"""Weights that a formula decides, so that a file of a few kilobytes stands for those that torchvision computed with.

    python benchmarks/zoo-verify/seeded.py golden.json squeezenet1_1 out.pth [legacy]     needs torch and numpy

golden.json has the names and shapes of torchvision's state dictionary and its logits (golden.py); Tests/OpenVINORunnerTests reads it.
Element i of a tensor is uniform by SplitMix64 at (first 8 bytes of the name's SHA-256) + i: integer arithmetic only, so the bits are
the same everywhere.
"""

import hashlib
import json
import sys

import numpy


def uniform(name, count):
    """`count` numbers in [0, 1)."""
    start = numpy.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))
    with numpy.errstate(over="ignore"):
        state = start + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return ((state ^ (state >> numpy.uint64(31))) >> numpy.uint64(11)).astype(numpy.float64) / 2**53


def tensor(name, shape):
    """The tensor of a name: no normalisation is the identity, no bias is zero."""
    if name.endswith("num_batches_tracked"):
        return numpy.int64(7)
    values = uniform(name, int(numpy.prod(shape)))
    if len(shape) > 1:
        values = (2 * values - 1) * (6 / numpy.prod(shape[1:])) ** 0.5  # variance 2 / fan-in
    elif name.endswith(("running_var", "weight")):
        values = values + 0.5
    else:
        values = values - 0.5
    return values.astype(numpy.float32).reshape(shape)


def image(side):
    """Element i is ((7·i) mod 13 − 6)/6."""
    values = ((7 * numpy.arange(3 * side * side)) % 13 - 6).astype(numpy.float32) / numpy.float32(6)
    return values.reshape(1, 3, side, side)


def state(golden, name):
    import torch

    return {key: torch.from_numpy(numpy.array(tensor(key, shape))) for key, shape in golden["networks"][name]["tensors"]}


if __name__ == "__main__":
    import torch

    with open(sys.argv[1]) as file:
        weights = state(json.load(file), sys.argv[2])
    torch.save(weights, sys.argv[3], _use_new_zipfile_serialization=sys.argv[4:] != ["legacy"])
