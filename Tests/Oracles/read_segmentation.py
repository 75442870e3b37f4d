"""Reads a segmentation with highdicom and prints what it holds, for comparison.

For every segment: a line "segment NUMBER LABEL TRACKING_ID TRACKING_UID", then a line
"run SLICE ROW COLUMN COUNT" for every run of its voxels, found by the source images' UIDs, which are
given in the order of the slices.

    python read_segmentation.py SEG UID...
"""

import sys

import highdicom as hd
import numpy as np

seg = hd.seg.segread(sys.argv[1])
uids = sys.argv[2:]
print("overlap", seg.SegmentsOverlap)
for number in seg.segment_numbers:
    description = seg.get_segment_description(number)
    print("segment", number, description.segment_label, description.tracking_id.replace(" ", "_"),
          description.tracking_uid)
    pixels = seg.get_pixels_by_source_instance(
        uids, segment_numbers=[number], ignore_spatial_locations=False,
        assert_missing_frames_are_empty=True,
    )[..., 0]
    for slice_index, plane in enumerate(pixels):
        for row_index, row in enumerate(plane):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
            for start, end in zip(edges[::2], edges[1::2]):
                print("run", slice_index, row_index, start, end - start)
