"""Makes a small image and what SciPy and nibabel give on other grids: `python make.py` writes the .nii.gz files beside it.

Expected values are scipy.ndimage.map_coordinates(order=1), in float64, at the positions that the two affines give, 0 where the position
lies outside all voxels of the source. nibabel.processing.resample_from_to(order=1) has to agree between the outermost centres.
On the coarse grid the source is smoothed first with scipy.ndimage.gaussian_filter1d.
"""
import os

import nibabel
import numpy
from nibabel.processing import resample_from_to
from scipy.ndimage import gaussian_filter1d, map_coordinates

FOLDER = os.path.dirname(os.path.abspath(__file__))


def turned(degrees, axis):
    angle, matrix = numpy.deg2rad(degrees), numpy.eye(4)
    a, b = (axis + 1) % 3, (axis + 2) % 3
    matrix[a, a] = matrix[b, b] = numpy.cos(angle)
    matrix[a, b], matrix[b, a] = -numpy.sin(angle), numpy.sin(angle)
    return matrix


def image(voxels, affine):
    made = nibabel.Nifti1Image(voxels.astype(numpy.float32), affine)
    made.set_qform(None, 0)
    made.header.set_xyzt_units("mm")
    return nibabel.Nifti1Image.from_bytes(made.to_bytes())


def expected(source, shape, affine):
    target = image(numpy.zeros(shape), affine)
    voxels, whole = source.get_fdata(), numpy.linalg.inv(source.affine) @ target.affine
    squares = (whole[:3, :3] ** 2).sum(axis=1)
    for axis in numpy.flatnonzero(squares > 1.4 ** 2):
        voxels = gaussian_filter1d(voxels, numpy.sqrt((squares[axis] - 1) / (8 * numpy.log(2))), axis=axis, mode="nearest")
    places = whole[:3, :3] @ numpy.indices(shape).reshape(3, -1) + whole[:3, 3:]
    size = numpy.array(source.shape)[:, None]
    inside = numpy.all((places >= -0.5) & (places <= size - 0.5), axis=0)
    result = numpy.where(inside, map_coordinates(voxels, places, order=1, mode="nearest"), 0)
    between = numpy.all((places > 1e-6) & (places < size - 1 - 1e-6), axis=0)
    other = resample_from_to(nibabel.Nifti1Image(voxels, source.affine), target, order=1).get_fdata().ravel()
    assert between.sum() >= 8
    assert numpy.abs(result - other)[between].max() < 1e-9
    return image(result.reshape(shape), affine)


def main():
    generator = numpy.random.default_rng(5)
    affine = numpy.diag([-0.9, 1.1, 2.5, 1])
    affine[:3, 3] = [6, -7, 8]
    source = image(100 * generator.standard_normal((13, 12, 7)), turned(12, 0) @ affine)
    oblique = turned(20, 2) @ turned(-25, 1) @ numpy.diag([0.8, -0.9, 0.7, 1])
    oblique[:3, 3] = [-3, 4, -1]
    exchanged = source.affine @ numpy.array([[0, -1, 0, 12], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1.0]])
    coarse = numpy.diag([3.0, 2.8, 3.1, 1])
    coarse[:3, 3] = [-7, -8, 2]
    nibabel.save(source, os.path.join(FOLDER, "source.nii.gz"))
    for name, shape, grid in [("oblique", (14, 15, 20), oblique), ("exchanged", (7, 13, 12), exchanged), ("coarse", (6, 6, 8), coarse)]:
        nibabel.save(expected(source, shape, grid), os.path.join(FOLDER, f"{name}.nii.gz"))


main()
