"""Holds exports against strangers' schemas and models.

Usage: interchange.py schemas                     the folder of CDISC's XML schemas (odmlib)
       interchange.py dataset-json DEFINE FILE...  Dataset-JSON by its schema, and by the define
       interchange.py fhir FILE                   a bundle by fhir.resources (R4B), its references
       interchange.py csv DICTIONARY FILE...      files by the dictionary; prints them as JSON
Prints a line for each fault, then what was read.
"""
import collections
import csv
import json
import os
import sys
import xml.etree.ElementTree as tree

import odmlib

packages = os.path.dirname(odmlib.__path__[0])


def schemas():
    print(os.path.join(packages, "odmlib", "schemas"))


def dataset_json(define, *files):
    from jsonschema_rs import Draft202012Validator
    with open(os.path.join(packages, "resources", "schema", "dataset.schema.json")) as file:
        validator = Draft202012Validator(json.load(file))
    odm = "{http://www.cdisc.org/ns/odm/v1.3}"
    root = tree.parse(define).getroot()
    items = {node.get("OID"): node.get("Name") for node in root.iter(odm + "ItemDef")}
    groups = {node.get("OID"): [items[ref.get("ItemOID")] for ref in node.iter(odm + "ItemRef")]
              for node in root.iter(odm + "ItemGroupDef")}
    types = {"string": str, "integer": int, "double": (int, float)}
    for path in files:
        with open(path) as file:
            dataset = json.load(file)
        name = dataset["name"]
        for fault in validator.iter_errors(dataset):
            print(f"{name}: {fault.message[:150]}")
        columns = dataset["columns"]
        if groups.pop(dataset["itemGroupOID"]) != [column["name"] for column in columns]:
            print(f"{name}: its columns are not the define's")
        if dataset["records"] != len(dataset["rows"]):
            print(f"{name}: records is {dataset['records']}, rows are {len(dataset['rows'])}")
        for row in dataset["rows"]:
            if len(row) != len(columns):
                print(f"{name}: a row of {len(row)} values for {len(columns)} columns")
            for value, column in zip(row, columns):
                if value is not None and not isinstance(value, types[column["dataType"]]):
                    print(f"{name}.{column['name']}: {value!r} is no {column['dataType']}")
                if isinstance(value, str) and len(value.encode()) > column.get("length", 10 ** 9):
                    print(f"{name}.{column['name']}: longer than its length")
        keys = [c["name"] for c in sorted(columns, key=lambda c: c.get("keySequence", 99))
                if "keySequence" in c]
        places = [[c["name"] for c in columns].index(key) for key in keys]
        seen = [tuple(row[place] for place in places) for row in dataset["rows"]]
        if len(set(seen)) != len(seen):
            print(f"{name}: keys {keys} come twice")
        print("read", name, len(dataset["rows"]))
    for left in groups:
        print(f"{left}: in the define, but no file")


def fhir(path):
    from fhir.resources.R4B.bundle import Bundle
    with open(path) as file:
        text = file.read()
    bundle = Bundle.model_validate_json(text)
    entries = [entry["resource"] for entry in json.loads(text)["entry"]]
    names = {f"{entry['resourceType']}/{entry['id']}" for entry in entries}
    if len(names) != len(entries):
        print("an id comes twice")

    def references(value):
        if isinstance(value, dict):
            if "reference" in value:
                yield value["reference"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    for reference in references(entries):
        if reference not in names:
            print("dangling", reference)
    counts = collections.Counter(entry.get_resource_type() for entry in
                                 (part.resource for part in bundle.entry))
    for name in sorted(counts):
        print("read", name, counts[name])


def csv_files(dictionary, *files):
    with open(dictionary, newline="") as file:
        told = collections.defaultdict(list)
        for line in csv.DictReader(file):
            told[line["file"]].append(line)
    for path in files:
        name = os.path.basename(path)
        with open(path, newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        lines = told.pop(name, [])
        if reader.fieldnames != [line["column"] for line in lines]:
            print(f"{name}: its columns are not the dictionary's: {reader.fieldnames}")
        for row in rows:
            if None in row or None in row.values():
                print(f"{name}: a row of another width")
            for line in lines:
                value = row[line["column"]]
                if line["required"] == "yes" and not value:
                    print(f"{name}: {line['column']} is empty")
                if line["codes"] and value and value not in line["codes"].split("; "):
                    print(f"{name}: {line['column']} is {value!r}, which is no code")
        print("read", name, json.dumps(rows, ensure_ascii=False))
    for left in told:
        print(f"{left}: in the dictionary, but no file")


{"schemas": schemas, "dataset-json": dataset_json, "fhir": fhir, "csv": csv_files}[sys.argv[1]](
    *sys.argv[2:])
