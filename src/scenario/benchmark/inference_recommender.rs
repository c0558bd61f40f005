//! A job of the `SageMaker` Inference Recommender, as `aws sagemaker
//! describe-inference-recommendations-job` prints it.
//!
//! Source: <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeInferenceRecommendationsJob.html>
//! and `API_RecommendationMetrics`: `MaxInvocations` are requests a minute, `ModelLatency` is in
//! milliseconds. It knows no tokens. The invocations are those of the whole endpoint, so they are
//! divided by `InitialInstanceCount`: in the developer guide's load test of three instances,
//! `CostPerInference` is the hour of all three over `MaxInvocations` x 60.

use serde::Deserialize;

use super::{Run, json::figure, needed, seconds};

/// The keys that are read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Report {
    inference_recommendations: Vec<Recommendation>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Recommendation {
    endpoint_configuration: Configuration,
    metrics: Option<Metrics>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    /// None for serverless inference.
    instance_type: Option<String>,
    #[serde(default, deserialize_with = "figure")]
    initial_instance_count: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metrics {
    #[serde(default, deserialize_with = "figure")]
    max_invocations: Option<f64>,
    #[serde(default, deserialize_with = "figure")]
    model_latency: Option<f64>,
}

/// The recommendations of the plan's instance type.
pub(super) fn runs(report: &Report, at: &str, instance: Option<&str>) -> Result<Vec<Run>, String> {
    let all = report.inference_recommendations.iter().enumerate();
    let ours: Vec<(usize, &Recommendation)> = all
        .filter(|(_, one)| {
            let own = one.endpoint_configuration.instance_type.as_deref();
            own.is_some() && own == instance
        })
        .collect();
    if ours.is_empty() {
        let others = report.inference_recommendations.iter();
        let mut others: Vec<&str> = others
            .filter_map(|one| one.endpoint_configuration.instance_type.as_deref())
            .collect();
        others.sort_unstable();
        others.dedup();
        return Err(format!(
            "{at}: the job has no recommendation of {}; it has {}",
            instance.unwrap_or("an instance"),
            if others.is_empty() {
                "none".to_owned()
            } else {
                others.join(", ")
            }
        ));
    }
    let runs = ours
        .into_iter()
        .map(|(place, one)| run(one, format!("{at}, InferenceRecommendations[{place}]")));
    runs.collect()
}

fn run(recommendation: &Recommendation, at: String) -> Result<Run, String> {
    let metrics = recommendation.metrics.as_ref();
    let count = recommendation.endpoint_configuration.initial_instance_count;
    let count = needed(count, &at, "EndpointConfiguration.InitialInstanceCount")?;
    if count < 1.0 {
        return Err(format!(
            "{at}: `EndpointConfiguration.InitialInstanceCount` must be at least 1, not {count}"
        ));
    }
    let invocations = metrics.and_then(|metrics| metrics.max_invocations);
    let invocations = needed(invocations, &at, "Metrics.MaxInvocations")?;
    let latency = metrics.and_then(|metrics| metrics.model_latency);
    let latency = needed(latency, &at, "Metrics.ModelLatency")?;
    Ok(Run {
        at,
        requests_per_second: Some(invocations / 60.0 / count),
        mean_seconds: Some(seconds(latency)),
        ..Run::default()
    })
}
