//! Tokens and other per-call quantities of a Bedrock model, priced per request class.

use super::{Notes, Reason, Setting};
use crate::{
    bill::{Bill, Group, Label},
    catalog::{Caching, PriceRow, Query},
    demand::{Kind, RequestClass, Ttl},
    units::{
        CacheReadTokens, CacheWrite1hTokens, CacheWrite5mTokens, CacheWrite30mTokens, Decimal,
        Exact, InputAudioSeconds, InputAudioTokens, InputImages, InputTokens, InputVideoSeconds,
        Meter, Metered, OutputAudioTokens, OutputImages, OutputTokens, OutputVideoSeconds, Qty,
        Queries,
    },
};

/// Documents one rerank query covers (Amazon Bedrock pricing page).
const DOCUMENTS_PER_QUERY: u64 = 100;

/// Calls, and the shares of their tokens that are charged: all, or what exceeds a reservation.
#[derive(Debug, Clone)]
pub(super) struct Charged {
    /// The calls.
    pub(super) calls: Exact,
    /// Share of the uncached input and of the cache writes.
    pub(super) input: Exact,
    /// Share of the output.
    pub(super) output: Exact,
}

impl Charged {
    /// Everything of these calls.
    pub(super) fn all(calls: &Exact) -> Self {
        Self {
            calls: calls.clone(),
            input: Exact::one(),
            output: Exact::one(),
        }
    }
}

/// What cached tokens are where the offer has no cache price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uncached {
    /// A missing price: the plan is unpriced.
    Missing,
    /// Plain input: the offer does not cache.
    PlainInput,
}

/// The tokens of one class as they are billed.
struct Billed {
    plain: Exact,
    read: Exact,
    write: Exact,
    output: Exact,
}

/// Charges calls of the workload at the prices of `query`.
pub(super) fn charge(
    bill: &mut Bill,
    setting: &Setting<'_>,
    query: &Query<'_>,
    charged: &Charged,
    uncached: Uncached,
    notes: &mut Notes,
) {
    let rows = setting.catalog.rows(query.service, query.item);
    for class in &setting.workload.classes {
        let variant = long_context(&rows, class);
        let query = Query {
            variant: variant.as_deref().unwrap_or_default(),
            ..*query
        };
        let calls = &charged.calls * &class.share;
        let billed = billed(setting, &rows, &query, class, uncached, notes);
        let kind = setting.workload.kind;
        let mut line = Lines {
            bill,
            setting,
            query,
            notes: &mut *notes,
        };
        let plain = &calls * &billed.plain * &charged.input;
        let output = &calls * &billed.output * &charged.output;
        match kind {
            Kind::Rerank => {}
            Kind::Image | Kind::Video => {
                line.add_if_sold::<InputTokens>(plain, "Input tokens", BY_RESULT);
            }
            _ => line.add::<InputTokens>(plain, "Input tokens"),
        }
        line.add::<CacheReadTokens>(&calls * &billed.read, "Cache read tokens");
        let written = &calls * &billed.write * &charged.input;
        match write_meter(setting.workload.cache_ttl, &rows, line.notes) {
            Meter::CacheWrite1hTokens => {
                line.add::<CacheWrite1hTokens>(written, "Cache write tokens (1 hour)");
            }
            Meter::CacheWrite30mTokens => {
                line.add::<CacheWrite30mTokens>(written, "Cache write tokens (30 minutes)");
            }
            _ => line.add::<CacheWrite5mTokens>(written, "Cache write tokens (5 minutes)"),
        }
        match kind {
            Kind::Rerank | Kind::Embedding => {}
            Kind::Image | Kind::Video => {
                line.add_if_sold::<OutputTokens>(output, "Output tokens", BY_RESULT);
            }
            _ => line.add::<OutputTokens>(output, "Output tokens"),
        }
    }
    let mut line = Lines {
        bill,
        setting,
        query: *query,
        notes,
    };
    charge_media(&mut line, &charged.calls);
}

/// Why prompt text of image and video models makes no line.
const BY_RESULT: &str = "This model is paid for what it makes: the text of prompts costs nothing.";
/// Why media shown to a chat model makes no line.
const AS_TOKENS: &str =
    "This model counts images, audio and video as input tokens: they must be in input_tokens.";

/// The share of the prompts that reservations and quotas count: uncached tokens and cache writes.
pub(super) fn counted_share(
    setting: &Setting<'_>,
    query: &Query<'_>,
    uncached: Uncached,
    notes: &mut Notes,
) -> Exact {
    let rows = setting.catalog.rows(query.service, query.item);
    let counted = setting.workload.classes.iter().map(|class| {
        let billed = billed(setting, &rows, query, class, uncached, notes);
        &class.share * (billed.plain + billed.write)
    });
    let counted: Exact = counted.sum();
    let input = setting.workload.mean(|tokens| &tokens.input);
    counted.checked_div(&input).unwrap_or_else(Exact::one)
}

/// Images, seconds, audio tokens and queries: the same for every request.
fn charge_media(line: &mut Lines<'_, '_>, calls: &Exact) {
    let (setting, query) = (line.setting, line.query);
    let workload = setting.workload;
    let of =
        |each: Option<Decimal>| each.map_or_else(Exact::zero, |each| calls * &Exact::from(each));
    line.add::<InputAudioTokens>(of(workload.audio_input_tokens), "Input audio tokens");
    line.add::<OutputAudioTokens>(of(workload.audio_output_tokens), "Output audio tokens");
    let audio = of(workload.audio_seconds);
    line.add_if_sold::<InputAudioSeconds>(audio, "Input audio seconds", AS_TOKENS);
    if workload.kind == Kind::Rerank {
        let documents = workload
            .rerank_documents
            .map_or_else(Exact::one, Exact::from);
        let queries = documents
            .checked_div(&Exact::from(DOCUMENTS_PER_QUERY))
            .and_then(|q| q.ceil());
        line.add::<Queries>(
            calls * &Exact::from(queries.unwrap_or(1).max(1)),
            "Rerank queries",
        );
    }
    let variant = media_variant(setting, &query);
    let mut sized = Lines {
        bill: &mut *line.bill,
        setting,
        query: Query {
            variant: &variant,
            ..query
        },
        notes: &mut *line.notes,
    };
    match workload.kind {
        Kind::Image => {
            sized.add::<OutputImages>(of(workload.images.or(Some(Decimal::ONE))), "Images");
        }
        Kind::Video => sized.add::<OutputVideoSeconds>(of(workload.video_seconds), "Video seconds"),
        _ => {}
    }
    if workload.kind != Kind::Image {
        line.add_if_sold::<InputImages>(of(workload.images), "Input images", AS_TOKENS);
    }
    if workload.kind != Kind::Video {
        let seconds = of(workload.video_seconds);
        line.add_if_sold::<InputVideoSeconds>(seconds, "Input video seconds", AS_TOKENS);
    }
}

/// The sizes and qualities a media model is priced by, as the price list names them.
fn media_variants(setting: &Setting<'_>, query: &Query<'_>) -> Vec<String> {
    let meter = match setting.workload.kind {
        Kind::Video => Meter::OutputVideoSeconds,
        _ => Meter::OutputImages,
    };
    let rows = setting.catalog.rows(query.service, query.item);
    let mut known: Vec<String> = rows
        .iter()
        .filter(|row| row.key.meter == meter && row.key.offer == query.offer)
        .map(|row| row.key.variant.clone())
        .collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// Why the images or video of the workload have no price, where it is their size that is missing.
pub(super) fn needs_media_size(setting: &Setting<'_>, query: &Query<'_>) -> Option<Reason> {
    let made = matches!(setting.workload.kind, Kind::Image | Kind::Video);
    let known = media_variants(setting, query);
    let wanted = media_variant(setting, query);
    (made && !known.is_empty() && !known.contains(&wanted)).then(|| {
        let message = format!(
            "{} is priced by size and quality: give image_size and image_quality so that they make one of {}",
            query.item,
            known.join(", ")
        );
        Reason::new("needs-image-size", "workload.image_size", message)
    })
}

/// The price variant of the workload's image size and quality: the model's only one, or the one
/// whose name the size and quality make.
fn media_variant(setting: &Setting<'_>, query: &Query<'_>) -> String {
    let workload = setting.workload;
    let known = media_variants(setting, query);
    let wanted = [
        workload.image_size.as_deref(),
        workload.image_quality.as_deref(),
    ];
    if let ([only], [None, None]) = (known.as_slice(), wanted) {
        return only.clone();
    }
    let wanted: Vec<String> = wanted
        .into_iter()
        .flatten()
        .map(|word| size_word(word, &known))
        .collect();
    wanted.join("-")
}

/// The longest side of an image any model of the price list makes.
const LARGEST_SIDE: u32 = 2048;

/// `512x512` as the price list names it: the size class that holds it.
fn size_word(word: &str, known: &[String]) -> String {
    let side = word
        .split_once('x')
        .and_then(|(a, b)| Some(a.parse::<u32>().ok()?.max(b.parse().ok()?)));
    let Some(side) = side else {
        return word.to_owned();
    };
    let has = |prefix: &str| known.iter().any(|name| name.starts_with(prefix));
    if side > LARGEST_SIDE {
        return word.to_owned();
    }
    if has("lt512") {
        return if side <= 512 { "lt512" } else { "gt512" }.to_owned();
    }
    if has("upto1024") {
        return if side <= 1024 { "upto1024" } else { "upto2048" }.to_owned();
    }
    word.to_owned()
}

/// The long-context step of a class: the highest threshold of the model that its whole prompt,
/// cached tokens too, is strictly above; then the whole request has that step's prices. A threshold
/// known from any scope or tier counts: where its row is missing, the plan is unpriced, for the
/// short price would be too low.
fn long_context(rows: &[PriceRow], class: &RequestClass) -> Option<String> {
    let threshold =
        |row: &PriceRow| -> Option<u64> { row.key.variant.strip_prefix("above-")?.parse().ok() };
    let above = |threshold: &u64| class.tokens.input > Exact::from(*threshold);
    rows.iter()
        .filter_map(threshold)
        .filter(above)
        .max()
        .map(|step| format!("above-{step}"))
}

/// The tokens of a class as billed: cached ones only where the model caches a prefix this long.
fn billed(
    setting: &Setting<'_>,
    rows: &[PriceRow],
    query: &Query<'_>,
    class: &RequestClass,
    uncached: Uncached,
    notes: &mut Notes,
) -> Billed {
    let tokens = &class.tokens;
    let cached = &tokens.cache_read + &tokens.cache_write;
    let plain = Billed {
        plain: tokens.input.clone(),
        read: Exact::zero(),
        write: Exact::zero(),
        output: tokens.output.clone(),
    };
    if cached.is_zero() {
        return plain;
    }
    if let Some(why) = not_cached(setting, rows, query, &cached, uncached) {
        notes.warn("cache-not-effective", "workload.cache_read_tokens", why);
        return plain;
    }
    let mut billed = Billed {
        plain: &tokens.input - &cached,
        read: tokens.cache_read.clone(),
        write: tokens.cache_write.clone(),
        output: tokens.output.clone(),
    };
    if !rows.iter().any(|row| is_write(row.key.meter)) {
        billed.plain += &billed.write;
        billed.write = Exact::zero();
        if !tokens.cache_write.is_zero() {
            notes.assume("This model's cache has no price for writing: written tokens are input.");
        }
    }
    billed
}

/// Why cached tokens of a class are plain input, if they are.
fn not_cached(
    setting: &Setting<'_>,
    rows: &[PriceRow],
    query: &Query<'_>,
    cached: &Exact,
    uncached: Uncached,
) -> Option<String> {
    let is_read = |row: &PriceRow| row.key.meter == Meter::CacheReadTokens;
    let caching = setting
        .model
        .map_or(Caching::Unknown, |model| model.caching);
    let priced = rows.iter().any(is_read);
    if !priced && caching != Caching::Yes {
        return Some(format!(
            "{} does not cache prompts: cached tokens are plain input",
            query.item
        ));
    }
    let least = setting.model.and_then(|model| model.cache_min_tokens);
    if let Some(least) = least.filter(|least| *cached < Exact::from(*least)) {
        return Some(format!(
            "{} caches prefixes of at least {least} tokens: shorter ones are plain input",
            query.item
        ));
    }
    let here = setting
        .catalog
        .find(query, Meter::CacheReadTokens)
        .is_some();
    (uncached == Uncached::PlainInput && !here).then(|| {
        format!(
            "{} has no cache: cached tokens are plain input",
            query.offer
        )
    })
}

fn is_write(meter: Meter) -> bool {
    use Meter::{CacheWrite1hTokens, CacheWrite5mTokens, CacheWrite30mTokens};
    matches!(
        meter,
        CacheWrite5mTokens | CacheWrite30mTokens | CacheWrite1hTokens
    )
}

/// The meter of the wanted life; a model that sells only one life is used with that one.
fn write_meter(ttl: Ttl, rows: &[PriceRow], notes: &mut Notes) -> Meter {
    let wanted = match ttl {
        Ttl::FiveMinutes => Meter::CacheWrite5mTokens,
        Ttl::ThirtyMinutes => Meter::CacheWrite30mTokens,
        Ttl::OneHour => Meter::CacheWrite1hTokens,
    };
    let mut sold: Vec<Meter> = rows
        .iter()
        .map(|row| row.key.meter)
        .filter(|meter| is_write(*meter))
        .collect();
    sold.sort_unstable();
    sold.dedup();
    match sold.as_slice() {
        [only] if *only != wanted => {
            notes.assume(format!(
                "This model writes its cache as {} only.",
                only.id()
            ));
            *only
        }
        _ => wanted,
    }
}

/// Adds lines of one look-up.
struct Lines<'a, 'b> {
    bill: &'a mut Bill,
    setting: &'a Setting<'b>,
    query: Query<'a>,
    notes: &'a mut Notes,
}

impl Lines<'_, '_> {
    /// Adds a line where the item has a price for that meter anywhere; else notes what that means.
    fn add_if_sold<U: Metered>(&mut self, quantity: Exact, name: &str, instead: &str) {
        let rows = self
            .setting
            .catalog
            .rows(self.query.service, self.query.item);
        if rows.iter().any(|row| row.key.meter == U::METER) {
            self.add::<U>(quantity, name);
        } else if !quantity.is_zero() {
            self.notes.assume(instead);
        }
    }

    fn add<U: Metered>(&mut self, quantity: Exact, name: &str) {
        let variant = self.query.variant;
        let (id, name) = match variant {
            "" => (U::METER.id().to_owned(), name.to_owned()),
            variant => (
                format!("{}+{variant}", U::METER.id()),
                format!("{name}, {}", spoken(variant)),
            ),
        };
        if quantity.is_zero() {
            return;
        }
        let price = self.setting.catalog.price::<U>(&self.query);
        let label = Label::new(id, name, Group::Inference);
        self.bill.charge(
            label,
            &Qty::new(quantity),
            price,
            &self.setting.price_multiplier,
        );
    }
}

/// A variant as people read it.
fn spoken(variant: &str) -> String {
    match variant.strip_prefix("above-") {
        Some(tokens) => format!("prompts above {tokens} tokens"),
        None => variant.replace('-', " "),
    }
}
