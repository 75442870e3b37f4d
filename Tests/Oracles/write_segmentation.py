"""Writes a segmentation with highdicom and prints the voxels that it was given.

Two segments on 11 x 9 x 6 voxels, the first and last slices empty; a line "SEGMENT OFFSET" for each
voxel inside, in the order of segments and of voxels. Fractions of 0 to 1 are inside from 0.5.

    python write_segmentation.py binary|fractional|rle|labelmap FOLDER
"""

import sys
from pathlib import Path

import highdicom as hd
import numpy as np
import pydicom
from pydicom.dataset import FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, RLELossless

kind, folder = sys.argv[1], Path(sys.argv[2])
columns, rows, slices = 11, 9, 6
root = "1.2.826.0.1.3680043.8.498."


def image(index):
    ds = pydicom.Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = f"{root}9.{index + 1}"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = root + "10", root + "20"
    ds.FrameOfReferenceUID = root + "30"
    ds.PatientID = ds.PatientName = ds.PatientBirthDate = ds.PatientSex = ""
    ds.StudyDate = ds.StudyTime = ds.AccessionNumber = ds.StudyID = ""
    ds.ReferringPhysicianName = ds.PositionReferenceIndicator = ""
    ds.Modality = "CT"
    ds.Rows, ds.Columns = rows, columns
    ds.PixelSpacing, ds.SliceThickness = [2, 1.5], 2.5
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.ImagePositionPatient = [10, 20, -30 + 2.5 * index]
    return ds


random = np.random.default_rng(7)
values = np.zeros((slices, rows, columns, 2))
values[1:-1] = random.random((slices - 2, rows, columns, 2))
if kind in ("binary", "labelmap"):
    values = (values > 0.6).astype(np.uint8)
if kind == "labelmap":
    values[..., 1] &= 1 - values[..., 0]

descriptions = [
    hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label,
        segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Neoplasm,
        algorithm_type="MANUAL",
    )
    for number, label in ((1, "first"), (2, "second"))
]
fractional = kind in ("fractional", "rle")
segmentation = hd.seg.Segmentation(
    source_images=[image(k) for k in range(slices)],
    pixel_array=values,
    segmentation_type="FRACTIONAL" if fractional else kind.upper(),
    segment_descriptions=descriptions,
    series_instance_uid=root + "40",
    series_number=1,
    sop_instance_uid=root + "50",
    instance_number=1,
    manufacturer="M",
    manufacturer_model_name="N",
    software_versions="1",
    device_serial_number="1",
    max_fractional_value=200,
    transfer_syntax_uid=RLELossless if kind == "rle" else ExplicitVRLittleEndian,
)
segmentation.save_as(folder / f"{kind}.dcm")
inside = np.rint(values * 200) >= 100 if fractional else values > 0
for number in (1, 2):
    for offset in np.flatnonzero(inside[..., number - 1]):
        print(number, offset)
