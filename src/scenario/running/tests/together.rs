//! Endpoints, configurations and bounds that belong together.

use super::*;

#[test]
fn a_configuration_that_no_endpoint_uses_is_no_plan() {
    let old = CONFIGURATION.replace("chat-prod-3", "chat-prod-2");
    let both = format!("{ENDPOINT}{CONFIGURATION}");
    let three = format!("{old}{both}");
    assert_eq!(plans(&three), plans(&both));
    let left_out = read(&three).unwrap_or_default().left_out;
    let named = "endpoint configuration chat-prod-2 (us-east-1): no endpoint uses it";
    assert!(left_out.iter().any(|one| one == named), "{left_out:?}");
    let unused = error(&format!("{old}{ENDPOINT}"));
    assert!(unused.contains(named), "{unused}");
    // That of an endpoint that does not run does not run either.
    let failed = ENDPOINT.replace("InService", "Failed");
    assert!(error(&format!("{CONFIGURATION}{failed}")).contains("its status is Failed"));
    let mut state: Value = serde_json::from_str(STATE).unwrap_or_default();
    let module = &mut state["values"]["root_module"]["child_modules"][0]["resources"];
    let mut old = module[0].clone();
    old["values"]["name"] = "chat-old".into();
    if let Some(resources) = module.as_array_mut() {
        resources.push(old);
    }
    assert_eq!(plans(&state.to_string()), plans(STATE));
    let left_out = read(&state.to_string()).unwrap_or_default().left_out;
    assert!(
        left_out
            .join("\n")
            .contains("chat-old (us-west-2): no endpoint uses it"),
        "{left_out:?}"
    );
    // Before it is applied, one endpoint does not tell which of two configurations it uses.
    let mut plan: Value = serde_json::from_str(PLAN).unwrap_or_default();
    let resources = &mut plan["planned_values"]["root_module"]["resources"];
    let mut second = resources[0].clone();
    second["values"]["name"] = "others".into();
    if let Some(resources) = resources.as_array_mut() {
        resources.push(second);
    }
    assert!(error(&plan.to_string()).contains("not known before it is applied"));
}

#[test]
fn what_is_there_twice_is_taken_once_and_regions_are_apart() {
    let both = format!("{CONFIGURATION}{ENDPOINT}");
    let twice = format!("{both}{both}");
    assert_eq!(plans(&twice), plans(&both));
    let assumed = read(&twice).unwrap_or_default().assumed;
    for named in [
        "The endpoint chat-prod (us-east-1) is in it more than once: it is taken once.",
        "The endpoint configuration chat-prod-3 (us-east-1) is in it more than once: it is taken once.",
    ] {
        assert!(assumed.iter().any(|one| one == named), "{assumed:?}");
    }
    let list: Value = serde_json::from_str(THROUGHPUTS).unwrap_or_default();
    let one = list["provisionedModelSummaries"][0].to_string();
    assert_eq!(plans(&format!("{THROUGHPUTS}{one}")), plans(THROUGHPUTS));
    let west = both
        .replace("us-east-1", "us-west-2")
        .replace("\"InitialInstanceCount\": 3", "\"InitialInstanceCount\": 9")
        .replace("\"CurrentInstanceCount\": 4", "\"CurrentInstanceCount\": 7")
        .replace("\"DesiredInstanceCount\": 4", "\"DesiredInstanceCount\": 7")
        .replace("ml.g6e.12xlarge", "ml.g5.2xlarge");
    assert_eq!(
        plans(&format!("{both}{west}")),
        [
            "chat-prod us-east-1: mode=sagemaker.endpoint region=us-east-1 instance=ml.g6e.12xlarge instance_count=4 volume_gib=200",
            "chat-prod us-west-2: mode=sagemaker.endpoint region=us-west-2 instance=ml.g5.2xlarge instance_count=7 volume_gib=200",
        ]
    );
    let without = ENDPOINT.replace("\"EndpointArn\"", "\"Other\"");
    let open = error(&format!(
        "{CONFIGURATION}{without}{}",
        CONFIGURATION.replace("us-east-1", "us-west-2")
    ));
    assert!(open.contains("in the file for several regions"), "{open}");
    let other = CONFIGURATION.replace("ml.g6e.12xlarge", "ml.g5.2xlarge");
    let differ = error(&format!("{CONFIGURATION}{other}"));
    assert!(
        differ.contains(
            "endpoint configuration chat-prod-3 (us-east-1) is in it twice, and not the same"
        ),
        "{differ}"
    );
}

#[test]
fn more_than_anybody_compares_is_refused_before_it_is_put_together() {
    let pair = |at: usize| {
        format!("{CONFIGURATION}{ENDPOINT}")
            .replace("chat-prod", &format!("chat-{at}"))
            .replace("chat-prod-3", &format!("chat-{at}-3"))
    };
    let pairs = |count: usize| (0..count).map(pair).collect::<String>();
    assert_eq!(plans(&pairs(MOST_PLANS)).len(), MOST_PLANS);
    let error = error(&pairs(MOST_PLANS + 1));
    assert!(
        error.contains("501 endpoints and provisioned throughputs")
            && error.contains("500 are the most"),
        "{error}"
    );
}

#[test]
fn bounds_of_automatic_scaling_are_read_beside() {
    let target = r#"{"ScalableTargets": [{"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/chat-prod/variant/AllTraffic",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "MinCapacity": 2, "MaxCapacity": 6,
        "SuspendedState": {"DynamicScalingInSuspended": false, "DynamicScalingOutSuspended": false, "ScheduledScalingSuspended": false},
        "ScalableTargetARN": "arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/0"}]}"#;
    assert!(is_running(target.as_bytes()));
    let both = format!("{CONFIGURATION}{ENDPOINT}");
    let all = format!("{target}{both}{target}");
    assert_eq!(
        plans(&all),
        [
            "chat-prod: mode=sagemaker.endpoint region=us-east-1 instance=ml.g6e.12xlarge scaling=autoscaled min_instances=2 max_instances=6 volume_gib=200"
        ]
    );
    for (from, to, told) in [
        ("us-east-1", "eu-west-1", "the endpoint is not in the file"),
        (
            "endpoint/chat-prod/",
            "endpoint/other/",
            "the endpoint is not in the file",
        ),
        (
            "\"DynamicScalingInSuspended\": false",
            "\"DynamicScalingInSuspended\": true",
            "suspended",
        ),
        (
            "DesiredInstanceCount",
            "DesiredProvisionedConcurrency",
            "automatic scaling of sagemaker:variant:DesiredProvisionedConcurrency",
        ),
        ("\"MaxCapacity\": 6,", "", "without bounds"),
        (
            "{\"ScalableTargets\"",
            "{\"NextToken\": \"t\", \"ScalableTargets\"",
            "first page",
        ),
    ] {
        let other = format!("{both}{}", target.replace(from, to));
        let left_out = read(&other).unwrap_or_default().left_out.join("\n");
        assert!(left_out.contains(told), "{told}: {left_out}");
    }
    let wider = target.replace("\"MaxCapacity\": 6", "\"MaxCapacity\": 8");
    let twice = error(&format!("{both}{target}{wider}"));
    assert!(
        twice.contains("is in it twice, with other bounds"),
        "{twice}"
    );
    let backwards = target.replace("\"MaxCapacity\": 6", "\"MaxCapacity\": 1");
    assert!(error(&format!("{both}{backwards}")).contains("which is no range"));
    let alone = error(target);
    assert!(alone.contains("the endpoint is not in the file"), "{alone}");
}
