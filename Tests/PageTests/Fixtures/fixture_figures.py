"""TEST FIXTURE. Invented runs for the figures page: every number follows from a formula below, so that a test can derive what a fit must give.

Time per image: 10 ms for each giga-operation and 2 ms at batch 1 (mobilenet_v2 six times that: the law of figure 7 must fail), 6 and 1 at 16.
Memory at batch 1, less the engine's 60 MiB: max(140, 20 + 1.2 MB of parameters). Over batch size: resnet18 max(200, 100 + 25 b); others grow by 10 MiB an
image; vgg16 does not fit at 16. No energy in `figures`; in `figures-metered` every run draws 11.8 W above 1.3 W idle.
"""
from fixture_runs import MODELS, Scenario, stamp

# Operations as Canziani et al. count them, published top-1 and top-5: shared/facts/models.csv has the same. No weights are published of the last.
FACTS = {
    "alexnet": (1_430_159_208, 56.522, 79.066), "vgg16": (30_973_762_536, 71.592, 90.382), "squeezenet1_1": (706_454_160, 58.178, 80.624),
    "resnet18": (3_636_251_112, 69.758, 89.078), "mobilenet_v2": (614_766_216, 71.878, 90.286), "shufflenet_v2_x1_0": (293_932_592, 69.362, 88.316),
}
SOURCE = "published: torchvision 0.28 weights IMAGENET1K_V1, resize 256, central crop 224"
SWEPT = ["alexnet", "vgg16", "squeezenet1_1", "resnet18", "mobilenet_v2"]
BATCHES = [1, 2, 4, 8, 16]
FILE = "5" * 64
NO_METER = "no energy counter: /sys/class/powercap has no intel-rapl zone (usual in virtual machines and on Arm)"


def per_image(model, batch):
    gops = FACTS[model][0] / 1e9
    first = (10 * gops + 2) * (6 if model == "mobilenet_v2" else 1)
    return first + (6 * gops + 1 - first) * (batch - 1) / 15


def memory(model, batch):
    megabytes = next(m[3] for m in MODELS if m[0] == model) * 4 / 1e6
    first = 60 + max(140, 20 + 1.2 * megabytes)
    return max(200, 100 + 25 * batch) if model == "resnet18" else first + 10 * (batch - 1)


class FiguresScenario(Scenario):
    def __init__(self, name, seed):
        super().__init__("empty", seed)
        self.costs.__init__("done")
        self.name = "figures"
        self.is_metered = name == "figures-metered"
        self.parents = {}
        for model in SWEPT:
            for batch in BATCHES:
                if (model, batch) == ("vgg16", 16):
                    self.failed(model, batch)
                else:
                    self.measured(model, batch)
        # Repetitions: the first is noisy, the last is latest but of a lower grade than the one between.
        self.measured("resnet18", 1, factor=1.5, grade="C")
        self.measured("resnet18", 1, factor=1.2, grade="B")
        for threads, factor in [(1, 1), (2, 0.5), (4, 0.3125)]:
            self.measured("resnet18", 1, threads=threads, median=40 * factor)
        for threads, factor in [(1, 1), (2, 0.625)]:
            self.measured("mobilenet_v2", 1, threads=threads, median=16 * factor)
        self.measured("squeezenet1_1", 1, threads=4, median=9)
        self.measured("resnet18", 1, precision="bf16", factor=0.5)
        self.measured("resnet18", 1, worker="kitchen", factor=2, experiment=3)
        self.trained()
        compression = self.compressed()
        file = self.measured("mobilenet_v2", 1, reference=f"onnx:{FILE}", precision="int8", factor=0.25)
        self.parents[file["id"]] = [{"run": compression["id"], "name": compression["name"], "relation": "model"}]

    def over(self, configuration, **extra):
        number = len(self.runs) + 1
        run = self.add({"seed": 1, "mode": "latency", "precision": "fp32", **configuration}, status="finished", started_at=stamp(100 + 10 * number), ended_at=stamp(105 + 10 * number), **extra)
        if configuration["kind"] != "benchmark":
            run["configuration"] = configuration
        return run

    def benchmark(self, model, batch, precision="fp32", threads=None):
        return {"kind": "benchmark", "model": model, "batch": batch, "precision": precision, "engine": "openvino", "device": "cpu", "measure_seconds": 30, **({"threads": threads} if threads else {})}

    def measured(self, model, batch, reference=None, precision="fp32", threads=None, worker="attic", factor=1, median=None, grade="A", experiment=0):
        run = self.over(self.benchmark(reference or model, batch, precision, threads), experiment=experiment)
        request = median or per_image(model, batch) * batch * factor
        metrics = {
            "latency_median_ms": request, "latency_median_low_ms": request * 0.99, "latency_median_high_ms": request * 1.01, "latency_min_ms": request * 0.95, "latency_p90_ms": request * 1.1,
            **({"latency_p99_ms": request * 1.4} if request < 20 else {}), "latency_iqr_ratio": 0.02, "images_per_second": 1000 * batch / request, "sample_count": 200, "measured_seconds": 4.0,
            "memory_baseline_mib": 60, "memory_running_mib": memory(model, batch), "memory_peak_mib": memory(model, batch) + 30,
        }
        if self.is_metered:
            metrics.update({"energy_joules": 4.0 * 13.1, "energy_joules_per_image": 13.1 * request / 1000 / batch, "idle_power_watts": 1.3})
        run["metrics"] = {name: float(f"{value:.12g}") for name, value in metrics.items()}
        run["tags"] = {"worker": worker, "grade": grade, "precision_executed": precision, "engine": "openvino"}
        return run

    def failed(self, model, batch):
        run = self.over(self.benchmark(model, batch))
        run.update({"status": "failed", "tags": {"worker": "attic"}, "failure": {"code": "out_of_memory", "message": "the inputs, weights and activations need 9,120 MiB; 8,000 MiB are allowed"}})

    def trained(self):
        run = self.over({"kind": "train", "model": "resnet18", "data": "fashion-mnist", "epochs": 4, "batch": 128, "precision": "fp32", "engine": "torch", "device": "cpu", "seed": 1}, name="train resnet18 b128 fp32")
        run["metrics"] = {"test_accuracy": 0.93, "test_accuracy_low": 0.925, "test_accuracy_high": 0.935, "parameters": 11_200_000, "images_per_second": 812.0}
        run["tags"] = {"worker": "attic", "engine": "torch", "data": "fashion-mnist"}

    def compressed(self):
        run = self.over({"kind": "compress", "model": "mobilenet_v2", "method": "int8_static", "engine": "openvino", "device": "cpu", "seed": 1, "data": "fashion-mnist", "evaluation_images": 1000, "batch": 1,
                         "measure_seconds": 15, "calibration_images": 300, "calibrator": "entropy", "percentile": 99.99, "keep_fp32": []}, name="mobilenet_v2 int8_static")
        run["metrics"] = {"before_latency_median_ms": 24.0, "latency_median_ms": 8.0, "latency_ratio": 8 / 24, "before_model_file_mib": 13.5, "model_file_mib": 3.6, "top1_agreement": 0.97, "logit_max_abs_difference": 0.4,
                          "before_top1_accuracy": 0.9, "before_top1_accuracy_low": 0.88, "before_top1_accuracy_high": 0.92, "top1_accuracy": 0.89, "top1_accuracy_low": 0.87, "top1_accuracy_high": 0.91, "parameters": 3_487_816, "before_parameters": 3_504_872}
        run["tags"] = {"worker": "attic", "grade": "A", "precision_executed": "int8"}
        return run

    # The API

    def answer(self, parts, query):
        if parts == ["experiments"]:
            return {"items": [{"id": i, "name": n, "lifecycle_stage": "active", "created_at": stamp(0), "updated_at": stamp(0), "tags": {}} for i, n in [(0, "Default"), (3, "kitchen table")]]}
        return super().answer(parts, query)

    def model(self, name, *rest):
        operations, top1, top5 = FACTS[name]
        published = {} if name == "shufflenet_v2_x1_0" else {"published_top1_percent": top1, "published_top5_percent": top5, "published_source": SOURCE}
        return {**super().model(name, *rest), "ops_canziani_style": operations, **published}

    def one_run(self, rest, query=None):
        run = next((run for run in self.runs if run["id"] == rest[0]), None)
        if run is None:
            return None
        if rest[1:]:
            return {"items": []}
        detail = {"run": run, "absent": {} if self.is_metered else {"energy_joules": NO_METER}, "series": [], "attempts": self.attempts(run), "parents": self.parents.get(run["id"], [])}
        if run["configuration"]["model"] == f"onnx:{FILE}":
            detail["facts"] = {"model": {"reference": f"onnx:{FILE}", "sha256": FILE, "origin": {"kind": "onnx"}}}
        return detail


def make_scenario(name, seed):
    """The scenario of a name."""
    return FiguresScenario(name, seed) if name.startswith("figures") else Scenario(name, seed)
