#!/usr/bin/env python3
"""Our OpenVINO runner beside OpenVINO's own benchmark_app: the same file, batch, precision and threads, in turns.

  .deps/venv/bin/python benchmarks/openvino-latency/compare.py                 all of the zoo's first six, some 25 minutes
  .deps/venv/bin/python benchmarks/openvino-latency/compare.py --models resnet18 --batches 1 --precisions fp32 --rounds 3
  .deps/venv/bin/python benchmarks/openvino-latency/compare.py --models path/to/model.onnx

This machine's speed drifts by more than the 3 % in question within seconds, so one after the other compares two moments, not two
programs. Here both are alive at once and hold the processors in turns of --slice seconds (six requests at least): the one that
waits is stopped with SIGSTOP, with all its threads. A request that a turn cuts is long, and a median of dozens does not see it.
Each round gives a ratio of medians (ours over theirs); the table shows the median ratio of the rounds, its range, and the ratio
of the fastest single requests of all rounds, which foreign load touches least. A round in which other programs took more than
--foreign of the processors compares noise with noise: it is done again, at most three times as often as there are rounds; the
table says how many counted. When too few were quiet, all count. Exit code 1 when a median ratio leaves 1 ± 3 %.
"""
import argparse
import hashlib
import json
import math
import os
import platform
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ZOO = ["alexnet", "vgg16", "squeezenet1_1", "resnet18", "mobilenet_v2", "shufflenet_v2_x1_0"]
TOLERANCE = 0.03


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=ZOO, help="names of the zoo or ONNX files")
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 8])
    parser.add_argument("--precisions", nargs="+", default=["fp32", "bf16"], choices=["fp32", "bf16"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="time in which both measure, in turns, in a round")
    parser.add_argument("--slice", type=float, default=0.1, help="seconds of one turn, at least")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--runner", default=str(ROOT / ".build/release/runner-openvino"))
    parser.add_argument("--benchmark-app", default=str(ROOT / ".deps/venv/bin/benchmark_app"))
    parser.add_argument("--cache", default=str(Path(tempfile.gettempdir()) / "shoestring-openvino-latency"))
    parser.add_argument("--foreign", type=float, default=0.05, help="greatest foreign share of a quiet round")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    return parser.parse_args()


def start_ours(options, model, batch, precision, seconds, scratch):
    path = model if model.endswith(".onnx") else None
    reference = "onnx:" + hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else model
    request = {
        "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": options.cache,
        "usable_processors": options.threads,
        "configuration": {
            "kind": "benchmark", "model": reference, "batch": batch, "precision": precision,
            "threads": options.threads, "measure_seconds": seconds,
        },
    }
    if path:
        request["model_path"] = str(Path(path).resolve())
    process = subprocess.Popen(
        [options.runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=dict(os.environ, SHOESTRING_QUIET_WAIT_SECONDS="0"))
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    return process


def read_ours(output, what, cache, path):
    """One attempt: metrics by name, and the file that was measured."""
    last = json.loads(output.strip().split("\n")[-1])
    if last["type"] != "result":
        raise SystemExit(f"{what}: {last['failure']['message']}")
    result = last["result"]
    metrics = {metric["key"]: metric["value"] for metric in result["metrics"]}
    metrics["file"] = path or os.path.join(cache, result["facts"]["model"]["origin"]["file"])
    metrics["shape"] = result["facts"]["inputs"]["shapes"][0]
    metrics["version"] = result["tags"]["engine_version"]
    metrics["processor"] = result["facts"]["machine"].get("processor", "unknown")
    metrics["build"] = result["facts"]["runner"]["build"]
    return metrics


def start_theirs(options, file, shape, precision, seconds):
    """benchmark_app in its synchronous mode: one request at a time, one stream."""
    command = [
        options.benchmark_app, "-m", file, "-d", "CPU", "-hint", "none", "-nstreams", "1", "-nthreads",
        str(options.threads), "-api", "sync", "-infer_precision", {"fp32": "f32", "bf16": "bf16"}[precision], "-t",
        str(seconds), "-shape", str(shape).replace(" ", ""),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_theirs(output):
    times = {}
    for name in ("Median", "Min"):
        found = re.search(rf"{name}:\s+([0-9.]+) (ms|us)", output)
        if not found:
            raise SystemExit(f"benchmark_app did not say its {name}:\n{output[-2000:]}")
        times[name] = float(found[1]) / (1000 if found[2] == "us" else 1)
    return times


def in_turns(first, second, turn):
    """Lets each run for `turn` seconds while the other is stopped, until both have ended; gives what they printed."""
    texts = {}

    def drain(process):
        texts[process] = process.stdout.read()

    readers = [threading.Thread(target=drain, args=(process,)) for process in (first, second)]
    for reader in readers:
        reader.start()
    second.send_signal(signal.SIGSTOP)
    running, waiting = first, second
    while running.poll() is None or waiting.poll() is None:
        time.sleep(turn)
        running.send_signal(signal.SIGSTOP)
        waiting.send_signal(signal.SIGCONT)
        if waiting.poll() is not None:  # the last one goes on alone
            running.send_signal(signal.SIGCONT)
        else:
            running, waiting = waiting, running
    for reader in readers:
        reader.join()
    return texts[first], texts[second]


def measure(options, model, batch, precision):
    what, path = f"{model} b{batch} {precision}", model if model.endswith(".onnx") else None
    with tempfile.TemporaryDirectory() as scratch:  # it makes the file and shows how long a request takes; it is not counted
        process = start_ours(options, model, batch, precision, 1, scratch)
        warm = read_ours(process.stdout.read(), what, options.cache, path)
    turn = max(options.slice, 6 * warm["latency_median_ms"] / 1000)
    seconds = max(options.seconds, math.ceil(10 * turn))
    pairs = []
    for number in range(3 * options.rounds):
        before = machine_times()
        with tempfile.TemporaryDirectory() as scratch:
            mine = start_ours(options, model, batch, precision, seconds, scratch)
            other = start_theirs(options, warm["file"], warm["shape"], precision, seconds)
            if number % 2 == 0:
                mine, other = in_turns(mine, other, turn)
            else:
                other, mine = in_turns(other, mine, turn)
        mine, other = read_ours(mine, what, options.cache, path), read_theirs(other)
        pairs.append((foreign_share(before, machine_times()), mine, other))
        if sum(pair[0] <= options.foreign for pair in pairs) == options.rounds:
            break
    tried = len(pairs)
    quiet = [pair for pair in pairs if pair[0] <= options.foreign]
    pairs = quiet if len(quiet) >= min(3, options.rounds) else pairs
    ours, theirs = [pair[1] for pair in pairs], [pair[2] for pair in pairs]
    ratios = [mine["latency_median_ms"] / other["Median"] for mine, other in zip(ours, theirs)]
    return {
        "model": os.path.basename(model), "batch": batch, "precision": precision, "rounds": len(pairs), "tried": tried,
        "quiet": len(quiet), "ours_ms": statistics.median(run["latency_median_ms"] for run in ours),
        "theirs_ms": statistics.median(run["Median"] for run in theirs),
        "ours_range_ms": [min(r["latency_median_ms"] for r in ours), max(r["latency_median_ms"] for r in ours)],
        "theirs_range_ms": [min(run["Median"] for run in theirs), max(run["Median"] for run in theirs)],
        "ratio": statistics.median(ratios), "ratio_range": [min(ratios), max(ratios)],
        "minimum_ratio": min(r["latency_min_ms"] for r in ours) / min(run["Min"] for run in theirs),
        "foreign_share": statistics.median(pair[0] for pair in pairs),
        "version": ours[0]["version"], "processor": ours[0]["processor"], "build": ours[0]["build"],
    }


def machine_times():
    """Busy and total seconds of all processors, and processor seconds of our finished children."""
    ticks = [int(word) / 100 for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(ticks[:3]) + sum(ticks[5:7]), sum(ticks), usage.ru_utime + usage.ru_stime


def foreign_share(before, after):
    busy, total, own = (last - first for first, last in zip(before, after))
    return max(0.0, busy - own) / total


def commit():
    def git(*words):
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "-uno") else "")


def show(row):
    name = f"{row['model']} b{row['batch']} {row['precision']}"
    ours = f"{row['ours_ms']:.3f} [{row['ours_range_ms'][0]:.3f}, {row['ours_range_ms'][1]:.3f}]"
    theirs = f"{row['theirs_ms']:.3f} [{row['theirs_range_ms'][0]:.3f}, {row['theirs_range_ms'][1]:.3f}]"
    ratio = f"{row['ratio']:.3f} [{row['ratio_range'][0]:.3f}, {row['ratio_range'][1]:.3f}]"
    print(f"{name:30} {ours:>28} {theirs:>28} {ratio:>22} {row['minimum_ratio']:9.3f} {row['foreign_share']:8.1%} {row['rounds']:3}/{row['tried']}", flush=True)


def main():
    options = arguments()
    os.makedirs(options.cache, exist_ok=True)
    rows = []
    for model in options.models:
        for batch in options.batches:
            for precision in options.precisions:
                row = measure(options, model, batch, precision)
                if options.format == "table":
                    if not rows:
                        print(
                            f"machine: {row['processor']}, {os.cpu_count()} processors, {platform.platform()}\n"
                            f"commit: {commit()} ({row['build']} build), OpenVINO {row['version']}\n"
                            f"input: seeded random images, {options.threads} threads, one stream, rounds of {options.seconds} s "
                            f"in turns of {options.slice} s or six requests (counted/tried); medians in ms over the rounds, [least, greatest]\n\n"
                            f"{'':30} {'runner-openvino':>28} {'benchmark_app':>28} {'ratio':>22} {'of minima':>9} {'foreign':>8} rounds")
                    show(row)
                rows.append(row)
    if options.format == "json":
        json.dump({"commit": commit(), "rows": rows}, sys.stdout, indent=1)
    off = [row for row in rows if abs(row["ratio"] - 1) > TOLERANCE]
    if off:
        print(f"{len(off)} of {len(rows)} outside 1 ± {TOLERANCE:.0%}", file=sys.stderr)
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
