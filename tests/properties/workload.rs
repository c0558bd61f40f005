//! Random workloads that every mode can carry, and the scenario of each mode.

use std::fmt::Write as _;

use crossover::plan::Mode;
use proptest::prelude::*;

/// Prices of a model and an instance that do not exist.
pub(crate) const PRICES: &str = "\
service,item,offer,region,scope,tier,term,variant,meter,usd,per
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,input-tokens,0.003,1000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,output-tokens,15,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,cache-read-tokens,0.3,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,,cache-write-5m-tokens,3.75,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,input-tokens,6,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,output-tokens,22.5,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,cache-read-tokens,0.6,1000000
bedrock,acme.one-v1:0,on-demand,us-east-1,in-region,standard,,above-200000,cache-write-5m-tokens,7.5,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,,input-tokens,1.5,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,,output-tokens,7.5,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,above-200000,input-tokens,3,1000000
bedrock,acme.one-v1:0,batch,us-east-1,in-region,,,above-200000,output-tokens,11.25,1000000
bedrock,acme.one-v1:0,custom-on-demand,us-east-1,in-region,,,,input-tokens,3.1,1000000
bedrock,acme.one-v1:0,custom-on-demand,us-east-1,in-region,,,,output-tokens,15.1,1000000
bedrock,acme.one-v1:0,custom-on-demand,us-east-1,in-region,,,above-200000,input-tokens,6.1,1000000
bedrock,acme.one-v1:0,custom-on-demand,us-east-1,in-region,,,above-200000,output-tokens,22.1,1000000
bedrock,custom-model,storage,us-east-1,,,,,model-months,1.95,1
bedrock,acme.one-v1:0,provisioned,us-east-1,,,none,,model-unit-hours,44,1
bedrock,acme.one-v1:0,provisioned,us-east-1,,,1-month,,model-unit-hours,39.6,1
bedrock,acme.one-v1:0,provisioned,us-east-1,,,6-months,,model-unit-hours,22.5,1
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,input-tpm-hours,0.198,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,1-month,,output-tpm-hours,0.99,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,3-months,,input-tpm-hours,0.178,1000
bedrock,acme.one-v1:0,reserved,us-east-1,in-region,,3-months,,output-tpm-hours,0.89,1000
bedrock,custom-model-unit,custom-import,us-east-1,,,,v1.0,custom-model-unit-minutes,0.0571,1
bedrock,custom-model-unit,custom-import,us-east-1,,,,,custom-model-unit-months,1.95,1
sagemaker,ml.c7i.large,hosting,us-east-1,,,,,instance-hours,1.4077,1
sagemaker,ml.c7i.large,async,us-east-1,,,,,instance-hours,1.4079,1
sagemaker,ml.c7i.large,batch-transform,us-east-1,,,,,instance-hours,1.41,1
sagemaker,ml.c7i.large,training,us-east-1,,,,,instance-hours,1.42,1
sagemaker,ml.c7i.large,training-warm-pool,us-east-1,,,,,instance-hours,1.43,1
sagemaker,volume,hosting,us-east-1,,,,,volume-gib-months,0.14,1
sagemaker,volume,training,us-east-1,,,,,volume-gib-months,0.141,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-in-gib,0.016,1
sagemaker,endpoint,hosting,us-east-1,,,,,data-out-gib,0.017,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,serverless-seconds,0.00004,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,provisioned-concurrency-seconds,0.00001,1
sagemaker,serverless,serverless,us-east-1,,,,2048-mib,provisioned-duration-seconds,0.0000233,1
sagemaker,serverless,serverless,us-east-1,,,,,data-in-gib,0.016,1
sagemaker,serverless,serverless,us-east-1,,,,,data-out-gib,0.016,1
";

/// A workload, and the choices each mode makes of `pick`.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) requests: u64,
    pub(crate) hours: &'static str,
    pub(crate) months: u32,
    pub(crate) growth: &'static str,
    pub(crate) environments: u32,
    pub(crate) multiplier: &'static str,
    pub(crate) discounts: Vec<(&'static str, &'static str)>,
    pub(crate) interactive: bool,
    pub(crate) failed: &'static str,
    pub(crate) tokens: [u32; 4],
    pub(crate) class: bool,
    pub(crate) shape: &'static str,
    pub(crate) pick: [u32; 4],
}

prop_compose! {
    pub(crate) fn asked()(
        requests in 1_000u64..4_000_000,
        hours in prop::sample::select(vec!["730", "720", "744", "365.25"]),
        months in 1u32..5,
        growth in prop::sample::select(vec!["0", "0.03", "0.1234", "-0.1"]),
        environments in 1u32..4,
        multiplier in prop::sample::select(vec!["1", "0.85", "1.333"]),
        discounts in prop::collection::vec(
            (prop::sample::select(vec!["*", "output-tokens", "instance-hours", "data-in-gib"]),
             prop::sample::select(vec!["0.07", "0.5", "1"])),
            0..3,
        ),
        interactive in any::<bool>(),
        failed in prop::sample::select(vec!["0", "0.05", "0.3"]),
        (input, cached, output) in (1u32..300_000, 0u32..=10, 1u32..3_000),
        class in any::<bool>(),
        shape in prop::sample::select(vec![
            "shape = \"steady\"",
            "shape = \"business-hours\"",
            "shape = \"business-hours\"\npeak_to_mean = 3",
            "shape = \"diurnal\"",
            "shape = \"weekly\"",
            "hourly = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 1]",
        ]),
        pick in prop::array::uniform4(1u32..1_000),
    ) -> Asked {
        let read = input / 20 * cached;
        let write = (input - read) / 20 * cached;
        Asked {
            requests, hours, months, growth, environments, multiplier, discounts, interactive, failed,
            tokens: [input, read, write, output], class, shape, pick,
        }
    }
}

impl Asked {
    /// A choice of `words`, always the same for the same workload.
    fn choose<'a>(&self, at: usize, words: &[&'a str]) -> &'a str {
        let index = usize::try_from(self.pick[at]).unwrap_or(0);
        words[index % words.len()]
    }

    /// Keys of the workload that a mode needs besides the common ones.
    fn workload(&self, mode: Mode) -> String {
        let kind = match mode {
            Mode::SagemakerTraining => "training",
            Mode::SagemakerServerless => "custom",
            _ => "text",
        };
        let latency = match mode {
            Mode::BedrockBatch | Mode::SagemakerBatchTransform => "offline",
            Mode::SagemakerAsync => "async",
            _ if self.interactive => "interactive",
            _ => "offline",
        };
        let kib = self.pick[0];
        format!(
            "kind = \"{kind}\"\nlatency = \"{latency}\"\nrequest_seconds = \"0.{:03}\"\n\
             request_kib = {kib}\nresponse_kib = 3",
            self.pick[1]
        )
    }

    /// The plan's own keys.
    pub(crate) fn plan(&self, mode: Mode) -> String {
        let [a, b, c, d] = self.pick;
        let capacity = format!(
            "capacity = {{ output_tokens_per_second = {}, requests_per_second = {b} }}",
            a * 10
        );
        let instance = format!("instance = \"ml.c7i.large\"\nvolume_gib = {c}");
        let scaling = self.choose(3, &["fixed", "autoscaled", "scale-to-zero"]);
        let scaled = format!("{instance}\nscaling = \"{scaling}\"\n{capacity}");
        match mode {
            Mode::BedrockOnDemand | Mode::BedrockCustomOnDemand | Mode::BedrockBatch => {
                String::new()
            }
            Mode::BedrockProvisioned => format!(
                "term = \"{}\"\ninput_tokens_per_minute_per_unit = {}\noutput_tokens_per_minute_per_unit = {}",
                self.choose(0, &["none", "1-month", "6-months"]),
                b * 10_000,
                c * 100
            ),
            Mode::BedrockReserved => format!(
                "term = \"{}\"\noutput_tokens_per_minute = {}",
                self.choose(0, &["1-month", "3-months"]),
                self.choose(1, &["\"auto\"", "10_000", "123_000"])
            ),
            Mode::BedrockCustomImport => {
                format!("units_per_copy = {a}\nconcurrency_per_copy = {b}")
            }
            Mode::BedrockMarketplace => {
                format!(
                    "{scaled}\nmodel_source = \"marketplace\"\nsoftware_usd_per_instance_hour = \"0.9{d}\""
                )
            }
            Mode::SagemakerEndpoint if d % 4 == 0 => {
                format!(
                    "{instance}\nscaling = \"scheduled\"\non_hours = \"daily 00-24\"\n{capacity}"
                )
            }
            Mode::SagemakerEndpoint => scaled,
            Mode::SagemakerServerless => {
                format!("memory_mib = 2048\nprovisioned_concurrency = {}", d % 5)
            }
            Mode::SagemakerAsync => {
                format!("{instance}\nidle_minutes = {a}\nstart_seconds = {b}\n{capacity}")
            }
            Mode::SagemakerBatchTransform if d % 2 == 0 => format!("{instance}\njob_hours = {a}"),
            Mode::SagemakerBatchTransform => format!("{instance}\n{capacity}"),
            Mode::SagemakerTraining => format!(
                "{instance}\nhours_per_run = \"{a}.5\"\nruns_per_month = {b}\ninstance_count = {d}\n{}",
                self.choose(
                    2,
                    &[
                        "warm_pool_minutes = 7",
                        "spot = true\nspot_billable_share = \"0.3\""
                    ]
                )
            ),
            Mode::External => format!(
                "label = \"other\"\nfixed_usd_per_month = \"{a}\"\nusd_per_request = \"0.000{b}\"\n\
                 usd_per_million_input_tokens = \"0.{c}\"\nusd_per_million_output_tokens = \"{d}\""
            ),
        }
    }

    /// The scenario with a plan of `mode` that has these keys.
    pub(crate) fn scenario(&self, mode: Mode, plan: &str) -> String {
        let [input, read, write, output] = self.tokens;
        let mut text = format!(
            "schema = 1\nname = \"any\"\nregion = \"us-east-1\"\nhours_per_month = {}\nmonths = {}\n\
             [traffic]\n{}\n[workload]\n{}\nrequests_per_month = {}\ninput_tokens = {input}\n\
             cache_read_tokens = {read}\ncache_write_tokens = {write}\noutput_tokens = {output}\n\
             failed_share = {}\ngrowth_per_month = {}\nenvironments = {}\n",
            self.hours,
            self.months,
            self.shape,
            self.workload(mode),
            self.requests,
            self.failed,
            self.growth,
            self.environments
        );
        if self.class {
            text.push_str(
                "[[workload.class]]\nshare = \"0.05\"\ninput_tokens = 310_000\noutput_tokens = 9\n",
            );
        }
        for (meter, share) in &self.discounts {
            let _ = writeln!(
                text,
                "[[discount]]\nmeter = \"{meter}\"\nshare = \"{share}\""
            );
        }
        let _ = writeln!(
            text,
            "[[plan]]\nid = \"it\"\nmode = \"{}\"\nmodel = \"acme.one-v1:0\"\nprice_multiplier = \"{}\"\n{plan}",
            mode.id(),
            self.multiplier
        );
        text
    }
}
