#!/usr/bin/env python3
"""The estimated peak memory of a run beside the measured one, for every network of the zoo and batches 1, 2, 4 … 64.

  .deps/venv/bin/python benchmarks/memory/memory.py                                  all 35 networks, some 30 minutes on two cores
  .deps/venv/bin/python benchmarks/memory/memory.py --models resnet18 vgg16 --batches 1 64 --table out.csv

Each pair is one runner in a process of its own, which is ended after its first inference. Measured is the larger peak (`VmHWM`) of its
phases, compiling and running with all of its inputs; the estimate is what the runner stated before it did anything. A runner that refuses is a row too, also one
whose estimate would leave less than --leave-mib of the memory that is free at that moment. The table has what fit.py needs. Pairs that are in the table already are left out, so
that an interrupted run goes on. Exit code 1 when fewer than nine of ten pairs lie within 15 %.
"""
import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT, SHARE = 0.15, 0.9
FIELDS = ["model", "batch", "precision", "threads", "estimate_mib", "peak_mib", "compiled_mib", "running_mib", "refusal"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", help="by default every network of the zoo that the papers' comparison has")
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 2, 4, 8, 16, 32, 64])
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--memory-mib", type=int, help="what an attempt may take, as an agent states it")
    parser.add_argument("--leave-mib", type=int, help="of the memory that is available when a pair begins; what needs more is refused")
    parser.add_argument("--smallest-first", action="store_true", help="beside other work: the large ones come when the others are known")
    parser.add_argument("--runner", default=str(ROOT / ".build/release/runner-openvino"))
    parser.add_argument("--shoestring", default=str(ROOT / ".build/release/shoestring"))
    parser.add_argument("--cache", default=str(Path(tempfile.gettempdir()) / "shoestring-openvino-latency"))
    parser.add_argument("--nice", type=int, default=0, help="added to the runners' niceness: memory does not mind a busy machine")
    parser.add_argument("--table", help="a CSV file that rows are added to")
    parser.add_argument("--show", action="store_true", help="measure nothing, show what is in the table")
    parser.add_argument("--markdown", action="store_true", help="the table as docs/measuring.md has it")
    return parser.parse_args()


def zoo(options):
    text = subprocess.run([options.shoestring, "models", "--format", "json"], check=True, capture_output=True, text=True).stdout
    return {model["name"]: model for model in json.loads(text)}


def available():
    with open("/proc/meminfo") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("MemAvailable:"))


def request(options, model, batch, scratch):
    limit = options.memory_mib
    if options.leave_mib is not None:
        limit = min(limit or sys.maxsize, max(available() - options.leave_mib, 1))
    limits = {"memory_mib": limit} if limit else {}
    return {
        "protocol": 1, "attempt": {"job": 1, "attempt": 1}, "scratch_path": scratch, "cache_path": options.cache,
        "usable_processors": options.threads, **limits,
        "configuration": {"kind": "benchmark", "model": model, "batch": batch, "precision": options.precision,
                          "threads": options.threads, "measure_seconds": 1},
    }


def highest(process):
    """The peak of the phase that a runner is in, MiB: VmHWM, which it sets back at the borders of phases."""
    try:
        with open(f"/proc/{process.pid}/status") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")), 0.0)
    except OSError:
        return 0.0


def measure(options, model, batch):
    """Compiles, fills its inputs and infers once; what a run does after that needs no more memory for the network."""
    row = {"model": model, "batch": batch, "precision": options.precision, "threads": options.threads}
    events, peaks, stages = [], [], []
    environment = dict(os.environ, SHOESTRING_QUIET_WAIT_SECONDS="0", SHOESTRING_MEASURE_SECONDS="0.02", SHOESTRING_MEASURE_REQUESTS="1")
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen([options.runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, env=environment, preexec_fn=lambda: os.nice(options.nice))
        process.stdin.write(json.dumps(request(options, model, batch, scratch)) + "\n")
        process.stdin.flush()
        reader = threading.Thread(target=lambda: [events.append(json.loads(line)) for line in process.stdout], daemon=True)
        reader.start()
        while process.poll() is None:
            stages = [event["stage"] for event in list(events) if event.get("type") == "progress"]
            peak = highest(process)
            # A peak that falls was set back: the next phase has begun. One that is resident to the end of its phase does not fall.
            if not peaks or peak < peaks[-1]:
                peaks.append(peak)
            peaks[-1] = peak
            if "waiting for a quiet machine" in stages:
                process.kill()
                break
            time.sleep(0.01)
        process.wait()
        reader.join()
    for event in events:
        if event["type"] == "failure":
            return {**row, "refusal": event["failure"]["code"] + ": " + event["failure"]["message"]}
        if event["type"] == "log" and event["message"].startswith("memory estimate: "):
            row["estimate_mib"] = float(event["message"].split()[2])
    if not any(name == "waiting for a quiet machine" for name in stages):
        return {**row, "refusal": f"ended with {process.returncode}"}
    return {**row, "compiled_mib": max(peaks[:-1], default=None), "running_mib": peaks[-1], "peak_mib": max(peaks)}


def export(options, model):
    """Lets a runner write the network's file into the cache and stops it when it begins to compile."""
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen([options.runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        process.stdin.write(json.dumps(request(options, model, 1, scratch)) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            if json.loads(line).get("stage") == "compiling":
                break
        process.kill()
        process.wait()


def machine():
    with open("/proc/cpuinfo") as file:
        name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    import openvino
    return f"{name}, {os.cpu_count()} processors, {platform.platform()}; OpenVINO {openvino.__version__}"


def read(path):
    if not path or not os.path.exists(path):
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def append(path, row):
    if not path:
        return
    is_new = not os.path.exists(path)
    with open(path, "a", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, extrasaction="ignore")
        if is_new:
            writer.writeheader()
        writer.writerow({key: f"{value:.2f}" if isinstance(value, float) else value for key, value in row.items()})


def number(row, name):
    return float(row[name]) if row.get(name) not in (None, "") else None


def error(row):
    estimate, peak = number(row, "estimate_mib"), number(row, "peak_mib")
    return estimate / peak - 1 if estimate and peak else None


def markdown(rows):
    batches = sorted({int(row["batch"]) for row in rows})
    print("\n| network |" + "".join(f" b{batch} |" for batch in batches) + "\n|---|" + "---:|" * len(batches))
    for model in dict.fromkeys(row["model"] for row in rows):
        own = {int(row["batch"]): row for row in rows if row["model"] == model and number(row, "peak_mib")}
        cells = [f"{number(own[batch], 'peak_mib'):.0f} ({error(own[batch]):+.0%})" if batch in own else "" for batch in batches]
        print(f"| {model} | " + " | ".join(cells) + " |")


def show(rows):
    batches = sorted({int(row["batch"]) for row in rows})
    print(f"\n{'estimate / measured − 1':24}" + "".join(f"{'b' + str(batch):>9}" for batch in batches) + f"{'measured, MiB':>22}")
    for model in dict.fromkeys(row["model"] for row in rows):
        own = {int(row["batch"]): row for row in rows if row["model"] == model}
        errors = {batch: error(row) for batch, row in own.items()}
        cells = "".join(f"{errors[batch]:>+9.1%}" if errors.get(batch) is not None else f"{'–':>9}" for batch in batches)
        peaks = [number(row, "peak_mib") for row in own.values() if number(row, "peak_mib")]
        print(f"{model:24}{cells}" + (f"{min(peaks):>12.0f} …{max(peaks):>8.0f}" if peaks else ""))
    errors = [abs(error(row)) for row in rows if error(row) is not None]
    refused = [row for row in rows if row.get("refusal")]
    for row in refused:
        print(f"{row['model']} b{row['batch']}: {row['refusal']}")
    if not errors:
        return 0
    within = sum(value <= LIMIT for value in errors)
    print(f"\n{within} of {len(errors)} pairs ({within / len(errors):.1%}) within {LIMIT:.0%}; median error "
          f"{sorted(errors)[len(errors) // 2]:.1%}, largest {max(errors):.1%}; {len(refused)} refused")
    return 0 if within >= SHARE * len(errors) else 1


def main():
    options = arguments()
    os.makedirs(options.cache, exist_ok=True)
    rows = read(options.table)
    facts = zoo(options)
    models = options.models or [name for name, model in facts.items() if model["classes"] > 10]
    known = {(row["model"], int(row["batch"]), row["precision"], int(row["threads"])) for row in rows}
    # The largest first: when they do not fit, that is known at once; and the order mixes networks and batches.
    pairs = sorted(((model, batch) for batch in options.batches for model in models),
                   key=lambda pair: -(facts[pair[0]]["weight_bytes"] + pair[1] * facts[pair[0]]["peak_live_bytes"]),
                   reverse=options.smallest_first)
    pairs = [] if options.show else [pair for pair in pairs if (*pair, options.precision, options.threads) not in known]
    # A process that has just written a network's file holds memory that a run with a cached file does not.
    for model in {pair[0] for pair in pairs}:
        if not list(Path(options.cache).glob(f"{model}-s1-*.sha256")):
            export(options, model)
    for index, (model, batch) in enumerate(pairs):
        row = measure(options, model, batch)
        if index == 0:
            print(f"machine: {machine()}; {options.precision}, {options.threads} threads", flush=True)
        rows.append({key: value for key, value in row.items()})
        append(options.table, row)
        print(f"{index + 1}/{len(pairs)} {model} b{batch}: " + (row.get("refusal") or f"{row['peak_mib']:.0f} MiB"),
              file=sys.stderr, flush=True)
    if options.markdown:
        order = {name: index for index, name in enumerate(facts)}
        markdown(sorted(rows, key=lambda row: order[row["model"]]))
    return show(rows)


if __name__ == "__main__":
    sys.exit(main())
