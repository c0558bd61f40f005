//! What is added up: the sums of an aggregate, declared once for the reader, the profile and the SQL.

macro_rules! measures {
    ($( $(#[doc = $doc:literal])+ $name:ident $column:literal; )*) => {
        /// A sum that an aggregate keeps, in whole numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure { $( $(#[doc = $doc])+ $name, )* }

        impl Measure {
            /// Every measure, in the order of the columns of an aggregate.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// Its column in an aggregate.
            pub const fn column(self) -> &'static str {
                match self { $( Self::$name => $column, )* }
            }

            /// Its place among the measures.
            #[expect(clippy::as_conversions, reason = "the values of the enum are its places")]
            pub const fn at(self) -> usize {
                self as usize
            }
        }
    };
}

measures! {
    /// Records of the source that were added up.
    Records "records";
    /// Requests that were answered.
    Requests "requests";
    /// Input tokens that no cache served or kept.
    InputTokens "input_tokens";
    /// Input tokens read from the prompt cache.
    CacheReadTokens "cache_read_tokens";
    /// Input tokens written to the prompt cache for five minutes.
    CacheWrite5mTokens "cache_write_5m_tokens";
    /// Input tokens written to the prompt cache for an hour.
    CacheWrite1hTokens "cache_write_1h_tokens";
    /// Output tokens.
    OutputTokens "output_tokens";
    /// Images made.
    OutputImages "output_images";
    /// Text units that a guardrail held against content filters.
    ContentFilterUnits "content_filter_units";
    /// Images that a guardrail held against content filters.
    ContentFilterImages "content_filter_images";
    /// Text units that a guardrail held against denied topics.
    DeniedTopicUnits "denied_topic_units";
    /// Text units that a guardrail held against word filters.
    WordFilterUnits "word_filter_units";
    /// Text units that a guardrail searched for sensitive information by a model.
    SensitiveInformationUnits "sensitive_information_units";
    /// Text units that a guardrail searched for sensitive information by patterns.
    SensitivePatternUnits "sensitive_pattern_units";
    /// Text units that a guardrail checked against their sources.
    ContextualGroundingUnits "contextual_grounding_units";
    /// Text units that a guardrail checked by automated reasoning.
    AutomatedReasoningUnits "automated_reasoning_units";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_at_its_own_place() {
        for (at, measure) in Measure::ALL.iter().enumerate() {
            assert_eq!(measure.at(), at);
        }
    }
}
