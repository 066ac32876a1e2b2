"""Trains on Fashion-MNIST with runner-torch itself and prints a before/after table.

    benchmarks/torch-recipes/run                  everything but the large recipe, some ten minutes on two cores
    benchmarks/torch-recipes/run transfer         one of: default, transfer, distillation, large

Every row names its test accuracy with Wilson's 95 % interval, images and seconds. The same seed gives the same figures on the same
machine with the same threads.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import tempfile

DEFAULT = dict(model="shoestring_cnn", epochs=4, batch=64, learning_rate=0.1, schedule="one_cycle", weight_decay=0.0005)
LARGE = dict(
    model="resnet18_small", epochs=4, batch=64, learning_rate=0.1, schedule="one_cycle", weight_decay=0.0005, pad=2,
    flip=True)
FEW = dict(batch=50, learning_rate=0.05, schedule="one_cycle", weight_decay=0.0005, images_per_class=100)
DIGEST = "0" * 63


class Trainings:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.TemporaryDirectory()
        self.files = {}
        self.environment = dict(
            os.environ, OMP_NUM_THREADS=str(options.threads), OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0")

    def run(self, title, keep=None, **configuration):
        """One training; `keep` names its weights for later ones."""
        scratch = tempfile.mkdtemp(dir=self.folder.name)
        request = {
            "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": self.folder.name,
            "usable_processors": self.options.threads, "files": self.files,
            "configuration": {
                "kind": "train", "threads": self.options.threads, "seed": self.options.seed, **configuration},
        }
        process = subprocess.Popen(
            [self.options.runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment)
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        last = None
        for line in process.stdout:
            last = json.loads(line)
        process.wait()
        if last["type"] != "result":
            raise SystemExit(f"{title}: {last['failure']['message']}")
        metrics = {metric["key"]: metric["value"] for metric in last["result"]["metrics"]}
        images = last["result"]["facts"]["data"]["train_images"] * metrics["epochs"]
        print(
            f"{title:52} {100 * metrics['test_accuracy']:6.2f} ({100 * metrics['test_accuracy_low']:.2f}…"
            f"{100 * metrics['test_accuracy_high']:.2f}) {images:9.0f} {metrics['train_seconds']:8.1f} "
            f"{metrics['trainable_parameters']:11.0f} {100 * metrics['data_wait_share']:6.2f}", flush=True)
        if keep is None:
            return None
        digest = DIGEST + keep
        self.files[digest] = f"{scratch}/model.safetensors"
        return digest


def transfer(trainings):
    half = trainings.run(
        "shoestring_cnn on classes 0–4, all images", keep="1", **DEFAULT | dict(epochs=2, classes=[0, 1, 2, 3, 4]))
    new = dict(model="shoestring_cnn", epochs=4, classes=[5, 6, 7, 8, 9], **FEW)
    trainings.run("classes 5–9, 100 images each, from scratch", **new)
    for recipe in ("transfer_frozen", "transfer_full", "transfer_gradual"):
        trainings.run(f"the same, {recipe}", recipe=recipe, weights=half, **new)


def distillation(trainings):
    teacher = trainings.run("teacher: shoestring_cnn, all images, 4 epochs", keep="2", **DEFAULT)
    few = dict(model="shoestring_cnn", epochs=20, **FEW)
    trainings.run("student: 100 images a class, labels alone", **few)
    trainings.run(
        "the same with the teacher (T 4, α 0.9)", recipe="distillation", teacher="shoestring_cnn", teacher_weights=teacher,
        temperature=4, teacher_share=0.9, **few)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["default", "transfer", "distillation"])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runner", default=".build/release/runner-torch")
    options = parser.parse_args()
    options.runner = str(pathlib.Path(options.runner).resolve())
    trainings = Trainings(options)
    print(f"{platform.machine()}, {options.threads} threads, seed {options.seed}, load {os.getloadavg()[0]:.1f}")
    print(f"{'recipe':52} {'test accuracy, %':>22} {'images':>9} {'seconds':>8} {'parameters':>11} {'wait %':>6}")
    for what in options.what:
        if what == "default":
            trainings.run("shoestring_cnn, all images, 4 epochs", **DEFAULT)
        elif what == "large":
            trainings.run("resnet18_small, all images, 4 epochs", **LARGE)
        else:
            dict(transfer=transfer, distillation=distillation)[what](trainings)


main()
