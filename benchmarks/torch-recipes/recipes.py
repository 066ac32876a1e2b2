"""Trains on Fashion-MNIST with runner-torch itself and prints what each recipe gives and what it changes.

    benchmarks/torch-recipes/run                  everything but the large recipe, half an hour on two cores
    benchmarks/torch-recipes/run transfer         one of: default, transfer, features, pca, distillation, qat, large

Every row names its test accuracy with Wilson's 95 % interval, images and seconds; a second table sets what a recipe is compared with
beside what came of it. The same seed gives the same figures on the same machine with the same threads. `qat` also needs
runner-openvino and the Python packages of set-up: it compares fp32, int8 after training and int8 in training, simulated by libtorch
and executed by OpenVINO and ONNX Runtime.
"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import subprocess
import tempfile

from changes import Changes, wilson

DEFAULT = dict(model="shoestring_cnn", epochs=4, batch=64, learning_rate=0.1, schedule="one_cycle", weight_decay=0.0005)
LARGE = dict(
    model="resnet18_small", epochs=3, batch=64, learning_rate=0.05, schedule="one_cycle", weight_decay=0.0005)
FEW = dict(batch=50, learning_rate=0.05, schedule="one_cycle", weight_decay=0.0005, images_per_class=100)


class Trainings:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.TemporaryDirectory()
        self.files = {}
        self.changes = Changes()
        self.environment = dict(
            os.environ, OMP_NUM_THREADS=str(options.threads), OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0")

    def ask(self, runner, title, configuration, **more):
        """One job of a runner: its folder, its result's metrics, and the whole result."""
        scratch = tempfile.mkdtemp(dir=self.folder.name)
        request = {
            "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": self.folder.name,
            "usable_processors": self.options.threads, "files": self.files,
            "configuration": {"threads": self.options.threads, "seed": self.options.seed, **configuration}, **more,
        }
        process = subprocess.Popen(
            [runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment)
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        last = None
        for line in process.stdout:
            last = json.loads(line)
        process.wait()
        if last["type"] != "result":
            raise SystemExit(f"{title}: {last['failure']['message']}")
        metrics = {metric["key"]: metric["value"] for metric in last["result"]["metrics"]}
        return scratch, metrics, last

    def run(self, title, keep=False, **configuration):
        """One training; with `keep` later ones can begin with its weights, whose checksum comes back."""
        if self.options.per_class:
            configuration.setdefault("images_per_class", self.options.per_class)
        scratch, metrics, last = self.ask(self.options.runner, title, {"kind": "train", **configuration})
        self.last = scratch, metrics
        data = last["result"]["facts"]["data"]
        self.tested = data["test_images"]
        images = data["train_images"] * metrics["epochs"]
        print(
            f"{title:52} {100 * metrics['test_accuracy']:6.2f} ({100 * metrics['test_accuracy_low']:.2f}…"
            f"{100 * metrics['test_accuracy_high']:.2f}) {images:9.0f} {metrics['train_seconds']:8.1f} "
            f"{metrics['trainable_parameters']:11.0f} {100 * metrics['data_wait_share']:6.2f}", flush=True)
        if not keep:
            return None
        path = pathlib.Path(scratch, "model.safetensors")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.files[digest] = str(path)
        return digest

    def accuracy(self):
        """The share of the test images that the last training got right."""
        return self.last[1]["test_accuracy"]

    def change(self, title, before):
        """The last training beside another accuracy on the same images."""
        self.changes.add(title, before, self.accuracy(), self.tested)


def transfer(trainings):
    half = trainings.run(
        "shoestring_cnn on classes 0–4, all images", keep=True, **DEFAULT | dict(epochs=2, classes=[0, 1, 2, 3, 4]))
    new = dict(model="shoestring_cnn", epochs=4, classes=[5, 6, 7, 8, 9], **FEW)
    trainings.run("classes 5–9, 100 images each, from scratch", **new)
    scratch = trainings.accuracy()
    for recipe in ("transfer_frozen", "transfer_full", "transfer_gradual"):
        trainings.run(f"the same, {recipe}", recipe=recipe, weights=half, **new)
        trainings.change(f"classes 5–9, 100 images each: scratch → {recipe}", scratch)


def features(trainings):
    """A frozen trunk with and without caching what it gives: the same weights in less time."""
    half = trainings.run(
        "shoestring_cnn on classes 0–4, one epoch", keep=True, **DEFAULT | dict(epochs=1, classes=[0, 1, 2, 3, 4]))
    new = dict(
        model="shoestring_cnn", classes=[5, 6, 7, 8, 9], batch=64, learning_rate=0.05, epochs=5, recipe="transfer_frozen",
        weights=half)
    seconds, files = [], []
    for cached in (False, True):
        trainings.run(f"classes 5–9, 5 epochs, cache_features {cached}", cache_features=cached, **new)
        scratch, metrics = trainings.last
        seconds.append(metrics["train_seconds"] + metrics.get("feature_seconds", 0))
        files.append(pathlib.Path(scratch, "model.safetensors").read_bytes())
    print(
        f"with caching {seconds[1]:.1f} s, without {seconds[0]:.1f} s: {seconds[0] / seconds[1]:.2f} times as fast; "
        f"weights {'the same to the bit' if files[0] == files[1] else 'differ'}")


def pca(trainings):
    """A small network on images and on principal components of them."""
    plain = dict(model="mlp", epochs=4, batch=64, learning_rate=0.05, schedule="one_cycle", weight_decay=0.0005)
    trainings.run("mlp, all images", **plain)
    whole = trainings.accuracy()
    for count in (32, 128):
        trainings.run(f"mlp on {count} principal components", preprocessing={"pca": {"components": count}}, **plain)
        trainings.change(f"mlp: images → {count} principal components", whole)
        print(f"  which keep {100 * trainings.last[1]['pca_explained_variance']:.2f} % of the variance")


def interval(right, count):
    """A share with its interval, as text."""
    low, high = wilson(right / count, count)
    return f"{100 * right / count:6.2f} ({100 * low:.2f}…{100 * high:.2f}), n = {count}"


def qat(trainings):
    """fp32, rounded after training, rounded in training: simulated, and executed by two engines."""
    mean, deviation = 0.2860, 0.3530
    same = dict(mean=[mean], deviation=[deviation])
    epochs, images = 2, "all images"
    if trainings.options.per_class:
        epochs, images = 4, f"{trainings.options.per_class} images a class"
    weights = trainings.run(
        f"shoestring_cnn, {images}, {epochs} epochs, fp32", keep=True, **DEFAULT | dict(epochs=epochs), **same)
    plain = f"{trainings.last[0]}/model.onnx"
    compress = dict(
        kind="compress", model="shoestring_cnn", weights=weights, method="int8_static", data="fashion-mnist",
        evaluation_images=10_000, measure_seconds=10)
    folder, ptq, _ = trainings.ask(trainings.options.openvino, "int8_static", compress)
    trainings.run(
        "the same, 1 epoch of qat", model="shoestring_cnn", recipe="qat", weights=weights, epochs=1, batch=64,
        **same)
    scratch, tuned = trainings.last
    whole, rounded = tuned["before_test_accuracy"], tuned["ptq_test_accuracy"]
    trainings.changes.add("shoestring_cnn: fp32 → int8 after training", whole, rounded, trainings.tested)
    trainings.change("shoestring_cnn: fp32 → int8 by qat", whole)
    files = {plain: "fp32", f"{folder}/model.onnx": "int8_static (min-max, 300 images)", f"{scratch}/model.onnx": "qat"}
    print("simulated by libtorch:")
    for title, prefix in (("fp32", "before_"), ("int8 after training", "ptq_"), ("qat", "")):
        count = int(tuned["evaluated_images"])
        print(f"  {title:40} {interval(round(tuned[prefix + 'test_accuracy'] * count), count)}")
    print(
        f"int8_static in the OpenVINO runner: before {100 * ptq['before_top1_accuracy']:.2f} %, after "
        f"{100 * ptq['top1_accuracy']:.2f} %, latency ratio {ptq['latency_ratio']:.3f}")
    print(
        f"file: {tuned['before_model_file_mib'] * 1024:.0f} KiB before, {tuned['model_file_mib'] * 1024:.0f} KiB after "
        f"(ratio {tuned['model_file_ratio']:.3f})")
    print("executed:", flush=True)
    lines = subprocess.run(
        [trainings.options.python, "benchmarks/torch-recipes/accuracy.py", str(mean), str(deviation), *files],
        check=True, capture_output=True, text=True).stdout
    for line in map(json.loads, lines.splitlines()):
        print(f"  {files[line['file']]:36} {line['engine']:12} {interval(line['correct'], line['images'])}")
    for path, precision in ((plain, "fp32"), (f"{scratch}/model.onnx", "int8")):
        digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        job = dict(kind="benchmark", model=f"onnx:{digest}", precision=precision, measure_seconds=10)
        _, metrics, _ = trainings.ask(trainings.options.openvino, files[path], job, model_path=path)
        print(
            f"  {files[path]:36} latency      {metrics['latency_median_ms']:.4f} ms "
            f"({metrics['latency_median_low_ms']:.4f}…{metrics['latency_median_high_ms']:.4f})")


def distillation(trainings):
    teacher = trainings.run("teacher: shoestring_cnn, all images, 4 epochs", keep=True, **DEFAULT)
    few = dict(model="shoestring_cnn", epochs=20, **FEW)
    trainings.run("student: 100 images a class, labels alone", **few)
    alone = trainings.accuracy()
    trainings.run(
        "the same with the teacher (T 4, α 0.9)", recipe="distillation", teacher="shoestring_cnn", teacher_weights=teacher,
        temperature=4, teacher_share=0.9, **few)
    trainings.change("all classes, 100 images each: labels alone → with a teacher", alone)


def usual_precision(runner):
    """bf16 where the runner says that the processor multiplies it, fp32 elsewhere."""
    described = json.loads(subprocess.run([runner, "describe"], check=True, capture_output=True, text=True).stdout)
    processor = next(device for device in described["devices"] if device["name"] == "cpu")
    return "bf16" if "bf16" in processor["precisions"] else "fp32"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["default", "transfer", "distillation", "features", "pca", "qat"])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--precision", choices=["fp32", "bf16"], help="for large; otherwise bf16 where the processor multiplies it")
    parser.add_argument("--per-class", type=int, help="the most training images of a class, to be quick")
    parser.add_argument("--runner", default=".build/release/runner-torch")
    parser.add_argument("--openvino", default=".build/release/runner-openvino", help="for qat")
    parser.add_argument("--python", default=".deps/venv/bin/python", help="for qat; with openvino and onnxruntime")
    options = parser.parse_args()
    options.runner = str(pathlib.Path(options.runner).resolve())
    options.openvino = str(pathlib.Path(options.openvino).resolve())
    trainings = Trainings(options)
    print(f"{platform.machine()}, {options.threads} threads, seed {options.seed}, load {os.getloadavg()[0]:.1f}")
    print(f"{'recipe':52} {'test accuracy, %':>22} {'images':>9} {'seconds':>8} {'parameters':>11} {'wait %':>6}")
    for what in options.what:
        if what == "default":
            trainings.run("shoestring_cnn, all images, 4 epochs", **DEFAULT)
        elif what == "large":
            precision = options.precision or usual_precision(options.runner)
            trainings.run(f"resnet18_small, all images, 3 epochs, {precision}", precision=precision, **LARGE)
        else:
            dict(transfer=transfer, features=features, pca=pca, distillation=distillation, qat=qat)[what](trainings)
    trainings.changes.write()


main()
