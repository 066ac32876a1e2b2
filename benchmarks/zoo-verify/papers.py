"""The networks of the zoo that neither torchvision nor timm has, in PyTorch, from the papers' tables.

A second writing, so that operators and exports are compared with PyTorch's own; parameters are called as in
Sources/ModelZoo. References: Krizhevsky et al. 2012 (figure 2; Caffe's bvlc_alexnet), Krizhevsky 2014 with batch
normalisation and Lin et al. 2013 with it (soumith/imagenet-multiGPU.torch: alexnetowtbn, ninbn), Lin et al. 2013, Paszke et
al. 2016 (table 1), Zhang et al. 2017 (table 1).
"""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


def named(*pairs):
    return nn.Sequential(OrderedDict(pairs))


def alexnet_2012():
    return named(
        ("conv1", nn.Conv2d(3, 96, 11, 4)), ("relu1", nn.ReLU()),
        ("norm1", nn.LocalResponseNorm(5, 1e-4, 0.75, 1.0)), ("pool1", nn.MaxPool2d(3, 2)),
        ("conv2", nn.Conv2d(96, 256, 5, padding=2, groups=2)), ("relu2", nn.ReLU()),
        ("norm2", nn.LocalResponseNorm(5, 1e-4, 0.75, 1.0)), ("pool2", nn.MaxPool2d(3, 2)),
        ("conv3", nn.Conv2d(256, 384, 3, padding=1)), ("relu3", nn.ReLU()),
        ("conv4", nn.Conv2d(384, 384, 3, padding=1, groups=2)), ("relu4", nn.ReLU()),
        ("conv5", nn.Conv2d(384, 256, 3, padding=1, groups=2)), ("relu5", nn.ReLU()),
        ("pool5", nn.MaxPool2d(3, 2)), ("avgpool", nn.AdaptiveAvgPool2d(6)), ("flatten", nn.Flatten()),
        ("fc6", nn.Linear(9216, 4096)), ("relu6", nn.ReLU()), ("fc7", nn.Linear(4096, 4096)), ("relu7", nn.ReLU()),
        ("fc8", nn.Linear(4096, 1000)),
    )  # fmt: skip


def bn_alexnet():
    features, inputs = [], 3
    for channels, kernel, stride, padding, pools in [
        (64, 11, 4, 2, True), (192, 5, 1, 2, True), (384, 3, 1, 1, False), (256, 3, 1, 1, False), (256, 3, 1, 1, True)
    ]:  # fmt: skip
        features += [nn.Conv2d(inputs, channels, kernel, stride, padding), nn.BatchNorm2d(channels, 1e-3), nn.ReLU()]
        features += [nn.MaxPool2d(3, 2)] if pools else []
        inputs = channels
    head = []
    for inputs in (9216, 4096):
        head += [nn.Dropout(), nn.Linear(inputs, 4096), nn.BatchNorm1d(4096, 1e-3), nn.ReLU()]
    return named(
        ("features", nn.Sequential(*features)), ("avgpool", nn.AdaptiveAvgPool2d(6)), ("flatten", nn.Flatten()),
        ("classifier", nn.Sequential(*head, nn.Linear(4096, 1000))),
    )  # fmt: skip


def nin():
    layers, inputs, number = [], 3, 0
    blocks = [(96, 11, 4, 0), (256, 5, 1, 2), (384, 3, 1, 1), (1024, 3, 1, 1)]
    for index, (channels, kernel, stride, padding) in enumerate(blocks):
        layers += [(f"conv{index + 1}", nn.Conv2d(inputs, channels, kernel, stride, padding))]
        layers += [(f"relu{index}_0", nn.ReLU())]
        for position in range(2):
            number += 1
            outputs = 1000 if number == 8 else channels
            layers += [(f"cccp{number}", nn.Conv2d(channels, outputs, 1)), (f"relu{index}_{number}", nn.ReLU())]
        if index < 3:
            layers += [(f"pool{index + 1}", nn.MaxPool2d(3, 2, ceil_mode=True))]
        inputs = channels
    return named(*layers, ("pool4", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()))


def bn_nin():
    layers, inputs = [], 3
    for index, (channels, kernel, stride, padding) in enumerate(
        [(96, 11, 4, 5), (256, 5, 1, 2), (384, 3, 1, 1), (1024, 3, 1, 1)]
    ):
        layers += [nn.MaxPool2d(3, 2, 1)] if index else []
        for shape in ((inputs, channels, kernel, stride, padding), (channels, channels, 1), (channels, channels, 1)):
            layers += [nn.Conv2d(*shape), nn.BatchNorm2d(channels, 1e-3), nn.ReLU()]
        inputs = channels
    features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1))
    return named(("features", features), ("flatten", nn.Flatten()), ("classifier", nn.Linear(1024, 1000)))


class ENetInitial(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 13, 3, 2, 1)
        self.bn, self.prelu = nn.BatchNorm2d(16, 1e-3), nn.PReLU(16)

    def forward(self, x):
        return self.prelu(self.bn(torch.cat([self.conv(x), F.max_pool2d(x, 2, ceil_mode=True)], 1)))


class ENetBottleneck(nn.Module):
    def __init__(self, inputs, outputs, dilation=1, asymmetric=False):
        super().__init__()
        self.down, inner = inputs != outputs, outputs // 4
        side = 2 if self.down else 1
        self.reduce = nn.Conv2d(inputs, inner, side, side, bias=False)
        self.bn1, self.prelu1 = nn.BatchNorm2d(inner, 1e-3), nn.PReLU(inner)
        self.conv = nn.Conv2d(inner, inner, 3, padding=dilation, dilation=dilation)
        if asymmetric:
            column = nn.Conv2d(inner, inner, (5, 1), padding=(2, 0), bias=False)
            self.conv = nn.Sequential(column, nn.Conv2d(inner, inner, (1, 5), padding=(0, 2)))
        self.bn2, self.prelu2 = nn.BatchNorm2d(inner, 1e-3), nn.PReLU(inner)
        self.expand, self.bn3 = nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs, 1e-3)
        self.prelu3 = nn.PReLU(outputs)

    def forward(self, x):
        y = self.prelu1(self.bn1(self.reduce(x)))
        y = self.bn3(self.expand(self.prelu2(self.bn2(self.conv(y)))))
        if self.down:
            x = F.max_pool2d(x, 2)
            x = F.pad(x, (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))
        return self.prelu3(x + y)


def enet(*head):
    blocks = [("initial", ENetInitial()), ("bottleneck1_0", ENetBottleneck(16, 64))]
    blocks += [(f"bottleneck1_{index}", ENetBottleneck(64, 64)) for index in range(1, 5)]
    blocks += [("bottleneck2_0", ENetBottleneck(64, 128))]
    for stage in (2, 3):
        for index, dilation in enumerate([1, 2, None, 4, 1, 8, None, 16]):
            block = ENetBottleneck(128, 128, dilation or 1, asymmetric=dilation is None)
            blocks += [(f"bottleneck{stage}_{index + 1}", block)]
    return named(*blocks, *head)


def enet_cls():
    pool = [("avgpool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten())]
    return enet(*pool, ("classifier", nn.Linear(128, 1000)))


def enet_encoder_seg():
    return enet(("classifier", nn.Conv2d(128, 19, 1)))


class ShuffleUnit(nn.Module):
    def __init__(self, inputs, outputs, groups, start):
        super().__init__()
        inner, self.groups, self.down = outputs // 4, groups, inputs != outputs
        emitted = outputs - inputs if self.down else outputs
        self.conv1, self.bn1 = nn.Conv2d(inputs, inner, 1, groups=1 if start else groups, bias=False), nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, 2 if self.down else 1, 1, groups=inner, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, emitted, 1, groups=groups, bias=False), nn.BatchNorm2d(emitted)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = y.unflatten(1, (self.groups, -1)).transpose(1, 2).flatten(1, 2)
        y = self.bn3(self.conv3(self.bn2(self.conv2(y))))
        return F.relu(torch.cat([F.avg_pool2d(x, 3, 2, 1), y], 1) if self.down else x + y)


def shufflenet_v1(groups, width=1.0):
    table = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
    layers = [("conv1", nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU()))]
    layers += [("maxpool", nn.MaxPool2d(3, 2, 1))]
    inputs = 24
    for stage, units in enumerate([4, 8, 4]):
        outputs, run = int(table[groups] * width) * 2**stage, []
        for unit in range(units):
            run += [ShuffleUnit(inputs, outputs, groups, stage == 0 and unit == 0)]
            inputs = outputs
        layers += [(f"stage{stage + 2}", nn.Sequential(*run))]
    head = [("globalpool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()), ("fc", nn.Linear(inputs, 1000))]
    return named(*layers, *head)


NETWORKS = {
    "alexnet_2012": alexnet_2012,
    "bn_alexnet": bn_alexnet,
    "nin": nin,
    "bn_nin": bn_nin,
    "enet_cls": enet_cls,
    "enet_encoder_seg": enet_encoder_seg,
    **{f"shufflenet_v1_g{groups}": lambda groups=groups: shufflenet_v1(groups) for groups in (1, 2, 3, 4, 8)},
    "shufflenet_v1_g3_x0_5": lambda: shufflenet_v1(3, 0.5),
}
