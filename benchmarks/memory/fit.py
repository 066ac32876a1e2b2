#!/usr/bin/env python3
"""Fits the coefficients of EngineMemory (Sources/ModelGraph/Analysis) to a table of memory.py and says how good they are on networks
that were left out.

  .deps/venv/bin/python benchmarks/memory/fit.py table.csv

Two phases are fitted, each by least squares of relative errors with coefficients that cannot be negative: compiling, and running with
its inputs. The estimate is the larger one. "Left out" predicts each network by coefficients from all others.
"""
import argparse
import csv
import json
import subprocess
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1 << 20
LIMIT = 0.15
# SeededInputs: eight inputs in rotation, which overlap beyond this many values.
COUNT, MOST_EXTRA = 8, 1 << 24


def sheet(shoestring, model):
    text = subprocess.run([shoestring, "models", "show", model, "--format", "json"], check=True, capture_output=True, text=True).stdout
    return json.loads(text)


def pool_bytes(values):
    step = (min(values, MOST_EXTRA // (COUNT - 1)) + 63) // 64 * 64
    return 4 * (values + (COUNT - 1) * step)


def features(facts, batch):
    values = batch * int(numpy.prod(facts["input"]))
    layers = facts["analysis"]["layers"]
    return {
        "folded": sum(first["weight_bytes"] for first, second in zip(layers, layers[1:])
                      if second["kind"] == "batch_normalization") / MEBIBYTE,
        "one": 1.0, "weights": facts["weight_bytes"] / MEBIBYTE, "live": batch * facts["peak_live_bytes"] / MEBIBYTE,
        "inputs": pool_bytes(values) / MEBIBYTE,
    }


def nonnegative(matrix, target):
    """Least squares with coefficients from 0 up (Lawson and Hanson 1974, by coordinate descent: a handful of columns)."""
    gram, right = matrix.T @ matrix, matrix.T @ target
    solution = numpy.zeros(matrix.shape[1])
    for _ in range(20000):
        before = solution.copy()
        for column in range(len(solution)):
            rest = right[column] - gram[column] @ solution + gram[column, column] * solution[column]
            solution[column] = max(0.0, rest / gram[column, column])
        if numpy.abs(solution - before).max() < 1e-12:
            break
    return solution


class Phase:
    def __init__(self, names, measured):
        self.names, self.measured = names, measured

    def fit(self, rows):
        used = [row for row in rows if row.get(self.measured)]
        peaks = numpy.array([float(row[self.measured]) for row in used])
        matrix = numpy.array([[row["x"][name] for name in self.names] for row in used])
        # Relative errors: rows are divided by what was measured. A column's size must not decide the descent.
        matrix = matrix / peaks[:, None]
        scale = numpy.abs(matrix).max(axis=0)
        return nonnegative(matrix / scale, numpy.ones(len(used))) / scale

    def predict(self, coefficients, row):
        return float(numpy.dot(coefficients, [row["x"][name] for name in self.names]))


def read(path, shoestring):
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["refusal"]]
    sheets = {model: sheet(shoestring, model) for model in {row["model"] for row in rows}}
    for row in rows:
        row["x"] = features(sheets[row["model"]], int(row["batch"]))
        row["peak"] = float(row["peak_mib"])
    return rows


def left_out(rows, phases):
    errors = {}
    for model in dict.fromkeys(row["model"] for row in rows):
        others = [row for row in rows if row["model"] != model]
        fitted = [phase.fit(others) for phase in phases]
        for row in rows:
            if row["model"] == model:
                estimate = max(phase.predict(coefficients, row) for phase, coefficients in zip(phases, fitted))
                errors[model, int(row["batch"])] = estimate / row["peak"] - 1
    return errors


def summary(errors):
    sizes = sorted(abs(error) for error in errors)
    within = sum(size <= LIMIT for size in sizes)
    return f"{within} of {len(sizes)} within {LIMIT:.0%} ({within / len(sizes):.1%}), median {sizes[len(sizes) // 2]:.1%}, largest {sizes[-1]:.1%}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("--shoestring", default=str(ROOT / ".build/release/shoestring"))
    options = parser.parse_args()
    rows = read(options.table, options.shoestring)
    phases = [Phase(["one", "weights", "folded"], "compiled_mib"), Phase(["one", "weights", "live", "inputs"], "running_mib")]
    for phase in phases:
        coefficients = phase.fit(rows)
        print(phase.measured + ": " + ", ".join(f"{name} {value:.4f}" for name, value in zip(phase.names, coefficients)))
    fitted = [phase.fit(rows) for phase in phases]
    own = [max(phase.predict(c, row) for phase, c in zip(phases, fitted)) / row["peak"] - 1 for row in rows]
    print(f"all networks known:  {summary(own)}")
    errors = left_out(rows, phases)
    print(f"network left out:    {summary(errors.values())}")
    for (model, batch), error in sorted(errors.items(), key=lambda item: -abs(item[1]))[:12]:
        print(f"  {model} b{batch}: {error:+.1%}")


if __name__ == "__main__":
    main()
