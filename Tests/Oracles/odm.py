"""Reads an ODM or Define-XML file with Python's parser: prints what its references and values are.

Usage: odm.py FILE. Lines: `dangling OID` for each reference to an OID that isn't defined, then
`value subject event repeat group key item value` with JSON texts.
"""
import json
import sys
import xml.etree.ElementTree as tree

ODM = "{http://www.cdisc.org/ns/odm/v1.3}"
root = tree.parse(sys.argv[1]).getroot()
defined = {node.get("OID") for node in root.iter() if node.get("OID")}
skipped = {"FileOID", "OID", "{http://www.cdisc.org/ns/def/v2.1}ArchiveLocationID"}
for node in root.iter():
    for name, value in node.attrib.items():
        if name.endswith("OID") and name not in skipped and value not in defined:
            print("dangling", name, value)
for subject in root.iter(ODM + "SubjectData"):
    for event in subject.iter(ODM + "StudyEventData"):
        for group in event.iter(ODM + "ItemGroupData"):
            for item in group.iter(ODM + "ItemData"):
                print("value", json.dumps([
                    subject.get("SubjectKey"), event.get("StudyEventOID"),
                    event.get("StudyEventRepeatKey"), group.get("ItemGroupRepeatKey"),
                    item.get("ItemOID"), item.get("Value")], ensure_ascii=False, separators=(",", ":")))
print("signatures", sum(1 for _ in root.iter(ODM + "Signature")))
for record in root.iter(ODM + "AuditRecord"):
    reason = record.find(ODM + "ReasonForChange")
    print("audit", record.find(ODM + "UserRef").get("UserOID"), record.find(ODM + "SourceID").text,
          json.dumps(None if reason is None else reason.text, ensure_ascii=False))
