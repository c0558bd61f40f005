//! A replica that answers a language model's requests by continuous batching, one iteration after
//! the other: those that wait join while there is room, every request in the batch gets one token
//! an iteration and leaves when it has all of its own.

use std::collections::VecDeque;

use super::random::Pcg;

/// Times of a model on an accelerator, in seconds.
#[derive(Clone, Copy)]
pub(crate) struct Server {
    /// Reading the weights once.
    pub(crate) weights: f64,
    /// Reading the cache of one token of one request.
    pub(crate) cached_token: f64,
    /// Computing for one request.
    pub(crate) compute: f64,
    /// Of each iteration.
    pub(crate) fixed: f64,
    /// Of each request in an iteration.
    pub(crate) each: f64,
    /// Reading a prompt.
    pub(crate) prefill: f64,
    /// Requests that fit together.
    pub(crate) most: u32,
    /// Tokens of a prompt, and of an answer on average.
    pub(crate) input: f64,
    pub(crate) output: f64,
}

impl Server {
    /// Seconds of an iteration with so many requests of this mean length so far.
    pub(crate) fn iteration(&self, requests: f64, context: f64) -> f64 {
        let memory = self.weights + requests * context * self.cached_token;
        memory.max(self.compute * requests) + self.fixed + self.each * requests
    }
}

struct Running {
    arrived: f64,
    left: u32,
}

/// Prompts read in one iteration take at most this many tokens together.
const PROMPT_TOKENS: f64 = 8_192.0;

/// The latencies of `count` requests after the first tenth to finish, smallest first.
pub(crate) fn latencies(
    server: &Server,
    arrivals_per_second: f64,
    count: u32,
    mut tokens: impl FnMut(&mut Pcg) -> u32,
) -> Vec<f64> {
    let mut random = Pcg::seeded(3);
    let mut at = 0.0;
    let mut coming: VecDeque<Running> = (0..count)
        .map(|_| {
            at += random.exponential(1.0 / arrivals_per_second);
            Running {
                arrived: at,
                left: tokens(&mut random),
            }
        })
        .collect();
    let mut waiting = VecDeque::new();
    let mut batch: Vec<Running> = Vec::new();
    let mut done = Vec::new();
    // Tokens so far of all in the batch.
    let (mut now, mut written, mut inside) = (0.0, 0.0, 0u32);
    let mut progress: Vec<f64> = Vec::new();
    while !(coming.is_empty() && waiting.is_empty() && batch.is_empty()) {
        while coming.front().is_some_and(|next| next.arrived <= now) {
            waiting.extend(coming.pop_front());
        }
        if batch.is_empty() && waiting.is_empty() {
            now = coming.front().map_or(now, |next| next.arrived);
            continue;
        }
        let (mut prefill, mut room) = (0.0, PROMPT_TOKENS);
        while inside < server.most && room >= server.input {
            let Some(next) = waiting.pop_front() else {
                break;
            };
            batch.push(next);
            progress.push(0.0);
            inside += 1;
            prefill += server.prefill;
            room -= server.input;
        }
        let requests = f64::from(inside);
        now += prefill + server.iteration(requests, server.input + written / requests);
        written += requests;
        let mut place = 0;
        while place < batch.len() {
            let running = &mut batch[place];
            running.left -= 1;
            progress[place] += 1.0;
            if running.left == 0 {
                done.push(now - running.arrived);
                written -= progress[place];
                batch.swap_remove(place);
                progress.swap_remove(place);
                inside -= 1;
            } else {
                place += 1;
            }
        }
    }
    let mut kept = done.split_off(done.len() / 10);
    kept.sort_by(f64::total_cmp);
    kept
}
