"""Makes the JPEG 2000 seeds of Fuzz/Corpus/dicom, which Herald can read but not write.

    pip install pydicom numpy pylibjpeg-openjpeg
    python jpeg2000.py FOLDER

Sample n of an image of 40 x 48 is n - 900 (signed, 12 bits), n (unsigned, 12 bits), or
n * n // 7 % 256 (colour, n running over all samples pixel by pixel).
"""

import pathlib
import sys

import numpy
from openjpeg.utils import encode_array
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless

ROWS, COLUMNS = 40, 48


def write(path, samples, photometric, bits_stored, is_signed):
    ds = Dataset()
    ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7.2"
    ds.SOPInstanceUID = "2.25.77"
    ds.Rows, ds.Columns = ROWS, COLUMNS
    ds.SamplesPerPixel = 1 if samples.ndim == 2 else 3
    if samples.ndim == 3:
        ds.PlanarConfiguration = 0
    ds.PhotometricInterpretation = photometric
    ds.BitsAllocated = samples.itemsize * 8
    ds.BitsStored = bits_stored
    ds.HighBit = bits_stored - 1
    ds.PixelRepresentation = int(is_signed)
    colour = samples.ndim == 3
    codestream = encode_array(
        samples, photometric_interpretation=1 if colour else 2, use_mct=colour, bits_stored=bits_stored
    )
    ds.PixelData = encapsulate([bytes(codestream)])
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    ds.save_as(path, enforce_file_format=True)


folder = pathlib.Path(sys.argv[1])
ramp = numpy.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
colour = (numpy.arange(ROWS * COLUMNS * 3) ** 2 // 7 % 256).reshape(ROWS, COLUMNS, 3)
write(folder / "image-jpeg2000-unsigned.dcm", ramp.astype("u2"), "MONOCHROME2", 12, False)
write(folder / "image-jpeg2000-signed.dcm", (ramp - 900).astype("i2"), "MONOCHROME2", 12, True)
write(folder / "image-jpeg2000-colour.dcm", colour.astype("u1"), "YBR_RCT", 8, False)
