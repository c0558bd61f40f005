//! Reading the records of a file by several threads, with the same result as by one.
//!
//! A thread reads the next block while it has the file to itself, then reads the block's records into
//! sums of its own while others go on. Sums are added in the end, which any order may be. What needs
//! the order of the file is done by each block in turn: numbers of lines, and whether an id was
//! there before.

use std::{
    collections::BTreeMap,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use super::{
    Ids, MOST_FAULTS, Measure, Reason, Rejected, Tally,
    blocks::{Block, Blocks, Broken, Buffer},
    partial::{Counted, Partial},
    record::{Dated, Said},
};

/// Records whose ids are looked at in one go.
const MOST_PENDING: usize = 8_192;

/// How far the reading of a file is, for whoever waits.
#[derive(Debug, Default)]
pub struct Progress {
    bytes: AtomicU64,
    records: AtomicU64,
}

impl Progress {
    /// Bytes that were read, as they are when nothing compresses them.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Records that were read.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }
}

/// What reads the records of a block, with what it keeps from block to block.
pub(super) trait RecordReader {
    /// Reads a block into sums, and tells how many lines end in it. Lines of records are counted
    /// from 0.
    fn read(&mut self, block: &[u8], has_quotes: bool, into: &mut Records<'_>) -> u64;
}

/// A file that is about to be read.
pub(super) struct Work<'a> {
    /// The file.
    pub(super) blocks: Blocks,
    /// Its first block.
    pub(super) block: Block,
    /// The bytes of that.
    pub(super) buffer: Buffer,
    /// Where records begin in it.
    pub(super) from: usize,
    /// The line on which they begin.
    pub(super) line: u64,
    /// Whether records have ids.
    pub(super) has_ids: bool,
    /// The ids that were there before.
    pub(super) ids: &'a mut Ids,
    /// How many threads may read.
    pub(super) threads: usize,
    /// Where it is told how far the reading is.
    pub(super) progress: &'a Progress,
}

/// What was found in a file.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The sums, without faults.
    pub(super) tally: Tally,
    /// The first faults, with their lines.
    pub(super) faults: Vec<(u64, Rejected)>,
}

/// The file, and what is left to do with it.
struct Source {
    blocks: Blocks,
    first: Option<(Block, Buffer, usize)>,
    broken: Option<Broken>,
    is_done: bool,
}

/// What is done in the order of the blocks.
struct Turn {
    /// The block whose turn it is.
    next: u64,
    /// The line on which it begins.
    line: u64,
    /// Blocks that were read before their turn: their lines, and whether they have faults.
    early: BTreeMap<u64, (u64, bool)>,
    /// The lines on which blocks with faults begin.
    begins: BTreeMap<u64, u64>,
    ids: Ids,
    /// Whether a thread failed, so that some turns never come.
    is_given_up: bool,
}

/// The turns of all blocks.
struct Turns {
    turn: Mutex<Turn>,
    passed: Condvar,
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of a block.
    fn wait(&self, block: u64) -> MutexGuard<'_, Turn> {
        let mut turn = self.lock();
        while turn.next != block && !turn.is_given_up {
            turn = self
                .passed
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
        }
        turn
    }

    /// Says that a block was read.
    fn pass(&self, block: u64, lines: u64, has_faults: bool) {
        let mut turn = self.lock();
        turn.early.insert(block, (lines, has_faults));
        loop {
            let next = turn.next;
            let Some((lines, has_faults)) = turn.early.remove(&next) else {
                break;
            };
            if has_faults {
                let line = turn.line;
                turn.begins.insert(next, line);
            }
            turn.line += lines;
            turn.next += 1;
        }
        drop(turn);
        self.passed.notify_all();
    }
}

/// Gives up all turns if its thread fails.
struct Watch<'a>(&'a Turns);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().is_given_up = true;
            self.0.passed.notify_all();
        }
    }
}

/// A record that is kept unless its id was there before.
struct Pending {
    id: Option<u64>,
    counted: Counted,
}

/// Where the records of one thread go.
pub(super) struct Records<'a> {
    partial: Partial,
    faults: Vec<Found>,
    pending: Option<Vec<Pending>>,
    identified: u64,
    unidentified: u64,
    block: u64,
    turns: &'a Turns,
}

/// A fault and its place.
struct Found {
    block: u64,
    line: u64,
    rejected: Rejected,
}

impl Records<'_> {
    /// How times were written.
    pub(super) fn dated(&mut self) -> &mut Dated {
        &mut self.partial.dated
    }

    /// The place of a caller.
    pub(super) fn caller(&mut self, model: &str, region: &str, tier: &str) -> usize {
        self.partial.caller(model, region, tier)
    }

    /// Adds what the record on a line says.
    pub(super) fn add(&mut self, line: u64, said: Result<Said<'_>, Rejected>) {
        match said {
            Ok(Said::Record(record)) => {
                let caller = self.caller(record.model, record.region, record.tier);
                self.count(&Counted::new(&record, caller), record.id);
            }
            Ok(Said::LeftOut(reason, records)) => self.partial.leave_out(reason, records),
            Err(rejected) => {
                self.partial.leave_out(rejected.reason, 1);
                if rejected.reason.is_fault() && self.faults.len() < MOST_FAULTS {
                    let block = self.block;
                    self.faults.push(Found {
                        block,
                        line,
                        rejected,
                    });
                }
            }
        }
    }

    /// Adds a record that is kept unless its id was there before.
    #[inline]
    pub(super) fn count(&mut self, counted: &Counted, id: Option<&str>) {
        let Some(pending) = &mut self.pending else {
            self.partial.add(counted);
            return;
        };
        pending.push(Pending {
            id: id.map(|id| Ids::hash(id.as_bytes())),
            counted: *counted,
        });
        if pending.len() >= MOST_PENDING {
            self.settle();
        }
    }

    /// Adds the records whose ids are new, when it is the block's turn.
    fn settle(&mut self) {
        let Some(pending) = self.pending.as_mut().filter(|pending| !pending.is_empty()) else {
            return;
        };
        let mut turn = self.turns.wait(self.block);
        let mut twice: Vec<Pending> = Vec::new();
        pending.retain_mut(|record| {
            let is_new = record.id.is_none_or(|id| turn.ids.add(id));
            if !is_new {
                twice.push(Pending {
                    id: record.id,
                    counted: record.counted,
                });
            }
            is_new
        });
        drop(turn);
        for record in &twice {
            let records = record.counted.counts[Measure::Records.at()];
            self.partial.leave_out(Reason::Duplicate, records);
            self.identified += 1;
        }
        for record in pending.drain(..) {
            match record.id {
                Some(_) => self.identified += 1,
                None => self.unidentified += 1,
            }
            self.partial.add(&record.counted);
        }
    }
}

/// Reads all records of a file.
///
/// # Errors
/// Where the file cannot be read further, and the line that this is on.
pub(super) fn run<R: RecordReader>(
    work: Work<'_>,
    reader: impl Fn() -> R + Sync,
) -> Result<Outcome, (u64, Broken)> {
    let source = Mutex::new(Source {
        blocks: work.blocks,
        first: Some((work.block, work.buffer, work.from)),
        broken: None,
        is_done: false,
    });
    let turns = Turns {
        turn: Mutex::new(Turn {
            next: work.block.number,
            line: work.line,
            early: BTreeMap::new(),
            begins: BTreeMap::new(),
            ids: std::mem::take(work.ids),
            is_given_up: false,
        }),
        passed: Condvar::new(),
    };
    let (has_ids, progress) = (work.has_ids, work.progress);
    let one = || {
        let _watch = Watch(&turns);
        let mut into = Records {
            partial: Partial::default(),
            faults: Vec::new(),
            pending: has_ids.then(Vec::new),
            identified: 0,
            unidentified: 0,
            block: 0,
            turns: &turns,
        };
        read_blocks(&source, &mut reader(), &mut into, progress);
        (
            into.partial,
            into.faults,
            (into.identified, into.unidentified),
        )
    };
    let parts = thread::scope(|scope| {
        let helpers: Vec<_> = (1..work.threads).map(|_| scope.spawn(one)).collect();
        let mut parts = vec![one()];
        for helper in helpers {
            match helper.join() {
                Ok(part) => parts.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    let turn = turns
        .turn
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    *work.ids = turn.ids;
    let source = source.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(broken) = source.broken {
        return Err((turn.line + broken.lines, broken));
    }
    Ok(added(parts, &turn.begins))
}

/// What the threads found, taken together.
fn added(parts: Vec<Part>, begins: &BTreeMap<u64, u64>) -> Outcome {
    let mut outcome = Outcome {
        tally: Tally::default(),
        faults: Vec::new(),
    };
    for (partial, faults, (identified, unidentified)) in parts {
        let mut tally = partial.into_tally();
        tally.identified = identified;
        tally.unidentified = unidentified;
        outcome.tally.merge(tally);
        outcome.faults.extend(faults.into_iter().map(|fault| {
            let begin = begins.get(&fault.block).copied().unwrap_or(0);
            (begin + fault.line, fault.rejected)
        }));
    }
    outcome.faults.sort_by_key(|(line, _)| *line);
    outcome.faults.truncate(MOST_FAULTS);
    outcome
}

/// What one thread found: sums, faults, and how many records have ids and have none.
type Part = (Partial, Vec<Found>, (u64, u64));

/// Reads blocks until there are none.
fn read_blocks(
    source: &Mutex<Source>,
    reader: &mut impl RecordReader,
    into: &mut Records<'_>,
    progress: &Progress,
) {
    let mut buffer = Buffer::default();
    loop {
        let mut file = source.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((block, from)) = file.next(&mut buffer) else {
            return;
        };
        // Only one large block is held at a time.
        let held = block.is_large.then_some(file);
        let bytes = buffer.bytes().get(from..).unwrap_or_default();
        into.block = block.number;
        let (faults, read) = (into.faults.len(), into.partial.read());
        let lines = match block.passed_over {
            None => reader.read(bytes, block.has_quotes, into),
            Some(lines) => {
                let message = "the record is longer than 16 MiB";
                into.add(0, Err(Rejected::new(Reason::Unreadable, None, message)));
                lines
            }
        };
        into.settle();
        into.turns
            .pass(block.number, lines, into.faults.len() > faults);
        let length = u64::try_from(bytes.len()).unwrap_or(0);
        progress.bytes.fetch_add(length, Ordering::Relaxed);
        let read = into.partial.read() - read;
        progress.records.fetch_add(read, Ordering::Relaxed);
        drop(held);
    }
}

impl Source {
    /// The next block, and where records begin in it.
    fn next(&mut self, buffer: &mut Buffer) -> Option<(Block, usize)> {
        if let Some((block, first, from)) = self.first.take() {
            *buffer = first;
            return Some((block, from));
        }
        if self.is_done {
            return None;
        }
        match self.blocks.next(buffer) {
            Ok(Some(block)) => return Some((block, 0)),
            Ok(None) => {}
            Err(broken) => self.broken = Some(broken),
        }
        self.is_done = true;
        None
    }
}
