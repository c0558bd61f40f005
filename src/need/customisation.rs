//! `[needs.customisation]`: making the model one's own, and keeping it so (F24).
//!
//! On Amazon Bedrock fine-tuning is paid by trained tokens, which are those of the data times the epochs,
//! reinforcement fine-tuning by the hour, distillation by the teacher's tokens besides, and the model by
//! the month it is stored; its weights stay with AWS (Amazon Bedrock pricing page). On SageMaker AI training
//! is paid by the instance-hour, and the weights lie in a bucket of one's own. The first run is paid once.

use super::{
    Around, Charging, Month, Need, Service,
    charging::{of, or_one},
};
use crate::{
    catalog::Model,
    plan::{Notes, Reason},
    schema::{Number, Placed, Problem, boolean, choice, choices, number, record, text},
    units::{
        Exact, GibMonths, InputTokens, InstanceHours, ModelMonths, OutputTokens, TrainingHours,
        TrainingTokens, VolumeGibMonths, bounds,
    },
};

choices! {
    /// How a model is made one's own.
    pub enum Method {
        /// On examples of what is asked and answered.
        FineTuning = "fine-tuning",
        /// On plain text.
        ContinuedPreTraining = "continued-pre-training",
        /// On rewards: paid by the hour.
        Reinforcement = "reinforcement",
        /// On the answers of a larger model.
        Distillation = "distillation",
    }
}

record! {
    /// Making the model one's own, and keeping it so.
    pub struct Fields {
        /// How.
        method: Option<Method> = choice::<Method>().default("fine-tuning"),
        /// The model that is customised, where it is not that of the plan: a model of the catalog.
        base_model: Option<String> = text(),
        /// Tokens of the training data.
        training_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Times that the data is gone through.
        epochs: Option<Number> = number(&bounds::POSITIVE_FACTOR).default("1"),
        /// Hours of reinforcement fine-tuning of a run on Amazon Bedrock.
        training_hours: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// Runs a month after the first one.
        runs_per_month: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// The model whose answers are learnt in distillation.
        teacher_model: Option<String> = text(),
        /// Tokens the teacher reads in a run.
        teacher_input_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Tokens it answers with in a run.
        teacher_output_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Models kept on Amazon Bedrock, the one that runs among them.
        stored_models: Option<Number> = number(&bounds::COUNT).default("1"),
        /// The instance type that trains on SageMaker AI.
        instance: Option<String> = text(),
        /// Instances of a job.
        instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).default("1"),
        /// Hours of a run.
        hours_per_run: Option<Number> = number(&bounds::HOURS).unit("hours"),
        /// Tuning jobs of a run besides, each as long.
        tuning_jobs: Option<Number> = number(&bounds::COUNT).default("0"),
        /// Whether it trains on managed spot.
        spot: Option<bool> = boolean().default("false"),
        /// Billed share of the time on managed spot, restarts from checkpoints in it.
        spot_billable_share: Option<Number> = number(&bounds::POSITIVE_SHARE),
        /// Minutes that instances are kept warm after a run.
        warm_pool_minutes: Option<Number> = number(&bounds::MINUTES).unit("minutes").default("0"),
        /// Volume of an instance while it trains.
        volume_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// GiB of weights and checkpoints kept in Amazon S3.
        weights_gib: Option<Number> = number(&bounds::ANY_COUNT).unit("GiB").default("0"),
    }
}

/// Customisation.
#[derive(Debug)]
pub(super) struct Customisation {
    fields: Fields,
}

/// The mode of Amazon Bedrock that runs a model customised there, and pays for keeping it.
const STORES: &str = "bedrock.custom-on-demand";
/// Modes of Amazon Bedrock that run a model customised there.
const RUN_CUSTOM: [&str; 2] = [STORES, "bedrock.provisioned"];
/// The mode that runs weights trained elsewhere.
pub(super) const IMPORT: &str = "bedrock.custom-import";

/// Where a plan's model is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trained {
    OnBedrock,
    OnSageMaker,
    Elsewhere,
}

impl Customisation {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        if fields.spot == Some(true) && fields.spot_billable_share.is_none() {
            let message = "AWS publishes no usual saving on managed spot";
            let problem = Problem::new(fields.places.of_key("spot"), message);
            problems.push(problem.help("give spot_billable_share (1 - saving)"));
        }
        if fields.spot == Some(true) && of(&fields.warm_pool_minutes).is_positive() {
            let message = "a warm pool cannot be kept on managed spot";
            problems.push(Problem::new(
                fields.places.of_key("warm_pool_minutes"),
                message,
            ));
        }
        if fields.method == Some(Method::Distillation) && fields.teacher_model.is_none() {
            let problem = Problem::new(fields.places.of_table(), "distillation needs a teacher");
            problems.push(
                problem.help("give teacher_model, teacher_input_tokens and teacher_output_tokens"),
            );
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn trained(around: &Around<'_>) -> Trained {
        match around.service {
            Service::Bedrock if around.mode == IMPORT => Trained::OnSageMaker,
            Service::Bedrock => Trained::OnBedrock,
            Service::SageMaker => Trained::OnSageMaker,
            Service::External => Trained::Elsewhere,
        }
    }

    /// Models that are kept besides the one that the mode pays for itself.
    fn stored(&self, around: &Around<'_>) -> Exact {
        let all = or_one(&self.fields.stored_models);
        if around.mode == STORES && all.is_positive() {
            return all - Exact::one();
        }
        all
    }

    fn method(&self) -> Method {
        self.fields.method.unwrap_or(Method::FineTuning)
    }

    /// So many runs.
    fn runs(&self, charging: &mut Charging<'_>, runs: &Exact, when: &str, suffix: &str) {
        match Self::trained(charging.around()) {
            Trained::OnBedrock => self.on_bedrock(charging, runs, when, suffix),
            Trained::OnSageMaker => self.on_sagemaker(charging, runs, when, suffix),
            Trained::Elsewhere => {}
        }
    }

    fn on_bedrock(&self, charging: &mut Charging<'_>, runs: &Exact, when: &str, suffix: &str) {
        let fields = &self.fields;
        let base = charging.model_or_own(fields.base_model.as_deref());
        let epochs = or_one(&fields.epochs);
        let trained = of(&fields.training_tokens) * epochs * runs;
        let variant = match self.method() {
            Method::FineTuning => "",
            Method::ContinuedPreTraining => "continued-pre-training",
            Method::Reinforcement => "reinforcement",
            Method::Distillation => "distillation",
        };
        let row = ("bedrock", base.as_str(), "customization", variant);
        if self.method() == Method::Reinforcement {
            let hours = of(&fields.training_hours) * runs;
            let name = format!("Reinforcement fine-tuning{when}");
            return charging.listed::<TrainingHours>(
                &format!("training{suffix}"),
                name,
                hours,
                row,
            );
        }
        charging.listed::<TrainingTokens>(
            &format!("training{suffix}"),
            format!("Training tokens{when}"),
            trained,
            row,
        );
        self.teach(charging, runs, when, suffix);
    }

    /// What the teacher of a distillation says, called on Amazon Bedrock from both services.
    fn teach(&self, charging: &mut Charging<'_>, runs: &Exact, when: &str, suffix: &str) {
        let fields = &self.fields;
        let is_taught = self.method() == Method::Distillation;
        let Some(teacher) = fields.teacher_model.as_deref().filter(|_| is_taught) else {
            return;
        };
        let teacher = (teacher, None);
        charging.on_demand::<InputTokens>(
            &format!("teacher-input{suffix}"),
            format!("Teacher, input tokens{when}"),
            of(&fields.teacher_input_tokens) * runs,
            &teacher,
        );
        charging.on_demand::<OutputTokens>(
            &format!("teacher-output{suffix}"),
            format!("Teacher, output tokens{when}"),
            of(&fields.teacher_output_tokens) * runs,
            &teacher,
        );
    }

    /// The field without which it is not known what training on Amazon Bedrock takes.
    fn untold(&self) -> Option<&'static str> {
        let fields = &self.fields;
        let (field, amount) = match self.method() {
            Method::Reinforcement => ("training_hours", &fields.training_hours),
            _ => ("training_tokens", &fields.training_tokens),
        };
        (!of(amount).is_positive()).then_some(field)
    }

    fn on_sagemaker(&self, charging: &mut Charging<'_>, runs: &Exact, when: &str, suffix: &str) {
        let fields = &self.fields;
        let instance = fields.instance.as_deref().unwrap_or_default();
        let count = or_one(&fields.instance_count);
        let billed = fields
            .spot_billable_share
            .as_ref()
            .filter(|_| fields.spot == Some(true));
        let share = billed.map_or_else(Exact::one, Number::exact);
        let jobs = of(&fields.tuning_jobs) + Exact::one();
        let hours = of(&fields.hours_per_run) * &count * share * jobs * runs;
        let warm = of(&fields.warm_pool_minutes) * &count * runs;
        let warm = warm
            .checked_div(&Exact::from(60u64))
            .unwrap_or_else(Exact::zero);
        let all = &hours + &warm;
        let row = ("sagemaker", instance, "training", "");
        charging.listed::<InstanceHours>(
            &format!("training-hours{suffix}"),
            format!("{instance} training hours{when}"),
            hours,
            row,
        );
        let row = ("sagemaker", instance, "training-warm-pool", "");
        charging.listed::<InstanceHours>(
            &format!("warm-pool-hours{suffix}"),
            format!("{instance} warm pool hours{when}"),
            warm,
            row,
        );
        // Instances with local NVMe get no volume in training.
        let nvme = charging
            .around()
            .catalog
            .instance(instance)
            .is_some_and(|found| found.local_nvme_gb.is_some());
        let months = all
            .checked_div(&charging.hours_per_month())
            .filter(|_| !nvme);
        let volume = of(&fields.volume_gib) * months.unwrap_or_else(Exact::zero);
        let row = ("sagemaker", "volume", "training", "");
        charging.listed::<VolumeGibMonths>(
            &format!("training-volume{suffix}"),
            format!("Training volumes{when}"),
            volume,
            row,
        );
        self.teach(charging, runs, when, suffix);
    }
}

impl Need for Customisation {
    fn refusals(&self, around: &Around<'_>, notes: &mut Notes) -> Vec<Reason> {
        let fields = &self.fields;
        let field = |name: &str| format!("needs.customisation.{name}");
        let named = [
            ("base_model", &fields.base_model),
            ("teacher_model", &fields.teacher_model),
        ];
        let unknown = named.into_iter();
        let unknown = unknown
            .filter_map(|(name, model)| around.unknown_model(model.as_deref(), &field(name)));
        let mut reasons: Vec<Reason> = unknown.collect();
        match Self::trained(around) {
            Trained::OnBedrock if !RUN_CUSTOM.contains(&around.mode) => {
                let message = format!(
                    "{} runs the base model, not one customised on Amazon Bedrock: bedrock.custom-on-demand does where the model allows it, else bedrock.provisioned",
                    around.mode
                );
                reasons.push(Reason::new("runs-base-model", field("method"), message));
            }
            Trained::OnBedrock => {
                notes.assume("The weights of a model customised on Amazon Bedrock stay with AWS: they cannot be taken out (needs.customisation).");
                if let Some(missing) = self.untold() {
                    let message = format!(
                        "what training on Amazon Bedrock takes is not said: give {missing}"
                    );
                    reasons.push(Reason::new("needs-training", field(missing), message));
                }
            }
            Trained::OnSageMaker => {
                let named = fields.base_model.as_deref();
                let base = named
                    .and_then(|name| around.catalog.model(name))
                    .or(around.model);
                if base.is_some_and(Model::is_closed) {
                    let message = "its weights are not open: it cannot be trained on SageMaker AI";
                    reasons.push(Reason::new(
                        "weights-not-open",
                        field("base_model"),
                        message,
                    ));
                }
                if fields.instance.is_none() || fields.hours_per_run.is_none() {
                    let message = "training on SageMaker AI is by the instance-hour: give instance and hours_per_run";
                    reasons.push(Reason::new("needs-training", field("instance"), message));
                }
            }
            Trained::Elsewhere => {
                notes.assume(
                    "What customisation costs elsewhere is not counted (needs.customisation).",
                );
            }
        }
        reasons
    }

    fn month(&self, charging: &mut Charging<'_>, _: &Month<'_>, _: &mut Notes) {
        let again = of(&self.fields.runs_per_month);
        self.runs(charging, &again, "", "");
        match Self::trained(charging.around()) {
            Trained::OnBedrock => {
                let stored = self.stored(charging.around());
                let row = ("bedrock", "custom-model", "storage", "");
                charging.listed::<ModelMonths>(
                    "stored-models",
                    "Custom model, stored",
                    stored,
                    row,
                );
            }
            Trained::OnSageMaker => {
                let row = ("s3", "s3-standard", "storage", "first-50-tib");
                let kept = of(&self.fields.weights_gib);
                charging.listed::<GibMonths>("weights", "Weights and checkpoints in S3", kept, row);
            }
            Trained::Elsewhere => {}
        }
    }

    fn once(&self, charging: &mut Charging<'_>, _: &mut Notes) {
        self.runs(charging, &Exact::one(), ", the first run", "-first");
    }
}
