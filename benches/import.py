#!/usr/bin/env python3
"""Times the reading of usage logs beside others, on the same file in the same run.

    cargo bench --bench import --no-run
    python3 benches/import.py [--rows 1000000] [--runs 5] [--threads 2]

Makes a CSV of requests, the same rows shuffled, the CSV as gzip, and invocation logs in JSON lines with
bodies, under target/import. Peers (DuckDB, Polars, litellm, genai-prices) are installed there too, into an
environment of their own. All contenders are run in turn in every round and the best round of each counts,
alike for all of them, so that a busy machine meets all; the seconds are those of the work, without the
start of an interpreter. Where other programs run at the same time, time of the processor says more than
wall time. All have to come to the same whole numbers, per model: records, and input, output,
cached and written tokens. The steps of long contexts are part of what is grouped by, as pricing needs them.
"""

import argparse
import glob
import json
import os
import subprocess
import sys
import time
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, "target", "import")
PEERS = ["duckdb", "polars", "litellm", "genai-prices"]
MODELS = [
    "anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-opus-4-5-20251101-v1:0", "amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0",
    "amazon.nova-micro-v1:0", "meta.llama3-3-70b-instruct-v1:0", "mistral.mistral-large-2407-v1:0",
    "deepseek.r1-v1:0", "openai.gpt-oss-120b-1:0", "qwen.qwen3-32b-v1:0", "cohere.command-r-plus-v1:0",
]
STEPS = [100_000, 200_000, 272_000]


def python():
    """The interpreter that has the peers."""
    path = os.path.join(WORK, "venv", "bin", "python")
    if not os.path.exists(path):
        venv.create(os.path.dirname(os.path.dirname(path)), with_pip=True)
        subprocess.run([path, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return path


def made(name, make):
    """A file that is made unless it is there."""
    path = os.path.join(WORK, name)
    if not os.path.exists(path):
        make(path + ".new")
        os.rename(path + ".new", path)
    return path


def generate(rows, records):
    """Makes the files, from hashes of the row's number, so that they are the same everywhere."""
    import duckdb

    names = ",".join(f"({number}, '{name}')" for number, name in enumerate(MODELS))
    base = f"""
        select strftime(make_timestamp(1788220800000000 + (i * (2592000000000 / {{rows}}))::bigint),
                        '%Y-%m-%dT%H:%M:%S.%gZ') as timestamp,
               name as model_id,
               (hash(i * 4 + 1) % 4000)::int + case when hash(i * 7) % 200 = 0 then 200000 else 0 end as input_tokens,
               (hash(i * 4 + 2) % 1500)::int as output_tokens,
               case when hash(i) % 2 = 0 then (hash(i * 4 + 3) % 20000)::int else 0 end as cache_read_tokens,
               case when hash(i) % 5 = 0 then (hash(i * 4 + 4) % 3000)::int else 0 end as cache_write_tokens, i
        from range({{rows}}) r(i) join (values {names}) m(k, name) on m.k = hash(i * 11) % 12"""
    columns = "timestamp, model_id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens"

    def copy(order, options):
        statement = "copy (select {} from ({}) order by {}) to '{}' ({})"
        return lambda path: duckdb.sql(statement.format(columns, base.format(rows=rows), order, path, options))

    def invocations(path):
        body = "concat('{\"role\":\"user\",\"content\":\"', repeat(md5(i::varchar) || ' ', 150 + (hash(i) % 200)::int), '\"}')"
        duckdb.sql(f"""copy (select '{{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"' || timestamp
            || '","accountId":"111122223333","region":"us-east-1","requestId":"' || md5(i::varchar || 'id')
            || '","operation":"Converse","modelId":"' || model_id
            || '","input":{{"inputContentType":"application/json","inputBodyJson":{{"messages":[' || {body}
            || ']}},"inputTokenCount":' || input_tokens || ',"cacheReadInputTokenCount":' || cache_read_tokens
            || ',"cacheWriteInputTokenCount":' || cache_write_tokens
            || '}},"output":{{"outputContentType":"application/json","outputBodyJson":{{"output":' || {body}
            || '}},"outputTokenCount":' || output_tokens || '}}}}'
            from ({base.format(rows=records)}) order by i) to '{path}' (header false, quote '', escape '', delimiter E'\\x01')""")

    def packed(path):
        with open(path, "wb") as out:
            subprocess.run(["gzip", "-c6", made(f"rows-{rows}.csv", None)], stdout=out, check=True)

    return {
        "csv": made(f"rows-{rows}.csv", copy("i", "header")),
        "shuffled": made(f"shuffled-{rows}.csv", copy("hash(i)", "header")),
        "gzip": made(f"rows-{rows}.csv.gz", packed),
        "json": made(f"invocations-{records}.jsonl", invocations),
    }


def clock():
    return time.perf_counter(), time.process_time()


def passed(began):
    """Seconds of wall and of the processor since then."""
    return [now - then for now, then in zip(clock(), began)]


GROUPED = """select {model} m, {hour} h, ({input} + {read} + {write} > 100000)::int + ({input} + {read} + {write} > 200000)::int
    + ({input} + {read} + {write} > 272000)::int a, count(*) n, sum({input}) i, sum({output}) o, sum({read}) r, sum({write}) w
    from {source} where {input} + {output} + {read} + {write} > 0 group by all"""
CSV = dict(model="model_id", hour="date_trunc('hour', timestamp)", input="input_tokens", output="output_tokens",
           read="cache_read_tokens", write="cache_write_tokens")
TYPES = "columns = {'timestamp': 'TIMESTAMP', 'model_id': 'VARCHAR', " + ", ".join(
    f"'{CSV[name]}': 'BIGINT'" for name in ["input", "output", "read", "write"]) + "}"
JSON = dict(model="modelId", hour="date_trunc('hour', timestamp)", input="input.inputTokenCount",
            output="output.outputTokenCount", read="input.cacheReadInputTokenCount",
            write="input.cacheWriteInputTokenCount")


def duck(path, threads, given):
    """DuckDB: the same sums as SQL."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    if path.endswith(".jsonl"):
        names, source = JSON, f"read_json('{path}', format = 'newline_delimited')"
    else:
        names, source = CSV, f"read_csv('{path}'{', ' + TYPES if given else ''})"
    began = clock()
    rows = connection.execute(GROUPED.format(**names, source=source)).fetchall()
    return passed(began), rows


def polars(path, threads):
    """Polars, streaming."""
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl

    began = clock()
    tokens = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"]
    prompt = pl.col(tokens[0]) + pl.col(tokens[2]) + pl.col(tokens[3])
    above = sum((prompt > step).cast(pl.Int32) for step in STEPS)
    frame = pl.scan_csv(path).filter(pl.sum_horizontal(tokens) > 0)
    hour = pl.col("timestamp").str.slice(0, 13)
    grouped = frame.group_by(pl.col("model_id"), hour.alias("h"), above.alias("a"))
    rows = grouped.agg(pl.len(), *[pl.col(name).sum() for name in tokens]).collect(engine="streaming").rows()
    return passed(began), rows


def by_row(path, which, rows=20_000):
    """Seconds a row of a library that prices row by row."""
    import csv

    with open(path, newline="") as file:
        reader = csv.DictReader(file)
        sample = [row for row, _ in zip(reader, range(rows))]
    if which == "litellm":
        from litellm import cost_per_token

        def price(row):
            cost_per_token(model="anthropic.claude-haiku-4-5-20251001-v1:0", custom_llm_provider="bedrock",
                           prompt_tokens=int(row["input_tokens"]), completion_tokens=int(row["output_tokens"]))
    else:
        from genai_prices import Usage, calc_price

        def price(row):
            usage = Usage(input_tokens=int(row["input_tokens"]), output_tokens=int(row["output_tokens"]))
            calc_price(usage, model_ref="anthropic.claude-haiku-4-5-20251001-v1:0", provider_id="aws")
    price(sample[0])
    began = clock()
    for row in sample:
        price(row)
    return [time / len(sample) for time in passed(began)], []


def sums(rows):
    """The whole numbers by model, of rows by model, hour and step."""
    models = {}
    for model, _, _, *counts in rows:
        own = models.setdefault(model, [0] * 5)
        for at, count in enumerate(counts):
            own[at] += int(count)
    return {model: [str(count) for count in counts] for model, counts in models.items()}


def inner(arguments):
    """One contender, in a process of its own."""
    which, path, threads = arguments[0], arguments[1], int(arguments[2])
    if which in ("litellm", "genai-prices"):
        seconds, rows = by_row(path, which)
    elif which == "polars":
        seconds, rows = polars(path, threads)
    else:
        seconds, rows = duck(path, threads, which == "duckdb, types given")
    print(json.dumps({"seconds": seconds[0], "cpu": seconds[1], "models": sums(rows)}))


def run(command):
    """What a command prints as JSON, and its largest memory in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed")
    whole = {"memory": usage.ru_maxrss / 1024, "cpu": usage.ru_utime + usage.ru_stime}
    return whole | (json.loads(answer) if answer.startswith(("{", "[")) else {})


def counted(path):
    began = time.perf_counter()
    answer = run(["wc", "-l", path])
    return answer | {"seconds": time.perf_counter() - began}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=20_000, help="invocation logs, about 20 KB each")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--binary", help="the benchmark, where it is not under target/release")
    options = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    own = python()
    code = f"import sys; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r}); import importlib; " \
        f"files = importlib.import_module('import').generate({options.rows}, {options.records}); " \
        "import json; print(json.dumps(files))"
    made_files = subprocess.run([own, "-c", code], stdout=subprocess.PIPE, check=True)
    # Tools that make the files may say something first.
    files = json.loads(made_files.stdout.splitlines()[-1])
    binaries = glob.glob(os.path.join(ROOT, "target", "release", "deps", "import-*"))
    binaries = [path for path in binaries if os.access(path, os.X_OK) and "." not in os.path.basename(path)]
    if not binaries and not options.binary:
        sys.exit("cargo bench --bench import --no-run")
    binary = options.binary or max(binaries, key=os.path.getmtime)
    threads = str(options.threads)
    peer = lambda which, path: lambda: run([own, os.path.abspath(__file__), "--inner", which, path, threads])
    ours = lambda path, threads: lambda: run([binary, path, str(threads)])
    tables = {
        f"CSV, {options.rows:,} rows": {
            "`wc -l`": lambda: counted(files["csv"]),
            f"line feeds counted, {threads} threads": lambda: run([binary, files["csv"], threads, "newlines"]),
            "crossover, 1 thread": ours(files["csv"], 1),
            f"crossover, {threads} threads": ours(files["csv"], threads),
            f"crossover, {threads} threads, shuffled": ours(files["shuffled"], threads),
            f"DuckDB, types detected, {threads} threads": peer("duckdb, types detected", files["csv"]),
            f"DuckDB, types given, {threads} threads": peer("duckdb, types given", files["csv"]),
            f"Polars, streaming, {threads} threads": peer("polars", files["csv"]),
        },
        f"the same as gzip": {
            f"crossover, {threads} threads": ours(files["gzip"], threads),
            f"DuckDB, types detected, {threads} threads": peer("duckdb, types detected", files["gzip"]),
        },
        f"invocation logs, {options.records:,} records, {os.path.getsize(files['json']) / 1e6:,.0f} MB": {
            f"crossover, {threads} threads": ours(files["json"], threads),
            f"DuckDB, {threads} threads": peer("duckdb", files["json"]),
        },
    }
    for title, contenders in tables.items():
        best, least, models, most = {}, {}, {}, {}
        for _ in range(options.runs):
            for name, contender in contenders.items():
                answer = contender()
                best[name] = min(best.get(name, answer["seconds"]), answer["seconds"])
                least[name] = min(least.get(name, answer["cpu"]), answer["cpu"])
                most[name] = max(most.get(name, 0), answer["memory"])
                if answer.get("models"):
                    models[name] = answer["models"]
        different = [name for name in models if models[name] != next(iter(models.values()))]
        if different:
            sys.exit(f"{title}: {different} come to other sums")
        base = f"crossover, {threads} threads"
        print(f"\n| {title} | wall, s | × crossover | CPU, s | × crossover | MiB |\n|---|---:|---:|---:|---:|---:|")
        for name, seconds in best.items():
            cpu = least[name]
            print(f"| {name} | {seconds:.2f} | {seconds / best[base]:.2f} | {cpu:.2f} | {cpu / least[base]:.2f} | {most[name]:.0f} |")
        if "crossover, 1 thread" in least:
            single = least["crossover, 1 thread"] / options.rows
    print("\n| row by row, 20,000 rows, 1 thread | rows a CPU second | × crossover's time a row |\n|---|---:|---:|")
    for which in ["litellm", "genai-prices"]:
        each = min(peer(which, files["csv"])()["cpu"] for _ in range(3))
        print(f"| {which} | {1 / each:,.0f} | {each / single:,.0f} |")
    print(f"\nload of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inner"]:
        inner(sys.argv[2:])
    else:
        main()
