"""Prints the voxels of NIfTI masks as they lie in the DICOM series that they belong to.

For every pair of a mask and a folder of images, a line "mask SLICES FIRST LAST" with the files of the
first and last slice, then a line "START COUNT" for each run of voxels along the columns: slices ordered along the normal, columns
fastest.

    python mask_runs.py MASK FOLDER [MASK FOLDER ...]
"""

import sys
from pathlib import Path

import nibabel
import numpy as np
import pydicom

for mask_path, folder in zip(sys.argv[1::2], sys.argv[2::2]):
    headers = [pydicom.dcmread(p, stop_before_pixels=True) for p in Path(folder).iterdir()]
    headers = [h for h in headers if h.Modality == "PT"]
    axes = np.array(headers[0].ImageOrientationPatient, float)
    normal = np.cross(axes[:3], axes[3:])
    headers.sort(key=lambda h: float(np.dot(np.array(h.ImagePositionPatient, float), normal)))
    origin = np.array(headers[0].ImagePositionPatient, float)
    step = (np.array(headers[-1].ImagePositionPatient, float) - origin) / (len(headers) - 1)
    row, column = (float(x) for x in headers[0].PixelSpacing)
    dicom = np.column_stack([axes[:3] * column, axes[3:] * row, step])
    size = (headers[0].Columns, headers[0].Rows, len(headers))

    image = nibabel.load(mask_path)
    voxels = np.argwhere(np.asarray(image.dataobj) > 0)
    ras = voxels @ image.affine[:3, :3].T + image.affine[:3, 3]
    lps = ras * [-1, -1, 1]
    index = np.rint(np.linalg.solve(dicom, (lps - origin).T).T).astype(int)
    flat = np.zeros(size[::-1], np.int8)
    flat[index[:, 2], index[:, 1], index[:, 0]] = 1
    rows = flat.reshape(-1, size[0])
    edges = np.diff(np.pad(rows, ((0, 0), (1, 1))), axis=1)
    starts = [r * size[0] + c for r, c in np.argwhere(edges == 1)]
    ends = [r * size[0] + c for r, c in np.argwhere(edges == -1)]
    print("mask", len(headers), headers[0].filename, headers[-1].filename)
    for start, end in zip(starts, ends):
        print(start, end - start)
