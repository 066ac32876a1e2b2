"""TEST FIXTURE. Invented runs in the shapes of Sources/Wire and Sources/Vocabulary; seeded, so that every start shows the same."""
import math
import random
import statistics
from datetime import datetime, timedelta, timezone

from fixture_compare import add_runs_to_compare
from fixture_costs import Costs
from fixture_queue import Queue
from fixture_training import Training

# name, family, year, parameters, multiply-accumulates: shared/facts/models.csv has the same figures for these networks.
MODELS = [
    ("alexnet", "AlexNet", 2014, 61_100_840, 714_188_480), ("vgg16", "VGG", 2014, 138_357_544, 15_470_264_320),
    ("squeezenet1_1", "SqueezeNet", 2016, 1_235_496, 349_151_936), ("resnet18", "ResNet", 2015, 11_689_512, 1_814_073_344),
    ("mobilenet_v2", "MobileNet", 2018, 3_504_872, 300_774_272), ("shufflenet_v2_x1_0", "ShuffleNet", 2018, 2_278_604, 144_907_992),
]
START = datetime(2026, 11, 21, 8, 0, tzinfo=timezone.utc)
HOSTILE_NAMES = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202eevil gnp.exe", "\u0645\u0631\u062d\u0628\u0627 shoestring \u05e9\u05dc\u05d5\u05dd", "x" * 250, "a\nb\tc", "=HYPERLINK(1)"]


def stamp(seconds):
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"


class Scenario:
    def __init__(self, name, seed):
        self.name = name
        self.random = random.Random(seed)
        self.runs = []
        self.samples = {}
        self.binned = []
        self.more_sweeps = []
        self.origins = {}
        self.clock = 0
        self.started = 0
        self.running = None
        self.costs = Costs(name)
        self.queue = Queue(self)
        self.training = Training(self)
        if name in ("empty", "trained"):
            return
        if name == "huge":
            self.grid([1, 2, 4, 8, 16], ["fp32", "bf16", "int8"], repetitions=112)
        else:
            self.grid([1, 8], ["fp32", "bf16"], repetitions=1)
            self.grid([1], ["fp32"], repetitions=1, threads=2, mode="throughput")
        if name == "hostile":
            self.make_hostile()
        for _ in range(len(self.runs) if name != "live" else 17):
            self.advance()
        if name == "compare":
            add_runs_to_compare(self, stamp)
        if name == "huge":
            self.samples.clear()

    def grid(self, batches, precisions, repetitions, threads=None, mode="latency"):
        for _ in range(repetitions):
            for model in MODELS:
                for batch in batches:
                    for precision in precisions:
                        self.add({"kind": "benchmark", "model": model[0], "batch": batch, "precision": precision, "engine": "openvino", "device": "cpu", "mode": mode,
                                  "seed": 1, "measure_seconds": 30, **({"threads": threads} if threads else {})})

    def add(self, configuration, **extra):
        number = len(self.runs) + 1
        c = configuration
        title = f"{c['model']} b{c['batch']} {c['precision']}" + (f" t{c['threads']}" if "threads" in c else "") + ("" if c["mode"] == "latency" else " throughput")
        run = {"id": f"{self.random.getrandbits(128):032x}", "experiment": 0, "name": title, "status": "scheduled", "lifecycle_stage": "active", "job": number, "sweep": 1,
               "configuration": c, "created_at": stamp(number), "parameters": {"model": c["model"], "batch": str(c["batch"])}, "tags": {}, "metrics": {}}
        run.update(extra)
        self.runs.append(run)
        return run

    def advance(self):
        """The running job ends and the next one starts."""
        self.clock += 10
        if self.running:
            self.finish(self.running)
            self.running = None
        if self.started == len(self.runs):
            return
        run = self.runs[self.started]
        self.started += 1
        if run["status"] != "scheduled":
            return
        run["status"] = "running"
        run["started_at"] = stamp(1000 + self.clock)
        if self.name == "live":
            self.running = run
        else:
            self.finish(run)

    def finish(self, run):
        c = run["configuration"]
        run["started_at"] = run.get("started_at") or stamp(1000 + self.clock)
        run["ended_at"] = stamp(1000 + self.clock + 8)
        run["tags"] = {**run["tags"], "worker": self.random.choice(["attic", "kitchen"])}
        if c["precision"] == "bf16" and c["model"] in ("vgg16", "alexnet") and c["batch"] == 8:
            run["status"] = "failed"
            run["failure"] = {"code": "unsupported_precision", "message": "this processor has no bf16 instructions (AMX_BF16 or AVX512_BF16): OpenVINO would run fp32 and call it bf16. Ask for fp32, or for a worker that has it."}
            return
        macs = next((m[4] for m in MODELS if m[0] == c["model"]), 1e9)
        speed = {"fp32": 55e9, "bf16": 120e9, "int8": 190e9}[c["precision"]] * self.random.uniform(0.75, 1.25)
        median = (1.2 + macs * c["batch"] / speed * 1000 * (0.75 if c["batch"] > 1 else 1)) * (1 if c["mode"] == "latency" else 1.7)
        noise = self.random.choice([0.01, 0.015, 0.03, 0.09])
        count = 12 if self.name == "huge" else max(12, min(900, int(3000 / median)))
        values = [median * (1 + abs(self.random.gauss(0, noise)) + (self.random.random() < 0.03) * self.random.uniform(0.2, 2)) for _ in range(count)]
        self.samples[run["id"]] = [{"name": "latency", "unit": "ms", "values": [float(f"{v:.7g}") for v in values]}]
        run["status"] = "finished"
        run["metrics"] = self.metrics(values, c)
        spread = run["metrics"]["latency_iqr_ratio"]
        grade = "A" if spread < 0.02 else "B" if spread < 0.05 else "C"
        ran = "bf16" if (c["model"], c["precision"], c["batch"]) == ("resnet18", "fp32", 8) else c["precision"]
        run["tags"].update({"grade": grade, "mode": c["mode"], "precision_executed": ran, **({"noise": "foreign_load,interval_wide"} if grade == "C" else {})})

    def metrics(self, values, c):
        ordered = sorted(values)
        n = len(ordered)
        median = statistics.median(ordered)
        reach = int(1.96 * math.sqrt(n) / 2) + 1
        quartiles = statistics.quantiles(ordered, n=4)
        metrics = {
            "latency_median_ms": median, "latency_median_low_ms": ordered[max(0, n // 2 - reach)], "latency_median_high_ms": ordered[min(n - 1, n // 2 + reach)],
            "latency_min_ms": ordered[0], "latency_mean_ms": statistics.fmean(ordered), "latency_stddev_ms": statistics.stdev(ordered),
            "latency_mad_ms": statistics.median(abs(v - median) for v in ordered), "latency_iqr_ratio": (quartiles[2] - quartiles[0]) / median,
            "images_per_second": 1000 * c["batch"] / median * (1 if c["mode"] == "latency" else 2), "sample_count": n, "measured_seconds": sum(ordered) / 1000,
            "read_ms": 3.1, "compile_ms": 84.0, "first_inference_ms": median * 3, "warmup_count": 9, "warmup_settled": 1, "memory_baseline_mib": 61.5,
            "memory_compiled_mib": 140.25, "memory_running_mib": 150 + 9.0 * c["batch"], "memory_peak_mib": 152 + 9.0 * c["batch"] + self.random.uniform(0, 4), "model_file_mib": 44.6,
            "foreign_cpu_share": 0.012, "steal_share": 0.0, "cpu_pressure_share": 0.004, "involuntary_switches": 31, "canary_ratio": 1.006, "streams": 1 if c["mode"] == "latency" else 2,
        }
        if n >= 64:
            metrics["latency_p90_ms"] = ordered[int(n * 0.9)]
        return {name: float(f"{value:.9g}") for name, value in metrics.items()}

    def make_hostile(self):
        for index, name in enumerate(HOSTILE_NAMES):
            self.runs[index]["name"] = name
            self.runs[index]["tags"] = {name[:250]: "y" * 500, "<b>bold</b>": "\u202e<script>document.title='owned'</script>"}
        for number, metrics in enumerate([{"latency_median_ms": "NaN", "images_per_second": "Infinity", "loss": "-Infinity"}, {"latency_median_ms": 0}, {"<i>odd</i>": 1e300, "latency_median_ms": 1e-9}, {}]):
            run = {"id": f"{number + 1:032x}", "experiment": 7, "name": HOSTILE_NAMES[number], "status": "finished", "lifecycle_stage": "active", "created_at": stamp(5000 + number),
                   "ended_at": stamp(5001 + number), "parameters": {"<u>p</u>": "1"}, "tags": {"t" * 250: "v" * 500}, "metrics": metrics}
            self.runs.append(run)

    # The API

    def answer(self, parts, query):
        name, rest = parts[0], parts[1:]
        if name == "runs":
            return self.listing(query) if not rest else self.one_run(rest, query)
        if name == "devices":
            return {"items": [self.costs.device(device) for device in sorted(self.costs.devices)]}
        if name == "prices":
            return self.costs.prices()
        if name == "budgets":
            return {"items": self.costs.budgets}
        if parts == ["costs", "reconciliation"]:
            return self.costs.reconciliation()
        if name == "bills":
            return {"items": [bill for run in self.runs if "ended_at" in run for bill in self.costs.bills(run, self.attempts(run))][:int(query.get("limit", 100))]}
        if name == "models":
            return {"items": [self.model(*m) for m in MODELS]} if not rest else self.training.layers(rest)
        if name == "experiments":
            return {"items": [{"id": i, "name": n, "lifecycle_stage": "active", "created_at": stamp(0), "updated_at": stamp(0), "tags": {}}
                              for i, n in [(0, "Default")] + ([(3, "client logs")] if self.name == "compare" else []) + ([(7, "<script>alert(7)</script>")] if self.name == "hostile" else [])]}
        if name == "queue":
            return self.queue.whole()
        if name == "sweeps":
            if not rest:
                return {"items": self.sweeps()}
            one = next((sweep for sweep in self.sweeps() if str(sweep["id"]) == rest[0]), None)
            return (self.queue.search() if self.name == "done" else None) if one and rest[1:] == ["search"] else one
        if name == "workers":
            return {"items": [] if self.name == "empty" else [self.worker(1, "attic", True), self.worker(2, "kitchen", self.name == "live")]}
        if name == "jobs":
            return self.queue.jobs(query) if not rest else self.one_job(rest, query)
        return {} if name == "openapi.json" else None

    def ask(self, method, parts, body):
        """What a POST, PUT or DELETE does; None where there is no such path. A body of nothing is answered as 204."""
        costs = self.costs
        match (method, parts):
            case ("POST", ["costs", "compare"]):
                return costs.compare(body, MODELS)
            case ("POST", ["plans"]):
                return costs.plan(body, MODELS)
            case ("PUT", ["devices", name]):
                return costs.put_device(name, body)
            case ("DELETE", ["devices", name]):
                costs.devices.pop(name)
                return {}
            case ("POST", ["budgets"]):
                return costs.open_budget(body)
            case ("PUT", ["budgets", number]):
                return costs.change_budget(int(number), body)
            case ("DELETE", ["budgets", number]):
                costs.close_budget(int(number))
                return {}
            case ("POST", _):
                return self.queue.act(parts, stamp(1000 + self.clock))
        return None

    def listing(self, query):
        runs = sorted(self.runs, key=lambda run: (run["created_at"], run["id"]), reverse=True)
        first = int(query.get("cursor", 0))
        limit = int(query.get("limit", 100))
        page = {"items": runs[first:first + limit]}
        if first + limit < len(runs):
            page["next_cursor"] = str(first + limit)
        return page

    def one_run(self, rest, query=None):
        run = next((run for run in self.runs + self.binned if run["id"] == rest[0]), None)
        if run is None:
            return None
        if rest[1:2] in (["series"], ["artifacts"]):
            return self.training.answer(run, rest[1:], query or {})
        if rest[1:] == ["samples"]:
            return {"items": self.samples.get(run["id"], [])}
        if rest[1:] == ["bills"]:
            return {"items": self.costs.bills(run, self.attempts(run)) if "job" in run else []}
        series = [{"name": s["name"], "unit": s["unit"], "count": len(s["values"])} for s in self.samples.get(run["id"], [])]
        detail = {"run": run, "absent": {}, "series": series, "attempts": self.attempts(run), **self.training.around(run)}
        if run["status"] == "finished" and "job" in run:
            detail["attempt"] = {"job": run["job"], "attempt": len(detail["attempts"])}
            detail["absent"] = {"energy_joules": "/sys/class/powercap has no RAPL package on this machine", "latency_p99_ms": "fewer than 1,000 samples"}
            detail["facts"] = {
                "machine": self.machine(), "engine": {"name": "openvino", "version": "2026.4.1-fixture", "threads": 2, "precision_hint": run["configuration"].get("precision", "fp32")},
                "measuring": {"settings": {"version": 1, "samples": 100, "seconds": 3, "interval_tolerance": 0.02}, "ended_because": "settled"},
                "load": {"quiet": True, "quiet_wait_seconds": 0.4, "canary_before_ms": 10.1, "canary_after_ms": 10.2}}
            if run["configuration"]["model"] in self.origins:
                detail["facts"]["model"] = {"reference": run["configuration"]["model"], "origin": self.origins[run["configuration"]["model"]]}
        return detail

    def attempts(self, run):
        if "started_at" not in run or "job" not in run:
            return []
        attempt = {"id": {"job": run["job"], "attempt": 1}, "worker": 1, "worker_name": run["tags"].get("worker", "attic"), "started_at": run["started_at"]}
        if "ended_at" in run:
            attempt.update({"ended_at": run["ended_at"], "outcome": "failed" if run["status"] == "failed" else "done"})
        if "failure" in run:
            attempt["failure"] = run["failure"]
        if run["job"] % 5 == 0:
            lost = {**attempt, "outcome": "lost", "ended_at": run["started_at"]}
            attempt["id"] = {"job": run["job"], "attempt": 2}
            return [lost, attempt]
        return [attempt]

    def one_job(self, rest, query):
        run = next((run for run in self.runs if run.get("job") == int(rest[0])), None)
        if run is None:
            return None
        if rest[1:] == ["explanation"]:
            return {"state": "ready", "summary": "It is ready and next in line; both workers are busy or lack something.",
                    "workers": [{"worker": "attic", "lacks": []}, {"worker": "kitchen", "lacks": ["no bf16"] if run["configuration"].get("precision") == "bf16" else []}]}
        if rest[1:] == ["log"]:
            lines = [("info", "compiled for cpu in 84 ms"), ("info", "warm-up: 9 requests, settled"), ("warning", "foreign load 6 % before the measuring"), ("error", "<script>alert('log')</script>")]
            after = int(query.get("after", 0))
            return {"items": [{"position": i + 1, "attempt": 1, "stored_at": run.get("started_at", stamp(0)), "level": level, "message": message}
                              for i, (level, message) in enumerate(lines) if i + 1 > after]}
        return self.queue.job(run)

    def sweeps(self):
        if not self.runs:
            return []
        count = lambda *statuses: sum(run["status"] in statuses and run.get("sweep") == 1 for run in self.runs)
        name = HOSTILE_NAMES[0] if self.name == "hostile" else "first sweep"
        return [{"id": 1, "name": name, "created_at": stamp(0), "total": count("scheduled", "running", "finished", "failed", "killed"), "waiting": count("scheduled"),
                 "running": count("running"), "done": count("finished"), "failed": count("failed"), "cancelled": count("killed"),
                 "paused": sum(run["job"] in self.queue.paused and run["status"] == "scheduled" for run in self.runs if "job" in run), "stopped": 0}] + self.more_sweeps

    def machine(self):
        return {"architecture": "x86_64", "processor": "Fixture CPU @ 2.50GHz", "flags": ["avx2", "avx512f", "avx512_vnni"], "logical_processors": 4, "cores": 2, "sockets": 1, "usable_processors": 2,
                "caches_kib": {"L1d": 32, "L2": 1024, "L3": 33792}, "memory_mib": 15_990, "virtualised": True, "kernel": "6.1.0-fixture", "operating_system": "Debian GNU/Linux 12 (bookworm)", "host_name": "attic"}

    def worker(self, number, name, live):
        runner = {"protocol": 1, "engine": "openvino", "engine_version": "2026.4.1-fixture", "kinds": ["benchmark"], "devices": [{"name": "cpu", "title": "Fixture CPU", "precisions": ["fp32"]}]}
        return {"id": number, "name": name, "capability": {"runners": [runner], "labels": [], "memory_mib": 8000, "slots": 1}, "machine": self.machine(), "agent_version": "0.1.0",
                "registered_at": stamp(0), "last_seen_at": stamp(900), "running_attempts": sum(run["status"] == "running" for run in self.runs) if number == 1 else 0, "live": live,
                **({"paused_at": self.queue.paused_workers[number]} if self.queue.paused_workers.get(number) else {})}

    def model(self, name, family, year, parameters, macs):
        return {"name": name, "family": family, "year": year, "paper": "cited in the zoo (fixture)", "input": [3, 224, 224], "classes": 1000, "parameters": parameters, "macs": macs,
                "weight_bytes": 4 * parameters, "activation_bytes": 10_000_000, "peak_live_bytes": 4_000_000}
