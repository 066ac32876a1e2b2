"""Prints which build of torch pip would install: cpu or cuda. Reads the report of `pip install --dry-run --report FILE`.

A build for CUDA requires NVIDIA's wheels on this machine; a version that ends in +cpu says it by itself.
"""

import json
import sys

from pip._vendor.packaging.requirements import Requirement


def variant(report: dict) -> str:
    for item in report["install"]:
        metadata = item["metadata"]
        if metadata["name"].lower() != "torch":
            continue
        if "+" in metadata["version"]:
            return "cpu" if metadata["version"].endswith("+cpu") else "cuda"
        for text in metadata.get("requires_dist", []):
            need = Requirement(text)
            named = need.name.lower().startswith(("nvidia-", "cuda-", "triton"))
            if named and (need.marker is None or need.marker.evaluate({"extra": ""})):
                return "cuda"
        return "cpu"
    raise SystemExit("the report has no torch")


print(variant(json.load(open(sys.argv[1], encoding="utf-8"))))
