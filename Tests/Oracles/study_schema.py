"""Validates registry records (JSON lines) against the API's OpenAPI description.

Usage: study_schema.py OPENAPI.yaml RECORDS.jsonl; prints a line for each fault, then the count read.
The description is compiled once: thousands of records take a second.
"""
import json
import sys

import yaml
from jsonschema_rs import Draft202012Validator

with open(sys.argv[1]) as file:
    description = yaml.safe_load(file)
study = {"$ref": "#/components/schemas/Study", "components": description["components"]}
validator = Draft202012Validator(study)
count = 0
with open(sys.argv[2]) as file:
    for line in file:
        count += 1
        for fault in validator.iter_errors(json.loads(line)):
            place = "/".join(str(part) for part in fault.instance_path)
            print(f"record {count}: {place}: {fault.message[:120]}")
print(count)
