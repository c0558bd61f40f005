//! The chain of trust: measured, anchored, analytic, or a reason why there is no answer.

use crossover::{
    capacity::{
        Band, Basis, Constants, Drive, Lengths, Precision, Question, Refusal, Throughput, fits,
        throughput,
    },
    catalog::{Catalog, Host, Measurement},
    schema::Choice as _,
    units::Decimal,
};

const CHAT: Lengths = Lengths {
    input: 550.0,
    output: 600.0,
};

struct Case {
    catalog: Catalog,
    model: &'static str,
    chip: &'static str,
    count: u32,
    precision: Precision,
    lengths: Lengths,
    drive: Drive,
    engine: Option<&'static str>,
}

impl Case {
    fn new(model: &'static str, chip: &'static str, count: u32, precision: Precision) -> Self {
        Self {
            catalog: Catalog::embedded(Vec::new()),
            model,
            chip,
            count,
            precision,
            lengths: CHAT,
            drive: Drive::Concurrency(8.0),
            engine: None,
        }
    }

    fn driven(self, drive: Drive) -> Self {
        Self { drive, ..self }
    }

    fn sized(self, input: f64, output: f64) -> Self {
        Self {
            lengths: Lengths { input, output },
            ..self
        }
    }

    fn measurements(&self) -> Vec<Measurement> {
        self.catalog.measurements(self.model, self.chip)
    }

    fn answer(&self) -> Result<Throughput, Refusal> {
        let architecture = self.catalog.architecture(self.model);
        let measurements = self.measurements();
        let question = Question {
            architecture: architecture.as_ref(),
            accelerator: self.catalog.accelerator(self.chip),
            accelerators: self.count,
            precisions: &[self.precision],
            tensor_parallel: None,
            engine: self.engine,
            lengths: self.lengths,
            drive: self.drive,
            measurements: &measurements,
        };
        throughput(&question, &Constants::CALIBRATED)
    }
}

#[test]
fn a_measured_load_is_answered_by_its_measurement() {
    let case = Case::new("Qwen3-14B", "RTXPRO6000", 1, Precision::Bf16);
    let rows = case.measurements();
    let row = rows
        .iter()
        .find(|row| row.input_tokens == 550 && row.concurrency == Some(30))
        .unwrap();
    let answer = case.driven(Drive::Concurrency(30.0)).answer().unwrap();
    let Basis::Measured(evidence) = &answer.basis else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (evidence.host, evidence.concurrency),
        (Host::SageMaker, Some(30))
    );
    assert_eq!(evidence.source, "aws-genai-hosting-80ee5ebf");
    let whole = row.output_tokens_per_second.trunc();
    assert_eq!(Decimal::from(answer.output_tokens_per_second), whole);
    assert_eq!(
        (answer.tensor_parallel, answer.replicas, answer.concurrency),
        (1, 1, 30)
    );
    assert!(
        answer.low < answer.output_tokens_per_second
            && answer.output_tokens_per_second < answer.high
    );
    assert!((answer.sigma - Band::LOOSE.sigma()).abs() < 1e-12);
}

#[test]
fn a_load_between_measurements_lies_between_them() {
    let at = |requests| {
        let case = Case::new("Qwen3-14B", "RTXPRO6000", 1, Precision::Bf16);
        case.driven(Drive::Concurrency(requests)).answer().unwrap()
    };
    let (one, ten, thirty) = (at(1.0), at(10.0), at(30.0));
    assert_eq!(ten.basis.word(), "measured");
    assert!(one.output_tokens_per_second < ten.output_tokens_per_second);
    assert!(ten.output_tokens_per_second < thirty.output_tokens_per_second);
}

#[test]
fn beyond_the_measurements_the_model_is_anchored() {
    let case = Case::new("Qwen3-14B", "RTXPRO6000", 1, Precision::Bf16);
    let answer = case.driven(Drive::Concurrency(100.0)).answer().unwrap();
    let Basis::Anchored(evidence) = &answer.basis else {
        panic!("{answer:?}")
    };
    assert_eq!(evidence.concurrency, Some(30));
}

#[test]
fn without_measurements_the_model_stands_alone() {
    let answer = Case::new("Qwen3-8B", "A10G", 1, Precision::Bf16)
        .answer()
        .unwrap();
    assert_eq!(answer.basis, Basis::Analytic);
    let thin = Case::new("Qwen3-8B", "L4", 1, Precision::Bf16)
        .answer()
        .unwrap();
    assert!((thin.sigma - Band::THIN.sigma()).abs() < 1e-12 && thin.sigma > answer.sigma);
}

#[test]
fn another_engines_measurements_do_not_count() {
    let case = Case::new("Mixtral-8x22B", "H100", 8, Precision::Fp8);
    assert!(
        case.measurements()
            .iter()
            .all(|row| row.engine == "tensorrt-llm")
    );
    assert!(!case.measurements().is_empty());
    assert_eq!(case.answer().unwrap().basis, Basis::Analytic);
    let named = Case {
        engine: Some("tensorrt-llm"),
        ..case
    };
    assert_ne!(named.answer().unwrap().basis, Basis::Analytic);
}

#[test]
fn refusals() {
    let refusal = |case: Case| case.answer().unwrap_err();
    let case = |model, chip, count| Case::new(model, chip, count, Precision::Fp16);
    assert_eq!(
        refusal(case("Qwen3.5-122B", "H100", 8)),
        Refusal::UnknownArchitecture
    );
    assert_eq!(
        refusal(case("Qwen3-8B", "K80", 8)),
        Refusal::UnknownAccelerator
    );
    assert_eq!(refusal(case("Qwen3-8B", "V100-16", 8)), Refusal::NotCovered);
    assert_eq!(
        refusal(case("Qwen3-8B", "Inferentia2", 12)),
        Refusal::NotCovered
    );
    assert_eq!(
        refusal(case("Llama-3.1-70B", "A10G", 4)),
        Refusal::DoesNotFit
    );
    let slow = case("Llama-3.1-8B", "A10G", 1).driven(Drive::TokenSeconds(0.001));
    assert_eq!(refusal(slow), Refusal::TooSlow);
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let case = || case("Qwen3-8B", "H100", 1);
        assert_eq!(
            refusal(case().driven(Drive::Concurrency(bad))),
            Refusal::BadQuestion
        );
        assert_eq!(refusal(case().sized(bad, 1.0)), Refusal::BadQuestion);
        assert_eq!(refusal(case().sized(1.0, bad)), Refusal::BadQuestion);
    }
}

#[test]
fn neuron_answers_only_where_it_was_measured() {
    let case = Case::new("Llama-3.1-8B", "Trainium1", 16, Precision::Bf16).sized(1550.0, 45.0);
    let answer = case.driven(Drive::Concurrency(10.0)).answer().unwrap();
    assert_eq!(answer.basis.word(), "measured");
    let far = Case::new("Llama-3.1-8B", "Trainium1", 16, Precision::Bf16).sized(1550.0, 900.0);
    assert_eq!(far.answer().unwrap_err(), Refusal::NotCovered);
}

#[test]
fn a_latency_target_is_kept_and_used_up() {
    for seconds in [12.0, 20.0, 60.0] {
        let case = Case::new("Llama-3.1-8B", "L40S", 4, Precision::Bf16);
        let answer = case
            .driven(Drive::RequestSeconds(seconds))
            .answer()
            .unwrap();
        assert!(answer.request_seconds <= seconds, "{answer:?}");
        assert!(
            answer.request_seconds > seconds * 0.8 || seconds > 40.0,
            "{answer:?}"
        );
    }
    let tighter = |seconds| {
        let case = Case::new("Llama-3.1-8B", "L40S", 4, Precision::Bf16);
        case.driven(Drive::TokenSeconds(seconds))
            .answer()
            .unwrap()
            .output_tokens_per_second
    };
    assert!(tighter(0.03) <= tighter(0.05) && tighter(0.05) <= tighter(0.1));
}

#[test]
fn no_question_panics() {
    let catalog = Catalog::embedded(Vec::new());
    let sizes = [1e-3, 1.0, 700.0, 1e6, 1e300];
    for name in catalog.architecture_names() {
        let architecture = catalog.architecture(name).unwrap();
        for chip in catalog.accelerators() {
            let measurements = catalog.measurements(name, &chip.name);
            for (at, size) in sizes.into_iter().enumerate() {
                let lengths = Lengths {
                    input: size,
                    output: sizes[sizes.len() - 1 - at],
                };
                for drive in [
                    Drive::Most,
                    Drive::Concurrency(size),
                    Drive::RequestSeconds(size),
                    Drive::TokenSeconds(size),
                ] {
                    let question = Question {
                        architecture: Some(&architecture),
                        accelerator: Some(chip),
                        accelerators: 8,
                        precisions: &Precision::ALL,
                        tensor_parallel: None,
                        engine: None,
                        lengths,
                        drive,
                        measurements: &measurements,
                    };
                    if let Ok(answer) = throughput(&question, &Constants::CALIBRATED) {
                        assert!(answer.low <= answer.output_tokens_per_second, "{answer:?}");
                        assert!(answer.request_seconds.is_finite(), "{name} {answer:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_fits() {
    let catalog = Catalog::embedded(Vec::new());
    let model = catalog.architecture("Llama-3.1-70B").unwrap();
    let chip = catalog.accelerator("L40S").unwrap();
    let question = Question {
        architecture: Some(&model),
        accelerator: Some(chip),
        accelerators: 4,
        precisions: &[Precision::Bf16, Precision::Fp8],
        tensor_parallel: None,
        engine: None,
        lengths: CHAT,
        drive: Drive::Most,
        measurements: &[],
    };
    let found = fits(&question, &Constants::CALIBRATED);
    let found: Vec<_> = found
        .into_iter()
        .map(|(precision, chips, _)| (precision, chips))
        .collect();
    assert_eq!(
        found,
        [
            (Precision::Bf16, 4),
            (Precision::Fp8, 2),
            (Precision::Fp8, 4)
        ]
    );
}

#[test]
fn the_users_word_has_no_band() {
    let answer = Throughput::user_given(1234, CHAT).unwrap();
    assert_eq!(
        (answer.low, answer.output_tokens_per_second, answer.high),
        (1234, 1234, 1234)
    );
    assert_eq!(
        (answer.input_tokens_per_second, answer.requests_per_hour),
        (1131, 7404)
    );
    assert_eq!(answer.basis.word(), "user-given");
}

#[test]
fn every_chip_of_the_table_is_in_an_instance_and_every_row_is_of_known_things() {
    let catalog = Catalog::embedded(Vec::new());
    for chip in catalog.accelerators() {
        let mut names = catalog.instance_names();
        let found = names.any(|name| {
            let instance = catalog.instance(name).unwrap();
            catalog
                .accelerator_of(&instance)
                .is_some_and(|own| own.name == chip.name)
        });
        assert!(found, "{}", chip.name);
    }
    for name in catalog.architecture_names() {
        assert_eq!(catalog.architecture(name).unwrap().name, name);
        for chip in catalog.accelerators() {
            for row in catalog.measurements(name, &chip.name) {
                assert!(Precision::from_word(&row.precision).is_some(), "{row:?}");
            }
        }
    }
    for model in catalog.models() {
        let Some(name) = &model.architecture else {
            continue;
        };
        assert!(catalog.architecture(name).is_some(), "{}: {name}", model.id);
    }
}
