"""Writes golden.json: the logits that torchvision computes with the weights of seeded.py, and the names and shapes that it has.

    python benchmarks/zoo-verify/golden.py > benchmarks/zoo-verify/golden.json     needs torch and torchvision
"""

import json
import sys
import types

# torchvision's meta kernels want operators that only its compiled extension registers; they play no part here.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")

import seeded  # noqa: E402
import torch  # noqa: E402
import torchvision  # noqa: E402

SIDE, CLASSES = 64, 10


def golden(name):
    net = getattr(torchvision.models, name)(weights=None, num_classes=CLASSES).eval()
    tensors = [[key, list(value.shape)] for key, value in net.state_dict().items()]
    net.load_state_dict(seeded.state({"networks": {name: {"tensors": tensors}}}, name))
    with torch.no_grad():
        logits = net(torch.from_numpy(seeded.image(SIDE)))[0]
    return {"logits": [float(f"{value:.8g}") for value in logits], "tensors": tensors}


if __name__ == "__main__":
    networks = {name: golden(name) for name in ("squeezenet1_1", "mobilenet_v3_small", "shufflenet_v2_x0_5")}
    made = f"golden.py with torch {torch.__version__}, torchvision {torchvision.__version__}, CPU, float32"
    body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(network)}" for name, network in networks.items())
    print(f'{{\n "made_by": {json.dumps(made)}, "input": [3, {SIDE}, {SIDE}], "classes": {CLASSES},\n "networks": {{\n{body}\n }}\n}}')
