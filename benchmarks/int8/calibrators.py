#!/usr/bin/env python3
"""What int8_static keeps of networks with SiLU and hard-swish, by calibrator: agreement and signal over rounding noise beside fp32.

  .deps/venv/bin/python benchmarks/int8/calibrators.py --models mobilenet_v3_small efficientnet_b0
  .deps/venv/bin/python benchmarks/int8/calibrators.py --models --train mobilenet_v3_small      a training on Fashion-MNIST first
  .deps/venv/bin/python benchmarks/int8/calibrators.py --runners OLD .build/release/runner-openvino

Networks have seeded weights and are fed 64 bell-shaped images that calibration did not see; trained ones the 10,000 test images of
Fashion-MNIST. `noise` is 10·log10(Σ logit² / Σ (difference of logits)²) in dB: more is better. Several runners make the files in turn, to compare
versions of the calibrator; OpenVINO executes all. Memory and time are not measured, so that the machine may be busy.
"""
import argparse
import gzip
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import openvino

ROOT = Path(__file__).resolve().parents[2]
FASHION = Path("/usr/share/datasets/fashion-mnist")
MEAN, DEVIATION = 0.2860, 0.3530


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="*", default=["mobilenet_v3_small", "mobilenet_v3_large", "efficientnet_b0"])
    parser.add_argument("--train", nargs="*", default=[], help="networks that are trained on Fashion-MNIST")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--per-class", type=int, default=1000, help="training images of a class")
    parser.add_argument("--calibrators", nargs="+", default=["min_max", "percentile", "entropy"])
    parser.add_argument("--images", type=int, default=300, help="of the calibration")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--runners", nargs="+", default=[str(ROOT / ".build/release/runner-openvino")])
    parser.add_argument("--torch-runner", default=str(ROOT / ".build/release/runner-torch"))
    return parser.parse_args()


def ask(options, runner, folder, configuration, files=None):
    """One job of a runner: the folder with what it made, and its result."""
    scratch = tempfile.mkdtemp(dir=folder)
    request = {
        "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": folder,
        "usable_processors": options.threads, "files": files or {},
        "configuration": {"threads": options.threads, "seed": 1, **configuration},
    }
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads), SHOESTRING_QUIET_WAIT_SECONDS="0")
    process = subprocess.Popen([runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    # Stays open: a runner whose input ends takes its agent for dead.
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    last = json.loads(process.stdout.read().strip().split("\n")[-1])
    process.wait()
    if last["type"] != "result":
        raise SystemExit(f"{configuration['model']}: {last['failure']['message']}")
    return scratch, last["result"]


def test_images():
    def idx(name, header):
        return numpy.frombuffer(gzip.decompress((FASHION / (name + ".gz")).read_bytes()), numpy.uint8, offset=header)
    pixels = idx("t10k-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    return ((pixels / 255 - MEAN) / DEVIATION).astype(numpy.float32), idx("t10k-labels-idx1-ubyte", 8)


def logits(path, images):
    core = openvino.Core()
    hints = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "1"}
    network = core.compile_model(core.read_model(str(path)), "CPU", hints)
    return numpy.concatenate([network(images[start:start + 16])[0].astype(numpy.float64) for start in range(0, len(images), 16)])


def train(options, folder, model):
    configuration = dict(
        kind="train", model=model, epochs=options.epochs, batch=64, learning_rate=0.1, schedule="one_cycle", weight_decay=0.0005,
        images_per_class=options.per_class, mean=[MEAN], deviation=[DEVIATION])
    scratch, _ = ask(options, options.torch_runner, folder, configuration)
    weights = Path(scratch, "model.safetensors")
    return hashlib.sha256(weights.read_bytes()).hexdigest(), str(weights)


def compare(options, folder, title, job, files, images, labels):
    known = None
    for calibrator in options.calibrators:
        for number, runner in enumerate(options.runners):
            scratch, _ = ask(
                options, runner, folder,
                {"kind": "compress", "method": "int8_static", "calibrator": calibrator, "measure_seconds": 1, "evaluation_images": 16,
                 "calibration_images": options.images, **job}, files)
            if known is None:
                known = logits(Path(scratch, "before.onnx"), images)
            rounded = logits(Path(scratch, "model.onnx"), images)
            agreement = (known.argmax(1) == rounded.argmax(1)).mean()
            noise = 10 * math.log10((known ** 2).sum() / max(((known - rounded) ** 2).sum(), 1e-300))
            row = [title, calibrator, str(number + 1), f"{100 * agreement:.2f}", f"{noise:.2f}"]
            if labels is not None:
                row += [f"{100 * (network.argmax(1) == labels).mean():.2f}" for network in (known, rounded)]
            print("| " + " | ".join(row) + " |", flush=True)


def main():
    options = arguments()
    for number, runner in enumerate(options.runners):
        print(f"runner {number + 1}: {runner}")
    print(f"OpenVINO {openvino.__version__}, {options.images} images for calibration")
    print("| network | calibrator | runner | agreement % | noise dB | accuracy fp32 % | int8 % |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        random = numpy.random.default_rng(7)
        for model in options.models:
            size = 240 if model.startswith("efficientnet_b1") else 224
            images = random.standard_normal((64, 3, size, size)).astype(numpy.float32)
            compare(options, folder, model, {"model": model}, None, images, None)
        for model in options.train:
            digest, weights = train(options, folder, model)
            images, labels = test_images()
            job = {"model": model, "weights": digest, "data": "fashion-mnist", "input": [1, 28, 28], "classes": 10,
                   "mean": [MEAN], "deviation": [DEVIATION]}
            compare(options, folder, f"{model}, trained", job, {digest: weights}, images, labels)


if __name__ == "__main__":
    sys.exit(main())
