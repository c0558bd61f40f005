//! The scenario file, field by field. Names are fixed: they are relied on from outside.

use crate::{
    demand::{Kind, Latency, Ttl},
    need::NeedsFields,
    plan::PLANS,
    requirement::RequirementsFields,
    schema::{
        Many, Maybe, Named, Number, Unread, boolean, changes, choice, map, money, number,
        number_map, numbers, part, record, records, tagged, text, texts, words,
    },
    units::bounds,
};

record! {
    /// One workload, its traffic, and the plans to compare.
    pub struct ScenarioFields {
        /// Version of this format.
        schema: Option<Number> = number(&bounds::SCHEMA).required(),
        /// What the scenario is called.
        name: Option<String> = text().required(),
        /// Where plans run unless they say otherwise.
        region: Option<String> = text().required(),
        /// Regions proposed plans search too.
        regions: Vec<String> = texts(),
        /// Hours of a month, the same for every mode.
        hours_per_month: Option<Number> = number(&bounds::HOURS_PER_MONTH).unit("hours").default("730"),
        /// Change of all prices, as a share a year, at the start of each further 12 months; not of one-time costs.
        price_change_per_year: Option<Number> = number(&bounds::CHANGE).default("0"),
        /// For the net present value: the effective rate, as a share a year. Months are paid at their end.
        discount_rate_per_year: Option<Number> = number(&bounds::CHANGE),
        /// Months the comparison covers.
        months: Option<Number> = number(&bounds::MONTHS).unit("months").default("1"),
        /// Whether the account has the free tiers of Amazon SageMaker AI, in the first two months of the horizon.
        free_tier: Option<bool> = boolean().default("false"),
        /// What is asked of the model.
        workload: Maybe<WorkloadFields> = part::<WorkloadFields>().required(),
        /// When it is asked.
        traffic: Maybe<TrafficFields> = part::<TrafficFields>(),
        /// Models by name, and what differs when the task runs on them.
        model: Named<ModelFields> = map::<ModelFields>(),
        /// The ways to buy that are compared; without any, they are proposed.
        plan: Unread = tagged(&PLANS),
        /// Compositions of plans: base, overflow, deferred.
        mix: Many<MixFields> = records::<MixFields>().later(),
        /// A small model first, a share escalates.
        cascade: Many<CascadeFields> = records::<CascadeFields>(),
        /// A commitment in dollars an hour that covers instances of Amazon SageMaker AI.
        savings_plan: Maybe<SavingsPlanFields> = part::<SavingsPlanFields>(),
        /// Discounts on list prices and negotiated prices, each a line of its own.
        discount: Many<DiscountFields> = records::<DiscountFields>(),
        /// Credits, used up in month order.
        credit: Many<CreditFields> = records::<CreditFields>(),
        /// Which uncertain numbers move together.
        correlation: Many<CorrelationFields> = records::<CorrelationFields>(),
        /// Several calls a request.
        stream: Many<StreamFields> = records::<StreamFields>().later(),
        /// Alternatives of this scenario, by the knobs they set.
        variant: Many<VariantFields> = records::<VariantFields>(),
        /// What the whole solution needs besides inference.
        needs: Maybe<NeedsFields> = part::<NeedsFields>(),
        /// What rules a plan out whatever it costs.
        requirements: Maybe<RequirementsFields> = part::<RequirementsFields>(),
    }
}

record! {
    /// What is asked of the model, in means per request.
    pub struct WorkloadFields {
        /// What kind of model is asked.
        kind: Option<Kind> = choice::<Kind>().default("text"),
        /// Names of [model] tables or catalog ids proposed plans start from.
        models: Vec<String> = texts(),
        /// Requests a month: exactly one of the four is given.
        requests_per_month: Option<Number> = number(&bounds::REQUESTS).unit("requests"),
        /// Requests a day.
        requests_per_day: Option<Number> = number(&bounds::REQUESTS).unit("requests"),
        /// Requests an hour.
        requests_per_hour: Option<Number> = number(&bounds::REQUESTS).unit("requests"),
        /// Requests a second.
        requests_per_second: Option<Number> = number(&bounds::REQUESTS).unit("requests"),
        /// Tokens of the whole prompt.
        input_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// Tokens of the answer.
        output_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// Part of the prompt read from the cache.
        cache_read_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// Part of the prompt written to the cache.
        cache_write_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// How long cache entries live.
        cache_write_ttl: Option<Ttl> = choice::<Ttl>().default("5m"),
        /// How long a request may wait.
        latency: Option<Latency> = choice::<Latency>().default("interactive"),
        /// Whether answers are streamed.
        streaming: Option<bool> = boolean().default("false"),
        /// 95 % of the answers are complete within this time.
        latency_p95_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// 95 % of the answers begin within this time.
        ttft_p95_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// Mean time for each output token of an answer.
        seconds_per_output_token: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// How much answers vary in length: the squared coefficient of variation, 0 if all are alike.
        output_tokens_variation: Option<Number> = number(&bounds::VARIATION).default("1"),
        /// Duration of a request on the target hardware, for kinds without tokens, serverless, async and custom import.
        request_seconds: Option<Number> = number(&bounds::SECONDS).unit("seconds"),
        /// How much requests vary in duration: the squared coefficient of variation, 0 if all last equally long.
        request_seconds_variation: Option<Number> = number(&bounds::VARIATION).default("0"),
        /// Memory a model of one's own needs while it answers; proposed instances have at least this.
        memory_gib: Option<Number> = number(&bounds::GIB).unit("GiB"),
        /// Size of a request: data charges and limits.
        request_kib: Option<Number> = number(&bounds::KIB).unit("KiB"),
        /// Size of an answer.
        response_kib: Option<Number> = number(&bounds::KIB).unit("KiB"),
        /// Images of a request: made by image models, looked at by the others.
        images: Option<Number> = number(&bounds::TOKENS).unit("images"),
        /// Size of an image, such as 1024x1024, or the word of the price list.
        image_size: Option<String> = text(),
        /// Quality of an image, such as standard or premium.
        image_quality: Option<String> = text(),
        /// Seconds of video of a request: made by video models, watched by the others.
        video_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds"),
        /// Seconds of audio of a request.
        audio_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds"),
        /// Speech tokens into the model.
        audio_input_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Speech tokens out of the model.
        audio_output_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Documents of a rerank request: every 100 begun are a query.
        rerank_documents: Option<Number> = number(&bounds::TOKENS).unit("documents"),
        /// Characters of a request, for text units.
        characters: Option<Number> = number(&bounds::TOKENS).unit("characters").later(),
        /// Share of the requests that may wait 24 hours.
        deferrable_share: Option<Number> = number(&bounds::SHARE).default("0").later(),
        /// Share of the answers thrown away and asked again: billed again. Calls AWS refuses are not billed.
        failed_share: Option<Number> = number(&bounds::PROPER_SHARE).default("0"),
        /// Growth from month to month, as a share.
        growth_per_month: Option<Number> = number(&bounds::CHANGE).default("0"),
        /// Copies of fixed capacity (development, staging); tokens are not copied.
        environments: Option<Number> = number(&bounds::ENVIRONMENTS).default("1"),
        /// Imported usage of one model, which says volume, tokens and hours instead; relative to this file.
        profile: Option<String> = text(),
        /// Requests of other sizes; what their shares leave has the sizes above.
        class: Many<ClassFields> = records::<ClassFields>(),
    }
}

record! {
    /// Requests of one size: long-context steps, text units and limits act per request.
    pub struct ClassFields {
        /// Share of all requests.
        share: Option<Number> = number(&bounds::SHARE).required(),
        /// Tokens of the whole prompt; by default the workload's.
        input_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Tokens of the answer; by default the workload's.
        output_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Part of the prompt read from the cache.
        cache_read_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Part of the prompt written to the cache.
        cache_write_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
    }
}

/// The words of `traffic.shape`.
const SHAPES: &[(&str, &str)] = &[
    ("steady", "The same in every hour."),
    ("business-hours", "Working hours of working days."),
    ("diurnal", "Every day alike, low at night."),
    ("weekly", "Diurnal, with a quieter weekend."),
    ("bursty", "Quiet, with two bursts on working days."),
    ("trace", "The hours of a file."),
];

record! {
    /// When requests come.
    pub struct TrafficFields {
        /// A named shape; its weights are in docs/scenario.md.
        shape: Option<String> = words(SHAPES).default("steady"),
        /// Rescales the off-peak hours so that the peak is exactly this many times the mean.
        peak_to_mean: Option<Number> = number(&bounds::PEAK_TO_MEAN),
        /// Load of the busiest ten minutes of an hour over the hour's mean; 1 if hours are even inside.
        burst_factor: Option<Number> = number(&bounds::BURST).default("1.2"),
        /// 24 or 168 weights instead of a named shape, Monday 00 first.
        hourly: Vec<Number> = numbers(&bounds::WEIGHT),
        /// A file of `hour_start,requests[,input_tokens,output_tokens]`, relative to the scenario.
        trace: Option<String> = text(),
        /// The time zone of shapes and schedules, such as `America/New_York`.
        timezone: Option<String> = text().default("UTC"),
    }
}

record! {
    /// A model, and what differs when the task runs on it.
    pub struct ModelFields {
        /// Its id on Bedrock; a prefix such as `us.` or `global.` sets the scope.
        bedrock: Option<String> = text(),
        /// A row of the model table: Bedrock id, weights, architecture.
        family: Option<String> = text(),
        /// Factor on the tokens of the prompt (tokenizer).
        input_tokens_factor: Option<Number> = number(&bounds::POSITIVE_FACTOR).default("1"),
        /// Factor on the tokens of the answer (verbosity, reasoning).
        output_tokens_factor: Option<Number> = number(&bounds::POSITIVE_FACTOR).default("1"),
        /// Share of good answers by the user's own evaluation: adds the cost per successful request.
        success_share: Option<Number> = number(&bounds::POSITIVE_SHARE),
        /// Whether it can stand for the others; if not, its plans are ranked apart.
        interchangeable: Option<bool> = boolean().default("true"),
    }
}

/// The words of `service` where both may be meant.
const SERVICES: &[(&str, &str)] = &[
    ("bedrock", "Amazon Bedrock."),
    ("sagemaker", "Amazon SageMaker AI."),
    ("*", "Both."),
];

record! {
    /// A discount on list prices, or a negotiated price that stands instead of them.
    pub struct DiscountFields {
        /// What it is called; by default it says how much it is.
        label: Option<String> = text(),
        /// The service it is for, or * for both.
        service: Option<String> = words(SERVICES).default("*"),
        /// The mode it is for, such as `bedrock.on-demand`; * for all.
        mode: Option<String> = text().default("*"),
        /// The model it is for, by its name in the scenario or its id; * for all.
        model: Option<String> = text().default("*"),
        /// The instance type it is for, or its family, such as `ml.g6e`; * for all.
        instance: Option<String> = text().default("*"),
        /// The meter it is for; * for all but `software-hours` and `commitment-hours`, which must be named.
        meter: Option<String> = text().default("*"),
        /// The share taken off. Either this or `usd` is given.
        share: Option<Number> = number(&bounds::SHARE),
        /// The negotiated price of `per` units of `meter`; the lower of it and the list price is paid.
        usd: Option<Number> = money(&bounds::USD).unit("USD"),
        /// The units that `usd` buys, such as 1000000 tokens.
        per: Option<Number> = number(&bounds::POSITIVE_COUNT).unit("units"),
    }
}

record! {
    /// A composition of plans.
    pub struct MixFields {
        /// Its name.
        id: Option<String> = text(),
        /// The plans and what each carries.
        parts: Many<MixPartFields> = records::<MixPartFields>(),
    }
}

record! {
    /// A plan in a mix.
    pub struct MixPartFields {
        /// The plan's id.
        plan: Option<String> = text(),
        /// What it carries.
        carries: Option<String> = words(&[("base", "What is always there."), ("overflow", "What exceeds the base."), ("deferred", "What may wait.")]),
    }
}

record! {
    /// A small model first, a share of the requests escalates: those pay for both. It is compared as plans are.
    pub struct CascadeFields {
        /// Its name; by default it is made of those of its plans.
        id: Option<String> = text(),
        /// The plan that is tried first: it gets every request.
        try_first: Option<String> = text().key("try").required(),
        /// The plan that gets what the first could not answer.
        escalate: Option<String> = text().required(),
        /// Share of the requests that escalate.
        share: Option<Number> = number(&bounds::SHARE).required(),
        /// What deciding costs for each request.
        router_usd_per_request: Option<Number> = money(&bounds::USD).unit("USD").default("0"),
        /// Share of good answers of the whole by the user's own evaluation; by default a cautious figure made of both models'.
        success_share: Option<Number> = number(&bounds::POSITIVE_SHARE),
    }
}

/// The words of `savings_plan.payment`.
const PAYMENTS: &[(&str, &str)] = &[
    ("no-upfront", "Monthly."),
    ("partial-upfront", "Half first."),
    ("all-upfront", "All first."),
];

record! {
    /// A commitment in dollars an hour that covers instances of Amazon SageMaker AI.
    pub struct SavingsPlanFields {
        /// Dollars committed for every hour; what an hour leaves unused is lost.
        commitment_usd_per_hour: Option<Number> = money(&bounds::USD).unit("USD/hour").required(),
        /// Years of the term: 1 or 3.
        term_years: Option<Number> = number(&bounds::TERM_YEARS).unit("years").default("1"),
        /// How it is paid. It is counted month by month however it is paid.
        payment: Option<String> = words(PAYMENTS).default("no-upfront"),
        /// Share off the list price by instance type or family, such as `{ "ml.g6e" = "0.30" }`, where no price row says the plan's rate.
        discount: Unread = number_map(&bounds::PROPER_SHARE),
        /// The offers whose instance-hours it covers; by default hosting, training, batch-transform, processing, notebook and studio.
        covers: Vec<String> = texts(),
        /// Whether it is bought already: then every plan bears it. By default only those that it can cover do.
        owned: Option<bool> = boolean().default("false"),
    }
}

record! {
    /// A credit, used up in month order.
    pub struct CreditFields {
        /// What it is called.
        label: Option<String> = text(),
        /// Its dollars.
        usd: Option<Number> = money(&bounds::USD).unit("USD").required(),
        /// The service it is for, or * for both.
        service: Option<String> = words(SERVICES).default("*"),
        /// The model it is for, by its name in the scenario or its id; * for all.
        model: Option<String> = text().default("*"),
        /// Months of the horizon after which what is left of it expires; by default it does not.
        expires_after_months: Option<Number> = number(&bounds::MONTHS).unit("months"),
    }
}

record! {
    /// Uncertain numbers that move together.
    pub struct CorrelationFields {
        /// The two knobs.
        knobs: Vec<String> = texts().required(),
        /// How strongly: the correlation of the normal numbers behind them, from -1 to 1.
        rho: Option<Number> = number(&bounds::CORRELATION).required(),
    }
}

record! {
    /// Calls of one kind made for each request.
    pub struct StreamFields {
        /// Its name.
        name: Option<String> = text(),
        /// What kind of model is asked.
        kind: Option<Kind> = choice::<Kind>(),
        /// Calls a request.
        calls_per_request: Option<Number> = number(&bounds::FACTOR),
        /// Tokens of the prompt.
        input_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
        /// Tokens of the answer.
        output_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens"),
    }
}

record! {
    /// An alternative of the scenario.
    pub struct VariantFields {
        /// Its name; no two have the same.
        name: Option<String> = text().required(),
        /// What it changes: knobs by their paths, each with its value or, in quotes, with how it changes.
        set: Unread = changes().required(),
    }
}
