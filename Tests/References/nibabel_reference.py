"""Prints what nibabel reads from every file below a directory, one line of JSON each, sorted by path.

usage: nibabel_reference.py DIRECTORY
Keys: path; either error, or shape, dtype, affine (rows), sum, mean_abs and moment (the sum of each voxel times
its place in the file, from 0 to 1) of the voxels with NaN and infinity as 0.
"""
import json
import logging
import os
import sys
import warnings

import nibabel
import numpy


def describe(path):
    image = nibabel.load(path)
    data = numpy.asanyarray(image.dataobj)
    found = {"shape": data.shape, "dtype": str(image.get_data_dtype()), "affine": image.affine[:3].tolist()}
    if data.dtype.fields is None and not numpy.iscomplexobj(data):
        values = data.astype(numpy.float64)
        values[~numpy.isfinite(values)] = 0
        places = numpy.arange(values.size) / values.size
        found["moment"] = float((values.ravel(order="F") * places).sum())
        found["sum"], found["mean_abs"] = float(values.sum()), float(numpy.abs(values).mean())
    return found


def main(root):
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    for path in sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names):
        try:
            found = describe(path)
        except Exception as error:  # whatever nibabel raises is its answer
            found = {"error": type(error).__name__}
        print(json.dumps({"path": path, **found}))


main(sys.argv[1])
