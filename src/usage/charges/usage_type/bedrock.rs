//! The spellings of Amazon Bedrock.

use super::{BilledOffer, BilledScope, Counted, Parsed, ServiceTier, Spelling, is_prefix};
use crate::units::Meter;

/// Longer than any usage type; work on a name grows with the square of its parts.
const LONGEST: usize = 300;

/// `MP:USE1_InputTokenCount_Global-Units`. The words behind the region are the whole of it.
pub(super) fn marketplace(body: &str) -> Option<Parsed> {
    let dimension = body.strip_prefix("MP:")?;
    let counted = dimension
        .strip_suffix("-Units")
        .and_then(|dimension| dimension.split_once('_'))
        .filter(|(region, words)| is_prefix(region) && words.len() <= LONGEST)
        .and_then(|(_, text)| counted(&words(text)));
    Some((Spelling::Marketplace, None, counted))
}

/// `openai.gpt-oss-120b-mantle-input-tokens-flex`: the id of the model, and what is counted.
pub(super) fn mantle(body: &str) -> Option<Parsed> {
    let (model, rest) = body.rsplit_once("-mantle-")?;
    if model.is_empty() || rest.len() > LONGEST {
        return None;
    }
    let counted = counted(&words(rest));
    Some((Spelling::Mantle, Some(model.to_owned()), counted))
}

/// `NovaPro-input-tokens-cross-region-global`: the name ends where what is behind it is understood to
/// the end, at the first such place, so that no word of what is counted is taken for the name.
pub(super) fn classic(body: &str) -> Option<Parsed> {
    if body.len() > LONGEST {
        return None;
    }
    body.match_indices('-')
        .filter(|(at, _)| *at > 0)
        .find_map(|(at, _)| {
            let (model, rest) = (body.get(..at)?, body.get(at + 1..)?);
            let counted = counted(&words(rest)).filter(|_| is_name(model))?;
            let spelling = if rest.contains("cross-region") {
                Spelling::CrossRegion
            } else {
                Spelling::Classic
            };
            Some((spelling, Some(model.to_owned()), Some(counted)))
        })
}

/// Whether `text` can be a model's name: a word of an offer in it, or of a kind at its end, is one that
/// the grammar did not understand there.
fn is_name(text: &str) -> bool {
    let words = words(text);
    let is_offer = |word: &String| {
        ["reserved", "provisioned", "customization", "cache"].contains(&word.as_str())
    };
    let is_modality =
        |word: &String| ["text", "speech", "audio", "image", "video"].contains(&word.as_str());
    !words.iter().any(is_offer) && !words.last().is_some_and(is_modality)
}

/// The words of `text` in lower case: parted by hyphens, underscores, capitals and leading digits
/// (`CacheWrite1hInputTokenCount` has six).
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        if c == '-' || c == '_' {
            before = None;
            continue;
        }
        let starts = before.is_none_or(|before: char| {
            (c.is_ascii_uppercase() && !before.is_ascii_uppercase())
                || (c.is_ascii_digit() && !before.is_ascii_digit())
        });
        match words.last_mut() {
            Some(word) if !starts => word.push(c.to_ascii_lowercase()),
            _ => words.push(c.to_ascii_lowercase().to_string()),
        }
        before = Some(c);
    }
    words
}

/// What was read so far, and what is left.
struct Words<'a> {
    left: &'a [String],
    offer: Option<BilledOffer>,
    tier: Option<ServiceTier>,
    scope: Option<BilledScope>,
    term: Option<&'static str>,
    is_long: bool,
    time_to_live: Option<Meter>,
}

/// Whose tokens: what stands around `input` or `output`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Modality {
    Text,
    Audio,
    Image,
    Video,
}

/// What was counted, before the offer is known.
enum Kind {
    Of(Meter),
    /// Tokens written to the cache, for as long as a word behind it says.
    CacheWrite,
    /// Tokens per minute, times hours.
    PerMinute(Meter),
    ModelUnits,
}

fn counted(words: &[String]) -> Option<Counted> {
    let mut words = Words {
        left: words,
        offer: None,
        tier: None,
        scope: None,
        term: None,
        is_long: false,
        time_to_live: None,
    };
    words.before()?;
    let kind = words.kind()?;
    while !words.left.is_empty() {
        words.qualifier()?;
    }
    words.counted(kind)
}

impl Words<'_> {
    /// Takes `wanted` from the front if it is all there.
    fn eat(&mut self, wanted: &[&str]) -> bool {
        let is_next = self.left.len() >= wanted.len()
            && self
                .left
                .iter()
                .zip(wanted)
                .all(|(word, want)| word == want);
        if is_next {
            self.left = self.left.get(wanted.len()..).unwrap_or_default();
        }
        is_next
    }

    fn eat_any(&mut self, wanted: &[&str]) -> bool {
        wanted.iter().any(|word| self.eat(&[word]))
    }

    /// What stands before the kind: an offer and its term.
    fn before(&mut self) -> Option<()> {
        if self.eat(&["reserved"]) {
            self.offer = Some(BilledOffer::Reserved);
            self.term = Some(self.months()?);
        } else if self.eat(&["provisioned", "throughput"]) {
            self.offer = Some(BilledOffer::Provisioned);
            if self.eat(&["no", "commit"]) {
                self.term = Some("none");
            } else {
                self.term = Some(self.months()?);
                self.eat(&["commit"]).then_some(())?;
            }
        } else if self.eat(&["model", "customization"]) {
            self.offer = Some(BilledOffer::Customization);
        } else {
            self.eat(&["million"]);
            if self.eat(&["batch"]) {
                self.offer = Some(BilledOffer::Batch);
            }
        }
        Some(())
    }

    /// The term of a commitment: `1Month`, `3-month`, `6Months`.
    fn months(&mut self) -> Option<&'static str> {
        let terms = [
            ("1", "month", "1-month"),
            ("1month", "", "1-month"),
            ("1months", "", "1-month"),
            ("3", "month", "3-months"),
            ("3months", "", "3-months"),
            ("3month", "", "3-months"),
            ("6", "month", "6-months"),
            ("6month", "", "6-months"),
            ("6months", "", "6-months"),
        ];
        terms.into_iter().find_map(|(first, second, term)| {
            let ate = if second.is_empty() {
                self.eat(&[first])
            } else {
                self.eat(&[first, second]) || self.eat(&[first, "months"])
            };
            ate.then_some(term)
        })
    }

    fn kind(&mut self) -> Option<Kind> {
        if self.eat(&["model", "units"]) {
            self.eat(&["usage"]);
            return Some(Kind::ModelUnits);
        }
        if self.eat(&["search", "units"]) {
            return Some(Kind::Of(Meter::Queries));
        }
        if self.eat(&["created", "image"]) {
            return Some(Kind::Of(Meter::OutputImages));
        }
        if self.eat(&["cache", "read"]) || self.eat(&["cacheread"]) {
            self.tokens_of_input();
            return Some(Kind::Of(Meter::CacheReadTokens));
        }
        if self.eat(&["cache", "write"])
            || self.eat(&["cache", "writes"])
            || self.eat(&["cachewrite"])
        {
            self.time_to_live();
            self.tokens_of_input();
            return Some(Kind::CacheWrite);
        }
        self.tokens()
    }

    /// `input`, `token`, `count`, each if it is there.
    fn tokens_of_input(&mut self) {
        self.eat(&["input"]);
        self.eat_any(&["tokens", "token"]);
        self.eat(&["count"]);
    }

    /// Tokens in or out, of text unless a word before or behind it says otherwise.
    fn tokens(&mut self) -> Option<Kind> {
        let before = self.modality();
        let is_input = if self.eat(&["input"]) {
            true
        } else if self.eat_any(&["output", "response"]) {
            false
        } else {
            return None;
        };
        if self.eat(&["tpm"]) {
            return Some(Kind::PerMinute(per_minute(is_input)));
        }
        let behind = self.modality();
        if before.is_some() && behind.is_some() {
            return None;
        }
        self.eat_any(&["tokens", "token"]);
        self.eat(&["count"]);
        if self.eat(&["per", "minute"]) {
            return Some(Kind::PerMinute(per_minute(is_input)));
        }
        let meter = match (before.or(behind).unwrap_or(Modality::Text), is_input) {
            (Modality::Text, true) => Meter::InputTokens,
            (Modality::Text, false) => Meter::OutputTokens,
            (Modality::Audio, true) => Meter::InputAudioTokens,
            (Modality::Audio, false) => Meter::OutputAudioTokens,
            (Modality::Image, true) => Meter::InputImageTokens,
            (Modality::Image, false) => Meter::OutputImageTokens,
            (Modality::Video, true) => Meter::InputVideoTokens,
            (Modality::Video, false) => return None,
        };
        Some(Kind::Of(meter))
    }

    fn modality(&mut self) -> Option<Modality> {
        let modalities = [
            ("text", Modality::Text),
            ("speech", Modality::Audio),
            ("audio", Modality::Audio),
            ("image", Modality::Image),
            ("video", Modality::Video),
        ];
        modalities
            .into_iter()
            .find_map(|(word, modality)| self.eat(&[word]).then_some(modality))
    }

    fn time_to_live(&mut self) -> bool {
        let lives = [
            ("5m", Meter::CacheWrite5mTokens),
            ("30m", Meter::CacheWrite30mTokens),
            ("1h", Meter::CacheWrite1hTokens),
        ];
        let found = lives
            .into_iter()
            .find_map(|(word, meter)| self.eat(&[word]).then_some(meter));
        // Twice is not understood.
        let is_new = found.is_some() && self.time_to_live.is_none();
        self.time_to_live = found.or(self.time_to_live);
        is_new
    }

    /// A word behind the kind. Said twice, it is not understood.
    fn qualifier(&mut self) -> Option<()> {
        let tiers = [
            (&["standard"][..], ServiceTier::Standard),
            (&["flex"][..], ServiceTier::Flex),
            (&["priority"][..], ServiceTier::Priority),
            (&["latency", "optimized"][..], ServiceTier::LatencyOptimised),
        ];
        for (words, tier) in tiers {
            if self.eat(words) {
                return self.tier.replace(tier).is_none().then_some(());
            }
        }
        let scopes = [
            (&["cross", "region", "global"][..], BilledScope::Global),
            (&["cross", "region", "geo"][..], BilledScope::Geo),
            (&["global"][..], BilledScope::Global),
            (&["geo"][..], BilledScope::Geo),
        ];
        for (words, scope) in scopes {
            if self.eat(words) {
                return self.scope.replace(scope).is_none().then_some(());
            }
        }
        let longs = [["long", "context"], ["long", "ctx"]];
        if longs.iter().any(|words| self.eat(words)) || self.eat(&["lctx"]) {
            return (!std::mem::replace(&mut self.is_long, true)).then_some(());
        }
        for (words, offer) in [
            (&["batch"][..], BilledOffer::Batch),
            (&["custom", "model"][..], BilledOffer::CustomOnDemand),
        ] {
            if self.eat(words) {
                return self.offer.replace(offer).is_none().then_some(());
            }
        }
        self.time_to_live().then_some(())
    }

    /// Joins what was read, where the parts can stand together.
    fn counted(&self, kind: Kind) -> Option<Counted> {
        let offer = self.offer.unwrap_or(BilledOffer::OnDemand);
        let meter = match (kind, offer) {
            (Kind::PerMinute(meter), BilledOffer::Reserved) => meter,
            (Kind::ModelUnits, BilledOffer::Provisioned) => Meter::ModelUnitHours,
            (Kind::Of(Meter::InputTokens), BilledOffer::Customization) => Meter::TrainingTokens,
            (Kind::PerMinute(_) | Kind::ModelUnits, _)
            | (_, BilledOffer::Reserved | BilledOffer::Provisioned | BilledOffer::Customization) => {
                return None;
            }
            (Kind::CacheWrite, _) => self.time_to_live.unwrap_or(Meter::CacheWrite5mTokens),
            (Kind::Of(meter), _) => meter,
        };
        let is_write = matches!(
            meter,
            Meter::CacheWrite5mTokens | Meter::CacheWrite30mTokens | Meter::CacheWrite1hTokens
        );
        if self.time_to_live.is_some() && !is_write {
            return None;
        }
        Some(Counted {
            tier: self.tier.unwrap_or(ServiceTier::Standard),
            scope: self.scope,
            long_context: self.is_long,
            term: self.term,
            ..Counted::new(meter, offer)
        })
    }
}

fn per_minute(is_input: bool) -> Meter {
    if is_input {
        Meter::InputTpmHours
    } else {
        Meter::OutputTpmHours
    }
}
