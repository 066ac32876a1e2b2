"""Compares our training with PyTorch's: first-step gradients and the weights after 20 steps, in fp32 on the processor.

Both get the same weights (torchvision's own initialisation), the same random batches, the same seed for dropout and the same
settings. Errors are the greatest absolute difference of a tensor over the greatest magnitude in it, the largest of all tensors;
running figures of batch normalisations count among the weights.

    PYTHON benchmarks/torch-parity/compare.py [--models resnet18 …] [--steps 20] [--batch 4] [--side 64]

Exits with 1 when a gradient is off by more than 1e-4 or a weight by more than 1e-3.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import types

sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")

import torch  # noqa: E402
import torchvision  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

NETWORKS = ["alexnet", "squeezenet1_1", "resnet18", "mobilenet_v2", "shufflenet_v2_x1_0", "efficientnet_b0"]
OPTIMIZERS = {
    "sgd": ("sgd", dict(lr=0.01), {}),
    "momentum": ("sgd", dict(lr=0.01, momentum=0.9, weight_decay=1e-4), {}),
    "nesterov": ("sgd", dict(lr=0.01, momentum=0.9, nesterov=True), {}),
    "adam": ("adam", dict(lr=1e-4), {}),
    "adamw": ("adamw", dict(lr=1e-4, weight_decay=0.01), {}),
    "rmsprop": ("rmsprop", dict(lr=1e-5, momentum=0.9), {}),
}
CLASSES = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop}
GRADIENT_TOLERANCE, WEIGHT_TOLERANCE = 1e-4, 1e-3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=NETWORKS)
    parser.add_argument("--optimizers", nargs="+", default=list(OPTIMIZERS))
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--probe", default=".build/release/torch-probe")
    return parser.parse_args()


def network(name, weights, classes):
    net = getattr(torchvision.models, name)(weights=None, num_classes=classes)
    net.load_state_dict(weights)
    return net.train()


def theirs(options, name, weights, images, labels, optimizer):
    kind, settings, _ = OPTIMIZERS[optimizer]
    loss = torch.nn.CrossEntropyLoss()
    net = network(name, weights, options.classes)
    torch.manual_seed(options.seed)  # after building, which draws numbers too
    loss(net(images[0]), labels[0]).backward()
    result = {f"gradient/{key}": value.grad.clone() for key, value in net.named_parameters()}
    net = network(name, weights, options.classes)
    torch.manual_seed(options.seed)  # after building, which draws numbers too
    stepper = CLASSES[kind](net.parameters(), **settings)
    for batch, target in zip(images, labels):
        stepper.zero_grad()
        loss(net(batch), target).backward()
        stepper.step()
    result |= {f"value/{key}": value for key, value in net.state_dict().items() if value.is_floating_point()}
    return result


def ours(options, name, folder, optimizer):
    kind, settings, _ = OPTIMIZERS[optimizer]
    task = dict(
        job="parity", model=name, shape=[3, options.side, options.side], classes=options.classes, batch=options.batch,
        threads=options.threads, seed=options.seed, optimizer=kind, learning_rate=settings["lr"],
        momentum=settings.get("momentum", 0), nesterov=settings.get("nesterov", False),
        weight_decay=settings.get("weight_decay", 0), weights=f"{folder}/weights.safetensors",
        images=f"{folder}/images", labels=f"{folder}/labels", output=f"{folder}/out.safetensors")
    subprocess.run([options.probe, json.dumps(task)], check=True)
    return load_file(f"{folder}/out.safetensors")


def error(mine, other, prefix):
    worst, where = 0.0, ""
    for name, expected in other.items():
        if not name.startswith(prefix):
            continue
        scale = expected.abs().max().item() or 1.0
        found = (mine[name] - expected).abs().max().item() / scale
        if not found <= worst:
            worst, where = found, name
    return worst, where


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, {options.steps} steps of {options.batch}, "
          f"{options.side}×{options.side}")
    print(f"{'network':20} {'optimizer':10} {'gradient error':>15} {'weight error':>13}  worst weight")
    sound = True
    for name in options.models:
        torch.manual_seed(1)
        weights = getattr(torchvision.models, name)(weights=None, num_classes=options.classes).state_dict()
        images = torch.randn(options.steps, options.batch, 3, options.side, options.side)
        labels = torch.randint(0, options.classes, (options.steps, options.batch))
        with tempfile.TemporaryDirectory() as folder:
            save_file({key: value.contiguous() for key, value in weights.items()}, f"{folder}/weights.safetensors")
            pathlib.Path(folder, "images").write_bytes(images.numpy().tobytes())
            pathlib.Path(folder, "labels").write_bytes(labels.numpy().tobytes())
            for optimizer in options.optimizers:
                reference = theirs(options, name, weights, images, labels, optimizer)
                mine = ours(options, name, folder, optimizer)
                gradient, _ = error(mine, reference, "gradient/")
                weight, where = error(mine, reference, "value/")
                sound &= gradient <= GRADIENT_TOLERANCE and weight <= WEIGHT_TOLERANCE
                print(f"{name:20} {optimizer:10} {gradient:15.2e} {weight:13.2e}  {where}", flush=True)
    sys.exit(0 if sound else 1)


main()
