"""Makes registry records by recombining the sentences of real ones, for the catalogue's benchmark.

Usage: make_records.py REAL.jsonl COUNT OUT.jsonl. Titles, conditions, interventions, keywords and the
sentences of summaries are each drawn from another record, so that words are as rare as in the
registry; no names of people or places are taken.
"""
import json
import random
import sys

draw = random.Random(1)
pools = {name: [] for name in ("title", "condition", "keyword", "intervention", "sentence")}
with open(sys.argv[1]) as file:
    for line in file:
        record = json.loads(line)["protocolSection"]
        identity = record["identificationModule"]
        pools["title"] += [identity["briefTitle"], identity.get("officialTitle", identity["briefTitle"])]
        conditions = record.get("conditionsModule", {})
        pools["condition"] += conditions.get("conditions", [])
        pools["keyword"] += conditions.get("keywords", [])
        for intervention in record.get("armsInterventionsModule", {}).get("interventions", []):
            pools["intervention"].append({"type": intervention["type"], "name": intervention["name"]})
        pools["sentence"] += record["descriptionModule"]["briefSummary"].split(". ")


def title():
    """Half of one title and half of another."""
    first, second = (draw.choice(pools["title"]).split() for _ in range(2))
    return " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])


with open(sys.argv[3], "w") as out:
    for number in range(int(sys.argv[2])):
        few = draw.randint(1, 3)
        record = {
            "identificationModule": {
                "nctId": f"SIM{number:08d}", "briefTitle": title(), "officialTitle": title()},
            "statusModule": {"overallStatus": draw.choice(["RECRUITING", "COMPLETED", "UNKNOWN"])},
            "descriptionModule": {"briefSummary": ". ".join(draw.choices(pools["sentence"], k=6))},
            "conditionsModule": {
                "conditions": draw.choices(pools["condition"], k=few),
                "keywords": draw.choices(pools["keyword"], k=few)},
            "armsInterventionsModule": {"interventions": draw.choices(pools["intervention"], k=few)},
        }
        out.write(json.dumps({"protocolSection": record}, ensure_ascii=False, separators=(",", ":")))
        out.write("\n")
