"""Accuracy of ONNX files on Fashion-MNIST's 10,000 test images in OpenVINO and in ONNX Runtime, as JSON lines.

    .deps/venv/bin/python benchmarks/torch-recipes/accuracy.py MEAN DEVIATION FILE.onnx …

Needs numpy, openvino and onnxruntime, which set-up installs. The engines run Float32, and int8 where the file says so.
"""

import gzip
import json
import pathlib
import sys

import numpy
import onnxruntime
import openvino

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
BATCH = 100


def idx(stem, header):
    path = FOLDER / stem
    data = path.read_bytes() if path.exists() else gzip.decompress(path.with_name(stem + ".gz").read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=header)


def in_openvino(path):
    core = openvino.Core()
    model = core.compile_model(core.read_model(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda images: model(images)[0]


def in_onnxruntime(path):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda images: session.run(None, {"input": images})[0]


def main():
    mean, deviation = float(sys.argv[1]), float(sys.argv[2])
    pixels = idx("t10k-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    labels = idx("t10k-labels-idx1-ubyte", 8)
    images = ((pixels.astype(numpy.float64) / 255 - mean) / deviation).astype(numpy.float32)
    for path in sys.argv[3:]:
        for engine, make in (("openvino", in_openvino), ("onnxruntime", in_onnxruntime)):
            network = make(path)
            right = 0
            for start in range(0, len(labels), BATCH):
                named = network(images[start : start + BATCH]).argmax(1)
                right += int((named == labels[start : start + BATCH]).sum())
            print(json.dumps({"file": path, "engine": engine, "correct": right, "images": len(labels)}), flush=True)


main()
