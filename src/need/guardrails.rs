//! `[needs.guardrails]`: filtering of inputs and answers (F27).
//!
//! Amazon Bedrock counts text units of up to 1,000 characters, rounded up for each content that is
//! evaluated, for each policy, on the input and on the answer apart. An input that is blocked pays the
//! guardrail on the input only, and no model call (Amazon Bedrock pricing page; user guide). On SageMaker AI
//! the same guardrails are called by their API, or a filter endpoint of one's own is.

use super::{Charging, Month, Need, Service, charging::of};
use crate::{
    plan::Notes,
    schema::{Number, Placed, Problem, boolean, money, number, record},
    units::{Exact, InputImages, Months, TextUnits, bounds},
};

/// Characters of a text unit.
const CHARACTERS_PER_UNIT: u64 = 1_000;

record! {
    /// Filtering of what goes into the model and what comes out.
    pub struct Fields {
        /// Content filters look at the text.
        content_filters: Option<bool> = boolean().default("false"),
        /// Denied topics are looked for.
        denied_topics: Option<bool> = boolean().default("false"),
        /// Personal data is looked for; regular expressions are free.
        sensitive_information: Option<bool> = boolean().default("false"),
        /// Words are filtered, for free.
        word_filters: Option<bool> = boolean().default("false"),
        /// Answers are held against their sources and the question.
        contextual_grounding: Option<bool> = boolean().default("false"),
        /// Answers are held against rules of logic.
        automated_reasoning: Option<bool> = boolean().default("false"),
        /// Characters of an input; 0 leaves inputs unfiltered.
        input_characters: Option<Number> = number(&bounds::TOKENS).unit("characters").default("0"),
        /// Characters of an answer; 0 leaves answers unfiltered.
        output_characters: Option<Number> = number(&bounds::TOKENS).unit("characters").default("0"),
        /// Characters of the sources that an answer is held against, besides those of the question.
        source_characters: Option<Number> = number(&bounds::TOKENS).unit("characters").default("0"),
        /// Images of an input that content filters look at.
        images: Option<Number> = number(&bounds::TOKENS).unit("images").default("0"),
        /// Share of the inputs that are blocked: they call no model.
        blocked_input_share: Option<Number> = number(&bounds::PROPER_SHARE).default("0"),
        /// A filter of one's own for plans on SageMaker AI, at this price a month, instead of the API of Amazon Bedrock Guardrails.
        own_filter_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
    }
}

/// The policies on text that have a price each: the item of the price files, and what people call it.
const POLICIES: [(&str, &str); 4] = [
    ("content-filters-text", "content filters"),
    ("denied-topics", "denied topics"),
    ("sensitive-information-pii", "personal data"),
    ("word-filters", "word filters"),
];

/// Guardrails.
#[derive(Debug)]
pub(super) struct Guardrails {
    fields: Fields,
}

impl Guardrails {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let guardrails = Self {
            fields: (**fields).clone(),
        };
        let has_answers = !of(&fields.output_characters).is_zero();
        let on_answers = [&fields.contextual_grounding, &fields.automated_reasoning];
        if on_answers.into_iter().any(|on| *on == Some(true)) && !has_answers {
            let message =
                "contextual grounding and automated reasoning look at answers: how long are they?";
            let problem = Problem::new(fields.places.of_table(), message);
            problems.push(problem.help("give output_characters"));
        }
        guardrails
    }

    /// Text units of one content, rounded up.
    fn units(characters: &Exact) -> Exact {
        let units = characters.checked_div(&Exact::from(CHARACTERS_PER_UNIT));
        let units = units.and_then(|units| units.ceil());
        units.map_or_else(|| characters.clone(), Exact::from)
    }

    fn kept_share(&self) -> Exact {
        Exact::one() - of(&self.fields.blocked_input_share)
    }

    fn charge_policies(&self, charging: &mut Charging<'_>, inputs: &Exact, answers: &Exact) {
        let fields = &self.fields;
        let is_on = [
            &fields.content_filters,
            &fields.denied_topics,
            &fields.sensitive_information,
            &fields.word_filters,
        ];
        let sides = [
            ("input", "inputs", inputs, &fields.input_characters),
            ("output", "answers", answers, &fields.output_characters),
        ];
        for ((item, policy), _) in POLICIES
            .iter()
            .zip(is_on)
            .filter(|(_, on)| **on == Some(true))
        {
            for (side, what, contents, characters) in &sides {
                let units = Self::units(&of(*characters)) * *contents;
                let id = format!("{item}-{side}");
                let name = format!("Guardrails, {policy}, {what}");
                charging.listed::<TextUnits>(&id, name, units, ("bedrock", item, "guardrails", ""));
            }
        }
        let question = of(&fields.input_characters);
        let answer = of(&fields.output_characters);
        let grounded = of(&fields.source_characters) + question + &answer;
        let on_answers = [
            (
                "contextual-grounding",
                "contextual grounding",
                &fields.contextual_grounding,
                grounded,
            ),
            (
                "automated-reasoning",
                "automated reasoning",
                &fields.automated_reasoning,
                answer,
            ),
        ];
        for (item, policy, on, characters) in on_answers {
            if *on == Some(true) {
                let units = Self::units(&characters) * answers;
                let name = format!("Guardrails, {policy}");
                charging.listed::<TextUnits>(
                    item,
                    name,
                    units,
                    ("bedrock", item, "guardrails", ""),
                );
            }
        }
    }
}

impl Need for Guardrails {
    fn calls(&self) -> Exact {
        self.kept_share()
    }

    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, notes: &mut Notes) {
        let own = self.fields.own_filter_usd_per_month.as_ref();
        if let Some(own) = own.filter(|_| charging.service() != Service::Bedrock) {
            let price = ("own_filter_usd_per_month", own, 1);
            return charging.own::<Months>(
                "own-filter",
                "Filter of one's own",
                Exact::one(),
                price,
            );
        }
        if charging.service() != Service::Bedrock {
            notes.assume(
                "Guardrails are those of Amazon Bedrock, called by their API (needs.guardrails).",
            );
        }
        // Calls are those whose input was not blocked.
        let inputs = month.calls.checked_div(&self.kept_share());
        let inputs = inputs.unwrap_or_else(|| month.calls.clone());
        self.charge_policies(charging, &inputs, month.calls);
        let images = of(&self.fields.images) * &inputs;
        let row = ("bedrock", "content-filters-image", "guardrails", "");
        charging.listed::<InputImages>(
            "images",
            "Guardrails, content filters, images",
            images,
            row,
        );
    }
}
