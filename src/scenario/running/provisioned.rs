//! Provisioned throughput of Amazon Bedrock: model units by the hour, for a term.
//!
//! Source: the service model of Amazon Bedrock (`ListProvisionedModelThroughputs`,
//! `GetProvisionedModelThroughput`), and Terraform's `aws_bedrock_provisioned_model_throughput`.

use super::{
    Running, RunningPlan, Serves,
    pairs::Named,
    part::{Part, id, one_line, region},
};
use crate::{catalog::Catalog, scenario::draft::quoted, usage::called};

/// One provisioned throughput, as a file has it.
pub(super) struct Throughput<'a> {
    part: Part<'a>,
    name: &'a str,
    region: Option<String>,
    is_described: bool,
}

impl<'a> Throughput<'a> {
    /// As the API describes it.
    pub(super) fn described(part: Part<'a>) -> Result<Self, String> {
        Ok(Self {
            is_described: true,
            ..Self::resource(part, None)?
        })
    }

    /// As Terraform has it, which may say the region apart from ARNs. What it lists runs, or will.
    pub(super) fn resource(part: Part<'a>, at: Option<String>) -> Result<Self, String> {
        let own = part.text(["provisionedModelArn", "provisioned_model_arn"])?;
        let model = part.text(["modelArn", "model_arn"])?;
        let at = at.or_else(|| own.and_then(region));
        Ok(Self {
            name: part.needed(["provisionedModelName", "provisioned_model_name"])?,
            region: at.or_else(|| model.and_then(region)),
            part,
            is_described: false,
        })
    }
}

impl<'a> Named<'a> for Throughput<'a> {
    const WHAT: &'static str = "provisioned throughput";
    fn key(&self) -> (&str, Option<&str>) {
        (self.name, self.region.as_deref())
    }
    fn part(&self) -> &Part<'a> {
        &self.part
    }
    fn is_described(&self) -> bool {
        self.is_described
    }
}

/// Adds the plan of a provisioned throughput, or says why there is none.
pub(super) fn add(
    throughput: &Throughput<'_>,
    catalog: &Catalog,
    to: &mut Running,
) -> Result<(), String> {
    let part = &throughput.part;
    let name = throughput.name;
    let what = format!("provisioned throughput {}", one_line(name));
    let status = part.text(["status", ""])?;
    match status {
        None | Some("InService") => {}
        Some("Updating") => to.assumed.push(format!(
            "The {what} is being updated: it is taken as it is."
        )),
        Some(other) => {
            let left_out = format!("{what}: its status is {}", one_line(other));
            to.left_out.push(left_out);
            return Ok(());
        }
    }
    let arn = part.needed(["modelArn", "model_arn"])?;
    let Some(model) = model(arn, catalog, &what, to) else {
        return Ok(());
    };
    let units = part.positive(["modelUnits", "model_units"])?;
    let units = units.ok_or_else(|| format!("`modelUnits` of {what} is missing"))?;
    if let Some(desired) = part.whole(["desiredModelUnits", ""])?
        && desired != units
    {
        to.assumed.push(format!(
            "The {what} has {units} of its model units now, and {desired} were asked for: what it has is taken."
        ));
    }
    if part
        .text(["desiredModelArn", ""])?
        .is_some_and(|desired| desired != arn)
    {
        to.assumed.push(format!(
            "The {what} is being changed to another model: the one it has is taken."
        ));
    }
    let term = match part.text(["commitmentDuration", "commitment_duration"])? {
        None => "none",
        Some("OneMonth") => "1-month",
        Some("SixMonths") => "6-months",
        Some(other) => {
            let left_out = format!("{what}: its commitment of {} is not known", one_line(other));
            to.left_out.push(left_out);
            return Ok(());
        }
    };
    let mut settings = vec![("mode", quoted("bedrock.provisioned"))];
    if let Some(at) = &throughput.region {
        if catalog.region(at).is_none() {
            let left_out = format!("{what}: its region {} is not known", one_line(at));
            to.left_out.push(left_out);
            return Ok(());
        }
        settings.push(("region", quoted(at)));
    }
    settings.push(("units", units.to_string()));
    settings.push(("term", quoted(term)));
    to.plans.push(RunningPlan {
        id: id(name),
        what,
        serves: Serves::Bedrock(model),
        settings,
    });
    Ok(())
}

/// The catalog's id of the model that an ARN names. A custom one has none: its units may have another
/// price than those of its base, and none is borrowed.
fn model(arn: &str, catalog: &Catalog, what: &str, to: &mut Running) -> Option<String> {
    let found = called(arn, &[], catalog);
    if let Some(opaque) = found.opaque {
        to.left_out.push(format!(
            "{what}: its model is {}, and a plan has no price for units of such",
            opaque.what()
        ));
        return None;
    }
    let (known, window) = in_catalog(found.is_known, &found.model, catalog);
    let Some(known) = known else {
        let left_out = format!(
            "{what}: the catalog does not know its model {}",
            one_line(&found.model)
        );
        to.left_out.push(left_out);
        return None;
    };
    if let Some(window) = window {
        to.assumed.push(format!(
            "The {what} has a context window of {window}: a model unit has one price whatever that is."
        ));
    }
    Some(known)
}

/// The catalog's model of an id, and the context window that the id of a provisioned one may end in:
/// `…-v1:0:24k`.
fn in_catalog<'a>(
    is_known: bool,
    model: &'a str,
    catalog: &Catalog,
) -> (Option<String>, Option<&'a str>) {
    if is_known {
        return (Some(model.to_owned()), None);
    }
    let (id, window) = model.rsplit_once(':').unzip();
    let is_window = window
        .and_then(|window| window.strip_suffix('k'))
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()));
    let model = id.filter(|_| is_window).and_then(|id| catalog.model(id));
    (model.map(|model| model.id.clone()), window)
}
