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


def load_ct_sitk():
    """The CT series by SimpleITK's reader of series."""
    import SimpleITK

    def work():
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(f"{STUDY}/CT512"))
        reader.SetOutputPixelType(SimpleITK.sitkFloat32)
        volume = reader.Execute()
        return float(SimpleITK.GetArrayViewFromImage(volume).max())

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
        moved = SimpleITK.Resample(ct, pet, SimpleITK.Transform(), SimpleITK.sitkLinear, -1000.0)
        return float(SimpleITK.GetArrayViewFromImage(moved).mean(dtype=np.float64))

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


def reference_headers():
    """The headers of the PET series, in the order of its slices."""
    import pydicom

    files = [
        pydicom.dcmread(f, stop_before_pixels=True) for f in glob.glob(f"{STUDY}/PT400/*.dcm")
    ]
    files.sort(key=lambda f: float(f.ImagePositionPatient[2]))
    return files


def segmentation_metadata():
    """What dcmqi is told of 30 lesions; written beside the study, read by its program."""
    def code(value, meaning, scheme="SCT"):
        return {"CodeValue": value, "CodingSchemeDesignator": scheme, "CodeMeaning": meaning}

    metadata = {
        "ContentCreatorName": "Benchmark",
        "ClinicalTrialSeriesID": "1",
        "ClinicalTrialTimePointID": "1",
        "SeriesDescription": "Lesions",
        "SeriesNumber": "101",
        "InstanceNumber": "1",
        "segmentAttributes": [[{
            "labelID": number,
            "SegmentDescription": f"Lesion {number}",
            "SegmentLabel": f"Lesion {number}",
            "SegmentAlgorithmType": "SEMIAUTOMATIC",
            "SegmentAlgorithmName": "benchmark",
            "SegmentedPropertyCategoryCodeSequence":
                code("49755003", "Morphologically Abnormal Structure"),
            "SegmentedPropertyTypeCodeSequence": code("52988006", "Lesion"),
        } for number in range(1, 31)]],
        "ContentLabel": "SEGMENTATION",
        "ContentDescription": "Lesions",
    }
    with open(f"{STUDY}/dcmqi-segmentation.json", "w") as file:
        json.dump(metadata, file)


def highdicom_segmentation(mask, headers, count):
    """A label map of lesions 1 to count as a binary segmentation."""
    import highdicom
    from highdicom.sr.coding import CodedConcept

    algorithm = highdicom.AlgorithmIdentificationSequence(
        name="benchmark", version="1",
        family=CodedConcept("123110", "DCM", "Artificial Intelligence"))
    segments = [
        highdicom.seg.SegmentDescription(
            segment_number=number,
            segment_label=f"Lesion {number}",
            segmented_property_category=CodedConcept(
                "49755003", "SCT", "Morphologically Abnormal Structure"),
            segmented_property_type=CodedConcept("52988006", "SCT", "Lesion"),
            algorithm_type=highdicom.seg.SegmentAlgorithmTypeValues.SEMIAUTOMATIC,
            algorithm_identification=algorithm,
            tracking_uid=highdicom.UID(),
            tracking_id=f"Lesion {number}",
        ) for number in range(1, count + 1)
    ]
    return highdicom.seg.Segmentation(
        source_images=headers,
        pixel_array=mask,
        segmentation_type=highdicom.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=segments,
        series_instance_uid=highdicom.UID(),
        series_number=101,
        sop_instance_uid=highdicom.UID(),
        instance_number=1,
        manufacturer="Benchmark",
        manufacturer_model_name="benchmark",
        software_versions="1",
        device_serial_number="1",
    )


def segmentation():
    """A label map of 30 lesions as DICOM, by highdicom; dcmqi has a program of its own."""
    def work():
        made = highdicom_segmentation(
            nifti("PT400_lesions").astype(np.uint8), reference_headers(), 30)
        made.save_as(f"{STUDY}/highdicom-segmentation.dcm")
        return int(made.NumberOfFrames)

    timed(work)


def report():
    """Ten numbers of each of 30 lesions as a structured report of TID 1500, by highdicom.

    Without an image library of the 300 slices, which takes highdicom three times as long again.
    """
    import highdicom
    from highdicom.sr.coding import CodedConcept
    from pydicom import Dataset
    from pydicom.sr.codedict import codes

    def work():
        headers = reference_headers()
        segments = Dataset()
        for keyword in ("StudyInstanceUID", "StudyDate", "StudyTime", "StudyID", "AccessionNumber",
                        "PatientID", "PatientName", "PatientBirthDate", "PatientSex",
                        "ReferringPhysicianName"):
            setattr(segments, keyword, getattr(headers[0], keyword))
        segments.SOPClassUID = "1.2.840.10008.5.1.4.1.1.66.4"
        segments.SOPInstanceUID = highdicom.UID()
        segments.SeriesInstanceUID = highdicom.UID()

        bodyweight = CodedConcept("126401", "DCM", "SUVbw")
        unit = CodedConcept("g/ml{SUVbw}", "UCUM", "Standardized Uptake Value body weight")
        derivations = [
            CodedConcept("56851009", "SCT", "Maximum"), CodedConcept("373098007", "SCT", "Mean"),
            CodedConcept("255605001", "SCT", "Minimum"),
            CodedConcept("386136009", "SCT", "Standard Deviation"),
            CodedConcept("373099004", "SCT", "Median"),
            CodedConcept("126031", "DCM", "Peak Value Within ROI"),
        ]
        others = [
            (CodedConcept("126032", "DCM", "Metabolic Volume"), 1 / 4,
             CodedConcept("ml", "UCUM", "Milliliter")),
            (CodedConcept("TLU", "99HER2", "Total Lesion Uptake"), 2,
             CodedConcept("g", "UCUM", "Gram")),
            (CodedConcept("103339001", "SCT", "Long axis"), 1, codes.UCUM.Millimeter),
            (CodedConcept("103340004", "SCT", "Short axis"), 1 / 2, codes.UCUM.Millimeter),
        ]
        groups = []
        for lesion in range(1, 31):
            numbers = [
                highdicom.sr.Measurement(
                    name=bodyweight, value=lesion + place / 8, unit=unit, derivation=derivation)
                for place, derivation in enumerate(derivations)
            ] + [
                highdicom.sr.Measurement(name=name, value=lesion * factor, unit=unit)
                for name, factor, unit in others
            ]
            groups.append(highdicom.sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
                tracking_identifier=highdicom.sr.TrackingIdentifier(
                    uid=highdicom.UID(), identifier=f"Lesion {lesion}"),
                referenced_segment=highdicom.sr.ReferencedSegment(
                    sop_class_uid=segments.SOPClassUID,
                    sop_instance_uid=segments.SOPInstanceUID,
                    segment_number=lesion,
                    source_series=highdicom.sr.SourceSeriesForSegmentation(
                        headers[0].SeriesInstanceUID)),
                finding_type=CodedConcept("52988006", "SCT", "Lesion"),
                measurements=numbers))
        content = highdicom.sr.MeasurementReport(
            observation_context=highdicom.sr.ObservationContext(
                observer_device_context=highdicom.sr.ObserverContext(
                    observer_type=codes.DCM.Device,
                    observer_identifying_attributes=highdicom.sr.DeviceObserverIdentifyingAttributes(
                        uid=highdicom.UID()))),
            procedure_reported=CodedConcept("44139-4", "LN", "PET whole body"),
            imaging_measurements=groups,
            title=CodedConcept("126003", "DCM", "PET Measurement Report"))
        made = highdicom.sr.EnhancedSR(
            evidence=headers + [segments],
            content=content[0],
            series_instance_uid=highdicom.UID(),
            series_number=102,
            sop_instance_uid=highdicom.UID(),
            instance_number=1,
            manufacturer="Benchmark",
        )
        made.save_as(f"{STUDY}/highdicom-report.dcm")
        return sum(10 for _ in groups)

    timed(work)


def analyze():
    """The whole way as a careful script goes it: SUV, regions of SUV >= 4, numbers, segmentation.

    It writes the segmentation and a table alone: no volume, no report, no picture, no record.
    """
    import cc3d
    from scipy import ndimage

    def work():
        volume = suv()
        labels, count = cc3d.connected_components(volume >= 4, connectivity=26, return_N=True)
        counts = cc3d.statistics(labels)["voxel_counts"]
        voxel = 2.04 * 2.04 * 3 / 1000
        kept = [n for n in range(1, count + 1) if counts[n] * voxel >= SMALLEST_MILLILITERS]
        table = np.zeros(count + 1, np.uint8)
        table[kept] = np.arange(1, len(kept) + 1)
        mask = table[labels]
        del labels
        spacing = np.array([3.0, 2.04, 2.04])
        reach = np.ceil(6.2035 / spacing).astype(int)
        grid = np.meshgrid(*[np.arange(-r, r + 1) * s for r, s in zip(reach, spacing)],
                           indexing="ij")
        ball = (sum(g**2 for g in grid) <= 6.2035**2).astype(np.float32)
        ball /= ball.sum()
        rows = ["lesion,mL,max,mean,median,sd,peak"]
        for index, box in enumerate(ndimage.find_objects(mask)):
            wide = tuple(slice(max(0, s.start - r), s.stop + r) for s, r in zip(box, reach))
            crop, inside = volume[wide], mask[wide] == index + 1
            values = crop[inside]
            peak = ndimage.convolve(crop, ball, mode="constant")[inside].max()
            rows.append(f"{index + 1},{len(values) * voxel},{values.max()},{values.mean()},"
                        f"{np.median(values)},{values.std(ddof=1)},{peak}")
        with open(f"{STUDY}/peer-lesions.csv", "w") as file:
            file.write("\n".join(rows))
        made = highdicom_segmentation(mask, reference_headers(), len(kept))
        made.save_as(f"{STUDY}/peer-analyze.dcm")
        return len(kept)

    timed(work)


def large_region():
    """Writes the one large region: the 200,000 voxels that lie nearest to the middle of the trunk."""
    import nibabel

    lesions = nibabel.load(f"{STUDY}/nii/PT400_lesions.nii")
    spacing = np.array([2.04, 2.04, 3.0])
    middle = np.array([199.5, 199.5, 330 / 3.0])
    squares = [((np.arange(n) - m) * s) ** 2
               for n, m, s in zip(lesions.shape, middle, spacing)]
    distance = sum(np.meshgrid(*squares, indexing="ij", sparse=True))
    order = np.argsort(distance, axis=None, kind="stable")[:200_000]
    mask = np.zeros(distance.size, np.uint8)
    mask[order] = 1
    nibabel.save(nibabel.Nifti1Image(mask.reshape(distance.shape), lesions.affine),
                 f"{STUDY}/nii/PT400_large.nii")


def radiomics_crops(labels):
    """Image and mask around each region, with a voxel to spare and as much as the 1 mL sphere."""
    from scipy import ndimage

    volume, labels = nifti("PT400_suv"), nifti(labels)
    crops = []
    for index, box in enumerate(ndimage.find_objects(labels)):
        wide = tuple(slice(max(0, s.start - m), s.stop + m) for s, m in zip(box, (4, 5, 5)))
        crops.append((volume[wide].astype(np.float32),
                      (labels[wide] == index + 1).astype(np.uint8)))
    return crops


def pyradiomics(labels):
    """Every class of PyRadiomics with its defaults (107 features), in bins of 0.5 SUV, on crops."""
    import logging

    import radiomics
    import SimpleITK
    from radiomics import featureextractor

    logging.getLogger("radiomics").setLevel(logging.ERROR)
    crops = []
    for volume, mask in radiomics_crops(labels):
        pair = [SimpleITK.GetImageFromArray(part) for part in (volume, mask)]
        for part in pair:
            part.SetSpacing((2.04, 2.04, 3.0))
        crops.append(pair)
    extractor = featureextractor.RadiomicsFeatureExtractor(
        binWidth=0.5, additionalInfo=False, label=1)

    def work():
        total = 0.0
        for volume, mask in crops:
            features = extractor.execute(volume, mask)
            total += float(features["original_firstorder_Mean"])
        return total / len(crops)

    timed(work)


def mirp(labels):
    """MIRP's features, 3D, merged matrices, in bins of 0.5 SUV from 0, on crops."""
    import logging
    import tempfile

    import nibabel
    from mirp import extract_features

    logging.disable(logging.CRITICAL)
    folder = tempfile.mkdtemp()
    crops = []
    for number, pair in enumerate(radiomics_crops(labels)):
        paths = []
        for part, name in zip(pair, ("image", "mask")):
            paths.append(f"{folder}/{number}_{name}.nii")
            nibabel.save(nibabel.Nifti1Image(np.transpose(part, (2, 1, 0)),
                                             np.diag([-2.04, -2.04, 3.0, 1])), paths[-1])
        crops.append(paths)

    def work():
        total = 0.0
        for volume, mask in crops:
            features = extract_features(
                image=volume, mask=mask, image_modality="PT", by_slice=False,
                resegmentation_intensity_range=[0.0, np.nan],
                base_discretisation_method="fixed_bin_size", base_discretisation_bin_width=0.5,
                base_feature_families="all")[0]
            total += float(features["stat_mean"].iloc[0])
        return total / len(crops)

    timed(work)


# Smaller regions are left out on both sides.
SMALLEST_MILLILITERS = 3.0

{
    "load-suv": load_suv,
    "load-ct": load_ct,
    "load-ct-sitk": load_ct_sitk,
    "components": components,
    "component-statistics": component_statistics,
    "dust": dust,
    "peak": peak,
    "projection": projection,
    "resampling": resampling,
    "lesion-statistics": statistics,
    "segmentation-metadata": segmentation_metadata,
    "segmentation": segmentation,
    "report": report,
    "analyze": analyze,
    "large-region": large_region,
    "pyradiomics": lambda: pyradiomics("PT400_lesions"),
    "pyradiomics-large": lambda: pyradiomics("PT400_large"),
    "mirp": lambda: mirp("PT400_lesions"),
    "mirp-large": lambda: mirp("PT400_large"),
}[sys.argv[1]]()
