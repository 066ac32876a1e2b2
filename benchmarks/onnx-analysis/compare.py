"""Exports networks outside the zoo from PyTorch and compares our count of multiply-accumulates with PyTorch's own counter."""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

LIMIT = 0.01


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shoestring", default=".build/release/shoestring")
    parser.add_argument("--models", default="densenet121,mnasnet1_0,regnet_y_400mf")
    arguments = parser.parse_args()
    import onnx
    import torch
    # torchvision's meta kernels want operators that only its compiled extension registers; they play no part here.
    sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
    import torchvision
    from torch.utils.flop_counter import FlopCounterMode

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    print(f"{platform.processor() or platform.machine()}, commit {commit}, torch {torch.__version__}, torchvision "
          f"{torchvision.__version__}, onnx {onnx.__version__}; input 1x3x224x224, random weights, torch.onnx.export(dynamo=False)")
    print("| network | ours, MACs | torch.utils.flop_counter / 2 | difference | parameters in the file | in PyTorch | not counted | "
          "analysis (s) |")
    print("|---|---|---|---|---|---|---|---|")
    worst = 0
    for name in arguments.models.split(","):
        model = getattr(torchvision.models, name)(weights=None).eval()
        image = torch.zeros(1, 3, 224, 224)
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            model(image)
        reference = counter.get_total_flops() // 2
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / f"{name}.onnx")
            torch.onnx.export(model, image, file, dynamo=False, input_names=["input"], output_names=["logits"],
                              dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
            begin = time.perf_counter()
            text = subprocess.run([arguments.shoestring, "models", "analyse", file, "--format", "json"], check=True,
                                  capture_output=True, text=True).stdout
            seconds = time.perf_counter() - begin
        ours = json.loads(text)
        difference = ours["macs"] / reference - 1
        worst = max(worst, abs(difference))
        parameters = sum(weights.numel() for weights in model.parameters())
        print(f"| {name} | {ours['macs']:,} | {reference:,} | {difference:+.3%} | {ours['parameters']:,} | {parameters:,} | "
              f"{len(ours['uncounted'])} | {seconds:.2f} |")
    print("PyTorch folds batch normalisation into convolutions when it exports, so a file has other parameters than the module.")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
