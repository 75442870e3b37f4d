"""Reads a TID 1500 report with highdicom and prints its numbers, for comparison.

    python read_report.py SR

A line for every group, "group TRACKING_ID TRACKING_UID SEGMENT", and for every number below it
"number CONCEPT DERIVATION METHOD UNIT VALUE" ("-" where there is none, "nan" where no number).
"""

import sys

import highdicom as hd

report = hd.sr.srread(sys.argv[1])
content = report.content


def show(group, segment):
    print("group", group.tracking_identifier.replace(" ", "_"), group.tracking_uid, segment)
    for measurement in group.get_measurements():
        derivation = measurement.derivation.value if measurement.derivation else "-"
        method = measurement.method.value if measurement.method else "-"
        value = measurement.value
        unit = measurement.unit.value if value is not None else "-"
        print("number", measurement.name.value, derivation, method, unit,
              "nan" if value is None else repr(float(value)))


for group in content.get_volumetric_roi_measurement_groups():
    reference = group.referenced_segment
    show(group, reference.referenced_segment_numbers[0])
for group in content.get_image_measurement_groups():
    show(group, "-")
