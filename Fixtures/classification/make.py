#!/usr/bin/env python3
"""PyTorch's numbers for the networks of records and pictures, which trainer, export and engine are tested against.

    make.py OUT_DIR       needs torch and safetensors

Writes table.safetensors (three modalities of 5, 7 and 20 numbers, 9 records) and picture.safetensors (two modalities of 28 × 28, 5
records). Each holds the weights and running statistics `before.*`, the images `image.M` [records, numbers], the labels, the logits of
every subset in evaluation `logits.0+2`, and of one training batch without dropout of modalities 0 and 1: loss, distillation loss,
gradients `gradient.*` and running statistics afterwards `after.*`."""
import itertools
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

ALPHA, FEATURES, DECODER, CLASSES, SLOPE = 0.1, 6, 8, 3, 0.01
WEIGHTS = torch.tensor([0.5, 1.0, 2.0])


class Table(nn.Module):
    def __init__(self, inputs, widths):
        super().__init__()
        self.names, last = [], inputs
        for index, width in enumerate(widths):
            layer = nn.Linear(last, width, bias=False)
            layer.norm = nn.BatchNorm1d(width)
            self.add_module(f"hidden{index}", layer)
            self.names.append(f"hidden{index}")
            last = width
        self.feature = nn.Linear(last, FEATURES)

    def forward(self, x):
        for name in self.names:
            layer = getattr(self, name)
            x = F.leaky_relu(layer.norm(layer(x)), SLOPE)
        return self.feature(x)


class Picture(nn.Module):
    def __init__(self, widths):
        super().__init__()
        for name, inputs, outputs, size in (("conv0", 1, widths[0], 5), ("conv1", widths[0], widths[1], 5), ("flat", widths[1], widths[2], 4)):
            layer = nn.Conv2d(inputs, outputs, size, bias=False)
            layer.norm = nn.BatchNorm2d(outputs)
            self.add_module(name, layer)
        self.feature = nn.Linear(widths[2], FEATURES)

    def forward(self, x):
        x = x.view(len(x), 1, 28, 28)
        for layer in (self.conv0, self.conv1):
            x = F.max_pool2d(F.leaky_relu(layer.norm(layer(x)), SLOPE), 2)
        return self.feature(F.leaky_relu(self.flat.norm(self.flat(x)), SLOPE).flatten(1))


class Network(nn.Module):
    def __init__(self, encoders):
        super().__init__()
        self.encoder = nn.ModuleList(encoders)
        self.decoder = nn.Module()
        self.decoder.hidden = nn.Linear(len(encoders) * FEATURES, DECODER)
        self.decoder.head = nn.Linear(DECODER, CLASSES)

    def forward(self, images, present):
        own = {m: self.encoder[m](images[m]) for m in present}
        mean = sum(own.values()) / len(own)
        joined = torch.cat([own.get(m, mean) for m in range(len(self.encoder))], dim=1)
        return self.decoder.head(F.leaky_relu(self.decoder.hidden(joined), SLOPE)), own


def named(network):
    """All tensors under the names and with the extents of our graphs: convolutions have three axes."""
    result = {}
    for name, tensor in network.state_dict().items():
        if "num_batches" in name:
            continue
        if tensor.dim() == 2:
            tensor = tensor[:, :, None, None, None]
        elif tensor.dim() == 4:
            tensor = tensor[:, :, None]
        result[name] = tensor
    return result


def write(path, network, sizes, records, seed):
    torch.manual_seed(seed)
    for name, tensor in network.state_dict().items():
        if tensor.dim() > 1:
            tensor.copy_(torch.randn(tensor.shape) / tensor[0].numel() ** 0.5)
        elif tensor.dim() == 1:
            tensor.copy_(torch.rand(tensor.shape) + 0.5 if "norm.weight" in name or "running_var" in name else torch.randn(tensor.shape) / 5)
    images = [torch.randn(records, size) for size in sizes]
    labels = torch.arange(records) % CLASSES
    out = {f"before.{n}": t.clone() for n, t in named(network).items()}
    out.update({f"image.{m}": x for m, x in enumerate(images)})
    out["labels"] = labels.float()
    network.eval()
    with torch.no_grad():
        for size in range(1, len(sizes) + 1):
            for subset in itertools.combinations(range(len(sizes)), size):
                out["logits." + "+".join(map(str, subset))] = network(images, subset)[0]
    network.train()
    logits, own = network(images, (0, 1))
    task = F.cross_entropy(logits, labels, weight=WEIGHTS)
    # w_i / w_j with importance 0.2 and 0.5 of modalities 0 and 1.
    pairs = ((0, 1, 0.2 / 0.5), (1, 0, 0.5 / 0.2))
    kd = sum(w * (own[student] - own[teacher].detach()).abs().mean() for teacher, student, w in pairs)
    (task + ALPHA * kd).backward()
    out["loss.task"], out["loss.distillation"] = task.detach()[None], kd.detach()[None]
    gradients = {n: p.grad if p.grad is not None else torch.zeros_like(p) for n, p in network.named_parameters()}
    for name, gradient in gradients.items():
        shape = out[f"before.{name}"].shape
        out[f"gradient.{name}"] = gradient.reshape(shape)
    out.update({f"after.{n}": t.clone() for n, t in named(network).items() if "running" in n})
    save_file({n: t.contiguous() for n, t in out.items()}, path)


folder = sys.argv[1]
write(f"{folder}/table.safetensors", Network([Table(5, [8]), Table(7, []), Table(20, [17, 4])]), (5, 7, 20), 9, 1)
write(f"{folder}/picture.safetensors", Network([Picture([3, 5, 7]), Picture([3, 5, 7])]), (784, 784), 5, 2)
