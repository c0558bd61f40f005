#!/usr/bin/env python3
"""Runs a list of workloads through Spark's pipe, and checks that its rows are those of one machine.

    cargo build --release
    python3 benches/spark_pipe.py [--rows 20000] [--partitions 8] [--master MASTER]...

`crossover compare - --columns A,B,… --defaults FILE --format csv` is a filter: rows in, rows out, and
nothing kept from one row for the next. So Spark may cut a list anywhere and pipe each part through a
process of its own, on whichever machine the part is:

    rows.pipe(command).filter(lambda row: row != header)

Each process writes the header, which is dropped; the list has a column `name`, as a row without one is
called by its number, which begins anew in each part. On a cluster the binary and the defaults must be at
the same paths everywhere (spark-submit --files, or an image).

MASTER is local[2] and then local-cluster[2,1,1024], a cluster of two worker processes, unless given. What
this needs goes into target/spark: a virtual environment with pyspark. Java 17 or later must be there
(Debian: apt-get install openjdk-17-jre-headless).
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import time
import venv

from workloads import BINARY, ROOT, filter_command, workloads

PYSPARK = "pyspark==4.3.0"
PLACE = os.path.join(ROOT, "target", "spark", "venv")
PYTHON = os.path.join(PLACE, "bin", "python")
MASTERS = ["local[2]", "local-cluster[2,1,1024]"]


def inside():
    """Goes on within the virtual environment, which is made where it is not there."""
    if os.path.realpath(sys.prefix) == os.path.realpath(PLACE):
        return
    if not shutil.which("java"):
        sys.exit("Spark needs Java 17 or later: apt-get install openjdk-17-jre-headless")
    if not os.path.exists(PYTHON):
        venv.create(PLACE, with_pip=True)
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYSPARK]
    subprocess.run(install, check=True)
    os.execv(PYTHON, [PYTHON, *sys.argv])


def alone(rows):
    """The rows of one process on this machine, without the header, and the header."""
    text = "".join(f"{row}\n" for row in rows)
    start = time.perf_counter()
    done = subprocess.run(filter_command(), input=text, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{BINARY} ended with {done.returncode}: {done.stderr}")
    header, *answer = done.stdout.splitlines()
    return header, answer, seconds


def piped(master, rows, partitions, header):
    """The rows by way of Spark, and how many processes the pipe ran in as many executors."""
    from pyspark import SparkConf, SparkContext

    conf = SparkConf().setMaster(master).setAppName("crossover")
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    conf.set("spark.pyspark.python", PYTHON)
    context = SparkContext(conf=conf)
    context.setLogLevel("ERROR")
    try:
        command = shlex.join(filter_command())
        lines = context.parallelize(rows, partitions)
        start = time.perf_counter()
        found = lines.pipe(command, checkCode=True)
        answer = found.filter(lambda row: row != header).collect()
        seconds = time.perf_counter() - start
        memory = context._jsc.sc().getExecutorMemoryStatus()
        # The driver is among them, and does the work where there is no cluster.
        executors = memory.size() - (1 if master.startswith("local-cluster") else 0)
    finally:
        context.stop()
    return answer, seconds, executors


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--master", action="append")
    options = parser.parse_args()
    inside()
    rows = list(workloads(options.rows))
    header, answer, seconds = alone(rows)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"load of the machine: {load} on {os.cpu_count()} processors\n", flush=True)
    print("| run by | executors | parts | wall, s | rows |\n|---|---:|---:|---:|---:|")
    print(f"| one process | | 1 | {seconds:.1f} | {len(answer):,} |", flush=True)
    for master in options.master or MASTERS:
        found, seconds, executors = piped(master, rows, options.partitions, header)
        if found != answer:
            sys.exit(f"{master}: its {len(found)} rows are not the {len(answer)} of one process")
        columns = f"{executors} | {options.partitions} | {seconds:.1f} | {len(found):,}"
        print(f"| Spark, `{master}` | {columns} |", flush=True)
    print("\nAll rows are equal, and in the same order.")


if __name__ == "__main__":
    main()
