"""Compares the zoo with torchvision, timm and, for networks that neither has, papers.py: parameters, multiply-accumulates, logits.

For each network the reference makes random weights; `torch.save` writes them as a .pth file (networks in odd places of the list in
torch's older format), and safetensors as another. `shoestring models export NAME --onnx FILE --weights FILE` must make the same bytes of
both, and ONNX Runtime and the OpenVINO runner must compute torch's logits from them, to 1e-4 of their spread (largest minus
smallest). Normalisations get random running figures, and biases and slopes are random too, so that a
wrong order or a forgotten epsilon shows. Prints a table; exits with 1 when anything differs.

    python benchmarks/zoo-verify/verify.py --shoestring .build/release/shoestring --runner .build/release/runner-openvino

Needs torch, torchvision, timm, safetensors, onnx, onnxruntime and numpy (CPU builds are enough).
"""

import argparse
import filecmp
import json
import pathlib
import platform
import subprocess
import sys
import tempfile
import types

# torchvision's meta kernels want operators that only its compiled extension registers; they play no part here.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")

import numpy  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import papers  # noqa: E402
import timm  # noqa: E402
import torch  # noqa: E402
import torchvision  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

TORCHVISION = """
    alexnet vgg16 vgg19 googlenet inception_v3 resnet18 resnet34 resnet50 resnet101 resnet152 squeezenet1_0 squeezenet1_1
    mobilenet_v2 mobilenet_v3_small mobilenet_v3_large shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5
    shufflenet_v2_x2_0 efficientnet_b0 efficientnet_b1
""".split()
TIMM = {"inception_v4": "inception_v4", "mobilenet_v1": "mobilenetv1_100"}
NETWORKS = [*TORCHVISION, *TIMM, *papers.NETWORKS]
TOLERANCE = 1e-4


def reference(name):
    if name in TIMM:
        return timm.create_model(TIMM[name])
    if name in papers.NETWORKS:
        return papers.NETWORKS[name]()
    # The zoo has no auxiliary classifiers; these two would also spend a minute on their own initialisation.
    options = {"aux_logits": False, "init_weights": False} if name in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, name)(weights=None, **options)


def random_network(name, seed):
    """The reference's own initialisation, with normalisations that are not the identity and biases that are not zero."""
    torch.manual_seed(seed)
    net = reference(name).eval()
    for module in net.modules():
        # timm's normalisations are subclasses of torch's.
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
            torch.nn.init.uniform_(module.running_mean, -0.5, 0.5)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
        elif isinstance(module, torch.nn.PReLU):
            torch.nn.init.uniform_(module.weight, 0.05, 0.5)
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)) and module.bias is not None:
            torch.nn.init.uniform_(module.bias, -0.1, 0.1)
    return net


def multiply_accumulates(net, images):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(images[:1])
    return counter.get_total_flops() // 2


def logits_of(path, images):
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"input": images.numpy()})[0]


def runner_logits(runner, path, images):
    """The first output of our OpenVINO runner, in fp32."""
    command = [runner, "infer", str(path), str(len(images))]
    output = subprocess.run(command, check=True, input=images.numpy().tobytes(), stdout=subprocess.PIPE).stdout
    return numpy.frombuffer(output, dtype=numpy.float32)


def export(shoestring, name, weights, path, size):
    command = [shoestring, "models", "export", name, "--onnx", str(path), "--weights", str(weights)]
    if size:
        command += ["--size", size]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def verify(options, name, listed, folder):
    size, seed = options.size, options.seed
    net = random_network(name, seed)
    safetensors, pth = folder / f"{name}.safetensors", folder / f"{name}.pth"
    path, other = folder / f"{name}.onnx", folder / f"{name}-pth.onnx"
    save_file({key: value.contiguous() for key, value in net.state_dict().items()}, safetensors)
    torch.save(net.state_dict(), pth, _use_new_zipfile_serialization=NETWORKS.index(name) % 2 == 0)
    export(options.shoestring, name, safetensors, path, size)
    export(options.shoestring, name, pth, other, size)
    equal = filecmp.cmp(path, other, shallow=False)
    for file in (safetensors, pth, other):
        file.unlink()
    sides = [int(side) for side in size.split("x")] if size else listed["input"][1:]
    images = torch.randn(options.batch, 3, *sides, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        expected = net(images).numpy()
    found = logits_of(path, images)
    ours = runner_logits(options.runner, path, images).reshape(expected.shape)
    path.unlink()
    spread = expected.max() - expected.min()
    difference = float(numpy.abs(found - expected).max() / spread)
    ours_difference = float(numpy.abs(ours - expected).max() / spread)
    parameters = sum(parameter.numel() for parameter in net.parameters())
    # The listing is for the default size.
    macs = multiply_accumulates(net, images if not size else torch.zeros(1, *listed["input"]))
    passed = (
        found.shape == expected.shape
        and difference <= TOLERANCE
        and ours_difference <= TOLERANCE
        and equal
        and listed["parameters"] == parameters
        and listed["macs"] == macs
    )
    print(
        f"{name:22} {parameters:>12,} {listed['parameters']:>12,} {macs:>15,} {listed['macs']:>15,} "
        f"{difference:>10.2e} {ours_difference:>10.2e} {'equal' if equal else 'OTHER':>6}  {'ok' if passed else 'DIFFERS'}",
        flush=True,
    )
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shoestring", required=True, help="path of the shoestring executable")
    parser.add_argument("--runner", required=True, help="path of the runner-openvino executable")
    parser.add_argument("--batch", type=int, default=2, help="images compared for each network")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", help="another height and width than the default ones, as 299x256")
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    arguments = parser.parse_args()

    output = subprocess.run(
        [arguments.shoestring, "models", "--format", "json"], check=True, capture_output=True, text=True
    ).stdout
    listed = {model["name"]: model for model in json.loads(output)}
    print(
        f"torch {torch.__version__}, torchvision {torchvision.__version__}, timm {timm.__version__}, "
        f"onnxruntime {onnxruntime.__version__}, "
        f"onnx {onnx.__version__}, {platform.machine()}; batch {arguments.batch}, seed {arguments.seed}"
    )
    print(
        f"{'network':22} {'params torch':>12} {'here':>12} {'MACs torch':>15} {'here':>15} "
        f"{'ORT':>10} {'OpenVINO':>10} {'.pth':>6}  (Δ/spread, limit {TOLERANCE:g})"
    )
    with tempfile.TemporaryDirectory() as folder:
        results = [
            verify(arguments, name, listed[name], pathlib.Path(folder)) for name in arguments.networks
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
