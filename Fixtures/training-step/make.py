#!/usr/bin/env python3
"""PyTorch's numbers for one whole step of Algorithm 1, which our trainer is tested against.

    make.py PEERS_DIR OUT.safetensors       PEERS_DIR holds unet3d.py; needs torch and safetensors

The file holds the weights before (`before.*`), the image [4, D, H, W] and truth [3, D, H, W], the inner problem with FLAIR
and T1c present (losses, gradients `gradient.*`, weights after two Nesterov steps `after.*`), and the outer problem with all
but T2 present (loss, gradient of the raw importance weights)."""
import sys
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

sys.path.insert(0, sys.argv[1])
from unet3d import UNet3D

ALPHA, SEED, SHAPE = 0.1, 11, (8, 8, 12)
INNER, OUTER = (0, 2), (0, 1, 2)


def task_loss(logits, truth):
    entropy = F.binary_cross_entropy_with_logits(logits, truth)
    p, axes = torch.sigmoid(logits), (1, 2, 3)
    dice = (2 * (p * truth).sum(axes) + 1) / (p.sum(axes) + truth.sum(axes) + 1)
    return entropy + (1 - dice).mean()


def run(net, image, present, scales):
    """The network with every modality's features, imputed ones included, scaled."""
    own = {m: net.encode(image[None, m:m + 1]) for m in present}
    fused = []
    for level in range(len(net.widths)):
        mean = torch.stack([own[m][level] for m in present]).mean(0)
        fused.append(torch.cat([scales[m] * (own[m][level] if m in own else mean) for m in range(4)], 1))
    x = fused[-1]
    for up, block, skip in zip(net.up, net.decoder, fused[-2::-1]):
        x = block(torch.cat([up(x), skip], 1))
    return net.head(x)[0], {m: own[m][-1][0] for m in present}


torch.manual_seed(SEED)
net = UNet3D((6, 10, 20))
with torch.no_grad():
    for name, p in net.named_parameters():
        if "norm" in name:
            p.add_(0.1 * torch.randn(p.shape))
image = torch.randn(4, *SHAPE)
truth = (F.avg_pool3d(torch.randn(3, *SHAPE), 3, 1, 1) > 0.05).float()
raw = torch.tensor([0.3, -0.2, 0.9, 0.1], requires_grad=True)
out = {"before." + k: v.clone() for k, v in net.state_dict().items()} | {"image": image, "truth": truth, "importance": raw.detach().clone()}

w = torch.softmax(raw, 0).detach()
optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.99, nesterov=True)
for step in range(2):
    optimiser.zero_grad()
    logits, features = run(net, image, INNER, torch.ones(4))
    task = task_loss(logits, truth)
    distillation = sum(w[i] / w[j] * (features[i].detach() - features[j]).abs().mean() for i in INNER for j in INNER if i != j)
    (task + ALPHA * distillation).backward()
    if step == 0:
        out |= {"gradient." + k: p.grad.clone() for k, p in net.named_parameters()}
        out |= {"logits": logits.detach(), "loss.task": task.detach()[None], "loss.distillation": distillation.detach()[None]}
    optimiser.step()
out |= {"after." + k: v.clone() for k, v in net.state_dict().items()}

net.load_state_dict({k[7:]: v for k, v in out.items() if k.startswith("before.")})
logits, _ = run(net, image, OUTER, torch.softmax(raw, 0))
loss = task_loss(logits, truth)
loss.backward()
out |= {"loss.outer": loss.detach()[None], "gradient.importance": raw.grad}
save_file({k: v.contiguous() for k, v in out.items()}, sys.argv[2])
