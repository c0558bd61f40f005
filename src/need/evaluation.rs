//! `[needs.evaluation]`: how good the answers are (F28).
//!
//! Amazon Bedrock takes nothing for automatic scores, and the tokens of the judge where a model judges; a
//! task done by a person has a price (Amazon Bedrock pricing page). Clarify and Model Monitor are processing
//! jobs of SageMaker AI.

use super::{
    Around, Charging, Month, Need, Service,
    charging::{of, or_one},
};
use crate::{
    plan::{Notes, Reason},
    schema::{Number, Placed, Problem, boolean, money, number, record, text},
    units::{Evaluations, InputTokens, InstanceHours, Jobs, OutputTokens, Tasks, bounds},
};

record! {
    /// How good the answers are.
    pub struct Fields {
        /// Jobs with automatic scores a month.
        automatic_jobs: Option<Number> = number(&bounds::COUNT).default("0"),
        /// Answers a month that a model judges.
        judged_answers: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// The model that judges: a model of the catalog, called on Amazon Bedrock from both services.
        judge_model: Option<String> = text(),
        /// Tokens the judge reads for an answer: the question, the answer and its instructions.
        judge_input_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// Tokens the judge writes for an answer.
        judge_output_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// Tasks a month that people do.
        human_tasks: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// What a task costs on SageMaker AI, where the catalog has no price.
        sagemaker_usd_per_task: Option<Number> = money(&bounds::USD).unit("USD"),
        /// Evaluations a month by evaluators of one's own in AgentCore.
        agentcore_custom_evaluations: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// Tokens a month that built-in evaluators of AgentCore read.
        agentcore_input_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Tokens a month that they write.
        agentcore_output_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Tokens a month that batch evaluations of AgentCore read.
        agentcore_batch_input_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Tokens a month that they write.
        agentcore_batch_output_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Whether bias and explanations are reported, as SageMaker Clarify does.
        clarify: Option<bool> = boolean().default("false"),
        /// The instance type of processing jobs on SageMaker AI: Clarify, Model Monitor, own evaluation.
        processing_instance: Option<String> = text(),
        /// Instances of a job.
        processing_instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).default("1"),
        /// Hours of such jobs a month.
        processing_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
    }
}

/// Evaluation.
#[derive(Debug)]
pub(super) struct Evaluation {
    fields: Fields,
}

impl Evaluation {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let mut wrong = |key: &str, message: &str, help: &str| {
            problems.push(Problem::new(fields.places.of_key(key), message).help(help));
        };
        if of(&fields.judged_answers).is_positive() && fields.judge_model.is_none() {
            wrong(
                "judged_answers",
                "which model judges is not said",
                "give judge_model",
            );
        }
        if of(&fields.processing_hours_per_month).is_positive()
            && fields.processing_instance.is_none()
        {
            wrong(
                "processing_hours_per_month",
                "what processing jobs run on is not said",
                "give processing_instance",
            );
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn judge(&self, charging: &mut Charging<'_>) {
        let fields = &self.fields;
        let Some(judge) = fields.judge_model.as_deref() else {
            return;
        };
        let answers = of(&fields.judged_answers);
        let read = &answers * &of(&fields.judge_input_tokens);
        let written = &answers * &of(&fields.judge_output_tokens);
        let judge = (judge, Some(of(&fields.judge_input_tokens)));
        charging.on_demand::<InputTokens>("judge-input", "Judge, input tokens", read, &judge);
        charging.on_demand::<OutputTokens>("judge-output", "Judge, output tokens", written, &judge);
    }

    /// Evaluators of `AgentCore`, which look at the traces of agents of either service.
    fn agentcore(&self, charging: &mut Charging<'_>) {
        let fields = &self.fields;
        let row = ("bedrock", "agentcore-custom-evaluator", "evaluation", "");
        charging.listed::<Evaluations>(
            "custom-evaluations",
            "AgentCore, evaluators of one's own",
            of(&fields.agentcore_custom_evaluations),
            row,
        );
        let evaluators = [
            (
                "agentcore-evaluator",
                "evaluator",
                "AgentCore evaluators",
                &fields.agentcore_input_tokens,
                &fields.agentcore_output_tokens,
            ),
            (
                "agentcore-batch-evaluation",
                "batch-evaluation",
                "AgentCore batch evaluations",
                &fields.agentcore_batch_input_tokens,
                &fields.agentcore_batch_output_tokens,
            ),
        ];
        for (item, id, name, read, written) in evaluators {
            let row = ("bedrock", item, "evaluation", "");
            charging.listed::<InputTokens>(
                &format!("{id}-input"),
                format!("{name}, input tokens"),
                of(read),
                row,
            );
            charging.listed::<OutputTokens>(
                &format!("{id}-output"),
                format!("{name}, output tokens"),
                of(written),
                row,
            );
        }
    }

    fn processing(&self, charging: &mut Charging<'_>) {
        let fields = &self.fields;
        if let Some(instance) = fields.processing_instance.as_deref() {
            let count = or_one(&fields.processing_instance_count);
            let hours = of(&fields.processing_hours_per_month) * count;
            let row = ("sagemaker", instance, "processing", "");
            charging.listed::<InstanceHours>(
                "processing-hours",
                format!("{instance} processing hours"),
                hours,
                row,
            );
        }
    }
}

impl Need for Evaluation {
    fn refusals(&self, around: &Around<'_>, _: &mut Notes) -> Vec<Reason> {
        let field = |name: &str| format!("needs.evaluation.{name}");
        let mut reasons = Vec::new();
        let judge = self.fields.judge_model.as_deref();
        reasons.extend(around.unknown_model(judge, &field("judge_model")));
        let asks_people = of(&self.fields.human_tasks).is_positive();
        match around.service {
            Service::Bedrock if self.fields.clarify == Some(true) => reasons.push(Reason::new(
                "clarify-of-sagemaker",
                field("clarify"),
                "reports of bias and explanations are made by SageMaker Clarify, of models on SageMaker AI; guardrails filter, and explain nothing",
            )),
            Service::SageMaker if asks_people && self.fields.sagemaker_usd_per_task.is_none() => {
                reasons.push(Reason::new(
                    "needs-task-price",
                    field("sagemaker_usd_per_task"),
                    "no source has the price of a human task on SageMaker AI: give sagemaker_usd_per_task",
                ));
            }
            _ => {}
        }
        reasons
    }

    fn month(&self, charging: &mut Charging<'_>, _: &Month<'_>, _: &mut Notes) {
        let fields = &self.fields;
        self.judge(charging);
        self.agentcore(charging);
        let tasks = of(&fields.human_tasks);
        if charging.service() == Service::SageMaker {
            if let Some(usd) = &fields.sagemaker_usd_per_task {
                let price = ("sagemaker_usd_per_task", usd, 1);
                charging.own::<Tasks>("human-tasks", "Tasks done by people", tasks, price);
            }
            self.processing(charging);
            return;
        }
        let jobs = of(&fields.automatic_jobs);
        let row = ("bedrock", "automatic-evaluation", "evaluation", "");
        charging.listed::<Jobs>(
            "automatic-jobs",
            "Evaluation jobs with automatic scores",
            jobs,
            row,
        );
        let row = ("bedrock", "human-evaluation", "evaluation", "");
        charging.listed::<Tasks>("human-tasks", "Tasks done by people", tasks, row);
    }
}
