//! `terraform show -json`: a state, or a plan with the state that it is made for.
//!
//! Source: Terraform's JSON output format, of whose major version 1 the names are relied on, and the
//! resources of its AWS provider.

use std::collections::BTreeMap;

use super::{
    Found,
    pairs::{Configuration, Endpoint, Target},
    part::{Key, Part, one_line, region},
    provisioned::Throughput,
};

const CONFIGURATION: &str = "aws_sagemaker_endpoint_configuration";
const ENDPOINT: &str = "aws_sagemaker_endpoint";
const TARGET: &str = "aws_appautoscaling_target";
const THROUGHPUT: &str = "aws_bedrock_provisioned_model_throughput";
/// Resources without a price of their own.
const FREE: [&str; 2] = ["aws_sagemaker_model", "aws_appautoscaling_policy"];

/// A managed resource.
struct Resource<'a> {
    kind: &'a str,
    address: &'a str,
    values: Part<'a>,
}

/// Reads what a state has; of a plan, what runs before it, or else what it is to make.
pub(super) fn read<'a>(part: &Part<'a>, to: &mut Found<'a>) -> Result<(), String> {
    let version = part.needed(["format_version", ""])?;
    if !matches!(version.split('.').next(), Some("0" | "1")) {
        return Err(format!(
            "its format_version is {}: only version 1 of Terraform's JSON is known",
            one_line(version)
        ));
    }
    let prior = part.block(["prior_state", ""])?;
    let prior = match prior {
        Some(prior) => resources(&prior, "values")?,
        None => Vec::new(),
    };
    let planned = resources(part, "planned_values")?;
    let is_read =
        |resource: &Resource<'_>| [CONFIGURATION, ENDPOINT, THROUGHPUT].contains(&resource.kind);
    let found = if prior.iter().any(is_read) {
        to.assumed.push(
            "Of Terraform's plan, what runs before it is taken, not what it changes.".to_owned(),
        );
        prior
    } else if planned.iter().any(is_read) {
        to.assumed.push(
            "Of Terraform's plan, what it is to make is taken: nothing of it runs yet.".to_owned(),
        );
        planned
    } else {
        resources(part, "values")?
    };
    let mut unread: BTreeMap<&str, u32> = BTreeMap::new();
    for resource in &found {
        if !resource.read(to)? {
            *unread.entry(resource.kind).or_default() += 1;
        }
    }
    let unread = unread.into_iter();
    to.left_out
        .extend(unread.map(|(kind, count)| format!("{count} x {}", one_line(kind))));
    Ok(())
}

/// The managed resources of a values representation, with those of all modules.
fn resources<'a>(part: &Part<'a>, key: &'static str) -> Result<Vec<Resource<'a>>, String> {
    let Some(values) = part.block([key, ""])? else {
        return Ok(Vec::new());
    };
    let mut resources = Vec::new();
    let mut modules: Vec<Part<'a>> = values.block(["root_module", ""])?.into_iter().collect();
    while let Some(module) = modules.pop() {
        for resource in module.list(["resources", ""])? {
            if resource.text(["mode", ""])? == Some("data") {
                continue;
            }
            let address = resource.needed(["address", ""])?;
            if let Some(values) = resource.block(["values", ""])? {
                resources.push(Resource {
                    kind: resource.needed(["type", ""])?,
                    address,
                    values,
                });
            }
        }
        // The next module is the last one pushed.
        modules.extend(module.list(["child_modules", ""])?.into_iter().rev());
    }
    Ok(resources)
}

impl<'a> Resource<'a> {
    /// Takes what it says. Answers whether it is of a kind that is read, or has nothing to do with it.
    fn read(&self, to: &mut Found<'a>) -> Result<bool, String> {
        match self.kind {
            CONFIGURATION => to.endpoints.configurations.push(Configuration::resource(
                self.values.clone(),
                self.name()?,
                self.region()?,
            )),
            ENDPOINT => to.endpoints.all.push(Endpoint::resource(
                self.values.clone(),
                self.name()?,
                self.region()?,
            )?),
            TARGET => self.target(to)?,
            THROUGHPUT => {
                let throughput = Throughput::resource(self.values.clone(), self.region()?)?;
                to.throughputs.push(throughput);
            }
            kind => {
                let ours = [
                    "aws_sagemaker_",
                    "aws_bedrock",
                    "awscc_sagemaker_",
                    "awscc_bedrock",
                ];
                let is_ours = ours.iter().any(|start| kind.starts_with(start));
                return Ok(!is_ours || FREE.contains(&kind));
            }
        }
        Ok(true)
    }

    /// Its name, or its address where that is only made when it is applied.
    fn name(&self) -> Result<String, String> {
        let name = self.values.text(["name", ""])?;
        Ok(name.unwrap_or(self.address).to_owned())
    }

    fn region(&self) -> Result<Option<String>, String> {
        const ARNS: [Key; 2] = [["arn", ""], ["provisioned_model_arn", ""]];
        if let Some(region) = self.values.text(["region", ""])? {
            return Ok(Some(region.to_owned()));
        }
        for key in ARNS {
            if let Some(found) = self.values.text(key)?.and_then(region) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The bounds of automatic scaling.
    fn target(&self, to: &mut Found<'a>) -> Result<(), String> {
        match Target::read(&self.values, self.region()?)? {
            Some(Ok(target)) => to.endpoints.targets.push(target),
            Some(Err(why)) => to
                .left_out
                .push(format!("{}: {why}", one_line(self.address))),
            None => {}
        }
        Ok(())
    }
}
