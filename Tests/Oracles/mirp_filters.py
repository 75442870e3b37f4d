#!/usr/bin/env python3
"""Writes mirp_filters.json: MIRP's response maps of one small image, by filter.

    python3 -m venv mirp && mirp/bin/pip install mirp==2.7.0 && mirp/bin/python mirp_filters.py

The image has 9 x 7 x 5 voxels of 1 mm: voxel (i, j, k) is (7 i² + 13 j + 29 k² + i j k) mod 31. For
the Simoncelli wavelet it has 7 x 7 x 7, since MIRP 2.7.0 exchanges the frequencies of two axes where an
image is no cube.
"""
import json
import logging
import pathlib
import tempfile

import nibabel
import numpy
from mirp import extract_images

logging.disable(logging.CRITICAL)


def image(size):
    i, j, k = numpy.indices(size)
    return ((7 * i * i + 13 * j + 29 * k * k + i * j * k) % 31).astype(numpy.float32)



laws = dict(filter_kernels="laws")
wavelet = dict(filter_kernels="separable_wavelet")
gabor = dict(filter_kernels="gabor", gabor_sigma=0.6, gabor_lambda=2.5, gabor_gamma=1.3,
             gabor_response="modulus", gabor_boundary_condition="reflect")
FILTERS = {
    **{f"mean-{edge}": dict(filter_kernels="mean", mean_filter_kernel_size=5,
                            mean_filter_boundary_condition=name)
       for edge, name in dict(zero="constant", nearest="nearest", periodic="wrap",
                              mirror="reflect").items()},
    "log": dict(filter_kernels="laplacian_of_gaussian", laplacian_of_gaussian_sigma=1.2,
                laplacian_of_gaussian_kernel_truncate=3.0,
                laplacian_of_gaussian_boundary_condition="reflect"),
    "log-2D": dict(by_slice=True, filter_kernels="laplacian_of_gaussian",
                   laplacian_of_gaussian_sigma=1.2, laplacian_of_gaussian_kernel_truncate=3.0,
                   laplacian_of_gaussian_boundary_condition="constant"),
    "laws": dict(laws, laws_kernel="E3W5R5", laws_compute_energy=False,
                 laws_rotation_invariance=False, laws_boundary_condition="nearest"),
    "laws-turned": dict(laws, laws_kernel="L5E5S5", laws_compute_energy=False,
                        laws_rotation_invariance=True, laws_pooling_method="max",
                        laws_boundary_condition="reflect"),
    "laws-energy-2D": dict(laws, by_slice=True, laws_kernel="L5S5", laws_compute_energy=True,
                           laws_rotation_invariance=True, laws_delta=2, laws_pooling_method="min",
                           laws_boundary_condition="constant"),
    "gabor-2D": dict(gabor, by_slice=True, gabor_theta=30.0, gabor_rotation_invariance=False),
    "gabor-planes": dict(gabor, by_slice=False, gabor_theta=0.0, gabor_theta_step=45.0,
                         gabor_rotation_invariance=True, gabor_pooling_method="mean"),
    "db3": dict(wavelet, separable_wavelet_families="db3", separable_wavelet_set="LLH",
                separable_wavelet_decomposition_level=1,
                separable_wavelet_rotation_invariance=False,
                separable_wavelet_boundary_condition="reflect"),
    "haar-level-2": dict(wavelet, separable_wavelet_families="haar", separable_wavelet_set="HLH",
                         separable_wavelet_decomposition_level=2,
                         separable_wavelet_rotation_invariance=True,
                         separable_wavelet_pooling_method="mean",
                         separable_wavelet_boundary_condition="wrap"),
    "coif1-2D": dict(wavelet, by_slice=True, separable_wavelet_families="coif1",
                     separable_wavelet_set="HH", separable_wavelet_decomposition_level=2,
                     separable_wavelet_rotation_invariance=True,
                     separable_wavelet_pooling_method="max",
                     separable_wavelet_boundary_condition="reflect"),
    "simoncelli": dict(filter_kernels="nonseparable_wavelet",
                       nonseparable_wavelet_families="simoncelli",
                       nonseparable_wavelet_decomposition_level=1,
                       nonseparable_wavelet_boundary_condition="wrap",
                       nonseparable_wavelet_response="real"),
}


def response(folder, settings):
    settings = dict(settings)
    by_slice = settings.pop("by_slice", False)
    found = extract_images(
        image=f"{folder}/image.nii", mask=f"{folder}/mask.nii", image_modality="ct",
        by_slice=by_slice, image_export_format="native", write_images=False, export_images=True,
        **settings)
    images = found[0][0]
    return images[-1].get_voxel_grid()


def main():
    with tempfile.TemporaryDirectory() as folder:
        maps = {}
        for name, settings in FILTERS.items():
            size = (7, 7, 7) if name == "simoncelli" else (9, 7, 5)
            for part, values in (("image", image(size)), ("mask", numpy.ones(size, numpy.uint8))):
                nibabel.save(nibabel.Nifti1Image(values, numpy.diag([-1.0, -1.0, 1.0, 1.0])),
                             f"{folder}/{part}.nii")
            values = numpy.asarray(response(folder, settings))
            assert values.shape == size[::-1], values.shape
            maps[name] = [float(f"{value:.9g}") for value in values.ravel()]
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text("{\n" + ",\n".join(
        f"{json.dumps(name)}: {json.dumps(values, separators=(',', ':'))}"
        for name, values in maps.items()) + "\n}\n")


main()
