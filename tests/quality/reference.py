#!/usr/bin/env python3
"""What splink 4 makes of the Febrl sets with ordinary settings, for comparison.

    reference.py [SET]...        sets 1 and 3 without arguments

Ordinary: the comparisons that its documentation recommends for such fields, blocking on exact values,
*u* by random sampling, *m* by expectation maximisation over two passes. A pair counts as found from a
probability of 0.5 on. Prints a row of the table in README.md for each set.
"""

import logging
import sys
import time
import warnings

import pandas
import splink.comparison_library as cl
from febrl import FIELDS, records, true_pairs
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="place",
    blocking_rules_to_generate_predictions=[
        block_on("soc_sec_id"),
        block_on("given_name", "surname"),
        block_on("date_of_birth"),
        block_on("surname", "postcode"),
        block_on("given_name", "postcode"),
        block_on("address_1", "suburb"),
        block_on("address_2", "suburb"),
        block_on("street_number", "postcode"),
    ],
    comparisons=[
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
        cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
    ],
)


def predicted(rows):
    """Pairs of places that are found, the lower first."""
    table = pandas.DataFrame([{"place": place, **fields} for place, (_, fields) in enumerate(rows)])
    table = table.reindex(columns=["place", *FIELDS])
    linker = Linker(table, SETTINGS, db_api=DuckDBAPI())
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=7)
    for rule in (block_on("soc_sec_id"), block_on("given_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return {(min(a, b), max(a, b)) for a, b in zip(found["place_l"], found["place_r"])}


def main():
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    print("| set | records | true pairs | precision | recall | seconds |")
    print("|---|---|---|---|---|---|")
    for which in sys.argv[1:] or ["1", "3"]:
        rows = records(which)
        truth = true_pairs([who for who, _ in rows])
        begin = time.monotonic()
        found = predicted(rows)
        seconds = time.monotonic() - begin
        hits = len(found & truth)
        precision = hits / len(found) if found else 1.0
        print(
            f"| febrl{which} | {len(rows)} | {len(truth)} | {precision:.4f} "
            f"| {hits / len(truth):.4f} | {seconds:.1f} |"
        )


if __name__ == "__main__":
    main()
