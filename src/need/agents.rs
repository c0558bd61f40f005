//! `[needs.agents]`: steps, tools, and what agents run on (F26).
//!
//! An agent calls the model once a step, so the calls of a request are its steps, each with the tokens of
//! `[workload]`. Agents of Amazon Bedrock have no fee of their own. The parts of Amazon Bedrock `AgentCore`
//! serve any model: processors are paid while they are active, memory for as long as a session lasts
//! (`AgentCore` pricing page). A plan on SageMaker AI may have an orchestration of its own instead.

use super::{
    Charging, Month, Need, Service,
    charging::{gib, of, or_one},
};
use crate::{
    plan::Notes,
    schema::{Number, Placed, Problem, money, number, record},
    units::{
        AuthorisationRequests, DataInGib, Exact, GibHours, GibSeconds, Invocations, Metered,
        Months, NodeTransitions, RecordMonths, Requests, Retrievals, Searches, ShortTermEvents,
        TokenRequests, VcpuHours, bounds,
    },
};

/// Seconds of an hour.
const SECONDS_PER_HOUR: u64 = 3_600;
record! {
    /// Agents: steps, tools, and what they run on; all figures are means of a request.
    pub struct Fields {
        /// Calls of the model that a request makes, each with the tokens of the workload.
        steps: Option<Number> = number(&bounds::POSITIVE_FACTOR).default("1"),
        /// Calls of tools on AWS Lambda.
        tool_calls: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Seconds of such a call.
        tool_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
        /// Memory of such a function.
        tool_memory_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// Seconds that a session of AgentCore Runtime lasts, with its idle time.
        session_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
        /// Memory of it.
        session_memory_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// Seconds in which its processors are active.
        active_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
        /// Its active processors.
        vcpus: Option<Number> = number(&bounds::FACTOR).unit("vCPU").default("1"),
        /// Seconds that sessions of the browser and the code interpreter last.
        tool_session_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
        /// Memory of them.
        tool_session_memory_gib: Option<Number> = number(&bounds::GIB).unit("GiB").default("0"),
        /// Seconds in which their processors are active.
        tool_active_seconds: Option<Number> = number(&bounds::SECONDS_OR_NONE).unit("seconds").default("0"),
        /// Their active processors.
        tool_vcpus: Option<Number> = number(&bounds::FACTOR).unit("vCPU").default("1"),
        /// Calls of tools through AgentCore Gateway.
        gateway_calls: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Searches for tools in it.
        gateway_searches: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Tokens that AgentCore Identity gives out.
        identity_tokens: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Requests that AgentCore Policy authorises.
        policy_requests: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Events written to the short-term memory.
        memory_events: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Retrievals from the long-term memory.
        memory_retrievals: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// Records kept in the long-term memory, whatever the requests.
        memory_records: Option<Number> = number(&bounds::ANY_COUNT).unit("records").default("0"),
        /// KiB of traces for CloudWatch.
        trace_kib: Option<Number> = number(&bounds::KIB).unit("KiB").default("0"),
        /// Transitions between the nodes of a flow of Amazon Bedrock.
        flow_transitions: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// What an orchestration of one's own costs a month for plans on SageMaker AI, instead of AgentCore Runtime and flows.
        own_orchestration_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
    }
}

/// Agents.
#[derive(Debug)]
pub(super) struct Agents {
    fields: Fields,
}

/// The lines of one month.
struct Lines<'a, 'b> {
    charging: &'a mut Charging<'b>,
    requests: &'a Exact,
}

impl Lines<'_, '_> {
    /// So many of something a request.
    fn each<U: Metered>(
        &mut self,
        id: &str,
        name: &str,
        each: Exact,
        row: (&str, &str, &str, &str),
    ) {
        self.charging
            .listed::<U>(id, name, each * self.requests, row);
    }
}

/// Hours of so many seconds of so much.
fn hours(seconds: &Option<Number>, of_what: &Exact) -> Exact {
    let total = of(seconds) * of_what;
    let hours = total.checked_div(&Exact::from(SECONDS_PER_HOUR));
    hours.unwrap_or_else(Exact::zero)
}

impl Agents {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let sessions = [
            (
                "active_seconds",
                &fields.active_seconds,
                &fields.session_seconds,
            ),
            (
                "tool_active_seconds",
                &fields.tool_active_seconds,
                &fields.tool_session_seconds,
            ),
        ];
        for (field, active, session) in sessions {
            if of(active) > of(session) {
                let message = "processors are active for longer than the session lasts";
                problems.push(Problem::new(fields.places.of_key(field), message));
            }
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn charge_sessions(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
        let row = ("bedrock", "agentcore-runtime", "agentcore", "");
        lines.each::<VcpuHours>(
            "runtime-vcpu-hours",
            "AgentCore Runtime, active processors",
            hours(&fields.active_seconds, &or_one(&fields.vcpus)),
            row,
        );
        lines.each::<GibHours>(
            "runtime-gib-hours",
            "AgentCore Runtime, memory",
            hours(&fields.session_seconds, &of(&fields.session_memory_gib)),
            row,
        );
        let row = ("bedrock", "agentcore-tools", "agentcore", "");
        lines.each::<VcpuHours>(
            "tool-vcpu-hours",
            "Browser and code interpreter, active processors",
            hours(&fields.tool_active_seconds, &or_one(&fields.tool_vcpus)),
            row,
        );
        lines.each::<GibHours>(
            "tool-gib-hours",
            "Browser and code interpreter, memory",
            hours(
                &fields.tool_session_seconds,
                &of(&fields.tool_session_memory_gib),
            ),
            row,
        );
    }

    fn charge_parts(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
        let row = ("bedrock", "agentcore-gateway", "agentcore", "");
        lines.each::<Invocations>(
            "gateway-calls",
            "AgentCore Gateway, calls",
            of(&fields.gateway_calls),
            row,
        );
        lines.each::<Searches>(
            "gateway-searches",
            "AgentCore Gateway, searches",
            of(&fields.gateway_searches),
            row,
        );
        let row = ("bedrock", "agentcore-identity", "agentcore", "");
        lines.each::<TokenRequests>(
            "identity",
            "AgentCore Identity",
            of(&fields.identity_tokens),
            row,
        );
        let row = ("bedrock", "agentcore-policy", "agentcore", "");
        lines.each::<AuthorisationRequests>(
            "policy",
            "AgentCore Policy",
            of(&fields.policy_requests),
            row,
        );
        let row = ("bedrock", "agentcore-memory", "agentcore", "");
        lines.each::<ShortTermEvents>(
            "memory-events",
            "AgentCore Memory, short-term events",
            of(&fields.memory_events),
            row,
        );
        lines.each::<Retrievals>(
            "memory-retrievals",
            "AgentCore Memory, retrievals",
            of(&fields.memory_retrievals),
            row,
        );
        let row = ("bedrock", "agentcore-memory", "agentcore", "built-in");
        let records = of(&fields.memory_records);
        lines.charging.listed::<RecordMonths>(
            "memory-records",
            "AgentCore Memory, records kept",
            records,
            row,
        );
        let row = ("cloudwatch", "spans", "ingestion", "");
        lines.each::<DataInGib>(
            "traces",
            "Traces to CloudWatch",
            gib(&of(&fields.trace_kib)),
            row,
        );
    }

    fn charge_tools(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
        let calls = of(&fields.tool_calls);
        let seconds = &calls * &(of(&fields.tool_seconds) * of(&fields.tool_memory_gib));
        let row = ("lambda", "functions", "on-demand", "");
        lines.each::<Requests>("tool-calls", "Tools on Lambda, calls", calls, row);
        lines.each::<GibSeconds>("tool-gib-seconds", "Tools on Lambda, memory", seconds, row);
    }
}

impl Need for Agents {
    fn calls(&self) -> Exact {
        or_one(&self.fields.steps)
    }

    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, notes: &mut Notes) {
        notes.assume(
            "Each step of an agent is a call with the tokens of [workload] (needs.agents.steps).",
        );
        let service = charging.service();
        let mut lines = Lines {
            charging,
            requests: month.requests,
        };
        let own = self.fields.own_orchestration_usd_per_month.as_ref();
        match own.filter(|_| service == Service::SageMaker) {
            Some(usd) => {
                let price = ("own_orchestration_usd_per_month", usd, 1);
                lines.charging.own::<Months>(
                    "own-orchestration",
                    "Orchestration of one's own",
                    Exact::one(),
                    price,
                );
            }
            None => {
                if service == Service::Bedrock {
                    let row = ("bedrock", "agents", "agents", "");
                    lines
                        .charging
                        .listed::<Months>("agents", "Agents", Exact::one(), row);
                }
                self.charge_sessions(&mut lines);
                let row = ("bedrock", "flows", "flows", "");
                let transitions = of(&self.fields.flow_transitions);
                lines.each::<NodeTransitions>("flows", "Flows, transitions", transitions, row);
            }
        }
        self.charge_parts(&mut lines);
        self.charge_tools(&mut lines);
    }
}
