//! What lowers a bill: discounts, negotiated prices, a savings plan, credits, free tiers.

use super::{ScenarioFields, models, unknown_name};
use crate::{
    catalog::Catalog,
    plan::Mode,
    schema::{FieldType as _, Number, Placed, Places, Problem, Span, Table},
    units::{Decimal, Meter},
};

/// Offers whose instance-hours a savings plan may be said to cover.
const COVERABLE: [&str; 7] = [
    "async",
    "batch-transform",
    "hosting",
    "notebook",
    "processing",
    "studio",
    "training",
];
/// Those of them that it covers by AWS's own list: the components of the developer guide's page on
/// savings plans (`savings-plan,covered-components` of pricing/facts.csv).
const COVERED: [&str; 6] = [
    "batch-transform",
    "hosting",
    "notebook",
    "processing",
    "studio",
    "training",
];

/// How much a discount takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// A share of what is left.
    Share(Decimal),
    /// Down to a negotiated price: dollars, and the units they buy.
    DownTo(Decimal, u32),
}

/// What a discount or a credit is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// `bedrock`, `sagemaker` or `*`.
    pub service: String,
    /// A mode, or `*`.
    pub mode: String,
    /// A model, or `*`.
    pub model: String,
    /// An instance type, a family of them, or `*`.
    pub instance: String,
    /// A meter, or `*`.
    pub meter: String,
}

/// A discount on list prices, or a negotiated price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// What it is called, if the file says.
    pub label: Option<String>,
    /// What it is for.
    pub scope: Scope,
    /// How much it takes off.
    pub off: Off,
    /// Its path in the scenario.
    pub path: String,
}

/// A credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// What it is called, if the file says.
    pub label: Option<String>,
    /// Its dollars.
    pub usd: Decimal,
    /// What it pays for.
    pub scope: Scope,
    /// Months of the horizon in which it can be used; all, if nothing is said.
    pub months: Option<u32>,
    /// Its path in the scenario.
    pub path: String,
}

/// A commitment in dollars an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavingsPlan {
    /// Dollars committed for every hour.
    pub usd_per_hour: Decimal,
    /// Years of the term.
    pub years: u32,
    /// `no-upfront`, `partial-upfront` or `all-upfront`.
    pub payment: String,
    /// Shares off the list price by instance type or family, sorted.
    pub discounts: Vec<(String, Decimal)>,
    /// The offers whose instance-hours it covers.
    pub covers: Vec<String>,
    /// Whether it is bought already, so that every plan bears it.
    pub owned: bool,
}

/// What lowers the bills of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spending {
    /// Discounts and negotiated prices, in the order of the file.
    pub discounts: Vec<Discount>,
    /// The savings plan, if there is one and it commits anything.
    pub savings_plan: Option<SavingsPlan>,
    /// Credits, in the order of the file.
    pub credits: Vec<Credit>,
    /// Whether the account has free tiers.
    pub free_tier: bool,
}

impl SavingsPlan {
    /// The word of its term in price rows.
    pub fn term(&self) -> &'static str {
        match self.years {
            1 => "1-year",
            _ => "3-years",
        }
    }

    /// The share off the list price of an instance type: its own, else its family's, with the word it
    /// stands under.
    pub fn discount_of(&self, instance: &str) -> Option<(&str, Decimal)> {
        let family = instance.rsplit_once('.').map(|(family, _)| family);
        let named = |name: &str| self.discounts.iter().find(|(key, _)| key == name);
        let found = named(instance).or_else(|| named(family?));
        found.map(|(key, share)| (key.as_str(), *share))
    }
}

impl Spending {
    /// What is assumed of it, and what is open.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(plan) = &self.savings_plan {
            words.extend(plan.words());
        }
        if self.free_tier {
            words.push("Free tiers hold in the first two months of the horizon, for accounts that have them: newer ones get credits instead ([[credit]]). Amazon Bedrock has none for what its models read and write.".to_owned());
        }
        let any = |scope: &Scope| scope.meter == "*";
        let discounts = self.discounts.iter().any(|discount| any(&discount.scope));
        if discounts || !self.credits.is_empty() {
            words.push("Discounts and credits leave out Marketplace software; whether they apply to the fee of a savings plan is open, so only a discount on the meter commitment-hours does.".to_owned());
        }
        let kinds = [
            self.savings_plan.is_some(),
            self.free_tier,
            !self.discounts.is_empty(),
            !self.credits.is_empty(),
        ];
        if kinds.into_iter().filter(|is_there| *is_there).count() > 1 {
            words.push("Bills are lowered in this order: negotiated prices, free tiers, the savings plan, discounts, credits.".to_owned());
        }
        words
    }
}

impl SavingsPlan {
    fn words(&self) -> Vec<String> {
        let Self {
            usd_per_hour,
            years,
            payment,
            ..
        } = self;
        let years = if *years == 1 { "1 year" } else { "3 years" };
        let bear = if self.owned {
            "Every plan bears it, as it is owned (savings_plan.owned)."
        } else {
            "Only plans that it covers something of bear it (savings_plan.owned = false)."
        };
        let mut words = vec![format!(
            "A savings plan of ${} an hour for {years}, {payment}: in each hour it pays for {} at its own rates, the rest is paid as usual, and what it leaves unused is lost. {bear}",
            usd_per_hour.normalize(),
            self.covers.join(", "),
        )];
        if payment != "no-upfront" {
            words.push("What is paid up front for the savings plan is counted month by month, in present values too.".to_owned());
        }
        if !self.covers.iter().any(|offer| offer == "async") {
            words.push("Open: sources contradict each other on whether savings plans cover asynchronous and serverless inference; neither is covered here (savings_plan.covers takes async). Warm pools, managed spot and Bedrock are not covered.".to_owned());
        }
        words
    }
}

/// Reads what lowers bills from a checked file.
pub(super) fn read(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Spending {
    Spending {
        discounts: discounts(file, catalog, problems),
        savings_plan: savings_plan(file, catalog, problems),
        credits: credits(file, catalog, problems),
        free_tier: file.free_tier == Some(true),
    }
}

fn word(text: Option<&String>) -> String {
    text.cloned().unwrap_or_else(|| "*".to_owned())
}

fn discounts(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Vec<Discount> {
    let mut discounts = Vec::new();
    for (at, fields) in file.discount.0.iter().enumerate() {
        let places = &fields.places;
        let scope = Scope {
            service: word(fields.service.as_ref()),
            mode: word(fields.mode.as_ref()),
            model: model(
                file,
                catalog,
                (fields.model.as_ref(), places.of_key("model")),
                problems,
            ),
            instance: word(fields.instance.as_ref()),
            meter: word(fields.meter.as_ref()),
        };
        check_scope(&scope, places, catalog, problems);
        let per = fields.per.as_ref().map(|per| (per, places.of_key("per")));
        let off = match (&fields.share, &fields.usd) {
            (Some(share), None) => {
                if let Some((_, place)) = per {
                    let message = "`per` goes with `usd`: a share has no units";
                    problems.push(Problem::new(place, message));
                }
                Some(Off::Share(share.value))
            }
            (None, Some(usd)) => {
                let place = places.of_key("usd");
                negotiated(usd, place, per, &scope.meter, problems)
            }
            _ => {
                let message = "a discount has either `share`, or `usd` and `per`";
                let help = "share = \"0.07\" takes 7 % off; usd and per are a negotiated price of one meter";
                problems.push(Problem::new(places.of_table(), message).help(help));
                None
            }
        };
        discounts.extend(off.map(|off| Discount {
            label: fields.label.clone(),
            scope,
            off,
            path: format!("discount.{}", at + 1),
        }));
    }
    discounts
}

/// A negotiated price: of one meter, for a number of units that the price list states prices for.
fn negotiated(
    usd: &Number,
    place: &Span,
    per: Option<(&Number, &Span)>,
    meter: &str,
    problems: &mut Vec<Problem>,
) -> Option<Off> {
    let Some(meter) = Meter::from_id(meter) else {
        let message = "a negotiated price is the price of one meter: say which";
        let help = "such as meter = \"input-tokens\" or meter = \"instance-hours\"";
        problems.push(Problem::new(place, message).help(help));
        return None;
    };
    if meter == Meter::CommitmentHours {
        let message = "the fee of a savings plan has no price of its own: it is what is committed";
        let help = "change commitment_usd_per_hour, or take a share off: share = \"0.07\"";
        problems.push(Problem::new(place, message).help(help));
        return None;
    }
    let allowed = meter.allowed_per();
    let listed = || {
        let all = allowed.iter().map(u32::to_string);
        all.collect::<Vec<_>>().join(" or ")
    };
    let Some((per, place)) = per else {
        let message = format!("say how many {} `usd` buys", meter.id());
        let help = format!("per = {}", listed());
        problems.push(Problem::new(place, message).help(help));
        return None;
    };
    let whole = per.exact().to_whole();
    let whole = whole.and_then(|per| u32::try_from(per).ok());
    let per = whole.filter(|per| allowed.contains(per));
    if per.is_none() {
        let message = format!("prices of {} are stated per {}", meter.id(), listed());
        problems.push(Problem::new(place, message));
    }
    Some(Off::DownTo(usd.value, per?))
}

/// A model a discount or credit is for: a name of the file, or the id of one of the catalog.
fn model(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    (name, place): (Option<&String>, &Span),
    problems: &mut Vec<Problem>,
) -> String {
    let mut model = word(name);
    if model != "*" && !file.model.0.contains_key(&model) {
        match catalog.model(&model) {
            Some(known) => model.clone_from(&known.id),
            None => problems.push(models::unknown_model(catalog, place, &model)),
        }
    }
    model
}

/// Holds the words of a scope against what there is.
fn check_scope(scope: &Scope, places: &Places, catalog: &Catalog, problems: &mut Vec<Problem>) {
    let Scope {
        mode,
        meter,
        instance,
        ..
    } = scope;
    if meter != "*" && Meter::from_id(meter).is_none() {
        let known = Meter::ALL.iter().map(|meter| meter.id());
        problems.push(unknown_name(places.of_key("meter"), "meter", meter, known));
    }
    if mode != "*" && Mode::from_id(mode).is_none() {
        let known = Mode::ALL.iter().map(|mode| mode.id());
        problems.push(unknown_name(places.of_key("mode"), "mode", mode, known));
    }
    if instance != "*" {
        problems.extend(unknown_instance(
            catalog,
            places.of_key("instance"),
            instance,
        ));
    }
}

/// The problem of a name that is neither an instance type nor a family of them.
fn unknown_instance(catalog: &Catalog, place: &Span, name: &str) -> Option<Problem> {
    let family = |type_: &'static str| type_.rsplit_once('.').map_or(type_, |(family, _)| family);
    let mut types = catalog.instance_names();
    if types.any(|type_| type_ == name || family(type_) == name) {
        return None;
    }
    let mut families: Vec<&str> = catalog.instance_names().map(family).collect();
    families.dedup();
    let known = catalog.instance_names().chain(families);
    Some(unknown_name(place, "instance type or family", name, known))
}

fn savings_plan(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Option<SavingsPlan> {
    let fields = file.savings_plan.0.as_ref()?;
    let years = fields.term_years.as_ref();
    let years = years.map_or(Decimal::ONE, |years| years.value);
    if years == Decimal::TWO {
        let message = "savings plans are sold for 1 or 3 years";
        problems.push(Problem::new(fields.places.of_key("term_years"), message));
    }
    let mut discounts = Vec::new();
    for (name, place, node) in fields.discount.0.iter().flat_map(Table::iter) {
        problems.extend(unknown_instance(catalog, place, name));
        let share = Option::<Number>::read(Some(node));
        discounts.extend(share.map(|share| (name.to_owned(), share.value)));
    }
    for offer in &fields.covers {
        let place = fields.places.of_key("covers");
        if offer == "serverless" {
            let message =
                "serverless inference has no instance-hours that a savings plan could cover";
            let help = "sources contradict each other on serverless; no rate of it is published";
            problems.push(Problem::new(place, message).help(help));
        } else if !COVERABLE.contains(&offer.as_str()) {
            let known = COVERABLE.into_iter();
            problems.push(unknown_name(place, "component", offer, known));
        }
    }
    let covers = if fields.places.has("covers") {
        fields.covers.clone()
    } else {
        COVERED.map(str::to_owned).to_vec()
    };
    let commitment = fields.commitment_usd_per_hour.as_ref()?;
    let plan = SavingsPlan {
        usd_per_hour: commitment.value,
        years: if years == Decimal::ONE { 1 } else { 3 },
        payment: fields
            .payment
            .clone()
            .unwrap_or_else(|| "no-upfront".to_owned()),
        discounts,
        covers,
        owned: fields.owned == Some(true),
    };
    Some(plan).filter(|plan| !plan.usd_per_hour.is_zero())
}

fn credits(
    file: &Placed<ScenarioFields>,
    catalog: &Catalog,
    problems: &mut Vec<Problem>,
) -> Vec<Credit> {
    let mut credits = Vec::new();
    for (at, fields) in file.credit.0.iter().enumerate() {
        let place = fields.places.of_key("model");
        let months = fields.expires_after_months.as_ref();
        credits.push(Credit {
            label: fields.label.clone(),
            usd: fields.usd.as_ref().map(|usd| usd.value).unwrap_or_default(),
            scope: Scope {
                service: word(fields.service.as_ref()),
                model: model(file, catalog, (fields.model.as_ref(), place), problems),
                mode: word(None),
                instance: word(None),
                meter: word(None),
            },
            months: months
                .and_then(|months| months.exact().to_whole())
                .and_then(|months| u32::try_from(months).ok()),
            path: format!("credit.{}", at + 1),
        });
    }
    credits
}
