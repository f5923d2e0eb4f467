#!/usr/bin/env python3
"""Imports a labelled set into a running application and counts what it suggests.

    service.py URL ROWS TRUTH

ROWS and TRUTH are as `febrl.py` writes them; the store must be empty before. The key, with the scopes
`admin` and `agent`, is in THROUGHLINE_KEY. Rows are sent in the order of the file: shuffle it to see that
the order does not matter.
"""

import json
import os
import sys
import time
import urllib.parse
import urllib.request

# Rows of one request.
BATCH = 500


def ask(url, key, path, body=None, accept="application/json"):
    headers = {"authorization": f"Bearer {key}", "accept": accept}
    if body is not None:
        headers["content-type"] = "application/x-ndjson"
    request = urllib.request.Request(url + path, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.read()


def imported(url, key, rows):
    """Sends the rows, and says which customer each became."""
    customers = {}
    for begin in range(0, len(rows), BATCH):
        some = rows[begin : begin + BATCH]
        body = ask(url, key, "/v1/imports?kind=customers", b"".join(some), "application/x-ndjson")
        outcomes = {outcome["line"]: outcome for outcome in map(json.loads, body.splitlines())}
        for place, row in enumerate(some, start=1):
            outcome = outcomes[place]
            if outcome["status"] not in ("created", "updated", "unchanged"):
                sys.exit(f"row {begin + place}: {outcome}")
            customers[outcome["customer_id"]] = json.loads(row)["identities"][0]["value"]
    return customers


def suggested(url, key):
    """All pairs of customers that are suggested."""
    pairs, cursor = set(), None
    while True:
        path = "/v1/suggestions?limit=200"
        if cursor:
            path += "&cursor=" + urllib.parse.quote(cursor)
        page = json.loads(ask(url, key, path))
        pairs.update(frozenset((item["a"], item["b"])) for item in page["items"])
        cursor = page["next"]
        if not cursor:
            return pairs


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: service.py URL ROWS TRUTH")
    url, rows_path, truth_path = sys.argv[1].rstrip("/"), *sys.argv[2:]
    key = os.environ.get("THROUGHLINE_KEY") or sys.exit("THROUGHLINE_KEY is not set")
    with open(rows_path, "rb") as file:
        rows = file.readlines()
    with open(truth_path, encoding="utf-8") as file:
        truth = {frozenset(json.loads(line).values()) for line in file}
    begun = time.monotonic()
    customers = imported(url, key, rows)
    sent = time.monotonic()
    pairs = {frozenset(customers.get(id, id) for id in pair) for pair in suggested(url, key)}
    done = time.monotonic()
    right = len(pairs & truth)
    print("| rows | true pairs | suggested | precision | recall | import s | suggestions s |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {len(rows)} | {len(truth)} | {len(pairs)} | {right / max(len(pairs), 1):.4f} "
        f"| {right / max(len(truth), 1):.4f} | {sent - begun:.1f} | {done - sent:.1f} |"
    )


if __name__ == "__main__":
    main()
