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
        AuthorisationRequests, DataInGib, Exact, GibHours, GibSeconds, InstanceHours, Invocations,
        Metered, Months, NodeTransitions, RecordMonths, Requests, Retrievals, Searches,
        ShortTermEvents, TokenRequests, ToolMonths, VcpuHours, WalletOperations, bounds,
    },
};

/// Seconds of an hour.
const SECONDS_PER_HOUR: u64 = 3_600;
/// What is free of `AgentCore` Registry in a month: records, searches, lists and reads (`AgentCore` pricing
/// page). None of them follows the requests, so a bill stays a straight line over their number.
const FREE_IN_REGISTRY: [u64; 3] = [5_000, 1_000_000, 2_000_000];

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
        /// KiB of spans of traces for CloudWatch.
        trace_kib: Option<Number> = number(&bounds::KIB).unit("KiB").default("0"),
        /// KiB of event logs for CloudWatch Logs.
        log_kib: Option<Number> = number(&bounds::KIB).unit("KiB").default("0"),
        /// Tools kept in the index of AgentCore Gateway, whatever the requests.
        gateway_tools: Option<Number> = number(&bounds::COUNT).unit("tools").default("0"),
        /// Operations of wallets of AgentCore Payments: wallets made, and payments.
        wallet_operations: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// Records kept in AgentCore Registry, whatever the requests; the first 5,000 are free.
        registry_records: Option<Number> = number(&bounds::ANY_COUNT).unit("records").default("0"),
        /// Searches of it a month, whatever the requests; the first 1,000,000 are free.
        registry_searches_per_month: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// Lists and reads of it a month, whatever the requests; the first 2,000,000 are free.
        registry_reads_per_month: Option<Number> = number(&bounds::ANY_COUNT).default("0"),
        /// Hours that a session takes of an instance, where AgentCore Runtime runs on instances.
        runtime_instance_hours: Option<Number> = number(&bounds::HOURS).unit("hours").default("0"),
        /// What an hour of that instance costs on demand on Amazon EC2.
        runtime_instance_usd_per_hour: Option<Number> = money(&bounds::USD).unit("USD/hour"),
        /// What AgentCore takes for managing it, as a share of that price.
        runtime_management_fee_share: Option<Number> = number(&bounds::SHARE),
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
fn hours(seconds: Option<&Number>, of_what: &Exact) -> Exact {
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
        let on_instances = [
            &fields.runtime_instance_usd_per_hour,
            &fields.runtime_management_fee_share,
        ];
        if of(&fields.runtime_instance_hours).is_positive()
            && on_instances.into_iter().any(Option::is_none)
        {
            let place = fields.places.of_key("runtime_instance_hours");
            let problem = Problem::new(
                place,
                "what an instance of AgentCore Runtime costs is not said",
            );
            problems.push(
                problem.help("give runtime_instance_usd_per_hour and runtime_management_fee_share"),
            );
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    /// Sessions on instances: the instance at its price on demand, and a share of it for managing it
    /// (`AgentCore` pricing page).
    fn charge_instances(&self, lines: &mut Lines<'_, '_>) {
        let Some(usd) = &self.fields.runtime_instance_usd_per_hour else {
            return;
        };
        let hours = of(&self.fields.runtime_instance_hours) * lines.requests;
        let price = ("runtime_instance_usd_per_hour", usd, 1);
        let fee = &hours * &of(&self.fields.runtime_management_fee_share);
        lines.charging.own::<InstanceHours>(
            "runtime-instance-hours",
            "AgentCore Runtime, instances",
            hours,
            price,
        );
        lines.charging.own::<InstanceHours>(
            "runtime-management-fee",
            "AgentCore Runtime, managing the instances",
            fee,
            price,
        );
    }

    fn charge_sessions(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
        let row = ("bedrock", "agentcore-runtime", "agentcore", "");
        lines.each::<VcpuHours>(
            "runtime-vcpu-hours",
            "AgentCore Runtime, active processors",
            hours(fields.active_seconds.as_ref(), &or_one(&fields.vcpus)),
            row,
        );
        lines.each::<GibHours>(
            "runtime-gib-hours",
            "AgentCore Runtime, memory",
            hours(
                fields.session_seconds.as_ref(),
                &of(&fields.session_memory_gib),
            ),
            row,
        );
        let row = ("bedrock", "agentcore-tools", "agentcore", "");
        lines.each::<VcpuHours>(
            "tool-vcpu-hours",
            "Browser and code interpreter, active processors",
            hours(
                fields.tool_active_seconds.as_ref(),
                &or_one(&fields.tool_vcpus),
            ),
            row,
        );
        lines.each::<GibHours>(
            "tool-gib-hours",
            "Browser and code interpreter, memory",
            hours(
                fields.tool_session_seconds.as_ref(),
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
        lines.charging.listed::<ToolMonths>(
            "gateway-tools",
            "AgentCore Gateway, tools in the index",
            of(&fields.gateway_tools),
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
        let row = ("bedrock", "agentcore-payments", "agentcore", "");
        lines.each::<WalletOperations>(
            "payments",
            "AgentCore Payments",
            of(&fields.wallet_operations),
            row,
        );
    }

    fn charge_registry(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
        let row = ("bedrock", "agentcore-registry", "agentcore", "");
        let [free_records, free_searches, free_reads] = FREE_IN_REGISTRY.map(Exact::from);
        let beyond = |number: &Option<Number>, free: Exact| (of(number) - free).max(Exact::zero());
        lines.charging.listed::<RecordMonths>(
            "registry-records",
            "AgentCore Registry, records kept",
            beyond(&fields.registry_records, free_records),
            row,
        );
        lines.charging.listed::<Searches>(
            "registry-searches",
            "AgentCore Registry, searches",
            beyond(&fields.registry_searches_per_month, free_searches),
            row,
        );
        lines.charging.listed::<Requests>(
            "registry-reads",
            "AgentCore Registry, lists and reads",
            beyond(&fields.registry_reads_per_month, free_reads),
            row,
        );
    }

    fn charge_memory(&self, lines: &mut Lines<'_, '_>) {
        let fields = &self.fields;
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
        lines.charging.listed::<RecordMonths>(
            "memory-records",
            "AgentCore Memory, records kept",
            of(&fields.memory_records),
            row,
        );
    }

    /// What `CloudWatch` is told: spans and event logs (`AgentCore` pricing page, observability).
    fn charge_observability(&self, lines: &mut Lines<'_, '_>) {
        let spans = ("cloudwatch", "spans", "ingestion", "");
        let logs = ("cloudwatch", "logs", "ingestion", "");
        let of_kib = |kib: &Option<Number>| gib(&of(kib));
        let traces = of_kib(&self.fields.trace_kib);
        lines.each::<DataInGib>("traces", "Spans to CloudWatch", traces, spans);
        let events = of_kib(&self.fields.log_kib);
        lines.each::<DataInGib>("logs", "Event logs to CloudWatch", events, logs);
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
        if let Some(usd) = own.filter(|_| service == Service::SageMaker) {
            let price = ("own_orchestration_usd_per_month", usd, 1);
            lines.charging.own::<Months>(
                "own-orchestration",
                "Orchestration of one's own",
                Exact::one(),
                price,
            );
        } else {
            if service == Service::Bedrock {
                let row = ("bedrock", "agents", "agents", "");
                lines
                    .charging
                    .listed::<Months>("agents", "Agents", Exact::one(), row);
            }
            self.charge_sessions(&mut lines);
            self.charge_instances(&mut lines);
            let row = ("bedrock", "flows", "flows", "");
            let transitions = of(&self.fields.flow_transitions);
            lines.each::<NodeTransitions>("flows", "Flows, transitions", transitions, row);
        }
        self.charge_parts(&mut lines);
        self.charge_registry(&mut lines);
        self.charge_memory(&mut lines);
        self.charge_observability(&mut lines);
        self.charge_tools(&mut lines);
    }
}
