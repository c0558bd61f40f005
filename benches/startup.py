#!/usr/bin/env python3
"""Times whole commands from process start to exit, in turn, and prints their medians.

    cargo build --release
    python3 benches/startup.py [--runs 200] [--litellm PYTHON]

PYTHON is an interpreter that has litellm installed; without it that row is left out. The commands are
run one after the other in every round, so that a machine's drift meets all of them alike: read the
ratios. With --instructions the instructions of each command are counted once with valgrind and written
to benches/instructions.csv, which is kept in the repository: they repeat where seconds do not.
"""

import argparse
import csv
import os
import re
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.path.join(ROOT, "target", "release", "crossover")
SCENARIO = os.path.join(ROOT, "scenarios", "support-chatbot.toml")
PROPOSED = os.path.join(ROOT, "scenarios", "model-shortlist.toml")

COMMANDS = [
    ("true", ["/bin/true"]),
    ("crossover --version", [BINARY, "--version"]),
    ("crossover prices show amazon.nova-pro-v1:0", [BINARY, "prices", "show", "amazon.nova-pro-v1:0"]),
    ("crossover compare scenarios/support-chatbot.toml", [BINARY, "compare", SCENARIO]),
    ("crossover compare scenarios/model-shortlist.toml", [BINARY, "compare", PROPOSED]),
]


def seconds(command):
    """Wall seconds of one run, its output thrown away."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    end = time.perf_counter()
    if done.returncode != 0:
        sys.exit(f"{command} ended with {done.returncode}")
    return end - start


def instructions(command):
    """Instructions of one run, counted by valgrind."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(tool + command, capture_output=True, text=True, check=True)
    return int(re.search(r"I\s+refs:\s+([\d,]+)", done.stderr).group(1).replace(",", ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--litellm", metavar="PYTHON")
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    timed = {name: [] for name, _ in COMMANDS}
    for _ in range(options.runs):
        for name, command in COMMANDS:
            timed[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in timed.items()}
    if options.litellm:
        command = [options.litellm, "-c", "import litellm"]
        seconds(command)
        name = 'python3 -c "import litellm"'
        medians[name] = statistics.median(seconds(command) for _ in range(9))
    floor = medians["crossover --version"]
    print("| command | median, ms | × `true` | × `crossover --version` |\n|---|---:|---:|---:|")
    for name, median in medians.items():
        ratios = f"{median / medians['true']:.1f} | {median / floor:.1f}"
        print(f"| `{name}` | {median * 1000:.2f} | {ratios} |")
    if options.instructions:
        with open(os.path.join(ROOT, "benches", "instructions.csv"), "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["command", "instructions"])
            for name, command in COMMANDS:
                writer.writerow([name, instructions(command)])


if __name__ == "__main__":
    main()
