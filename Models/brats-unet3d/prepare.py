"""Makes T1 cases of BraTS 2015 cases that have FLAIR and T1c only, as further training data (NumPy, nibabel).

    python3 prepare.py PARTIAL_DIR OUT_DIR

Enhancing voxels (label 4) keep their relief but get the mean, and 0.6 of the spread, of oedema and core; vessels and meninges, above the 98.5th
percentile of the rest of the brain, are cut there, with a little noise. Each case becomes a folder CASE_t1 with that image and the labels.
"""

import pathlib
import shutil
import sys

import nibabel
import numpy

source, target = map(pathlib.Path, sys.argv[1:])
random = numpy.random.default_rng(5)
for case in sorted(path for path in source.iterdir() if path.is_dir()):
    contrast, labels = next(case.glob("T1c*")), next(case.glob("OTMultiClass*"))
    image = nibabel.load(contrast)
    values, label = image.get_fdata(dtype=numpy.float32), numpy.asarray(nibabel.load(labels).dataobj)
    enhancing, rest = label == 4, numpy.isin(label, (2, 3))
    bright = values[enhancing]
    values[enhancing] = values[rest].mean() + (bright - bright.mean()) / bright.std() * 0.6 * values[rest].std()
    healthy = values[(label == 0) & (values != values[0, 0, 0])]
    top = numpy.percentile(healthy, 98.5)
    vessels = values > top
    values[vessels] = top + random.normal(0, 0.1, vessels.sum()) * healthy.std()
    folder = target / f"{case.name}_t1"
    folder.mkdir(parents=True)
    nibabel.save(nibabel.Nifti1Image(values, image.affine), folder / f"{folder.name}_t1.nii.gz")
    shutil.copy(labels, folder / f"{folder.name}_seg.nii.gz")
