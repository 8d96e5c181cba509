"""Whether two ways to run metakd-infer give the same masks: Dice of ET, TC and WT between them, over cases and subsets.

    compare_masks.py DATA --first "metakd-infer --precision fp32" --second "metakd-infer --precision bf16" [--subsets flair+t1+t1c+t2 t1c …]

DATA holds folders of cases whose files end with a modality's name; a case that lacks a modality of a subset is left out there. A region that
both masks leave empty counts as equal. Needs nibabel and numpy.
"""

import argparse, pathlib, re, shlex, subprocess, tempfile
import nibabel, numpy

ALIASES = {"flair": "flair", "t1": "t1", "t1ce": "t1c", "t1c": "t1c", "t2": "t2", "t2f": "flair", "t1n": "t1", "t2w": "t2"}
REGIONS = {"ET": [3, 4], "TC": [1, 3, 4], "WT": [1, 2, 3, 4]}


def images(folder):
    found = {}
    for path in sorted(folder.glob("*.nii.gz")):
        name = re.split(r"[_\-.]", path.name.removesuffix(".nii.gz").lower())[-1]
        if name in ALIASES: found[ALIASES[name]] = path
    return found


def mask(command, given, folder, name):
    target = pathlib.Path(folder) / f"{name}.nii.gz"
    options = [part for modality, path in given.items() for part in (f"--{modality}", str(path))]
    subprocess.run([*shlex.split(command), *options, "-o", str(target), "--force", "--quiet"], check=True)
    return numpy.asarray(nibabel.load(target).dataobj)


def dice(a, b):
    return 1.0 if a.sum() + b.sum() == 0 else 2.0 * (a & b).sum() / (a.sum() + b.sum())


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data", type=pathlib.Path)
    a.add_argument("--first", required=True)
    a.add_argument("--second", required=True)
    a.add_argument("--subsets", nargs="+", default=["flair+t1+t1c+t2", "flair+t1", "t1c"])
    a = a.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for case in sorted(p for p in a.data.iterdir() if p.is_dir()):
            files = images(case)
            for subset in a.subsets:
                if any(name not in files for name in subset.split("+")): continue
                given = {name: files[name] for name in subset.split("+")}
                first, second = (mask(command, given, folder, n) for n, command in enumerate((a.first, a.second)))
                scores = [dice(numpy.isin(first, labels), numpy.isin(second, labels)) for labels in REGIONS.values()]
                rows.append(scores)
                print(f"{case.name:28} {subset:18}", *(f"{n} {s:.5f}" for n, s in zip(REGIONS, scores)), f"{(first != second).sum()} voxels differ", flush=True)
    print(f"{len(rows)} masks; smallest", *(f"{n} {s:.5f}" for n, s in zip(REGIONS, numpy.min(rows, 0))),
          "mean", *(f"{n} {s:.5f}" for n, s in zip(REGIONS, numpy.mean(rows, 0))))


main()
