#!/usr/bin/env python3
"""The same usage added up here, by DuckDB and by Spark: equal whole numbers, and how long each takes.

    cargo build --release
    benches/engines.py [ROWS]          (by default 1,000,000)

Installs what it needs into environments of its own below target/. Spark needs Java 17. The statement
is what `crossover import --emit-sql ENGINE` prints; engines answer integer sums, no prices.
"""

import csv
import io
import os
import pathlib
import random
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TOOLS = TARGET / "tools"
DUCKDB = "1.5.6"
SPARK = "4.3.0"
MODELS = ["anthropic.claude-sonnet-4-6", "us.amazon.nova-pro-v1:0", "amazon.nova-micro-v1:0"]
KEYS = ["hour_start", "window_hours", "first_time", "last_time", "model", "region", "tier",
        "above_tokens", "rejected"]


def installed(name, version):
    """The folder of the environment that holds a package, made if it is not there."""
    folder = TOOLS / f"{name}-{version}"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", f"{name}=={version}"], check=True)
        (folder / "ready").touch()
    return folder


def generated(rows):
    """A log of requests: a month, three models, prompts around the steps, a bad row in a thousand."""
    path = TARGET / f"engines-{rows}.csv"
    if path.exists():
        return path
    draw = random.Random(6)
    begin = 1_788_220_800
    with path.open("w") as file:
        file.write("timestamp,model,region,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens\n")
        for row in range(rows):
            at = time.gmtime(begin + row * 2_592_000 // rows)
            prompt = min(int(draw.lognormvariate(8, 2)), 400_000)
            read = draw.randrange(prompt + 1) if draw.random() < 0.4 else 0
            answer = "many" if draw.random() < 0.001 else draw.randrange(2_000)
            if draw.random() < 0.01:
                prompt = read = answer = 0
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S', at)}.{row % 1000:03}Z,{draw.choice(MODELS)},"
                       f"us-east-1,{prompt},{read},{draw.randrange(100)if prompt else 0},{answer}\n")
    return path


def run(command, **more):
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **more)
    return done.stdout, time.monotonic() - began


def sums(text):
    """The rows of an aggregate by their keys, as numbers; columns that are nothing but zero left out."""
    start = text.index("hour_start")
    text = text[start:]
    rows = csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in text.split("\n", 1)[0] else ",")
    answer = {}
    for row in rows:
        cell = {key: "" if value in (None, "NULL") else value for key, value in row.items()}
        for key in ("hour_start", "first_time", "last_time"):
            # `.5Z` and `.500000000Z` are the same moment.
            whole, _, part = cell[key].rstrip("Z").partition(".")
            cell[key] = (whole, part.rstrip("0"))
        key = tuple(cell[key] for key in KEYS)
        answer[key] = {name: int(value) for name, value in cell.items()
                       if name not in KEYS and value not in ("", "0")}
    return answer


def spark(master, path, statement):
    """Runs the statement in a session of Spark, twice: the first time warms it up."""
    home = next(installed("pyspark", SPARK).glob("lib/python3*/site-packages/pyspark"))
    script = TARGET / "engines.sql"
    script.write_text(statement + statement.split(";\n", 2)[2])
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    began = time.monotonic()
    done = subprocess.run(
        [home / "bin" / "spark-sql", "--master", master, "--driver-memory", "2g",
         "--conf", "spark.sql.cli.print.header=true", "--conf", "spark.sql.session.timeZone=UTC",
         "--conf", "spark.sql.shuffle.partitions=4", "--conf", "spark.ui.enabled=false",
         "-f", script],
        capture_output=True, text=True, env=environment, cwd=TARGET)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    whole = time.monotonic() - began
    last = done.stdout[done.stdout.rindex("hour_start"):]
    taken = [line for line in done.stderr.splitlines() if "Time taken" in line]
    return last, whole, taken[-1].split("Time taken: ")[1].split(" ")[0]


def main():
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    path = generated(rows)
    crossover = next((TARGET / profile / "crossover" for profile in ("release", "debug")
                      if (TARGET / profile / "crossover").exists()), None)
    if crossover is None:
        sys.exit("build it first: cargo build --release")
    print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB; {crossover.parent.name} build\n")
    profile = TARGET / "engines-profile.csv"
    path.read_bytes()
    _, own_time = run([crossover, "import", path, "--from", "csv", "--profile", profile, "--on-error", "skip",
                       "--model", MODELS[0]])
    own = sums(profile.read_text())
    print(f"crossover                       {own_time:8.2f} s   {len(own):,} rows of sums")
    columns = path.open().readline().strip()

    def statement(engine):
        return run([crossover, "import", "--emit-sql", engine, "--table", path, "--from", "csv",
                    "--columns", columns])[0]

    duckdb = installed("duckdb-cli", DUCKDB) / "bin" / "duckdb"
    answer, taken = run([duckdb, "-csv", "-bail"], input=statement("duckdb"))
    report("DuckDB " + DUCKDB, taken, sums(answer), own)
    for master in ("local-cluster[2,1,1024]", "local[2]"):
        try:
            answer, whole, warm = spark(master, path, statement("spark"))
        except RuntimeError as error:
            print(f"Spark {master} does not start here: {str(error).strip().splitlines()[-1][:160]}")
            continue
        report(f"Spark {SPARK}, {master}", whole, sums(answer), own, f", once warm {warm} s")
        break


def report(name, taken, answer, own, more=""):
    verdict = "equal" if answer == own else "DIFFERENT"
    print(f"{name:31} {taken:8.2f} s   {len(answer):,} rows of sums: {verdict}{more}", flush=True)
    if answer != own:
        for key in sorted(set(own) | set(answer), key=str)[:2000]:
            if own.get(key) != answer.get(key):
                sys.exit(f"  {key}: {own.get(key)} here, {answer.get(key)} there")


if __name__ == "__main__":
    main()
