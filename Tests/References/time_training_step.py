"""Times training steps of the compact U-Net in PyTorch, beside `metakd-bench train`, and prints one line of JSON.

usage: time_training_step.py PEERS_DIRECTORY [--widths 16,32,64,128] [--patch 64x64x64] [--threads 2] [--runs 5]

PEERS_DIRECTORY holds unet3d.py, the reference network. A step is what one inner iteration does: forward with four modalities, binary
cross-entropy + soft Dice, distillation between the bottleneck features of all pairs (p = 1), backward, Adam. Needs torch.
"""
import argparse
import json
import pathlib
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F

a = argparse.ArgumentParser()
a.add_argument("peers")
a.add_argument("--widths", default="16,32,64,128")
a.add_argument("--patch", default="64x64x64")
a.add_argument("--threads", type=int, default=2)
a.add_argument("--runs", type=int, default=5)
a = a.parse_args()
sys.path.insert(0, str(pathlib.Path(a.peers).resolve()))
from unet3d import UNet3D  # noqa: E402

torch.set_num_threads(a.threads)
torch.manual_seed(1)
net = UNet3D(tuple(map(int, a.widths.split(",")))).train()
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
image = torch.randn(1, 4, *map(int, a.patch.split("x")))
truth = (image[:, :1] > 1).float().expand(-1, 3, -1, -1, -1)
bottlenecks = []
net.encoder[-1].register_forward_hook(lambda module, inputs, output: bottlenecks.append(output))


def step():
    bottlenecks.clear()
    logits = net(image)
    p = torch.sigmoid(logits)
    axes = (0, 2, 3, 4)
    dice = (2 * (p * truth).sum(axes) + 1) / (p.sum(axes) + truth.sum(axes) + 1)
    loss = F.binary_cross_entropy_with_logits(logits, truth) + (1 - dice).mean()
    distillation = sum((bottlenecks[i].detach() - bottlenecks[j]).abs().mean() for i in range(4) for j in range(4) if i != j)
    optimiser.zero_grad()
    (loss + 0.1 * distillation).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 12)
    optimiser.step()
    return loss.item()


loss, times = step(), []
for _ in range(a.runs):
    start = time.perf_counter()
    loss = step()
    times.append(time.perf_counter() - start)
print(json.dumps({"widths": a.widths, "patch": a.patch, "threads": a.threads, "median_s": round(statistics.median(times), 3),
                  "min_s": round(min(times), 3), "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "loss": round(loss, 4)}))
