#!/usr/bin/env python3
"""int8 in the OpenVINO runner beside int8 in ONNX Runtime, and pruned networks beside their originals.

  .deps/venv/bin/python benchmarks/int8/compare.py                                   mobilenet_v2, resnet18, resnet50; some 12 minutes
  .deps/venv/bin/python benchmarks/int8/compare.py --models resnet18 --rounds 3 --prune

For each network the runner makes an int8 file (compress job, int8_static, random weights and images), and ONNX Runtime's own
quantize_static makes another from the same fp32 file. Then runner and ONNX Runtime hold the processors in turns as in
benchmarks/openvino-latency (SIGSTOP), ONNX Runtime once with our file and once with its own. The table shows the median over the
rounds of the ratio of medians (ours over theirs), its range, and the ratio of the fastest single requests of all rounds. Exit code 1
when a ratio is above 1 or a file is larger than 0.27 of fp32. With --prune, resnet18 and mobilenet_v2 lose half of their channels and
the job's own measuring, in turns in one process, is shown.
"""
import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "benchmarks/int8/ort_worker.py"
MOST_SIZE = 0.27


def neighbour():
    path = ROOT / "benchmarks/openvino-latency/compare.py"
    spec = importlib.util.spec_from_file_location("latency", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


latency = neighbour()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["mobilenet_v2", "resnet18", "resnet50"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="time in which both measure, in turns, in a round")
    parser.add_argument("--slice", type=float, default=0.1, help="seconds of one turn, at least")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--runner", default=str(ROOT / ".build/release/runner-openvino"))
    parser.add_argument("--cache", default=str(Path(tempfile.gettempdir()) / "shoestring-openvino-latency"))
    parser.add_argument("--prune", action="store_true", help="also prune resnet18 and mobilenet_v2")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    return parser.parse_args()


def compress(options, scratch, **configuration):
    """One compress job; its metrics by name."""
    request = {
        "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": options.cache,
        "usable_processors": options.threads,
        "configuration": {"kind": "compress", "threads": options.threads, **configuration},
    }
    process = subprocess.Popen(
        [options.runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=dict(os.environ, SHOESTRING_QUIET_WAIT_SECONDS="0"))
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    last = json.loads(process.stdout.read().strip().split("\n")[-1])
    if last["type"] != "result":
        raise SystemExit(f"{configuration['model']}: {last['failure']['message']}")
    metrics = {metric["key"]: metric["value"] for metric in last["result"]["metrics"]}
    metrics["executed"] = last["result"]["tags"]["precision_executed"]
    metrics["processor"] = last["result"]["facts"]["machine"].get("processor", "unknown")
    return metrics


def start_theirs(options, file, seconds):
    return subprocess.Popen(
        [sys.executable, str(WORKER), file, "--threads", str(options.threads), "--seconds", str(seconds)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def side_by_side(options, ours_file, theirs_file):
    pairs, shares = [], []
    for number in range(options.rounds):
        before = latency.machine_times()
        with tempfile.TemporaryDirectory() as scratch:
            mine = latency.start_ours(options, ours_file, 1, "int8", options.seconds, scratch)
            other = start_theirs(options, theirs_file, options.seconds)
            if number % 2 == 0:
                mine, other = latency.in_turns(mine, other, options.slice)
            else:
                other, mine = latency.in_turns(other, mine, options.slice)
        shares.append(latency.foreign_share(before, latency.machine_times()))
        pairs.append((latency.read_ours(mine, ours_file, options.cache, ours_file), json.loads(other.strip().split("\n")[-1])))
    ratios = [mine["latency_median_ms"] / other["median"] for mine, other in pairs]
    return {
        "ours_ms": statistics.median(mine["latency_median_ms"] for mine, _ in pairs),
        "theirs_ms": statistics.median(other["median"] for _, other in pairs),
        "ratio": statistics.median(ratios), "ratio_range": [min(ratios), max(ratios)],
        "minimum_ratio": min(mine["latency_min_ms"] for mine, _ in pairs) / min(other["minimum"] for _, other in pairs),
        "foreign_share": statistics.median(shares), "version": pairs[0][1]["version"], "openvino": pairs[0][0]["version"],
    }


def measure(options, model):
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        made = compress(
            options, scratch, model=model, method="int8_static", calibration_images=32, evaluation_images=16, measure_seconds=3)
        ours, fp32, own = (os.path.join(scratch, name) for name in ("model.onnx", "before.onnx", "own.onnx"))
        subprocess.run([sys.executable, str(WORKER), fp32, "--quantize", own], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name, file in (("our file", ours), ("its own", own)):
            row = {"model": model, "peer": name, "executed": made["executed"], "processor": made["processor"]}
            row["size_ratio"] = os.path.getsize(ours) / os.path.getsize(fp32)
            row["peer_size_ratio"] = os.path.getsize(file) / os.path.getsize(fp32)
            row["fp32_over_int8"] = 1 / made["latency_ratio"]
            row.update(side_by_side(options, ours, file))
            rows.append(row)
    return rows


def prune(options, model):
    with tempfile.TemporaryDirectory() as scratch:
        made = compress(options, scratch, model=model, method="prune_channels", ratio=0.5, evaluation_images=4, measure_seconds=20)
    names = ["parameters", "macs", "model_file_mib", "latency_median_ms", "latency_median_low_ms", "latency_median_high_ms"]
    row = {"model": model, **{name: made[name] for name in names}, **{f"before_{name}": made[f"before_{name}"] for name in names}}
    row["latency_ratio"] = [made["latency_ratio"], made.get("latency_ratio_low"), made.get("latency_ratio_high")]
    return row


def head(options, row):
    print(
        f"machine: {row['processor']}, {os.cpu_count()} processors, {platform.platform()}\n"
        f"commit: {latency.commit()}, OpenVINO {row['openvino']}, ONNX Runtime {row['version']}\n"
        f"input: 1×3×224×224 seeded random images, {options.threads} threads, {options.rounds} rounds of {options.seconds} s in turns "
        f"of {options.slice} s; medians in ms over the rounds\n\n"
        f"{'int8':16} {'ONNX Runtime with':18} {'runner':>8} {'ORT':>8} {'ratio':>22} {'of minima':>9} {'foreign':>8} {'file/fp32':>10} {'executed':>9}")


def show(row):
    ratio = f"{row['ratio']:.3f} [{row['ratio_range'][0]:.3f}, {row['ratio_range'][1]:.3f}]"
    print(
        f"{row['model']:16} {row['peer']:18} {row['ours_ms']:8.3f} {row['theirs_ms']:8.3f} {ratio:>22} {row['minimum_ratio']:9.3f} "
        f"{row['foreign_share']:8.1%} {row['size_ratio']:10.4f} {row['executed']:>9}", flush=True)


def show_pruned(rows):
    print(f"\n{'half the channels':18} {'parameters':>24} {'MMACs':>18} {'file MiB':>16} {'median ms':>18} {'ratio':>24}")
    for row in rows:
        low, high = row["latency_ratio"][1] or float("nan"), row["latency_ratio"][2] or float("nan")
        print(
            f"{row['model']:18} {row['before_parameters']:11,.0f} →{row['parameters']:11,.0f} {row['before_macs'] / 1e6:8.1f} →{row['macs'] / 1e6:8.1f} "
            f"{row['before_model_file_mib']:7.2f} →{row['model_file_mib']:7.2f} {row['before_latency_median_ms']:8.3f} →{row['latency_median_ms']:8.3f} "
            f"{row['latency_ratio'][0]:8.3f} [{low:.3f}, {high:.3f}]")


def main():
    options = arguments()
    os.makedirs(options.cache, exist_ok=True)
    rows = []
    for model in options.models:
        for row in measure(options, model):
            if options.format == "table":
                if not rows:
                    head(options, row)
                show(row)
            rows.append(row)
    pruned = [prune(options, model) for model in ("resnet18", "mobilenet_v2")] if options.prune else []
    if options.format == "json":
        json.dump({"commit": latency.commit(), "int8": rows, "pruned": pruned}, sys.stdout, indent=1)
    elif pruned:
        show_pruned(pruned)
    off = [row for row in rows if row["ratio"] > 1 or row["size_ratio"] > MOST_SIZE]
    if off:
        print(f"{len(off)} of {len(rows)} slower than ONNX Runtime or larger than {MOST_SIZE} of fp32", file=sys.stderr)
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
