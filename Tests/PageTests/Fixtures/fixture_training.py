"""TEST FIXTURE. An invented training with curves of 100,000 values, what was compressed from it, and what was measured of that."""
import math
import random
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote

STEPS = 100_000
START_MS = 1_795_000_000_000
TRAIN, COMPRESS, BENCHMARK = "a" * 32, "b" * 32, "c" * 32
CONFUSION = 'true \\ named,"T-shirt, top",shoe,<b>bag</b>\n"T-shirt, top",90,2,8\nshoe,0,100,0\n<b>bag</b>,30,1,69\n'

LAYERS = 'name,kind,kernel,median_us,least_us,passes\nconv1,Convolution,brgconv_avx512_i8,900,880,15\n"fc,<b>x</b>",FullyConnected,brgemm_i8,100,90,15\n'


def stamp(seconds):
    return (datetime(2026, 11, 21, 8, 0, tzinfo=timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Training:
    def __init__(self, scenario):
        self.scenario = scenario
        self.series = {}
        self.extra = {}
        if scenario.name == "trained":
            self.make()
        elif scenario.name == "hostile":
            self.series["1".zfill(32)] = {"loss": [(0, START_MS, "NaN"), (1, START_MS + 1000, "Infinity"), (2, START_MS + 2000, 1.0), (3, START_MS + 3000, -2.0)],
                                          "<img src=x onerror=alert(2)>/\u202e%": [(0, START_MS, 1e300), (1, START_MS + 1, -1e300)], "nothing": [(0, START_MS, "NaN"), (9, START_MS, "NaN")]}
            self.series["2".zfill(32)] = {"test_accuracy": [(900, START_MS, 0.93), (1800, START_MS + 60_000, 0.93)]}

    def run(self, identity, name, configuration, number, **more):
        run = {"id": identity, "experiment": 0, "name": name, "status": "finished", "lifecycle_stage": "active", "job": number, "configuration": configuration, "created_at": stamp(number),
               "started_at": stamp(100 * number), "ended_at": stamp(100 * number + 60), "parameters": {}, "tags": {"worker": "attic"}, "metrics": {}, **more}
        self.scenario.runs.append(run)

    def make(self):
        noise = random.Random(3)
        loss = [0.1 + 2 * math.exp(-step / 20_000) + noise.gauss(0, 0.05) for step in range(STEPS)]
        loss[72_345], loss[50_000] = 50.0, "NaN"
        at = lambda step: START_MS + 40 * step
        epochs = range(5_000, STEPS + 1, 5_000)
        self.series[TRAIN] = {
            "train_loss": [(step, at(step), value) for step, value in enumerate(loss)],
            "validation_loss": [(step, at(step), 0.2 + 2 * math.exp(-step / 20_000)) for step in epochs],
            "train_accuracy": [(step, at(step), 1 - math.exp(-step / 30_000)) for step in epochs],
            "validation_accuracy": [(step, at(step), 0.95 - 0.95 * math.exp(-step / 30_000)) for step in epochs],
            "learning_rate": [(step, at(step), 0.05 * (1 + math.cos(math.pi * step / STEPS))) for step in range(0, STEPS, 10)],
            "test_accuracy": [(STEPS, at(STEPS), 0.9205)]}
        self.run(TRAIN, "cnn on clothes", {"kind": "train", "model": "shoestring_cnn", "data": "fashion-mnist", "epochs": 20, "batch": 64, "precision": "fp32", "engine": "torch", "device": "cpu",
                                           "seed": 1, "learning_rate": 0.1, "validation_share": 0.1, "patience": 3}, 1,
                 tags={"worker": "attic", "stopped": "no better validation accuracy for 3 epochs"},
                 metrics={key: values[-1][2] for key, values in self.series[TRAIN].items()} | {"test_accuracy_low": 0.915, "test_accuracy_high": 0.9256, "updates": STEPS, "epochs": 20})
        self.run(COMPRESS, "cnn in int8", {"kind": "compress", "model": "onnx:" + "d" * 64, "method": "int8_static", "engine": "openvino", "device": "cpu", "seed": 1, "data": "random",
                                           "calibrator": "min_max", "keep_fp32": ["first_convolution"]}, 2,
                 metrics={"before_latency_median_ms": 10.0, "latency_median_ms": 4.0, "before_model_file_mib": 8.0, "model_file_mib": 2.0, "latency_ratio": 0.4, "top1_agreement": 0.98})
        self.run(BENCHMARK, "cnn in int8 b1", {"kind": "benchmark", "model": "onnx:" + "e" * 64, "batch": 1, "precision": "int8", "engine": "openvino", "device": "cpu", "mode": "latency", "seed": 1,
                                               "measure_seconds": 30}, 3, metrics={"latency_median_ms": 4.1})
        relative = lambda identity, name: {"run": identity, "name": name, "relation": "model"}
        file = lambda name, kind, text: {"name": name, "kind": kind, "sha256": "f" * 64, "byte_count": len(text.encode()), "attempt": 1, "created_at": stamp(200)}
        self.extra = {
            TRAIN: {"children": [relative(COMPRESS, "cnn in int8")], "artifacts": [file("confusion.csv", "data", CONFUSION), file("model.onnx", "model", "x")]},
            COMPRESS: {"parents": [relative(TRAIN, "cnn on clothes")], "children": [relative(BENCHMARK, "cnn in int8 b1")]},
            BENCHMARK: {"artifacts": [file("layers.csv", "data", LAYERS)], "parents": [relative(COMPRESS, "cnn in int8")]}}

    def around(self, run):
        """The run's files and relatives."""
        return {"artifacts": [], "parents": [], "children": [], **self.extra.get(run["id"], {})}

    def estimate(self, run):
        """What was estimated for its job: its bill says 8 s, so each verdict has its run."""
        if self.scenario.name != "trained":
            return {}
        seconds = {TRAIN: (40, 55, 80), COMPRESS: (5, 10, 20), BENCHMARK: (1, 2, 3)}[run["id"]]
        return {"estimate": {"seconds": dict(zip(("p10", "p50", "p90"), seconds)), "widening": 1.25 if run["id"] == COMPRESS else 1, "n": 12, "group": {"kind": run["configuration"]["kind"]},
                             "formula_version": "attempt-1", "dearest_by_marginal": {"host": "device:attic", "source": "the device's figures", "marginal_usd_per_hour": "0.02"}}}

    @staticmethod
    def layers(rest):
        """Layers of any network: a convolution, what is fused into it, and a linear layer."""
        one = lambda name, kind, output, parameters, macs: {"name": name, "kind": kind, "output": output, "parameters": parameters, "macs": macs, "weight_bytes": 4 * parameters,
                                                            "activation_bytes": 4 * math.prod(output), "moved_bytes": 8 * math.prod(output)}
        return {"items": [one("conv1", "convolution", [1, 64, 112, 112], 9_408, 118_013_952), one("relu", "relu", [1, 64, 112, 112], 0, 0), one("fc", "linear", [1, 1000], 513_000, 512_000)]
                + [one(f"layer{i}", "convolution", [1, 64, 56, 56], 36_864, 115_605_504) for i in range(16)]} if rest[1:] == ["layers"] else None

    def answer(self, run, rest, query):
        if rest[0] == "artifacts":
            return {"confusion.csv": CONFUSION, "layers.csv": LAYERS}.get("/".join(rest[1:])) if run["id"] in self.extra else None
        series = self.series.get(run["id"], {})
        if len(rest) == 1:
            return {"items": [self.head(key, values) for key, values in sorted(series.items())]}
        key = unquote(rest[1])
        return self.stretch(key, series[key], query) if key in series else None

    @staticmethod
    def head(key, values):
        return {"key": key, "first_step": values[0][0], "last_step": values[-1][0], "first_timestamp_ms": values[0][1], "last_timestamp_ms": values[-1][1]}

    @staticmethod
    def stretch(key, values, query):
        """As SQL does it: every value where they fit, otherwise buckets of equal width."""
        axis = query.get("axis", "step")
        place = 0 if axis == "step" else 1
        points = int(query.get("points", 1000))
        low, high = int(query.get("from", -2 ** 62)), int(query.get("to", 2 ** 62))
        inside = [value for value in values if low <= value[place] <= high]
        answer = {"key": key, "axis": axis, "count": len(inside), "complete": len(inside) <= points, "points": [], "buckets": []}
        if answer["complete"]:
            answer["points"] = [{"step": step, "timestamp_ms": time, "value": value} for step, time, value in inside]
            return answer
        first, width = inside[0][place], max(inside[-1][place] - inside[0][place], 1) * 1.0000001
        buckets = {}
        for value in inside:
            buckets.setdefault(int((value[place] - first) / width * points), []).append(value)
        for _, items in sorted(buckets.items()):
            numbers = [value for _, _, value in items if not isinstance(value, str)]
            bucket = {"first_step": items[0][0], "last_step": items[-1][0], "first_timestamp_ms": items[0][1], "last_timestamp_ms": items[-1][1], "count": len(items),
                      "nan_count": sum(value == "NaN" for _, _, value in items), "last": items[-1][2]}
            if numbers:
                bucket.update({"min": min(numbers), "max": max(numbers), "mean": sum(numbers) / len(numbers)})
            answer["buckets"].append(bucket)
        return answer
