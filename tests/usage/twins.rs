//! A twin of each format: a small log of the same requests, written as the format has it.
//!
//! Nothing here is a row of a real file. The requests are drawn with a fixed seed, and what a format
//! cannot hold (a model, a cache) its twin adds up as a reader of the format would.

#![expect(
    clippy::format_collect,
    reason = "files of tests are small, and read best as they look"
)]

use std::{collections::BTreeMap, fmt::Write as _, io::Cursor};

use crossover::usage::{
    FORMATS, Format, Ids, Measure, Options, ReadError, Usage, read, shown, write_aggregate,
};
use serde_json::{Value, json};

/// The first moment, in seconds since 1970: 2026-03-02T00:00:00Z.
pub(crate) const START: i64 = 1_772_409_600;
/// Seconds that the requests lie in: three days.
const SPAN: u64 = 3 * 86_400;
const MODELS: [&str; 2] = ["us.anthropic.claude-sonnet-4-6", "amazon.nova-micro-v1:0"];

/// A request of the log.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Seconds after the first moment.
    pub(crate) after: u64,
    pub(crate) model: &'static str,
    /// Tokens that no cache served or kept.
    pub(crate) input: u64,
    pub(crate) read: u64,
    pub(crate) written_5m: u64,
    pub(crate) written_1h: u64,
    pub(crate) output: u64,
}

impl Request {
    fn prompt(&self) -> u64 {
        self.input + self.read + self.written_5m + self.written_1h
    }

    fn written(&self) -> u64 {
        self.written_5m + self.written_1h
    }

    fn nanoseconds(&self) -> i64 {
        (START + i64::try_from(self.after).unwrap_or(0)) * 1_000_000_000
    }

    fn time(&self) -> String {
        shown(self.nanoseconds(), true)
    }

    fn day(&self) -> String {
        self.time().chars().take(10).collect()
    }
}

/// The requests, in the order of their times: the same at every run.
pub(crate) fn requests() -> Vec<Request> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut requests: Vec<Request> = (0..240)
        .map(|_| {
            let is_cached = draw(3) == 0;
            let mut cached = |below| if is_cached { draw(below) } else { 0 };
            let (read, written_5m, written_1h) = (cached(9_000), cached(2_000), cached(1_000));
            Request {
                after: draw(SPAN),
                model: MODELS[usize::from(draw(3) == 0)],
                input: 1 + draw(4_000),
                read,
                written_5m,
                written_1h,
                output: 1 + draw(900),
            }
        })
        .collect();
    requests.sort_by_key(|request| request.after);
    requests
}

/// What a format holds of a request.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
struct Holds {
    model: bool,
    requests: bool,
    reads: bool,
    writes: Writes,
    tokens: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Writes {
    #[default]
    No,
    /// How many, for five minutes and an hour together.
    Together,
    Apart,
}

/// A request in a trace: no model, no cache.
const TRACE: Holds = Holds {
    model: false,
    requests: true,
    reads: false,
    writes: Writes::No,
    tokens: true,
};
/// A record of a service that caches.
const WHOLE: Holds = Holds {
    model: true,
    requests: true,
    reads: true,
    writes: Writes::Apart,
    tokens: true,
};

/// Requests, input, cache reads, writes for five minutes and an hour, output.
pub(crate) type Totals = [u128; 6];

/// The measures of [`Totals`].
const MEASURES: [Measure; 6] = [
    Measure::Requests,
    Measure::InputTokens,
    Measure::CacheReadTokens,
    Measure::CacheWrite5mTokens,
    Measure::CacheWrite1hTokens,
    Measure::OutputTokens,
];

/// What the requests come to, by model, in a format that holds so much of them.
fn expected(requests: &[Request], holds: Holds) -> BTreeMap<String, Totals> {
    let mut all: BTreeMap<String, Totals> = BTreeMap::new();
    for request in requests {
        let model = if holds.model { request.model } else { "" };
        let totals = all.entry(model.to_owned()).or_default();
        let mut own = [
            u64::from(holds.requests),
            request.prompt(),
            0,
            0,
            0,
            request.output,
        ];
        if holds.reads {
            own[1] -= request.read;
            own[2] = request.read;
        }
        match holds.writes {
            Writes::No => {}
            Writes::Together => {
                own[1] -= request.written();
                own[3] = request.written();
            }
            Writes::Apart => {
                own[1] -= request.written();
                own[3] = request.written_5m;
                own[4] = request.written_1h;
            }
        }
        if !holds.tokens {
            own = [own[0], 0, 0, 0, 0, 0];
        }
        for (total, own) in totals.iter_mut().zip(own) {
            *total += u128::from(own);
        }
    }
    all
}

/// What a reader made of a file, by model.
pub(crate) fn found(usage: &Usage) -> BTreeMap<String, Totals> {
    let mut all: BTreeMap<String, Totals> = BTreeMap::new();
    for (caller, flow) in &usage.tally.flows {
        let totals = all.entry(caller.model.clone()).or_default();
        for (total, measure) in totals.iter_mut().zip(MEASURES) {
            *total += flow.total().of(measure);
        }
    }
    all
}

/// Reads a text as a file of usage.
pub(crate) fn try_read(
    name: &str,
    text: impl Into<Vec<u8>>,
    options: &Options,
) -> Result<Usage, ReadError> {
    let file = Box::new(Cursor::new(text.into()));
    read(name, file, options, &mut Ids::default())
}

/// Reads a text that can be read.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
pub(crate) fn read_text(name: &str, text: impl Into<Vec<u8>>, options: &Options) -> Usage {
    try_read(name, text, options).unwrap()
}

/// The log of the requests as a format writes it.
pub(crate) struct Twin {
    holds: Holds,
    /// The same records, in each way that the format may lie in a file.
    pub(crate) texts: Vec<(&'static str, String)>,
    /// Whether the format has to be told.
    pub(crate) is_told: bool,
}

fn twin(holds: Holds, texts: Vec<(&'static str, String)>) -> Twin {
    Twin {
        holds,
        texts,
        is_told: false,
    }
}

/// A CSV of a header and a row a request.
fn table(header: &str, requests: &[Request], row: impl Fn(&Request) -> String) -> String {
    let rows = requests.iter().map(|request| row(request) + "\r\n");
    format!("{header}\r\n{}", rows.collect::<String>())
}

fn lines(records: &[Value]) -> String {
    records
        .iter()
        .map(|record| record.to_string() + "\n")
        .collect()
}

/// Sums of the requests by model and window of so many seconds.
fn windows(requests: &[Request], seconds: u64) -> Vec<(u64, &'static str, Vec<Request>)> {
    let mut all: BTreeMap<(u64, &str), Vec<Request>> = BTreeMap::new();
    for request in requests {
        let window = request.after / seconds * seconds;
        all.entry((window, request.model))
            .or_default()
            .push(request.clone());
    }
    all.into_iter()
        .map(|((window, model), requests)| (window, model, requests))
        .collect()
}

/// One request that stands for several: their sums.
fn summed(after: u64, model: &'static str, requests: &[Request]) -> Request {
    let sum = |of: fn(&Request) -> u64| requests.iter().map(of).sum();
    Request {
        after,
        model,
        input: sum(|request| request.input),
        read: sum(|request| request.read),
        written_5m: sum(|request| request.written_5m),
        written_1h: sum(|request| request.written_1h),
        output: sum(|request| request.output),
    }
}

/// The twin of a format.
pub(crate) fn of(format: &str, requests: &[Request]) -> Option<Twin> {
    let twin = match format {
        "azure-llm" => twin(
            TRACE,
            vec![(
                "csv",
                table("TIMESTAMP,ContextTokens,GeneratedTokens", requests, |r| {
                    format!(
                        "{}.0000000,{},{}",
                        r.time().replace('T', " ").trim_end_matches('Z'),
                        r.prompt(),
                        r.output
                    )
                }),
            )],
        ),
        "vidur" => twin(
            TRACE,
            vec![(
                "csv",
                table(
                    "arrived_at,num_prefill_tokens,num_decode_tokens",
                    requests,
                    |r| format!("{}.5,{},{}", r.after, r.prompt(), r.output),
                ),
            )],
        ),
        "burstgpt" => burstgpt(requests),
        "servegen" | "servegen-chunk" => servegen(format, requests),
        "ragpulse" | "mooncake" => blocks(format, requests),
        "anthropic" => anthropic(requests),
        "openai" | "openai-legacy" => openai(format, requests),
        "litellm" => litellm(requests),
        "litellm-daily" => litellm_daily(requests),
        "langfuse" => langfuse(requests),
        "bedrock" => bedrock(requests),
        "cloudwatch" => cloudwatch(requests),
        "otel" => otel(requests),
        "csv" | "json" => generic(format, requests),
        "aggregate" => aggregate(requests),
        _ => return None,
    };
    Some(twin)
}

fn burstgpt(requests: &[Request]) -> Twin {
    let holds = Holds {
        model: true,
        ..TRACE
    };
    let first = table(
        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
        requests,
        |r| {
            format!(
                "{},{},{},{},{},API log",
                r.after,
                r.model,
                r.prompt(),
                r.output,
                r.prompt() + r.output
            )
        },
    );
    let third = table(
        "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type",
        requests,
        |r| {
            format!(
                "{}.0,,1.5,{},{}.0,{}.0,{}.0,API log",
                r.after,
                r.model,
                r.prompt(),
                r.output,
                r.prompt() + r.output
            )
        },
    );
    twin(holds, vec![("first", first), ("third", third)])
}

fn count_of(requests: &[Request]) -> u64 {
    u64::try_from(requests.len()).unwrap_or(u64::MAX)
}

/// A small number as a float, which is how a trace has it.
fn float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn servegen(format: &str, requests: &[Request]) -> Twin {
    let seconds = 600;
    if format == "servegen-chunk" {
        let merged: Vec<Request> = requests
            .iter()
            .map(|r| Request {
                model: "",
                ..r.clone()
            })
            .collect();
        let mut text = String::from("600000,0,0,,0,0\n");
        for (after, _, own) in windows(&merged, seconds) {
            let _ = writeln!(
                text,
                "{after},{:.8},1.2,Gamma,0.7,3.1",
                float(count_of(&own)) / 600.0
            );
        }
        let holds = Holds {
            tokens: false,
            ..TRACE
        };
        return Twin {
            holds,
            texts: vec![("csv", text)],
            is_told: true,
        };
    }
    let mut text = String::from(
        "workload,window_start_s,requests_per_s,active_clients,covered_rate_share,mean_input_tokens,mean_output_tokens\n",
    );
    for (after, model, own) in windows(requests, seconds) {
        let count = float(count_of(&own));
        let sum = summed(after, model, &own);
        let _ = writeln!(
            text,
            "{model},{after},{:.8},3,1.0,{:.6},{:.6}",
            count / 600.0,
            float(sum.prompt()) / count,
            float(sum.output) / count
        );
    }
    twin(
        Holds {
            model: true,
            ..TRACE
        },
        vec![("csv", text)],
    )
}

fn blocks(format: &str, requests: &[Request]) -> Twin {
    let records: Vec<Value> = requests
        .iter()
        .map(|r| {
            let (input, output) = (r.prompt(), r.output);
            if format == "ragpulse" {
                json!({"timestamp": r.after.to_string(), "input_length": input, "output_length": output,
                    "hash_ids": {"sys_prompt": [1, 2], "user_input": [3]}, "session_id": "1758081660427-a"})
            } else {
                json!({"timestamp": r.after * 1_000, "input_length": input, "output_length": output,
                    "hash_ids": [0, 1, 2]})
            }
        })
        .collect();
    twin(TRACE, vec![("lines", lines(&records) + "\n")])
}

fn anthropic(requests: &[Request]) -> Twin {
    let days: Vec<Request> = windows(requests, 86_400)
        .iter()
        .map(|(after, model, own)| summed(*after, model, own))
        .collect();
    let csv = table(
        "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed",
        &days,
        |r| {
            format!(
                "{},{},key,Default,standard,\u{2264} 200k,{},{},{},{},{},0,,",
                r.day(),
                r.model,
                r.input,
                r.written_5m,
                r.written_1h,
                r.read,
                r.output
            )
        },
    );
    let buckets: Vec<Value> = days
        .iter()
        .map(|r| {
            json!({"starting_at": r.time(), "ending_at": shown(r.nanoseconds() + 86_400_000_000_000, true),
                "results": [{"uncached_input_tokens": r.input, "cache_read_input_tokens": r.read,
                    "cache_creation": {"ephemeral_5m_input_tokens": r.written_5m, "ephemeral_1h_input_tokens": r.written_1h},
                    "output_tokens": r.output, "model": r.model, "context_window": "0-200k"}]})
        })
        .collect();
    let api = json!({"data": buckets, "has_more": false, "next_page": null});
    let holds = Holds {
        requests: false,
        ..WHOLE
    };
    twin(holds, vec![("csv", csv), ("api", api.to_string())])
}

fn openai(format: &str, requests: &[Request]) -> Twin {
    let days = windows(requests, 86_400);
    let holds = Holds {
        writes: Writes::No,
        ..WHOLE
    };
    if format == "openai-legacy" {
        let mut text = String::from(
            "usage_date,n_requests,n_context_tokens_total,n_generated_tokens_total,snapshot_id\n",
        );
        for (after, model, own) in &days {
            let r = summed(*after, model, own);
            let _ = writeln!(
                text,
                "{},{},{},{},{model}",
                r.day(),
                own.len(),
                r.prompt(),
                r.output
            );
        }
        return twin(
            Holds {
                reads: false,
                ..holds
            },
            vec![("csv", text)],
        );
    }
    let mut text = String::from(
        "start_time,end_time,project_id,num_model_requests,model,input_tokens,input_cached_tokens,output_tokens,input_audio_tokens\n",
    );
    let mut buckets = Vec::new();
    for (after, model, own) in &days {
        let r = summed(*after, model, own);
        let start = START + i64::try_from(r.after).unwrap_or(0);
        let _ = writeln!(
            text,
            "{start},{},p,{},{model},{},{},{},0",
            start + 86_400,
            own.len(),
            r.prompt(),
            r.read,
            r.output
        );
        buckets.push(json!({"object": "bucket", "start_time": start, "end_time": start + 86_400, "results": [
            {"object": "organization.usage.completions.result", "input_tokens": r.prompt(), "input_cached_tokens": r.read,
                "output_tokens": r.output, "num_model_requests": own.len(), "model": model, "batch": null}]}));
    }
    let api = json!({"object": "page", "data": buckets, "has_more": false, "next_page": null});
    twin(holds, vec![("csv", text), ("api", format!("{api:#}"))])
}

/// A cell that is JSON.
fn cell(value: &Value) -> String {
    format!("\"{}\"", value.to_string().replace('"', "\"\""))
}

fn litellm(requests: &[Request]) -> Twin {
    let metadata = |r: &Request| {
        json!({"usage_object": {"prompt_tokens": r.prompt(), "cache_read_input_tokens": r.read, "cache_creation_input_tokens": r.written(),
            "prompt_tokens_details": {"cached_tokens": r.read, "cache_creation_tokens": r.written(),
                "cache_creation_token_details": {"ephemeral_5m_input_tokens": r.written_5m, "ephemeral_1h_input_tokens": r.written_1h}}}})
    };
    let csv = table(
        "request_id,call_type,spend,total_tokens,prompt_tokens,completion_tokens,startTime,endTime,model,metadata,cache_hit,status",
        requests,
        |r| {
            format!(
                "{}-{},acompletion,0.1,{},{},{},{},,{},{},None,success",
                r.after,
                r.output,
                r.prompt() + r.output,
                r.prompt(),
                r.output,
                r.time().replace('T', " ").trim_end_matches('Z'),
                r.model,
                cell(&metadata(r))
            )
        },
    );
    let records: Vec<Value> = requests
        .iter()
        .map(|r| json!({"request_id": format!("{}-{}", r.after, r.output), "prompt_tokens": r.prompt(), "completion_tokens": r.output,
            "startTime": r.time(), "model": r.model, "metadata": metadata(r), "cache_hit": "False", "status": "success"}))
        .collect();
    let texts: Vec<Value> = records
        .iter()
        .map(|record| {
            let mut record = record.clone();
            record["metadata"] = Value::from(record["metadata"].to_string());
            record
        })
        .collect();
    twin(
        WHOLE,
        vec![
            ("csv", csv),
            ("array", json!(records).to_string()),
            ("lines", lines(&texts)),
        ],
    )
}

fn litellm_daily(requests: &[Request]) -> Twin {
    let mut text = String::from(
        "id,date,model,custom_llm_provider,prompt_tokens,completion_tokens,cache_read_input_tokens,cache_creation_input_tokens,spend,api_requests,successful_requests,failed_requests\n",
    );
    let mut records = Vec::new();
    for (after, model, own) in windows(requests, 86_400) {
        let r = summed(after, model, &own);
        let _ = writeln!(
            text,
            "i,{},{model},bedrock,{},{},{},{},1.5,{},{},2",
            r.day(),
            r.prompt(),
            r.output,
            r.read,
            r.written(),
            own.len() + 2,
            own.len()
        );
        records.push(json!({"date": r.day(), "model": model, "prompt_tokens": r.prompt(), "completion_tokens": r.output,
            "cache_read_input_tokens": r.read, "cache_creation_input_tokens": r.written(), "api_requests": own.len() + 2,
            "successful_requests": own.len(), "failed_requests": 2}));
    }
    let holds = Holds {
        writes: Writes::Together,
        ..WHOLE
    };
    twin(
        holds,
        vec![("csv", text), ("array", json!(records).to_string())],
    )
}

fn langfuse(requests: &[Request]) -> Twin {
    let details = |r: &Request| json!({"input": r.input, "cache_read_input_tokens": r.read, "cache_creation_input_tokens": r.written(), "output": r.output, "total": r.prompt() + r.output});
    let csv = table(
        "\"id\",\"type\",\"name\",\"start_time\",\"end_time\",\"usage_details\",\"provided_model_name\",\"input\"",
        requests,
        |r| {
            format!(
                "\"{}-{}\",\"GENERATION\",\"g\",\"{}\",\"\",{},\"{}\",\"two\nlines, and \"\"quotes\"\"\"",
                r.after,
                r.output,
                r.time(),
                cell(&details(r)),
                r.model
            )
        },
    );
    let snake: Vec<Value> = requests
        .iter()
        .map(|r| json!({"id": format!("{}-{}", r.after, r.output), "type": "GENERATION", "start_time": r.time(), "usage_details": details(r), "provided_model_name": r.model, "input": "text"}))
        .collect();
    let camel: Vec<Value> = requests
        .iter()
        .map(|r| json!({"id": format!("{}-{}", r.after, r.output), "type": "GENERATION", "startTime": r.time(), "usageDetails": details(r), "model": r.model}))
        .collect();
    let holds = Holds {
        writes: Writes::Together,
        ..WHOLE
    };
    let api = json!({"data": camel, "meta": {"page": 1}});
    twin(
        holds,
        vec![
            ("csv", csv),
            ("lines", lines(&snake)),
            ("api", api.to_string()),
        ],
    )
}

/// Records of the invocation log; bodies in each of the shapes that have the lifetime of cache writes.
pub(crate) fn invocations(requests: &[Request]) -> Vec<Value> {
    let record = |(at, r): (usize, &Request)| {
        let creation = json!({"ephemeral_5m_input_tokens": r.written_5m, "ephemeral_1h_input_tokens": r.written_1h});
        let usage = json!({"input_tokens": r.input, "cache_read_input_tokens": r.read, "cache_creation_input_tokens": r.written(), "cache_creation": creation, "output_tokens": r.output});
        let body = match at % 3 {
            0 => {
                json!({"type": "message", "content": [{"text": "a {\"secret\"} text"}], "usage": usage})
            }
            1 => {
                json!([{"type": "message_start", "message": {"usage": usage}}, {"type": "content_block_delta", "delta": {"text": "x"}},
                {"type": "message_delta", "usage": {"output_tokens": r.output}}])
            }
            _ => {
                json!({"output": {"message": {"role": "assistant"}}, "usage": {"inputTokens": r.input, "outputTokens": r.output,
                "cacheReadInputTokens": r.read, "cacheWriteInputTokens": r.written(),
                "cacheDetails": [{"ttl": "1h", "inputTokens": r.written_1h}, {"ttl": "5m", "inputTokens": r.written_5m}]}})
            }
        };
        json!({"timestamp": r.time(), "accountId": "111122223333", "region": "us-east-1", "requestId": format!("{at}-{}", r.after),
            "operation": "InvokeModel", "modelId": r.model,
            "input": {"inputContentType": "application/json", "inputTokenCount": r.input, "cacheReadInputTokenCount": r.read, "cacheWriteInputTokenCount": r.written()},
            "output": {"outputContentType": "application/json", "outputBodyJson": body, "outputTokenCount": r.output},
            "inferenceRegion": "us-west-2", "schemaType": "ModelInvocationLog", "schemaVersion": "1.0"})
    };
    requests.iter().enumerate().map(record).collect()
}

fn bedrock(requests: &[Request]) -> Twin {
    let records = invocations(requests);
    let text = |record: &Value| record.to_string();
    let pretty: String = records
        .iter()
        .map(|record| format!("{record:#}\n"))
        .collect();
    let joined: String = records.iter().map(text).collect();
    let after_times: String = records
        .iter()
        .map(|record| format!("2026-03-02T00:00:00.000Z {record}\n"))
        .collect();
    let pairs = |record: &Value| json!([{"field": "@timestamp", "value": "2026-03-02 00:00:00.000"}, {"field": "@message", "value": text(record)}, {"field": "@ptr", "value": "Cn"}]);
    let results = json!({"queryLanguage": "CWLI", "results": records.iter().map(pairs).collect::<Vec<_>>(), "statistics": {"recordsMatched": 240.0}, "status": "Complete"});
    let flat: Vec<Value> = records
        .iter()
        .flat_map(|record| pairs(record).as_array().cloned().unwrap_or_default())
        .collect();
    let events: Vec<Value> = records.iter().map(|record| json!({"logStreamName": "s", "timestamp": 1, "message": text(record), "eventId": "1"})).collect();
    let insights: Vec<Value> = records
        .iter()
        .map(|record| json!({"@timestamp": "2026-03-02 00:00:00.000", "@message": record}))
        .collect();
    let csv: String = records
        .iter()
        .map(|record| format!("2026-03-02 00:00:00.000,{}\n", cell(record)))
        .collect();
    twin(
        WHOLE,
        vec![
            ("lines", lines(&records)),
            ("array", json!(records).to_string()),
            ("pretty array", format!("{:#}", json!(records))),
            ("pretty", pretty),
            ("joined", joined),
            ("after times", after_times),
            ("get-query-results", format!("{results:#}")),
            ("get-query-results, flat", format!("{:#}", json!(flat))),
            (
                "filter-log-events",
                json!({"events": events, "searchedLogStreams": []}).to_string(),
            ),
            ("insights JSON", json!(insights).to_string()),
            ("insights CSV", format!("@timestamp,@message\n{csv}")),
        ],
    )
}

/// A sum of a window.
type Sum = fn(&Request) -> u64;
/// The metrics of CloudWatch, and what each sums up.
const METRICS: [(&str, Sum); 5] = [
    ("Invocations", |_| 1),
    ("InputTokenCount", |r| r.input),
    ("OutputTokenCount", |r| r.output),
    ("CacheReadInputTokenCount", |r| r.read),
    ("CacheWriteInputTokenCount", Request::written),
];

fn cloudwatch(requests: &[Request]) -> Twin {
    let mut data = Vec::new();
    let mut statistics = String::new();
    for (metric, of) in METRICS {
        let mut by_model: BTreeMap<&str, (Vec<String>, Vec<u64>)> = BTreeMap::new();
        for (after, model, own) in windows(requests, 3_600).into_iter().rev() {
            let series = by_model.entry(model).or_default();
            series.0.push(summed(after, model, &own).time());
            series.1.push(own.iter().map(of).sum());
        }
        for (model, (times, values)) in by_model {
            let label = format!("{model} {metric}");
            let points: Vec<Value> = times
                .iter()
                .zip(&values)
                .map(|(time, sum)| json!({"Timestamp": time, "Sum": *sum, "Unit": "Count"}))
                .collect();
            let _ = writeln!(
                statistics,
                "{:#}",
                json!({"Label": label, "Datapoints": points})
            );
            data.push(json!({"Id": "m", "Label": label, "Timestamps": times, "Values": values, "StatusCode": "Complete"}));
        }
    }
    let data = json!({"MetricDataResults": data, "Messages": []});
    let holds = Holds {
        writes: Writes::Together,
        ..WHOLE
    };
    twin(
        holds,
        vec![
            ("get-metric-data", format!("{data:#}")),
            ("get-metric-statistics", statistics),
        ],
    )
}

fn otel(requests: &[Request]) -> Twin {
    let attributes = |r: &Request| {
        json!({"gen_ai.operation.name": "chat", "gen_ai.request.model": r.model, "gen_ai.usage.input_tokens": r.prompt(), "gen_ai.usage.output_tokens": r.output,
            "gen_ai.usage.cache_read.input_tokens": r.read, "gen_ai.usage.cache_creation.input_tokens": r.written()})
    };
    let id = |r: &Request| format!("{:016x}", r.after * 1_000 + r.output);
    let spans: Vec<Value> = requests
        .iter()
        .map(|r| {
            let list: Vec<Value> = attributes(r).as_object().into_iter().flatten().map(|(key, value)| {
                let value = value.as_u64().map_or_else(|| json!({"stringValue": value}), |count| json!({"intValue": count.to_string()}));
                json!({"key": key, "value": value})
            }).collect();
            json!({"traceId": "t", "spanId": id(r), "name": "chat", "startTimeUnixNano": r.nanoseconds().to_string(), "attributes": list, "status": {}})
        })
        .collect();
    let other = json!({"traceId": "t", "spanId": "0", "name": "GET /", "startTimeUnixNano": "1772409600000000000", "attributes": [{"key": "http.method", "value": {"stringValue": "GET"}}]});
    let agent = json!({"traceId": "t", "spanId": "1", "name": "agent", "startTimeUnixNano": "1772409600000000000", "attributes": [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}}, {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "99"}}]});
    let half = spans.len() / 2;
    let request = |spans: &[Value]| json!({"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": [other]}, {"spans": spans}, {"spans": [agent]}]}]});
    let otlp = format!("{}\n{}\n", request(&spans[..half]), request(&spans[half..]));
    let flat: Vec<Value> = requests
        .iter()
        .map(|r| {
            let mut record = attributes(r);
            record["span_id"] = json!(id(r));
            record["start_time"] = json!(r.time());
            record
        })
        .collect();
    let console: String = requests
        .iter()
        .map(|r| format!("{:#}\n", json!({"name": "chat", "context": {"span_id": id(r)}, "start_time": r.time(), "status": {"status_code": "OK"}, "attributes": attributes(r)})))
        .collect();
    let holds = Holds {
        writes: Writes::Together,
        ..WHOLE
    };
    twin(
        holds,
        vec![
            ("OTLP", otlp.clone()),
            ("OTLP, pretty", format!("{:#}", request(&spans))),
            ("flat", lines(&flat)),
            ("console", console),
        ],
    )
}

fn generic(format: &str, requests: &[Request]) -> Twin {
    if format == "json" {
        let records: Vec<Value> = requests
            .iter()
            .map(|r| json!({"time": r.time(), "model": r.model, "input_tokens": r.input, "output_tokens": r.output, "cache_read_tokens": r.read,
                "cache_write_5m_tokens": r.written_5m, "cache_write_1h_tokens": r.written_1h}))
            .collect();
        return twin(
            WHOLE,
            vec![
                ("lines", lines(&records)),
                ("array", json!(records).to_string()),
            ],
        );
    }
    let row = |r: &Request| {
        format!(
            "{};{};{};{};{};{};{}",
            r.time(),
            r.model,
            r.input,
            r.read,
            r.written_5m,
            r.written_1h,
            r.output
        )
    };
    let header = "\u{feff}Time; Model ;Input_Tokens;cache_read_tokens;cache_write_5m_tokens;cache_write_1h_tokens;output_tokens";
    let semicolons = table(header, requests, row);
    let tabs = table(&header.replace(';', "\t"), requests, |r| {
        row(r).replace(';', "\t")
    });
    twin(WHOLE, vec![("semicolons", semicolons), ("tabs", tabs)])
}

/// The sums of a CSV of the requests, as they are written.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn aggregate(requests: &[Request]) -> Twin {
    let (_, text) = generic("csv", requests).texts.into_iter().next().unwrap();
    let usage = read_text("csv", text, &Options::default());
    let mut written = Vec::new();
    write_aggregate(&usage.tally, &mut written).unwrap();
    twin(WHOLE, vec![("csv", String::from_utf8(written).unwrap())])
}

/// The options that a twin is read with.
pub(crate) fn options(format: &'static Format, twin: &Twin) -> Options {
    Options {
        from: twin.is_told.then_some(format),
        ..Options::default()
    }
}

#[test]
fn every_format_has_a_twin_that_gives_the_sums_of_its_requests() {
    let requests = requests();
    for format in FORMATS {
        let twin = of(format.name, &requests);
        let twin = twin.unwrap_or_else(|| panic!("{} has no twin: write one", format.name));
        for (way, text) in &twin.texts {
            let usage = read_text(way, text.as_str(), &options(format, &twin));
            assert_eq!(usage.format.name, format.name, "{way}");
            assert!(
                usage.tally.faults.is_empty(),
                "{} {way}: {:?}",
                format.name,
                usage.tally.faults
            );
            assert_eq!(
                found(&usage),
                expected(&requests, twin.holds),
                "{} {way}",
                format.name
            );
        }
    }
}

#[test]
fn neither_the_order_of_records_nor_the_ends_of_lines_matter() {
    let requests = requests();
    let mut turned = requests.clone();
    turned.reverse();
    let half = turned.len() / 2;
    turned.rotate_left(half);
    for format in FORMATS {
        let (Some(twin), Some(other)) = (of(format.name, &requests), of(format.name, &turned))
        else {
            continue;
        };
        for ((way, text), (_, other)) in twin.texts.iter().zip(&other.texts) {
            let options = options(format, &twin);
            let usage = read_text(way, text.as_str(), &options);
            let turned = read_text(way, other.as_str(), &options);
            assert_eq!(usage.tally, turned.tally, "{} {way}", format.name);
            if *way != "csv" || format.name != "langfuse" {
                let ends = text.replace("\r\n", "\n").replace('\n', "\r\n");
                let with_ends = read_text(way, ends.trim_end(), &options);
                assert_eq!(usage.tally, with_ends.tally, "{} {way}", format.name);
            }
        }
    }
}
