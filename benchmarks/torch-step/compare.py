"""The time of a training step beside PyTorch's Python: same network, batch, precision, threads and memory format, in turns.

Both programs are alive at once and take turns of a few steps on request, so that a drift of the machine meets both; the one that
waits sleeps. A step is: images into the network's memory format, forward, cross-entropy, backward, SGD with momentum, the loss as a
number. Each round gives a ratio of medians (ours over theirs); the table shows the median ratio of the rounds and their range, the ratio of
the fastest single steps, and the ratio of the medians of processor time, which foreign load touches least.

    PYTHON benchmarks/torch-step/compare.py [--models resnet18 …] [--batches 16 32] [--sides 32 224] [--rounds 9]

Exits with 1 when a median ratio is above 1.03.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import types

sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")

LIMIT = 1.03


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["resnet18", "mobilenet_v2", "efficientnet_b0"])
    parser.add_argument("--batches", nargs="+", type=int, default=[16, 32])
    parser.add_argument("--sides", nargs="+", type=int, default=[32, 224])
    parser.add_argument("--precisions", nargs="+", default=["fp32", "bf16"])
    parser.add_argument("--formats", nargs="+", default=["channels_last"], choices=["channels_last", "contiguous"])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one turn, at least three steps")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--probe", default=".build/release/torch-probe")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    return parser.parse_args()


def serve(task):
    """PyTorch's side: a line with a number of steps in, a line with their milliseconds out."""
    import torch
    import torchvision

    torch.set_num_threads(task["threads"])
    torch.set_num_interop_threads(1)
    torch.manual_seed(1)
    form = torch.channels_last if task["channels_last"] else torch.contiguous_format
    net = getattr(torchvision.models, task["model"])(weights=None, num_classes=task["classes"])
    net = net.to(memory_format=form).train()
    stepper = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
    loss_of = torch.nn.CrossEntropyLoss()
    images = torch.randn(task["batch"], *task["shape"])
    labels = torch.arange(task["batch"]) % task["classes"]
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            begin, used = time.perf_counter(), time.process_time()
            placed = images.contiguous(memory_format=form)
            with torch.autocast("cpu", torch.bfloat16, enabled=task["bf16"]):
                logits = net(placed)
            loss = loss_of(logits.float(), labels)
            loss.backward()
            stepper.step()
            stepper.zero_grad()
            loss.item()
            times.append(f"{(time.perf_counter() - begin) * 1000}:{(time.process_time() - used) * 1000}")
        print(*times, flush=True)


def ask(process, count):
    process.stdin.write(f"{count}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{process.args[0]} ended")
    return [tuple(map(float, word.split(":"))) for word in line.split()]


def measure(options, task):
    text = json.dumps(task)
    commands = [[options.probe, text], [sys.executable, __file__, "--serve", text]]
    pair = [subprocess.Popen(c, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for c in commands]
    warm = [ask(process, 3)[-1][0] for process in pair]
    count = max(3, int(options.seconds * 1000 / max(warm)))
    ratios, wall, processor = [], ([], []), ([], [])
    for number in range(options.rounds):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        medians = [0.0, 0.0]
        for index in order:
            steps = ask(pair[index], count)
            medians[index] = statistics.median(step[0] for step in steps)
            wall[index].extend(step[0] for step in steps)
            processor[index].extend(step[1] for step in steps)
        ratios.append(medians[0] / medians[1])
    for process in pair:
        process.stdin.close()
        process.wait()
    return ratios, [min(values) for values in wall], [statistics.median(values) for values in processor]


def main():
    options = arguments()
    if options.serve:
        return serve(json.loads(options.serve))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    print(f"{platform.machine()}, {options.threads} threads, load {os.getloadavg()[0]:.1f}, commit {commit}, "
          f"{options.rounds} rounds in turns")
    print(f"{'network':18} {'batch':>5} {'side':>4} {'precision':>9} {'format':>13} {'ratio':>6} {'range':>13} {'fastest':>8} "
          f"{'processor':>9} {'ours ms':>8} {'torch ms':>8}")
    worst = 0.0
    for form in options.formats:
        for name in options.models:
            for side in options.sides:
                for batch in options.batches:
                    for precision in options.precisions:
                        task = dict(
                            job="step", model=name, shape=[3, side, side], classes=10 if side < 100 else 1000,
                            batch=batch, threads=options.threads, bf16=precision == "bf16",
                            channels_last=form == "channels_last")
                        ratios, fastest, processor = measure(options, task)
                        ratio = statistics.median(ratios)
                        worst = max(worst, ratio)
                        spread = f"{min(ratios):.2f}…{max(ratios):.2f}"
                        print(f"{name:18} {batch:5} {side:4} {precision:>9} {form:>13} {ratio:6.3f} {spread:>13} "
                              f"{fastest[0] / fastest[1]:8.3f} {processor[0] / processor[1]:9.3f} {processor[0]:8.1f} "
                              f"{processor[1]:8.1f}", flush=True)
    sys.exit(0 if worst <= LIMIT else 1)


main()
