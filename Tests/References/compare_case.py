#!/usr/bin/env python3
"""Times a whole case, from NIfTI files to a written mask: metakd-infer beside a Python script of nibabel, NumPy and OpenVINO.

    compare_case.py FLAIR T1 T1C T2 [--peers ../shared/peers] [--precision fp32] [--threads 2] [--rounds 5] [--given flair,t1,t1c,t2]

Both have the same weights (drawn from a seed), brain box, tiles of up to 128 voxels with half overlap, Gaussian blending, threshold and
labels; each run is a process of its own, one after the other, the first one alternating. A time is the whole process's. The masks
must agree in a Dice of 0.995 or more. Needs a release build and nibabel, numpy, openvino, torch, onnx and safetensors."""
import argparse, os, pathlib, statistics, subprocess, sys, tempfile, time
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODALITIES = ("flair", "t1", "t1c", "t2")
TILE, OVERLAP, MULTIPLE, LEAST_WEIGHT = 128, 0.5, 8, 1e-3


def axis(length):
    """Size and starts of the tiles along an axis: as many as overlap enough, no larger than that number of them needs."""
    rounded = lambda size: (int(np.ceil(size)) + MULTIPLE - 1) // MULTIPLE * MULTIPLE
    if length <= TILE:
        return rounded(length), [0]
    count = int(np.ceil((length - TILE) / (TILE * (1 - OVERLAP)))) + 1
    size = min(TILE, rounded(length / (count - (count - 1) * OVERLAP)))
    return size, [round((length - size) * i / (count - 1)) for i in range(count)]


def prepared(paths):
    """The standardised images [modality, D, H, W] of the brain's box, its place, and how to get back."""
    import nibabel
    files = {m: nibabel.load(p) for m, p in paths.items()}
    first = next(iter(files.values()))
    turn = nibabel.orientations.ornt_transform(nibabel.io_orientation(first.affine), nibabel.orientations.axcodes2ornt(("R", "A", "S")))
    images = {m: nibabel.orientations.apply_orientation(f.get_fdata(dtype=np.float32), turn).transpose(2, 1, 0) for m, f in files.items()}
    brain = np.logical_or.reduce([image != 0 for image in images.values()])
    box = tuple(slice(int(w[0]), int(w[-1]) + 1) for w in (np.flatnonzero(brain.any(axis=other)) for other in ((1, 2), (0, 2), (0, 1))))
    x = np.zeros((4, *(s.stop - s.start for s in box)), np.float32)
    for m, image in images.items():
        inside = image[image != 0]
        x[MODALITIES.index(m)] = np.where(image[box] != 0, (image[box] - inside.mean(dtype=np.float64)) / inside.std(dtype=np.float64), 0)
    return x, box, brain.shape, first, turn


def segment(a):
    """The peer: what metakd-infer does, by nibabel, NumPy and OpenVINO."""
    import nibabel, openvino
    paths = dict(zip(a.given, a.files))
    x, box, whole, first, turn = prepared(paths)
    axes = [axis(n) for n in x.shape[1:]]
    size = tuple(s for s, _ in axes)
    core = openvino.Core()
    network = core.compile_model(core.read_model(a.peer / ("x".join(map(str, size)) + "." + "+".join(a.given) + ".onnx")), "CPU", {
        "INFERENCE_PRECISION_HINT": {"fp32": "f32", "bf16": "bf16"}[a.precision], "INFERENCE_NUM_THREADS": a.threads, "PERFORMANCE_HINT": "LATENCY"})
    profiles = [np.exp(-0.5 * ((np.arange(s, dtype=np.float32) - (s - 1) / 2) / (s / 8)) ** 2) for s in size]
    weight = np.maximum(profiles[0][:, None, None] * profiles[1][None, :, None] * profiles[2], LEAST_WEIGHT).astype(np.float32)
    padded = np.pad(x, [(0, 0)] + [(0, max(0, s - n)) for s, n in zip(size, x.shape[1:])])
    total, weights = np.zeros((3, *padded.shape[1:]), np.float32), np.zeros(padded.shape[1:], np.float32)
    for d in axes[0][1]:
        for h in axes[1][1]:
            for w in axes[2][1]:
                place = (slice(d, d + size[0]), slice(h, h + size[1]), slice(w, w + size[2]))
                logits = network(np.ascontiguousarray(padded[(None, slice(None), *place)]))[0][0]
                total[(slice(None), *place)] += weight / (1 + np.exp(-logits))
                weights[place] += weight
    et, tc, wt = (total / weights)[:, :x.shape[1], :x.shape[2], :x.shape[3]] >= 0.5
    labels = np.zeros(whole, np.uint8)
    labels[box] = np.where(et, 4, np.where(tc, 1, np.where(wt, 2, 0)))
    back = nibabel.orientations.ornt_transform(nibabel.orientations.axcodes2ornt(("R", "A", "S")), nibabel.io_orientation(first.affine))
    nibabel.save(nibabel.Nifti1Image(nibabel.orientations.apply_orientation(labels.transpose(2, 1, 0), back), first.affine), a.output)


def timed(command):
    """Seconds and peak MiB of a process."""
    start = time.perf_counter()
    child = subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))} ended with {status}: {error.decode()[-2000:]}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def compare(a, folder):
    paths = dict(zip(a.given, a.files))
    size = "x".join(str(axis(n)[0]) for n in prepared(paths)[0].shape[1:])
    subprocess.run([sys.executable, a.peers / "make_reference.py", folder, "--onnx", size], check=True, capture_output=True)
    model = folder / "model.metakd"
    subprocess.run([a.build / "metakd-train", "import", "--architecture", "unet3d", "--weights", folder / "weights.safetensors", "-o", model], check=True)
    masks = {name: folder / f"{name}.nii.gz" for name in ("ours", "peer")}
    common = ["--precision", a.precision, "--threads", a.threads]
    commands = {
        "ours": [a.build / "metakd-infer", "--model", model, *(x for m, p in paths.items() for x in (f"--{m}", p)), "-o", masks["ours"], "--force", "-q", *common],
        "peer": [sys.executable, __file__, *a.files, "--given", ",".join(a.given), "--peer", folder, "--output", masks["peer"], *common]}
    for command in commands.values():
        timed(command)
    rounds = [{name: timed(commands[name]) for name in (("ours", "peer") if number % 2 else ("peer", "ours"))} for number in range(a.rounds)]
    import nibabel
    ours, peer = (np.asarray(nibabel.load(masks[n]).dataobj) for n in ("ours", "peer"))
    agreement = 2 * ((ours == peer) & (ours != 0)).sum() / ((ours != 0).sum() + (peer != 0).sum())
    median = lambda of: statistics.median(of(r) for r in rounds)
    print(f"{'+'.join(a.given)}, {a.precision}, {a.threads} threads, tiles of {size}, median of {a.rounds}: ours {median(lambda r: r['ours'][0]):.2f} s, "
          f"{median(lambda r: r['ours'][1]):.0f} MiB; nibabel + NumPy + OpenVINO {median(lambda r: r['peer'][0]):.2f} s, {median(lambda r: r['peer'][1]):.0f} MiB; "
          f"ratios {median(lambda r: r['ours'][0] / r['peer'][0]):.2f}, {median(lambda r: r['ours'][1] / r['peer'][1]):.2f}; masks agree in Dice {agreement:.5f}")
    if agreement < 0.995:
        sys.exit("the masks differ: expected a Dice of 0.995 or more")


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("files", nargs="+", type=pathlib.Path)
    a.add_argument("--given", type=lambda text: text.split(","), default=list(MODALITIES), help="the modalities of the files, in this order")
    a.add_argument("--peers", type=pathlib.Path, default=ROOT.parent / "shared/peers")
    a.add_argument("--build", type=pathlib.Path, default=ROOT / ".build/release")
    a.add_argument("--precision", default="fp32", choices=["fp32", "bf16"])
    a.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    a.add_argument("--rounds", type=int, default=5)
    a.add_argument("--peer", type=pathlib.Path, help=argparse.SUPPRESS)
    a.add_argument("--output", type=pathlib.Path, help=argparse.SUPPRESS)
    a = a.parse_args()
    if len(a.files) != len(a.given) or any(m not in MODALITIES for m in a.given):
        sys.exit(f"{len(a.files)} files for the modalities {','.join(a.given)}; give one file each, of {','.join(MODALITIES)}")
    if a.peer:
        segment(a)
    else:
        with tempfile.TemporaryDirectory() as folder:
            compare(a, pathlib.Path(folder))
