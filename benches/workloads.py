#!/usr/bin/env python3
"""Times lists of workloads: rows a second and peak memory, beside Python's csv module.

    cargo build --release
    python3 benches/workloads.py [--rows 20000 200000] [--runs 3]

Each list of random workloads is compared over the three plans of scenarios/workloads-defaults.toml and
written as CSV, a row for each workload and plan. Beside it, in turn, Python's csv module reads the
same list and writes as many rows of the same cells: the ratio is what computing costs above moving the
rows. The load of the machine at the start is printed: read the ratios.
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.path.join(ROOT, "target", "release", "crossover")
DEFAULTS = os.path.join(ROOT, "scenarios", "workloads-defaults.toml")
COLUMNS = "name,requests_per_month,input_tokens,output_tokens,latency"
PLANS = 3
COPY = """
import csv, sys
with open(sys.argv[1], newline="") as rows, open(sys.argv[2], "w", newline="") as out:
    writer = csv.writer(out)
    for row in csv.reader(rows):
        for plan in range(%d):
            writer.writerow(row + row + row)
""" % PLANS


def workloads(count, seed=7):
    """Lines of `count` random workloads, in the order of COLUMNS, the same for the same seed."""
    draw = random.Random(seed)
    for number in range(count):
        requests = int(10 ** draw.uniform(3, 7))
        prompt = draw.randrange(50, 20_000)
        answer = draw.randrange(1, 1_500)
        latency = draw.choice(["interactive", "async", "offline"])
        yield f"w{number},{requests},{prompt},{answer},{latency}"


def filter_command(binary=BINARY):
    """The filter: rows of workloads on its standard input, rows of plans on its standard output."""
    return [binary, "compare", "-", "--columns", COLUMNS, "--defaults", DEFAULTS, "--format", "csv"]


def timed(command, stdin, stdout):
    """Wall seconds, CPU seconds and peak memory in MiB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=stdin, stdout=stdout)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    folder = os.path.join(ROOT, "target", "workloads")
    os.makedirs(folder, exist_ok=True)
    source, answer = os.path.join(folder, "workloads.csv"), os.path.join(folder, "answer.csv")
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"load of the machine at the start: {load} on {os.cpu_count()} processors\n")
    print("| workloads | wall, s | CPU, s | rows a second | largest memory, MiB | × Python's csv |")
    print("|---:|---:|---:|---:|---:|---:|")
    for count in options.rows:
        with open(source, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in workloads(count))
        ours, copies = [], []
        for _ in range(options.runs):
            with open(source, "rb") as rows, open(answer, "wb") as out:
                ours.append(timed(filter_command(), rows, out))
            with open(answer, newline="", encoding="utf-8") as file:
                written = sum(1 for _ in csv.reader(file)) - 1
            if written != PLANS * count:
                sys.exit(f"{written} rows of plans for {count} workloads")
            copies.append(timed([sys.executable, "-c", COPY, source, answer], None, None))
        wall, cpu, _ = (statistics.median(run[at] for run in ours) for at in range(3))
        memory = max(run[2] for run in ours)
        copied = statistics.median(run[1] for run in copies)
        print(
            f"| {count:,} | {wall:.1f} | {cpu:.1f} | {count / wall:,.0f} "
            f"| {memory:.1f} | {cpu / copied:.1f} |"
        )


if __name__ == "__main__":
    main()
