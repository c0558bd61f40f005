use super::*;
use crate::catalog::{OFFERS, SCOPES, TERMS, TIERS};

/// Spelling, model, meter, offer, tier, scope, long context, term and size, as one line.
fn told(text: &str) -> String {
    let parsed = UsageType::parse(text);
    let head = format!(
        "{} {}",
        parsed.spelling.id(),
        parsed.model.as_deref().unwrap_or("-")
    );
    let Some(counted) = parsed.counted else {
        return format!("{head} ?");
    };
    let mut parts = vec![
        head,
        counted.meter.id().to_owned(),
        counted.offer.id().to_owned(),
    ];
    if counted.tier != ServiceTier::Standard {
        parts.push(counted.tier.id().to_owned());
    }
    parts.extend(counted.scope.map(|scope| scope.id().to_owned()));
    parts.extend(counted.long_context.then(|| "long".to_owned()));
    parts.extend(counted.term.map(str::to_owned));
    parts.extend(counted.size);
    parts.join(" ")
}

/// Each line is a usage type and what is told of it.
fn check(table: &[&str]) {
    for line in table {
        let (text, expected) = line.split_once(" ~ ").unwrap();
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn classic_and_cross_region() {
    check(&[
        "USE1-NovaPro-input-tokens ~ classic NovaPro input-tokens on-demand",
        "USE1-NovaPro-output-tokens ~ classic NovaPro output-tokens on-demand",
        "USE1-NovaPro-cache-read-input-token-count ~ classic NovaPro cache-read-tokens on-demand",
        "USE1-NovaPro-cache-write-input-token-count ~ classic NovaPro cache-write-5m-tokens on-demand",
        "USE1-NovaPro-input-tokens-latency-optimized ~ classic NovaPro input-tokens on-demand latency-optimised",
        "USE1-Nova2.0Lite-input-tokens-cross-region-global ~ cross-region Nova2.0Lite input-tokens on-demand global",
        "Nova2.0Lite-input-tokens-cross-region-global ~ cross-region Nova2.0Lite input-tokens on-demand global",
        "USE1-Nova2.0Lite-input-tokens-cross-region-global-batch ~ cross-region Nova2.0Lite input-tokens batch global",
        "USE1-Nova2.0Pro-text-input-tokens-priority-cross-region-global ~ cross-region Nova2.0Pro input-tokens on-demand priority global",
        "USE1-MistralSmall-input-tokens-batch ~ classic MistralSmall input-tokens batch",
        "USE1-GPT-OSS-Safeguard-20B-input-tokens-priority ~ classic GPT-OSS-Safeguard-20B input-tokens on-demand priority",
        "GPT-OSS-Safeguard-20B-input-tokens ~ classic GPT-OSS-Safeguard-20B input-tokens on-demand",
        "USE1-Gemma-3-4B-IT-input-tokens-flex ~ classic Gemma-3-4B-IT input-tokens on-demand flex",
        "USE1-Qwen3-32B-input-image-token-count ~ classic Qwen3-32B input-image-tokens on-demand",
        "USE1-NovaSonic-speech-input-tokens ~ classic NovaSonic input-audio-tokens on-demand",
        "USE1-Qwen3-32B-input-tokens-custom-model ~ classic Qwen3-32B input-tokens custom-on-demand",
        "USE1-Qwen3-32B-ProvisionedThroughput-NoCommit-ModelUnits ~ classic Qwen3-32B model-unit-hours provisioned none",
        "USE1-NovaMicro-Model-Customization-input-tokens ~ classic NovaMicro training-tokens customization",
        "USE1-Claude4Sonnet-output-tokens-long-context-cross-region-global ~ cross-region Claude4Sonnet output-tokens on-demand global long",
        "USE1-Claude4.5Sonnet-reserved-3-month-input-tokens-per-minute-cross-region-geo ~ cross-region Claude4.5Sonnet input-tpm-hours reserved geo 3-months",
        "USE1-Claude4.6Opus-cache-read-input-token-count-cross-region-global ~ cross-region Claude4.6Opus cache-read-tokens on-demand global",
        "USE1-moonshotai.kimi-k2.5-input ~ classic moonshotai.kimi-k2.5 input-tokens on-demand",
        "USE1-cohere.rerank-english-v3-search-units ~ classic cohere.rerank-english-v3 queries on-demand",
    ]);
}

#[test]
fn mantle_and_marketplace() {
    check(&[
        "USE1-openai.gpt-oss-120b-mantle-input-tokens-standard ~ mantle openai.gpt-oss-120b input-tokens on-demand",
        "USE1-xai.grok-4.3-mantle-output-tokens ~ mantle xai.grok-4.3 output-tokens on-demand",
        "USE1-xai.grok-4.3-mantle-input-tokens-batch ~ mantle xai.grok-4.3 input-tokens batch",
        "USW2-anthropic.claude-opus-4-8-mantle-cache-write-tokens-global-standard ~ mantle anthropic.claude-opus-4-8 cache-write-5m-tokens on-demand global",
        "USE1-openai.gpt-5.6-luna-mantle-cache-write-tokens-5m-long-ctx-flex ~ mantle openai.gpt-5.6-luna cache-write-5m-tokens on-demand flex long",
        "USE1-openai.gpt-5.6-luna-mantle-cache-write-tokens-30m-global-standard ~ mantle openai.gpt-5.6-luna cache-write-30m-tokens on-demand global",
        "USE1-MP:USE1_InputTokenCount-Units ~ marketplace - input-tokens on-demand",
        "USE1-MP:USE1_OutputTokenCount_Global-Units ~ marketplace - output-tokens on-demand global",
        "USE1-MP:USE1_InputTokenCount_Global_Batch-Units ~ marketplace - input-tokens batch global",
        "USE1-MP:USE1_InputTokenCount_LCtx-Units ~ marketplace - input-tokens on-demand long",
        "APN1-MP:APN1_MillionBatchInputTokens-Units ~ marketplace - input-tokens batch",
        "USE1-MP:USE1_CacheReadInputTokenCount-Units ~ marketplace - cache-read-tokens on-demand",
        "USE1-MP:USE1_CacheWriteInputTokenCount_Global-Units ~ marketplace - cache-write-5m-tokens on-demand global",
        "USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units ~ marketplace - cache-write-1h-tokens on-demand global",
        "EU-MP:EU_cache_write_tokens_1h_standard-Units ~ marketplace - cache-write-1h-tokens on-demand",
        "USE1-MP:USE1_Reserved_1Month_InputTPM_Geo-Units ~ marketplace - input-tpm-hours reserved geo 1-month",
        "USE1-MP:USE1_Reserved_3Month_OutputTPM_Global-Units ~ marketplace - output-tpm-hours reserved global 3-months",
        "USE1-MP:USE1_input_tokens_standard-Units ~ marketplace - input-tokens on-demand",
        "USE1-MP:USE1_input_tokens_global_standard-Units ~ marketplace - input-tokens on-demand global",
        "USW2-MP:USW2_input_tokens_long_ctx_global_standard-Units ~ marketplace - input-tokens on-demand global long",
        "USE1-MP:USE1_search_units-Units ~ marketplace - queries on-demand",
        "USE1-MP:USE1_ProvisionedThroughput_1MonthCommit_ModelUnits_Usage-Units ~ marketplace - model-unit-hours provisioned 1-month",
        "USW2-MP:USW2_ProvisionedThroughput_6MonthsCommit_ModelUnits_Usage-Units ~ marketplace - model-unit-hours provisioned 6-months",
        "USE1-MP:USE1_created_image-Units ~ marketplace - output-images on-demand",
        "MP:NR_APoF_Overage-Units ~ marketplace - ?",
        "USE1-MP:USE1_CacheStorage-Units ~ marketplace - ?",
    ]);
}

#[test]
fn sagemaker() {
    check(&[
        "USE1-Host:ml.m5.xlarge ~ sagemaker - instance-hours hosting ml.m5.xlarge",
        "USE1-AsyncInf:ml.c5.9xlarge ~ sagemaker - instance-hours async ml.c5.9xlarge",
        "USE1-Tsform:ml.c5.9xlarge ~ sagemaker - instance-hours batch-transform ml.c5.9xlarge",
        "USE1-Train:ml.p3.2xlarge ~ sagemaker - instance-hours training ml.p3.2xlarge",
        "USE1-Processing:ml.m5.xlarge ~ sagemaker - instance-hours processing ml.m5.xlarge",
        "USE1-Notebk:ml.t3.medium ~ sagemaker - instance-hours notebook ml.t3.medium",
        "APN2-Studio:JupyterLab-ml.g6.24xlarge ~ sagemaker - instance-hours studio ml.g6.24xlarge",
        "USE1-Host:ml.p5-x.48xlarge ~ sagemaker - instance-hours hosting ml.p5-x.48xlarge",
        "USE2-ServerlessInf:Mem-4GB ~ sagemaker - serverless-seconds serverless 4GB",
        "USE1-Host:VolumeUsage.gp2 ~ sagemaker - volume-gib-months hosting gp2",
        "USE1-TrainingPlanUpfrontFee:ml.p4d.24xlarge ~ sagemaker - ?",
        "USE1-Cluster:ml.p4d.24xlarge ~ sagemaker - instance-hours hyperpod ml.p4d.24xlarge",
        "USE1-BoxUsage:m5.xlarge ~ unknown - ?",
    ]);
}

#[test]
fn one_unknown_word_and_nothing_is_understood() {
    for text in [
        "USE1-NovaReel-T2V-Medfps-HDRes",
        "USE1-Guardrail-AutomatedReasoningPolicyUnitsConsumed",
        "USE1-GuardrailsTextUnit",
        "USE1-VpcEndpoint-Hours",
        "USE1-NovaPro-input-tokens-turbo",
        "USE1-NovaPro-input-tokens-flex-priority",
        "USE1-NovaPro-input-tokens-batch-batch",
        "USE1-NovaPro-input-tokens-1h",
        "USE1-NovaPro-cache-write-tokens-1h-5m",
        "USE1-NovaPro-input-tokens-per-minute",
        "USE1-Nova-reserved-1-month-output-tokens",
        "USE1-X-video-output-tokens",
        "USE1-input-tokens",
        "USE1-",
        "-",
        "",
        "MP:",
        "USE1-MP:é_é-Units",
    ] {
        let parsed = UsageType::parse(text);
        assert_eq!(parsed.counted, None, "{text}: {parsed:?}");
        assert_eq!(parsed.text, text);
    }
    // A name without a model is no name; one of a mebibyte is not taken apart.
    assert_eq!(
        UsageType::parse("USE1-x-mantle-blend").model.as_deref(),
        Some("x")
    );
    assert_eq!(UsageType::parse(&"a-".repeat(1 << 20)).counted, None);
}

#[test]
fn regions_of_prefixes() {
    let region = |text| UsageType::parse(text).region();
    assert_eq!(region("USE1-NovaPro-input-tokens"), Some("us-east-1"));
    assert_eq!(
        region("EU-Host:ml.m5.large"),
        region("EUW1-Host:ml.m5.large")
    );
    assert_eq!(region("APS3-NovaPro-input-tokens"), Some("ap-south-1"));
    // Not documented: the region's own column has to say it.
    assert_eq!(region("XYZ9-NovaPro-input-tokens"), None);
    assert_eq!(region("GPT-OSS-20B-input-tokens"), None);
    let catalog = crate::catalog::Catalog::embedded(vec![]);
    for (prefix, region) in PREFIXES {
        assert!(is_prefix(prefix), "{prefix}");
        assert!(catalog.region(region).is_some(), "{region}");
    }
}

#[test]
fn names_are_those_of_the_price_files() {
    assert!(
        ServiceTier::ALL
            .iter()
            .all(|tier| TIERS.contains(&tier.id()))
    );
    assert!(
        BilledScope::ALL
            .iter()
            .all(|scope| SCOPES.contains(&scope.id()))
    );
    for offer in BilledOffer::ALL {
        assert!(
            OFFERS.iter().any(|known| known.name == offer.id()),
            "{offer:?}"
        );
    }
    for text in [
        "USE1-A-ProvisionedThroughput-NoCommit-ModelUnits",
        "USE1-MP:USE1_Reserved_3Months_InputTPM-Units",
    ] {
        let term = UsageType::parse(text)
            .counted
            .and_then(|counted| counted.term)
            .unwrap();
        assert!(TERMS.contains(&term), "{term}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_taken_apart(text in "(USE1-)?(MP:USE1_)?([A-Za-z0-9.:é-]{0,20}[-_])?(input|output|cache-read|Cache|Write1h)?[-_]?(tokens|TokenCount|token)?([-_](batch|flex|global|1h|x)){0,3}(-Units)?") {
        let parsed = UsageType::parse(&text);
        proptest::prop_assert_eq!(parsed.text, text);
    }
}
