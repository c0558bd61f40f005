//! Reads a file of usage and prints how long it took and what was in it, as JSON. `benches/import.py`
//! runs it beside others: `cargo bench --bench import -- FILE THREADS`.

use std::{
    env,
    fs::File,
    io::{Read as _, Write as _},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use crossover::usage::{Ids, Measure, Options, read};
use serde_json::{Map, Value, json};

#[expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]
fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let [path, threads, what @ ..] = arguments.as_slice() else {
        println!("cargo bench --bench import -- FILE THREADS [newlines]");
        return;
    };
    let threads: usize = threads.parse().unwrap();
    let began = Instant::now();
    if what.first().is_some_and(|what| what == "newlines") {
        let count = newlines(path, threads);
        let seconds = began.elapsed().as_secs_f64();
        println!("{}", json!({"seconds": seconds, "lines": count}));
        return;
    }
    let options = Options {
        steps: vec![100_000, 200_000, 272_000],
        threads,
        ..Options::default()
    };
    let file = Box::new(File::open(path).unwrap());
    let usage = read(path, file, &options, &mut Ids::default()).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let mut models = Map::new();
    let mut hours = 0;
    for (caller, flow) in &usage.tally.flows {
        let total = flow.total();
        let of = |measure: Measure| total.of(measure).to_string();
        hours += flow.sums.len();
        models.insert(
            caller.model.clone(),
            json!([
                of(Measure::Records),
                of(Measure::InputTokens),
                of(Measure::OutputTokens),
                of(Measure::CacheReadTokens),
                total.cache_write_tokens().to_string(),
            ]),
        );
    }
    let answer = json!({
        "seconds": seconds,
        "format": usage.format.name,
        "read": usage.tally.read,
        "kept": usage.tally.kept(),
        "sums": hours,
        "models": Value::Object(models),
    });
    std::io::stdout()
        .write_all(format!("{answer}\n").as_bytes())
        .unwrap();
}

/// Counts line feeds in blocks of a mebibyte by so many threads: the least that reading a file takes.
#[expect(clippy::unwrap_used, reason = "a benchmark")]
fn newlines(path: &str, threads: usize) -> usize {
    let file = std::sync::Mutex::new(File::open(path).unwrap());
    let total = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut block = vec![0; 1024 * 1024];
                loop {
                    let read = file.lock().unwrap().read(&mut block).unwrap();
                    if read == 0 {
                        return;
                    }
                    let count = memchr::memchr_iter(b'\n', &block[..read]).count();
                    total.fetch_add(count, Ordering::Relaxed);
                }
            });
        }
    });
    total.into_inner()
}
