//! The sums of what one thread reads: as a [`Tally`], but quickly found and added to.

use std::collections::BTreeMap;

use super::{
    Caller, Flow, Key, Measure, Reason, Sizes, Sums, Tally,
    places::{Places, hash, mixed},
    record::{Dated, Record},
    rules::PROMPT,
};

/// What one thread has added up.
#[derive(Debug, Default)]
pub(super) struct Partial {
    callers: Vec<Called>,
    by_caller: Places,
    slots: Vec<Slot>,
    by_key: Places,
    read: u64,
    left_out: BTreeMap<Reason, u64>,
    /// How the times are written.
    pub(super) dated: Dated,
}

/// The first measures: those of requests and tokens, and one more that makes them pairs.
pub(super) const COMMON: usize = 8;

/// A caller and the sizes of its requests.
#[derive(Debug)]
struct Called {
    caller: Caller,
    prompts: Sizes,
    answers: Sizes,
    unsized_requests: u128,
    /// Where its last record went.
    last: Option<(Key, usize)>,
}

/// The sums of a caller and key.
#[derive(Debug)]
struct Slot {
    caller: usize,
    key: Key,
    first: i64,
    last: i64,
    counts: [u64; Measure::COUNT],
    /// What does not fit there: a count is below 2^63, so that one more cannot go past 2^64.
    beyond: Option<Box<[u128; Measure::COUNT]>>,
}

/// What a record counts, by the place of its caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// The caller.
    pub(super) caller: usize,
    /// The hour and step.
    pub(super) key: Key,
    /// When it began, in nanoseconds.
    pub(super) first: i64,
    /// When it ended.
    pub(super) last: i64,
    /// Whether the step of each request is known.
    pub(super) is_sized: bool,
    /// Whether it is of one request, whose size is therefore known.
    pub(super) is_of_one: bool,
    /// How many of its counts, from the first on, may be more than none.
    pub(super) measures: usize,
    /// Its counts.
    pub(super) counts: [u64; Measure::COUNT],
}

impl Counted {
    /// What a record counts.
    pub(super) fn new(record: &Record<'_>, caller: usize) -> Self {
        Self {
            caller,
            key: Key {
                hour: record.hour,
                window_hours: record.window_hours,
                above: record.above,
            },
            first: record.first,
            last: record.last,
            is_sized: record.is_sized,
            is_of_one: record.is_of_one,
            measures: Measure::COUNT,
            counts: record.counts,
        }
    }

    #[inline]
    fn count(&self, measure: Measure) -> u64 {
        self.counts.get(measure.at()).copied().unwrap_or(0)
    }

    /// Tokens of the whole prompt.
    #[inline]
    fn prompt(&self) -> u64 {
        let counts = PROMPT.iter().map(|measure| self.count(*measure));
        counts.fold(0, u64::saturating_add)
    }
}

impl Partial {
    /// The place of a caller.
    pub(super) fn caller(&mut self, model: &str, region: &str, tier: &str) -> usize {
        let hash_of = |model: &str, region: &str, tier: &str| {
            let of = |text: &str| hash(text.as_bytes());
            mixed(mixed(of(model), of(region)), of(tier))
        };
        let own = hash_of(model, region, tier);
        let found = self.by_caller.find(own, |place| {
            self.callers.get(place).is_some_and(|called| {
                let caller = &called.caller;
                caller.model == model && caller.region == region && caller.tier == tier
            })
        });
        found.unwrap_or_else(|| {
            self.callers.push(Called {
                caller: Caller {
                    model: model.to_owned(),
                    region: region.to_owned(),
                    tier: tier.to_owned(),
                },
                prompts: Sizes::default(),
                answers: Sizes::default(),
                unsized_requests: 0,
                last: None,
            });
            self.by_caller.add(own, |place| {
                self.callers.get(place).map_or(0, |called| {
                    let caller = &called.caller;
                    hash_of(&caller.model, &caller.region, &caller.tier)
                })
            });
            self.callers.len() - 1
        })
    }

    /// Adds a record that is kept.
    #[inline]
    pub(super) fn add(&mut self, counted: &Counted) {
        self.read += counted.count(Measure::Records);
        let Some(called) = self.callers.get_mut(counted.caller) else {
            return;
        };
        if !counted.is_sized {
            called.unsized_requests += u128::from(counted.count(Measure::Requests));
        }
        if counted.is_of_one {
            called.prompts.add(counted.prompt());
            called.answers.add(counted.count(Measure::OutputTokens));
        }
        let known = called.last.filter(|(key, _)| *key == counted.key);
        let place = known.map_or_else(
            || self.slot(counted.caller, counted.key),
            |(_, place)| place,
        );
        if let Some(slot) = self.slots.get_mut(place) {
            slot.add(counted);
        }
    }

    /// Counts records that are left out.
    pub(super) fn leave_out(&mut self, reason: Reason, records: u64) {
        self.read += records;
        *self.left_out.entry(reason).or_default() += records;
    }

    /// The place of the sums of a caller and key.
    fn slot(&mut self, caller: usize, key: Key) -> usize {
        let own = hash_of(caller, key);
        let found = self.by_key.find(own, |place| {
            let slot = self.slots.get(place);
            slot.is_some_and(|slot| slot.key == key && slot.caller == caller)
        });
        let place = found.unwrap_or_else(|| {
            self.slots.push(Slot {
                caller,
                key,
                first: i64::MAX,
                last: i64::MIN,
                counts: [0; Measure::COUNT],
                beyond: None,
            });
            self.by_key.add(own, |place| {
                let slot = self.slots.get(place);
                slot.map_or(0, |slot| hash_of(slot.caller, slot.key))
            });
            self.slots.len() - 1
        });
        if let Some(called) = self.callers.get_mut(caller) {
            called.last = Some((key, place));
        }
        place
    }

    /// How many records were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The sums as a tally.
    pub(super) fn into_tally(self) -> Tally {
        let mut flows: Vec<Flow> = Vec::with_capacity(self.callers.len());
        flows.resize_with(self.callers.len(), Flow::default);
        for slot in &self.slots {
            if let Some(flow) = flows.get_mut(slot.caller) {
                flow.sums.insert(slot.key, slot.sums());
            }
        }
        let with_flow = self.callers.into_iter().zip(flows);
        let flows = with_flow.map(|(called, flow)| {
            let flow = Flow {
                prompts: called.prompts,
                answers: called.answers,
                unsized_requests: called.unsized_requests,
                ..flow
            };
            (called.caller, flow)
        });
        let mut tally = Tally {
            flows: flows.filter(|(_, flow)| !flow.sums.is_empty()).collect(),
            read: self.read,
            left_out: self.left_out,
            ..Tally::default()
        };
        tally.note_times(self.dated);
        tally
    }
}

impl Slot {
    #[inline]
    fn add(&mut self, counted: &Counted) {
        let mut bits = 0;
        let mut add = |sum: &mut u64, count: &u64| {
            *sum = sum.wrapping_add(*count);
            bits |= *sum | count;
        };
        // The first ones, which are nearly all that are ever counted, at one go.
        let (sums, other_sums) = self.counts.split_at_mut(COMMON);
        let (counts, other_counts) = counted.counts.split_at(COMMON);
        if let (Some(sums), Some(counts)) = (
            sums.first_chunk_mut::<COMMON>(),
            counts.first_chunk::<COMMON>(),
        ) {
            for (sum, count) in sums.iter_mut().zip(counts) {
                add(sum, count);
            }
        }
        if counted.measures > COMMON {
            for (sum, count) in other_sums.iter_mut().zip(other_counts) {
                add(sum, count);
            }
        }
        if bits >> 63 != 0 {
            self.put_beyond(counted);
        }
        self.first = self.first.min(counted.first);
        self.last = self.last.max(counted.last);
    }

    /// Puts sums apart that may go past 2^64 or just did.
    #[cold]
    fn put_beyond(&mut self, counted: &Counted) {
        let beyond = self.beyond.get_or_insert_default();
        let sums = self.counts.iter_mut().zip(&counted.counts);
        for (beyond, (sum, count)) in beyond.iter_mut().zip(sums) {
            *beyond += u128::from(sum.wrapping_sub(*count)) + u128::from(*count);
            *sum = 0;
        }
    }

    fn sums(&self) -> Sums {
        let mut counts = self.counts.map(u128::from);
        let beyond = self.beyond.iter().flat_map(|beyond| beyond.iter());
        for (count, beyond) in counts.iter_mut().zip(beyond) {
            *count += beyond;
        }
        Sums::new(counts, self.first, self.last)
    }
}

fn hash_of(caller: usize, key: Key) -> u64 {
    let caller = u64::try_from(caller).unwrap_or(0);
    let own = mixed(caller, key.hour.cast_unsigned());
    mixed(own, key.above ^ (u64::from(key.window_hours) << 48))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        let mut partial = Partial::default();
        let caller = partial.caller("m", "", "");
        let mut counts = [0; Measure::COUNT];
        counts[Measure::Records.at()] = 1;
        counts[Measure::InputTokens.at()] = u64::MAX;
        counts[Measure::OutputTokens.at()] = 3;
        let key = Key {
            hour: 0,
            window_hours: 1,
            above: 0,
        };
        for _ in 0..5 {
            partial.add(&Counted {
                caller,
                key,
                first: 0,
                last: 0,
                is_sized: false,
                is_of_one: false,
                measures: Measure::COUNT,
                counts,
            });
        }
        let tally = partial.into_tally();
        let total = tally.flows[&Caller {
            model: "m".to_owned(),
            ..Caller::default()
        }]
            .total();
        assert_eq!(total.of(Measure::InputTokens), 5 * u128::from(u64::MAX));
        assert_eq!(total.of(Measure::OutputTokens), 15);
        assert_eq!(tally.read, 5);
    }
}
