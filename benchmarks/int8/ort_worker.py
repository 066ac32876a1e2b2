#!/usr/bin/env python3
"""ONNX Runtime on one file, one request after the other, eight seeded inputs in turn: prints medians as JSON.

  .deps/venv/bin/python benchmarks/int8/ort_worker.py model.onnx --threads 2 --seconds 8
  .deps/venv/bin/python benchmarks/int8/ort_worker.py before.onnx --quantize after.onnx      its own static int8 instead
"""
import argparse
import json
import statistics
import time

import numpy
import onnxruntime


def inputs(shape, count, seed):
    generator = numpy.random.default_rng(seed)
    return [generator.standard_normal(shape, dtype=numpy.float32) for _ in range(count)]


def quantize(source, target, shape, name, images=32):
    """QDQ with int8 weights by channel and uint8 activations by min-max, as ONNX Runtime's documentation advises for x86 with VNNI."""
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static, shape_inference

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.rest = iter(inputs(shape, images, 3))

        def get_next(self):
            image = next(self.rest, None)
            return None if image is None else {name: image}

    prepared = target + ".prepared"
    shape_inference.quant_pre_process(source, prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared, target, Reader(), quant_format=QuantFormat.QDQ, per_channel=True, activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--quantize", metavar="TARGET")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(options.file, settings, providers=["CPUExecutionProvider"])
    port = session.get_inputs()[0]
    shape = [1] + [int(extent) for extent in port.shape[1:]]
    if options.quantize:
        return quantize(options.file, options.quantize, shape, port.name)
    # Bound tensors: a request neither copies its input nor makes a new output, as in the runner that it is held against.
    images = [onnxruntime.OrtValue.ortvalue_from_numpy(image) for image in inputs(shape, 8, 1)]
    bindings = []
    for image in images:
        binding = session.io_binding()
        binding.bind_ortvalue_input(port.name, image)
        binding.bind_output(session.get_outputs()[0].name, "cpu")
        bindings.append(binding)
    for index in range(5):
        session.run_with_iobinding(bindings[index])
    times, start = [], time.perf_counter()
    while time.perf_counter() - start < options.seconds or len(times) < 10:
        begin = time.perf_counter()
        session.run_with_iobinding(bindings[len(times) % 8])
        times.append((time.perf_counter() - begin) * 1000)
    print(json.dumps({
        "median": statistics.median(times), "minimum": min(times), "count": len(times), "version": onnxruntime.__version__}))


if __name__ == "__main__":
    main()
