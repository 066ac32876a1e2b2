"""TEST FIXTURE. What the compare page must cope with beside benchmarks of the zoo: uploaded networks, other kinds of jobs, clients' runs, deleted runs."""

UPLOADED = "onnx:" + "a1b2c3d4" * 8
DELETED = "d" * 32


def add_runs_to_compare(scenario, stamp):
    """30 runs of `done` and these: 3 with an uploaded network, 4 of a client, 1 compression; and one in the bin."""
    scenario.origins[UPLOADED] = {"stored": True, "parameters": 2_000_000, "macs": 250_000_000, "weight_bytes": 8_000_000, "lower_bound": True}
    for batch in [1, 2, 4]:
        run = scenario.add({"kind": "benchmark", "model": UPLOADED, "batch": batch, "precision": "fp32", "engine": "openvino", "device": "cpu", "mode": "latency", "seed": 1, "measure_seconds": 30},
                           sweep=2, name=f"{UPLOADED[:13]} b{batch} fp32")
        scenario.finish(run)
    scenario.more_sweeps = [{"id": 2, "name": "uploaded, \"batch\" sweep", "created_at": stamp(1), "total": 3, "waiting": 0, "running": 0, "done": 3, "failed": 0, "cancelled": 0}]
    # Medians with intervals that do and do not overlap: 10 [9.8, 10.2], 10.1 [9.9, 10.3], 20 [19, 21]; and one without an interval.
    for index, (median, low, high) in enumerate([(10, 9.8, 10.2), (10.1, 9.9, 10.3), (20, 19, 21), (11, None, None)]):
        metrics = {"latency_median_ms": median, "loss": [0.5, "NaN", 0.25, 0.125][index], **({} if low is None else {"latency_median_low_ms": low, "latency_median_high_ms": high})}
        scenario.runs.append(logged(f"5{'0' * 30}{index + 1}"[:32], f"client {index + 1}", stamp(2000 + index), metrics, {"optimizer": "sgd" if index % 2 else "adam", "lr": str(0.1 / (index + 1))}))
    compress = {"kind": "compress", "model": "resnet18", "method": "int8_static", "batch": 1, "engine": "openvino", "device": "cpu", "seed": 1, "data": "random", "calibration_images": 300}
    scenario.runs.append({**logged("c" * 32, "resnet18 int8_static", stamp(2100), {"parameters": 11_680_000, "macs": 1_700_000_000, "latency_median_ms": 6, "latency_median_low_ms": 5.5, "latency_median_high_ms": 6.5, "top1_accuracy": 0.7, "top1_accuracy_low": 0.66, "top1_accuracy_high": 0.74}, {}), "configuration": compress,
                          "tags": {"mode": "latency", "precision_executed": "int8", "grade": "B"}})
    scenario.binned.append({**logged(DELETED, "thrown away", stamp(1900), {"latency_median_ms": 12.5}, {}), "lifecycle_stage": "deleted"})


def logged(identity, name, when, metrics, parameters):
    return {"id": identity, "experiment": 3, "name": name, "status": "finished", "lifecycle_stage": "active", "created_at": when, "started_at": when, "ended_at": when,
            "parameters": parameters, "tags": {"team": "\u0645\u0631\u062d\u0628\u0627"}, "metrics": metrics}
