"""Checks what `metakd-infer evaluate` says against MedPy, SciPy and DeepMind's surface-distance.

    compare_scores.py --program metakd-infer [--predictions DIR --truth DIR]

Scores the cases made here by hand (blocks, single voxels, empty regions, many lesions, uneven spacing, both label schemes) and, where they are
given, two directories of masks; prints the largest difference of each column. HD95 is also compared with surface-distance, whose border is a
mesh and not voxels: that difference is one of definition and is only printed. Needs nibabel, numpy, scipy, medpy and surface-distance.
"""

import argparse, csv, pathlib, subprocess, sys, tempfile
import nibabel, numpy, scipy.ndimage, surface_distance
from medpy.metric import binary as medpy_binary

REGIONS = {"ET": 3, "TC": 2, "WT": 1}
ALL, CONNECTED_18 = numpy.ones((3, 3, 3)), scipy.ndimage.generate_binary_structure(3, 2)


def depths(path):
    """0 background, 1 edema, 2 core, 3 enhancing, and the spacing."""
    image = nibabel.load(path)
    labels = numpy.rint(numpy.asarray(image.dataobj)).astype(int)
    if 3 in labels and 4 in labels: return numpy.array([0, 2, 1, 2, 3])[labels], image.header.get_zooms()[:3]
    return numpy.array([0, 2, 1, 3, 3])[labels], image.header.get_zooms()[:3]


def directed(a, b, spacing):
    # MedPy's own helper: distances from the border of the first to that of the second, by SciPy's exact transform.
    return medpy_binary.__surface_distances(a, b, spacing, 1)


def hd95(p, t, spacing, empty=373.13):
    if not p.any() and not t.any(): return 0.0
    if not p.any() or not t.any(): return empty
    return max(numpy.percentile(directed(p, t, spacing), 95), numpy.percentile(directed(t, p, spacing), 95))


def mesh_hd95(p, t, spacing):
    if not p.any() or not t.any(): return numpy.nan
    return surface_distance.compute_robust_hausdorff(surface_distance.compute_surface_distances(t, p, spacing), 95)


def dice(p, t):
    return 1.0 if not p.any() and not t.any() else 2 * (p & t).sum() / (p.sum() + t.sum())


def lesion_wise(p, t, spacing):
    components, count = scipy.ndimage.label(p, ALL)
    grown, lesions = scipy.ndimage.label(scipy.ndimage.binary_dilation(t, CONNECTED_18, iterations=3), ALL)
    met, tp, fn, total, distances = set(), 0, 0, 0.0, 0.0
    for lesion in range(1, lesions + 1):
        truth = t & (grown == lesion)
        near = scipy.ndimage.binary_dilation(truth, CONNECTED_18, iterations=3)
        found = set(numpy.unique(components[near])) - {0}
        met |= found
        if truth.sum() * numpy.prod(numpy.array(spacing, float)) <= 50: continue
        if not found:
            fn, distances = fn + 1, distances + 374
            continue
        predicted = numpy.isin(components, list(found))
        tp, total, distances = tp + 1, total + dice(predicted, truth), distances + hd95(predicted, truth, spacing)
    fp = count - len(met)
    n = tp + fn + fp
    return {"LesionWise_Dice": total / n if n else 1.0, "LesionWise_Hausdorff95": (distances + 374 * fp) / n if n else 0.0,
            "Num_TP": tp, "Num_FP": fp, "Num_FN": fn}


def expected(prediction, truth):
    (p, spacing), (t, _) = depths(prediction), depths(truth)
    row, mesh = {}, {}
    for region, least in REGIONS.items():
        a, b = p >= least, t >= least
        tp, negatives = (a & b).sum(), (~b).sum()
        scores = {"Dice": dice(a, b), "Sensitivity": tp / b.sum() if b.any() else float(not a.any()),
                  "Specificity": (~a & ~b).sum() / negatives if negatives else 0.0, "Hausdorff95": hd95(a, b, spacing)}
        scores |= lesion_wise(a, b, spacing)
        row |= {f"{name}_{region}": value for name, value in scores.items()}
        mesh[f"Hausdorff95_{region}"] = mesh_hd95(a, b, spacing)
    return row, mesh


def made(folder):
    """Cases made by hand: predictions with the labels of 2023, truth with those of 2021."""
    random = numpy.random.default_rng(11)
    shape, cases = (40, 44, 36), {}
    empty = numpy.zeros(shape, int)
    block = empty.copy(); block[10:20, 12:25, 8:20] = 1; block[12:17, 14:20, 10:15] = 2; block[13:16, 15:18, 11:13] = 3
    cases["equal"], cases["shifted"] = (block, block), (numpy.roll(block, (3, -2, 1), (0, 1, 2)), block)
    cases["both-empty"], cases["none-predicted"], cases["none-true"] = (empty, empty), (empty, block), (block, empty)
    voxel = empty.copy(); voxel[0, 0, 0] = 3
    cases["one-voxel"], cases["corners"] = (voxel, numpy.roll(voxel, (-1, -1, -1), (0, 1, 2))), (voxel, block)
    full = empty + 1
    cases["everything"] = (full, block)
    for number, rarity in enumerate([0.001, 0.003, 0.01]):
        seeds = [scipy.ndimage.binary_dilation(random.random(shape) < rarity, CONNECTED_18, iterations=2) for _ in range(4)]
        cases[f"scattered-{number}"] = (seeds[0] + (seeds[0] & seeds[1]) + (seeds[0] & seeds[1] & seeds[2]).astype(int),
                                        seeds[1] + (seeds[1] & seeds[2]) + (seeds[1] & seeds[2] & seeds[3]).astype(int))
    for index, (name, masks) in enumerate(cases.items()):
        affine = numpy.diag([[1, 1, 1, 1], [0.9, 1.2, 4, 1], [2, 0.5, 0.7, 1]][index % 3])
        for kind, mask, labels in zip(("predictions", "truth"), masks, ([0, 2, 1, 3], [0, 2, 1, 4])):
            (folder / kind).mkdir(exist_ok=True)
            nibabel.save(nibabel.Nifti1Image(numpy.array(labels, numpy.uint8)[mask], affine), folder / kind / f"{name}.nii.gz")
    return folder / "predictions", folder / "truth"


def compare(program, predictions, truth, folder):
    found, largest, mesh_largest = {}, {}, 0.0
    for options in ([], ["--lesion-wise"]):
        table = folder / "scores.csv"
        outcome = subprocess.run([program, "evaluate", str(predictions), str(truth), "-o", str(table), "--force", "--quiet", *options])
        if outcome.returncode not in (0, 2): sys.exit(f"evaluate ended with {outcome.returncode}")
        for row in csv.DictReader(open(table)):
            found.setdefault(row.get("Label") or row["scan_id"], {}).update(row)
    truths = {path.name.removesuffix(".nii.gz").removesuffix("_seg").removesuffix("-seg"): path for path in truth.rglob("*.nii.gz")}
    cases = 0
    for path in sorted(predictions.glob("*.nii.gz")):
        name = path.name.removesuffix(".nii.gz")
        row, mesh = expected(path, truths[name])
        cases += 1
        for column, value in row.items():
            kind = column.rsplit("_", 1)[0]
            largest[kind] = max(largest.get(kind, 0.0), abs(float(found[name][column]) - value))
        mesh_largest = max([mesh_largest] + [abs(float(found[name][column]) - value) for column, value in mesh.items() if not numpy.isnan(value)])
    print(f"{predictions}: {cases} cases; largest differences:", *(f"{kind} {value:.2g}" for kind, value in largest.items()))
    print(f"    HD95 against surface-distance's mesh: {mesh_largest:.3f} mm")
    return max(largest.values())


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--program", default=".build/release/metakd-infer")
    a.add_argument("--predictions", type=pathlib.Path)
    a.add_argument("--truth", type=pathlib.Path)
    a = a.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        worst = compare(a.program, *made(folder), folder)
        if a.predictions: worst = max(worst, compare(a.program, a.predictions, a.truth, folder))
    sys.exit(worst > 1e-6)


main()
