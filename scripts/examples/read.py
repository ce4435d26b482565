#!/usr/bin/env python3
"""Three numbers of a run, with nothing but Python: read.py RUN_DIR

How many trials were solved, the longest lag that is remembered (proven), and the median fit of the fastest implementation
beside that of the slowest, over the workloads that both ran.
"""
import csv
import pathlib
import statistics
import sys

WORKLOAD = ["task", "length", "alphabet", "classes", "interior", "model", "hidden", "layers", "batch", "regime", "backend"]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: read.py RUN_DIR")
    path = pathlib.Path(sys.argv[1]) / "trials.csv"
    try:
        with path.open(newline="") as file:
            trials = [row for row in csv.DictReader(file) if row["status"] == "ok"]
    except OSError as problem:
        sys.exit(f"read.py: {path}: {problem.strerror}")

    judged = [row for row in trials if row["solved"]]
    print(f"solved: {sum(row['solved'] == 'true' for row in judged)} of {len(judged)}")

    remembered = [int(row["lag"]) for row in judged if row["remembers"] == "true" and row["lag"]]
    print(f"longest lag remembered: {max(remembered, default=0)} steps")

    fits = {}
    for row in trials:
        if row["fit_p50_us"]:
            workload = tuple(row[column] for column in WORKLOAD)
            fits.setdefault(workload, {}).setdefault(row["lstm"], []).append(float(row["fit_p50_us"]))
    factors = []
    for engines in fits.values():
        medians = [statistics.median(times) for times in engines.values()]
        if len(medians) > 1:
            factors.append(max(medians) / min(medians))
    print(f"slowest / fastest implementation: {max(factors):.1f}" if factors else "one implementation ran")


if __name__ == "__main__":
    main()
