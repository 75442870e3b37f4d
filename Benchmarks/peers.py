#!/usr/bin/env python3
"""The peers' side of the benchmark: one piece of work a call, on the same input as Herald's.

Usage: peers.py WORK STUDY [ROUNDS]. Prints one JSON object: the seconds of each round inside the
process, and what was computed, so that the two sides can be seen to have done the same.
"""
import glob
import json
import sys
import time

import numpy as np

STUDY = sys.argv[2]
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5


def timed(work):
    seconds, answer = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "answer": answer}))


def suv():
    """The series as SUVbw, in numpy, by pydicom: what a careful script does."""
    import pydicom

    files = [pydicom.dcmread(f) for f in glob.glob(f"{STUDY}/PT400/*.dcm")]
    files.sort(key=lambda f: float(f.ImagePositionPatient[2]))
    first = files[0]
    item = first.RadiopharmaceuticalInformationSequence[0]

    def seconds(t):
        return int(t[:2]) * 3600 + int(t[2:4]) * 60 + float(t[4:])

    uptake = seconds(first.SeriesTime) - seconds(item.RadiopharmaceuticalStartTime)
    dose = float(item.RadionuclideTotalDose) * 2 ** (-uptake / float(item.RadionuclideHalfLife))
    factor = float(first.PatientWeight) * 1000 / dose
    volume = np.empty((len(files), first.Rows, first.Columns), np.float32)
    for k, f in enumerate(files):
        volume[k] = f.pixel_array * (float(f.RescaleSlope) * factor)
    return volume


def nifti(name):
    import nibabel

    return np.ascontiguousarray(
        np.transpose(np.asarray(nibabel.load(f"{STUDY}/nii/{name}.nii").dataobj), (2, 1, 0)))


def load_suv():
    timed(lambda: float(suv().max()))


def load_ct():
    import pydicom

    def work():
        files = [pydicom.dcmread(f) for f in glob.glob(f"{STUDY}/CT512/*.dcm")]
        files.sort(key=lambda f: float(f.ImagePositionPatient[2]))
        volume = np.empty((len(files), files[0].Rows, files[0].Columns), np.float32)
        for k, f in enumerate(files):
            volume[k] = f.pixel_array * float(f.RescaleSlope) + float(f.RescaleIntercept)
        return float(volume.max())

    timed(work)


def components():
    import cc3d

    volume = nifti("PT400_suv")

    def work():
        _, count = cc3d.connected_components(volume >= 1, connectivity=26, return_N=True)
        return int(count)

    timed(work)


def component_statistics():
    import cc3d

    labels = cc3d.connected_components(nifti("PT400_suv") >= 1, connectivity=26)
    timed(lambda: int(cc3d.statistics(labels)["voxel_counts"][1:].max()))


def dust():
    import cc3d

    mask = nifti("PT400_suv") >= 1
    timed(lambda: int(cc3d.dust(mask, threshold=100, connectivity=26).sum()))


def lesion_crops():
    from scipy import ndimage

    volume, labels = nifti("PT400_suv"), nifti("PT400_lesions")
    spacing = np.array([3.0, 2.04, 2.04])
    reach = np.ceil(6.2035 / spacing).astype(int)
    crops = []
    for index, box in enumerate(ndimage.find_objects(labels)):
        wide = tuple(slice(max(0, s.start - r), s.stop + r) for s, r in zip(box, reach))
        crops.append((volume[wide], labels[wide] == index + 1))
    grid = np.meshgrid(*[np.arange(-r, r + 1) * s for r, s in zip(reach, spacing)], indexing="ij")
    ball = sum(g**2 for g in grid) <= 6.2035**2
    return crops, ball


def peak():
    """The 1 mL peak (centres in the sphere), best position in each of 30 lesions, on crops."""
    from scipy import ndimage

    crops, ball = lesion_crops()
    kernel = ball.astype(np.float32) / ball.sum()

    def work():
        peaks = [
            float(ndimage.convolve(crop, kernel, mode="constant")[mask].max())
            for crop, mask in crops
        ]
        return round(sum(peaks), 3)

    timed(work)


def projection():
    import SimpleITK

    image = SimpleITK.GetImageFromArray(nifti("PT400_suv"))
    image.SetSpacing((2.04, 2.04, 3.0))
    center = image.TransformContinuousIndexToPhysicalPoint([(n - 1) / 2 for n in image.GetSize()])
    turn = SimpleITK.Euler3DTransform(center, 0, 0, np.deg2rad(30))

    def work():
        turned = SimpleITK.Resample(image, image, turn, SimpleITK.sitkLinear, 0.0)
        return float(SimpleITK.GetArrayViewFromImage(turned).max(axis=1).max())

    timed(work)


def resampling():
    import SimpleITK

    ct = SimpleITK.ReadImage(f"{STUDY}/nii/CT512_hu.nii", SimpleITK.sitkFloat32)
    pet = SimpleITK.ReadImage(f"{STUDY}/nii/PT400_suv.nii", SimpleITK.sitkFloat32)

    def work():
        return float(
            SimpleITK.GetArrayViewFromImage(
                SimpleITK.Resample(ct, pet, SimpleITK.Transform(), SimpleITK.sitkLinear, -1000.0)
            ).mean())

    timed(work)


def statistics():
    from scipy import ndimage

    volume, labels = nifti("PT400_suv"), nifti("PT400_lesions")
    index = np.arange(1, labels.max() + 1)

    def work():
        found = [
            f(volume, labels, index)
            for f in (ndimage.mean, ndimage.maximum, ndimage.minimum, ndimage.standard_deviation,
                      ndimage.median)
        ]
        return round(float(found[0].sum()), 3)

    timed(work)


{
    "load-suv": load_suv,
    "load-ct": load_ct,
    "components": components,
    "component-statistics": component_statistics,
    "dust": dust,
    "peak": peak,
    "projection": projection,
    "resampling": resampling,
    "lesion-statistics": statistics,
}[sys.argv[1]]()
