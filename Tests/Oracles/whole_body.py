#!/usr/bin/env python3
"""Connected parts of SUVbw >= 4 of at least 3 mL, by pydicom and scipy: whole_body.py FOLDER.

For a series with DecayCorrection START whose SeriesTime is the decay reference. Prints one line a
part: SUVmax and volume in mL, from the hottest down.
"""
import glob
import sys

import numpy as np
import pydicom
from scipy import ndimage

slices = [pydicom.dcmread(f) for f in glob.glob(sys.argv[1] + "/*.dcm")]
slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
first = slices[0]
item = first.RadiopharmaceuticalInformationSequence[0]


def seconds(t):
    t = str(t)
    return int(t[:2]) * 3600 + int(t[2:4]) * 60 + float(t[4:])


uptake = seconds(first.SeriesTime) - seconds(item.RadiopharmaceuticalStartTime)
dose = float(item.RadionuclideTotalDose) * 2 ** (-uptake / float(item.RadionuclideHalfLife))
factor = float(first.PatientWeight) * 1000 / dose
suv = np.stack([s.pixel_array * float(s.RescaleSlope) * factor for s in slices]).astype(np.float32)
labels, count = ndimage.label(suv >= 4, np.ones((3, 3, 3)))
heights = [float(s.ImagePositionPatient[2]) for s in slices]
thickness = (heights[-1] - heights[0]) / (len(heights) - 1)
voxel = float(first.PixelSpacing[0]) * float(first.PixelSpacing[1]) * thickness / 1000
index = np.arange(1, count + 1)
volumes = ndimage.sum(np.ones_like(labels), labels, index) * voxel
hottest = ndimage.maximum(suv, labels, index)
parts = [(float(m), float(v)) for m, v in zip(hottest, volumes) if v >= 3]
for maximum, volume in sorted(parts, reverse=True):
    print(f"{maximum:.6f} {volume:.4f}")
