"""Checks DICOM files against the IOD and module tables of the standard.

Prints a line for every attribute of type 1 that is absent or empty, and of type 2 that is absent;
nothing where all is there. The tables are those that highdicom carries (DICOM PS3.3).

Modules of usage M are checked always, those of usage C and U where the file has an attribute that
none of the always-checked modules has.

    python check_modules.py FILE...
"""

import json
import sys
from pathlib import Path

import highdicom
import pydicom
from pydicom.datadict import tag_for_keyword

TABLES = Path(highdicom.__file__).parent / "_standard"
IODS = json.loads((TABLES / "sop_class_iod_map.json").read_text())
MODULES = json.loads((TABLES / "iod_module_map.json").read_text())
ATTRIBUTES = json.loads((TABLES / "module_attribute_map.json").read_text())

# Either of two shapes is asked for, and the tables can't say so: a plane in the patient or on a
# slide, a graphic or a table of values, the functional groups shared or by frame.
EITHER_OR = {
    "PlanePositionSlideSequence",
    "TabulatedValuesSequence",
    "GraphicData",
    "GraphicType",
    "PixelOriginInterpretation",
    "TemporalRangeType",
}
# Of the macros of a content item, the value type says which attributes are asked for.
VALUE_TYPES = {
    "ReferencedSOPSequence": {"IMAGE", "COMPOSITE", "WAVEFORM"},
    "ContinuityOfContent": {"CONTAINER"},
    "ConceptCodeSequence": {"CODE"},
    "MeasuredValueSequence": {"NUM"},
    "TextValue": {"TEXT"},
    "UID": {"UIDREF"},
    "ReferencedFrameOfReferenceUID": {"SCOORD3D"},
    "NumericValue": {"NUM"},
}
GROUPS = {"SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"}


def keywords(module):
    return {a["keyword"] for a in ATTRIBUTES[module] if not a["path"]}


def modules_of(dataset, iod):
    always = [m["key"] for m in MODULES[iod] if m["usage"] == "M"]
    known = set().union(*(keywords(m) for m in always))
    chosen = list(always)
    for module in MODULES[iod]:
        if module["usage"] == "M" or module["key"] in ("frame-extraction", "icc-profile"):
            continue
        own = [k for k in keywords(module["key"]) - known if tag_for_keyword(k)]
        if any(k in dataset for k in own):
            chosen.append(module["key"])
    return chosen


def is_empty(element):
    if element.VR == "SQ":
        return len(element.value) == 0
    return element.value is None or element.value == "" or element.value == b""


def items_at(dataset, path):
    """All items that a path of sequences leads to."""
    found = [dataset]
    for keyword in path:
        following = []
        for item in found:
            if keyword in item:
                following.extend(item[keyword].value)
        found = following
    return found


def in_groups(dataset, attribute, path):
    """Whether a functional group is in the shared item, or in those of all frames."""
    shared = dataset.get("SharedFunctionalGroupsSequence", [])
    frames = dataset.get("PerFrameFunctionalGroupsSequence", [])
    return all(attribute in item for item in shared) or (
        len(frames) > 0 and all(attribute in item for item in frames)
    )


def problems(path):
    dataset = pydicom.dcmread(path, stop_before_pixels=False)
    iod = IODS[dataset.SOPClassUID]
    for module in modules_of(dataset, iod):
        for attribute in ATTRIBUTES[module]:
            keyword, kind, where = attribute["keyword"], attribute["type"], attribute["path"]
            if kind not in ("1", "2") or keyword in EITHER_OR or EITHER_OR & set(where):
                continue
            if len(where) == 1 and where[0] in GROUPS:
                if kind == "1" and not in_groups(dataset, keyword, where):
                    yield module, kind, where + [keyword], "in neither shared nor frame groups"
                continue
            for item in items_at(dataset, where):
                asked = VALUE_TYPES.get(keyword)
                if asked and item.get("ValueType") is not None:
                    if item.ValueType not in asked:
                        continue
                elif asked and where and where[-1] == "ContentSequence":
                    continue
                if keyword not in item:
                    yield module, kind, where + [keyword], "absent"
                elif kind == "1" and is_empty(item[keyword]):
                    yield module, kind, where + [keyword], "empty"


def content_problems(item, path="root"):
    """What every content item of a structured report needs, all the way down the tree."""
    value_type = item.get("ValueType")
    for keyword, types in VALUE_TYPES.items():
        if value_type in types and keyword not in item and keyword != "NumericValue":
            yield "sr-document-content", "1", [path, keyword], "absent"
    for index, child in enumerate(item.get("ContentSequence", [])):
        below = f"{path}.{index + 1}"
        for keyword in ("RelationshipType", "ValueType"):
            if not child.get(keyword):
                yield "sr-document-content", "1", [below, keyword], "absent"
        if child.get("ValueType") != "IMAGE" and "ConceptNameCodeSequence" not in child:
            yield "sr-document-content", "1C", [below, "ConceptNameCodeSequence"], "absent"
        yield from content_problems(child, below)


def main(paths):
    for path in paths:
        found = list(problems(path))
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        if dataset.Modality == "SR":
            found += list(content_problems(dataset))
        seen = set()
        for module, kind, where, what in found:
            line = f"{Path(path).name}: {module}: {'.'.join(where)} (type {kind}) is {what}"
            if line not in seen:
                seen.add(line)
                print(line)


main(sys.argv[1:])
