use super::*;

mod together;

const CONFIGURATION: &str = include_str!("../../../tests/data/running/endpoint-config.json");
const ENDPOINT: &str = include_str!("../../../tests/data/running/endpoint.json");
const VARIANTS: &str = include_str!("../../../tests/data/running/variants.json");
const THROUGHPUTS: &str = include_str!("../../../tests/data/running/throughputs.json");
const STATE: &str = include_str!("../../../tests/data/running/terraform-state.json");
const PLAN: &str = include_str!("../../../tests/data/running/terraform-plan.json");
const ALL: [&str; 6] = [CONFIGURATION, ENDPOINT, VARIANTS, THROUGHPUTS, STATE, PLAN];

fn read(text: &str) -> Result<Running, String> {
    running(text, &Catalog::embedded(Vec::new()))
}

/// Each plan as its id and its settings, without the quotes of TOML.
fn plans(text: &str) -> Vec<String> {
    let plan = |plan: &RunningPlan| {
        let settings = plan.settings.iter();
        let settings: Vec<String> = settings
            .map(|(key, value)| format!("{key}={}", value.replace('"', "")))
            .collect();
        format!("{}: {}", plan.id, settings.join(" "))
    };
    match read(text) {
        Ok(running) => running.plans.iter().map(plan).collect(),
        Err(error) => vec![error],
    }
}

fn error(text: &str) -> String {
    read(text).err().unwrap_or_default()
}

#[test]
fn an_endpoint_configuration_becomes_a_plan() {
    assert_eq!(
        plans(CONFIGURATION),
        [
            "chat-prod-3: mode=sagemaker.endpoint region=us-east-1 instance=ml.g6e.12xlarge instance_count=3 volume_gib=200"
        ]
    );
    let running = read(CONFIGURATION).unwrap_or_default();
    assert_eq!(running.assumed.len(), 2, "{:?}", running.assumed);
    assert!(
        running.assumed[0].contains("No endpoint is in the file"),
        "{:?}",
        running.assumed
    );
    assert!(
        running.left_out.iter().any(|one| one.contains("capture")),
        "{:?}",
        running.left_out
    );
}

#[test]
fn what_an_endpoint_runs_now_counts_more_than_what_it_began_with() {
    for both in [
        format!("{CONFIGURATION}{ENDPOINT}"),
        format!("{ENDPOINT}\n{CONFIGURATION}"),
    ] {
        assert_eq!(
            plans(&both),
            [
                "chat-prod: mode=sagemaker.endpoint region=us-east-1 instance=ml.g6e.12xlarge instance_count=4 volume_gib=200"
            ]
        );
        assert_eq!(read(&both).unwrap_or_default().assumed, [""; 0]);
    }
    let alone = error(ENDPOINT);
    let help = "aws sagemaker describe-endpoint-config --endpoint-config-name chat-prod-3";
    assert!(alone.contains(help), "{alone}");
    let failed = ENDPOINT.replace("InService", "Failed");
    let failed = error(&format!("{CONFIGURATION}{failed}"));
    assert!(failed.contains("its status is Failed"), "{failed}");
    let none = ENDPOINT.replace(
        r#""CurrentInstanceCount": 4"#,
        r#""CurrentInstanceCount": 0"#,
    );
    let none = error(&format!("{CONFIGURATION}{none}"));
    assert!(none.contains("no instance runs now"), "{none}");
    let serverless = ENDPOINT.replace(
        r#""CurrentWeight": 1.0"#,
        r#""CurrentServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}"#,
    );
    assert_eq!(
        plans(&serverless),
        ["chat-prod: mode=sagemaker.serverless region=us-east-1 memory_mib=2048 max_concurrency=5"]
    );
}

/// The configuration of several variants with only those called so.
fn only(names: &[&str]) -> String {
    let mut all: Value = serde_json::from_str(VARIANTS).unwrap_or_default();
    if let Some(variants) = all["ProductionVariants"].as_array_mut() {
        variants.retain(|one| names.iter().any(|name| one["VariantName"] == **name));
    }
    all.to_string()
}

#[test]
fn a_variant_is_a_plan_and_what_is_none_is_named() {
    for (name, plan) in [
        (
            "A",
            "split: mode=sagemaker.async region=eu-west-1 instance=ml.g5.2xlarge instance_count=2",
        ),
        (
            "B",
            "split: mode=sagemaker.async region=eu-west-1 instance=ml.g6.xlarge scaling=autoscaled min_instances=1 max_instances=4",
        ),
        (
            "C",
            "split: mode=sagemaker.serverless region=eu-west-1 memory_mib=4096 max_concurrency=20 provisioned_concurrency=2",
        ),
    ] {
        assert_eq!(plans(&only(&[name])), [plan]);
    }
    let shadow = read(&only(&["A"])).unwrap_or_default().left_out.join("\n");
    assert!(
        shadow.contains("shadow variant S (1 x ml.g5.2xlarge)"),
        "{shadow}"
    );
    assert!(error(&only(&["D"])).contains("ml.x99.huge is not known"));
    assert!(error(&only(&["E"])).contains("variant E: it runs on pools"));
    let b = only(&["B"]);
    let disabled = b.replace("ENABLED", "DISABLED");
    assert!(
        plans(&disabled)[0].ends_with("instance=ml.g6.xlarge instance_count=1"),
        "{:?}",
        plans(&disabled)
    );
    let unsaid = b.replace(r#""Status":"ENABLED""#, r#""Status":null"#);
    assert_eq!(plans(&unsaid), plans(&b));
    let assumed = read(&unsaid).unwrap_or_default().assumed.join("\n");
    assert!(assumed.contains("variant B is taken to scale"), "{assumed}");
    let to_zero = b.replace(r#""MinInstanceCount":1"#, r#""MinInstanceCount":0"#);
    assert!(
        plans(&to_zero)[0].ends_with("scaling=scale-to-zero max_instances=4"),
        "{:?}",
        plans(&to_zero)
    );
    let assumed = read(&to_zero).unwrap_or_default().assumed.join("\n");
    assert!(
        assumed.contains("B is taken to scale down to no instance"),
        "{assumed}"
    );
}

#[test]
fn what_a_variant_says_is_read_or_named() {
    let with = |setting: &str| {
        let instance = r#""InstanceType": "ml.g6e.12xlarge","#;
        CONFIGURATION.replace(instance, &format!("{instance} {setting},"))
    };
    for (setting, told) in [
        (
            r#""InstancePools": [{"InstanceType": "ml.g5.xlarge", "Priority": 1}]"#,
            "pools of several instance types",
        ),
        (
            r#""CapacityReservationConfig": {"MlReservationArn": "arn:aws:sagemaker:us-east-1:111122223333:training-plan/x"}"#,
            "capacity reservation",
        ),
        (
            r#""AcceleratorType": "ml.eia2.medium""#,
            "Elastic Inference accelerator",
        ),
        (
            r#""ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 1}"#,
            "does not say between how many instances",
        ),
        (
            r#""ManagedInstanceScaling": {"MinInstanceCount": 5, "MaxInstanceCount": 2}"#,
            "no range",
        ),
    ] {
        let error = error(&with(setting));
        let named = "endpoint configuration chat-prod-3 (us-east-1), variant AllTraffic: ";
        assert!(error.contains(named) && error.contains(told), "{error}");
    }
    for (text, told) in [
        (
            with(r#""Turbo": {"On": true}"#),
            Some("its setting Turbo is not known"),
        ),
        (
            with(
                r#""RoutingConfig": {"RoutingStrategy": "RANDOM"}, "ModelDataDownloadTimeoutInSeconds": 9"#,
            ),
            None,
        ),
        (
            CONFIGURATION.replace(r#""ModelName": "chat-llama","#, ""),
            Some("inference components"),
        ),
    ] {
        assert_eq!(plans(&text), plans(CONFIGURATION));
        let left_out = read(&text).unwrap_or_default().left_out;
        // Beside the data capture.
        let named = left_out.iter().filter(|one| !one.contains("capture"));
        let named: Vec<&String> = named.collect();
        assert_eq!(named.len(), usize::from(told.is_some()), "{named:?}");
        let told = told.unwrap_or_default();
        assert!(named.iter().all(|one| one.contains(told)), "{named:?}");
    }
}

#[test]
fn variants_that_share_the_requests_are_one_plan_or_none() {
    let several = error(VARIANTS);
    assert!(
        several.contains("it has 5 variants that share the requests"),
        "{several}"
    );
    let alike = only(&["A", "B"])
        .replace("ml.g6.xlarge", "ml.g5.2xlarge")
        .replace("ManagedInstanceScaling", "RoutingConfig");
    assert_eq!(
        plans(&alike),
        ["split: mode=sagemaker.async region=eu-west-1 instance=ml.g5.2xlarge instance_count=3"]
    );
    let running = read(&alike).unwrap_or_default();
    assert_eq!(running.plans[0].serves, Serves::Own(None), "two models");
    let one_model = read(&alike.replace("m-b", "m-a")).unwrap_or_default();
    let own = Serves::Own(Some("m-a".to_owned()));
    assert_eq!(one_model.plans[0].serves, own);
    // Automatic scaling of two is not that of one of both.
    let scaled = only(&["A", "B"]).replace("ml.g6.xlarge", "ml.g5.2xlarge");
    assert!(error(&scaled).contains("share the requests"));
    let idle = only(&["A", "B"]).replace("0.1", "0.0");
    assert!(plans(&idle)[0].ends_with("instance=ml.g5.2xlarge instance_count=2"));
    let alone = only(&["A"]).replace("0.9", "0");
    assert_eq!(plans(&alone), plans(&only(&["A"])));
    let left_out = read(&idle).unwrap_or_default().left_out.join("\n");
    assert!(
        left_out.contains("variant B: it serves no request by its weight"),
        "{left_out}"
    );
    let mut many: Value = serde_json::from_str(VARIANTS).unwrap_or_default();
    let one = many["ProductionVariants"][0].clone();
    many["ProductionVariants"] = vec![one; 11].into();
    assert!(error(&many.to_string()).contains("it has 11 variants"));
}

#[test]
fn provisioned_throughput_has_its_units_and_its_term() {
    assert_eq!(
        plans(THROUGHPUTS),
        ["support-lite: mode=bedrock.provisioned region=us-east-1 units=1 term=1-month"]
    );
    let running = read(THROUGHPUTS).unwrap_or_default();
    let nova = Serves::Bedrock("amazon.nova-2-lite-v1:0".to_owned());
    assert!(running.plans.iter().all(|plan| plan.serves == nova));
    let (assumed, left_out) = (running.assumed.join("\n"), running.left_out.join("\n"));
    for named in ["2 were asked for", "window of 256k"] {
        assert!(assumed.contains(named), "{named} in {assumed}");
    }
    for named in ["vendor.no-such-model-v9", "failed: its status is Failed"] {
        assert!(left_out.contains(named), "{named} in {left_out}");
    }
    let list: Value = serde_json::from_str(THROUGHPUTS).unwrap_or_default();
    let one = list["provisionedModelSummaries"][0].to_string();
    assert_eq!(plans(&one), plans(THROUGHPUTS)[..1]);
    let paged = THROUGHPUTS.replacen('{', r#"{"nextToken": "t","#, 1);
    assert!(
        read(&paged).unwrap_or_default().left_out[0].contains("first page"),
        "{paged}"
    );
    let longer = THROUGHPUTS.replace("OneMonth", "TwoYears");
    assert_eq!(plans(&longer).len(), 1, "an unknown term is no plan");
}

#[test]
fn a_terraform_state_is_read_through_its_modules() {
    assert_eq!(
        plans(STATE),
        [
            "lite: mode=bedrock.provisioned region=us-west-2 units=2 term=6-months",
            "chat: mode=sagemaker.endpoint region=us-west-2 instance=ml.g6e.12xlarge scaling=autoscaled min_instances=2 max_instances=6",
        ]
    );
    assert_eq!(
        read(STATE).unwrap_or_default().left_out,
        ["1 x aws_sagemaker_notebook_instance"]
    );
    let fixed = STATE.replace("sagemaker:variant:DesiredInstanceCount", "other");
    assert!(
        plans(&fixed)[1].ends_with("instance_count=2"),
        "{:?}",
        plans(&fixed)
    );
}

#[test]
fn of_a_terraform_plan_what_runs_before_it_is_taken() {
    assert_eq!(
        plans(PLAN),
        [
            "jobs: mode=sagemaker.async region=us-east-1 instance=ml.g5.2xlarge instance_count=1 volume_gib=50"
        ]
    );
    let state: Value = serde_json::from_str(STATE).unwrap_or_default();
    let mut plan: Value = serde_json::from_str(PLAN).unwrap_or_default();
    plan["prior_state"] = state;
    assert_eq!(plans(&plan.to_string()), plans(STATE));
    let assumed = read(&plan.to_string()).unwrap_or_default().assumed;
    assert!(assumed[0].contains("before it"), "{assumed:?}");
}

#[test]
fn files_are_known_by_their_beginning() {
    for text in ALL {
        assert!(is_running(text.as_bytes()), "{text}");
        assert!(is_running(format!("\u{feff}{text}").as_bytes()));
        let half = &text[..text.len() / 2];
        assert!(is_running(half.as_bytes()), "{half}");
    }
    for other in [
        "",
        "{",
        "{}",
        "[]",
        "time,input_tokens\n",
        r#"{"timestamp": 1, "input_length": 2}"#,
        r#"{"serial": 7, "model": "m", "input_tokens": 3}"#,
        r#""EndpointName""#,
    ] {
        assert!(!is_running(other.as_bytes()), "{other}");
    }
}

#[test]
fn no_half_of_a_file_is_read() {
    for text in ALL {
        for end in (1..text.trim_end().len()).filter(|at| text.is_char_boundary(*at)) {
            assert!(read(&text[..end]).is_err(), "{}", &text[..end]);
        }
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for (text, told) in [
        (
            CONFIGURATION.replace(": 3,", ": \"3\","),
            "`ProductionVariants[0].InitialInstanceCount` is a text",
        ),
        (
            CONFIGURATION.replace(": 3,", ": -3,"),
            "a whole number of at least 0 was expected",
        ),
        (
            CONFIGURATION.replace(": 3,", ": 1e400,"),
            "number out of range",
        ),
        (
            CONFIGURATION.replace(": 3,", ": 99999999999999999999999,"),
            "a whole number of at least 0 was expected",
        ),
        (
            CONFIGURATION.replace("\"ml.g6e.12xlarge\"", "[]"),
            "`ProductionVariants[0].InstanceType` is a list",
        ),
        (
            only(&["C"]).replace("\"MemorySizeInMB\":4096", "\"Other\":1"),
            "its memory is missing",
        ),
        (
            THROUGHPUTS.replacen("\"support-lite\"", "7", 1),
            "`provisionedModelSummaries[0].provisionedModelName` is a number",
        ),
        (
            THROUGHPUTS.replacen("\"modelUnits\": 1,", "", 1),
            "`modelUnits` of provisioned throughput support-lite is missing",
        ),
        (
            r#"{"provisionedModelSummaries": []}"#.to_owned(),
            "nothing in it runs",
        ),
        (
            r#"{"provisionedModelSummaries": [3]}"#.to_owned(),
            "`provisionedModelSummaries[0]` is a number",
        ),
        (
            r#"{"EndpointConfigName": "c", "ProductionVariants": []}"#.to_owned(),
            "it has no production variant",
        ),
        (
            STATE.replacen("\"1.0\"", "\"2.0\"", 1),
            "its format_version is 2.0",
        ),
        (
            STATE.replace("\"min_capacity\": 2,", "\"min_capacity\": [],"),
            "`values.root_module.child_modules[0].resources[2].values.min_capacity` is a list",
        ),
        (
            r#"{"version": 4, "serial": 1, "lineage": "l", "resources": []}"#.to_owned(),
            "terraform show -json",
        ),
        (
            r#"{"format_version": "1.0", "terraform_version": "1.9.8"}"#.to_owned(),
            "nothing in it runs",
        ),
        (r#"{"a": 1}"#.to_owned(), "it is none of"),
        (String::new(), "nothing in it runs"),
        (deep, "recursion limit"),
        (format!("{CONFIGURATION}{{\"a\": 1}}"), "it is none of"),
    ] {
        let error = error(&text);
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn names_of_any_kind_make_tables_that_can_be_read() {
    for name in [
        "a\\u0007\\nb",
        "\\\"]\\\\",
        "ä # \\u2028",
        &"x".repeat(5_000),
    ] {
        let text = CONFIGURATION
            .replace("chat-prod-3", name)
            .replace("AllTraffic", name)
            .replace("chat-llama", name);
        let running = read(&text).unwrap_or_default();
        assert_eq!(running.plans.len(), 1, "{name}");
        let (tables, _) = running.beside(None, &Catalog::embedded(Vec::new()));
        for toml in [running.to_toml(), tables] {
            assert!(super::super::text::parse(&toml).is_ok(), "{toml}");
        }
    }
    let named = THROUGHPUTS.replace("support-lite", "chat-prod-3");
    let running = read(&format!(
        "{CONFIGURATION}{}",
        named.replace("us-east-1", "us-west-2")
    ));
    let running = running.unwrap_or_default();
    let ids: BTreeSet<&str> = running.plans.iter().map(|plan| plan.id.as_str()).collect();
    let apart = ["chat-prod-3 us-east-1", "chat-prod-3 us-west-2"];
    assert_eq!(ids, BTreeSet::from(apart));
}

#[test]
fn a_custom_model_is_never_priced_as_its_base() {
    let running = read(THROUGHPUTS).unwrap_or_default();
    let left_out = running.left_out.join("\n");
    let named = "provisioned throughput support-tuned: its model is a model of the account's own";
    assert!(left_out.contains(named), "{left_out}");
    let terraform = STATE.replace(
        "us-west-2::foundation-model/amazon.nova-2-lite-v1:0",
        "us-west-2:111122223333:custom-model/amazon.nova-2-lite-v1:0/abcdefghijkl",
    );
    let running = read(&terraform).unwrap_or_default();
    assert!(running.plans.iter().all(|plan| plan.id != "lite"));
    let left_out = running.left_out.join("\n");
    assert!(
        left_out.contains("lite: its model is a model of the account's own"),
        "{left_out}"
    );
}
