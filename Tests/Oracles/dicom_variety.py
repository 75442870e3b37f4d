"""Makes dicom_variety.json: what pydicom reads from pydicom's own test files.

    pip install pydicom numpy "pylibjpeg[all]" pyjpegls
    python dicom_variety.py FOLDER > dicom_variety.json

For each file: its transfer syntax, a few attributes as pydicom prints them, and of its pixels,
without rescaling, the count, least, greatest and sum; or the reason why pydicom has none. Colour is
as stored, but for lossy JPEG, which comes as RGB.
"""

import json
import pathlib
import sys
import warnings

import numpy
import pydicom
from pydicom.pixels import pixel_array

warnings.simplefilter("ignore")

ATTRIBUTES = ["SOPClassUID", "SOPInstanceUID", "Modality", "PatientName", "StudyDate", "Rows"]


def describe(path):
    try:
        data_set = pydicom.dcmread(path, force=True)
    except Exception as error:
        return {"refused": type(error).__name__}
    meta = getattr(data_set, "file_meta", {})
    entry = {"transferSyntax": str(meta.get("TransferSyntaxUID", ""))}
    try:
        data_set.decode()
    except Exception:
        pass
    entry["attributes"] = {
        name: str(data_set.get(name)) for name in ATTRIBUTES if data_set.get(name) not in (None, "")
    }
    if not any(name in data_set for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        entry["noPixels"] = True
        return entry
    try:
        is_lossy_jpeg = entry["transferSyntax"].startswith("1.2.840.10008.1.2.4.5")
        pixels = pixel_array(data_set, raw=not is_lossy_jpeg)
    except Exception as error:
        entry["undecodable"] = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        return entry
    pixels = pixels.astype(numpy.float64)
    entry["pixels"] = {
        "count": int(pixels.size),
        "least": float(pixels.min()),
        "greatest": float(pixels.max()),
        "sum": float(pixels.sum()),
    }
    return entry


folder = pathlib.Path(sys.argv[1])
entries = {path.name: describe(path) for path in sorted(folder.iterdir()) if path.name != "LICENSE"}
json.dump(entries, sys.stdout, indent=1, ensure_ascii=False, sort_keys=True)
print()
