//! The spelling of Amazon SageMaker AI: `Host:ml.g5.xlarge`, a component and what it runs on.

use super::{BilledOffer, Counted, Parsed, Spelling};
use crate::units::Meter;

const COMPONENTS: &[(&str, BilledOffer)] = &[
    ("AsyncInf", BilledOffer::Async),
    ("Cluster", BilledOffer::HyperPod),
    ("Host", BilledOffer::Hosting),
    ("Notebk", BilledOffer::Notebook),
    ("Processing", BilledOffer::Processing),
    ("ServerlessInf", BilledOffer::Serverless),
    ("Studio", BilledOffer::Studio),
    ("Train", BilledOffer::Training),
    ("Tsform", BilledOffer::BatchTransform),
];

pub(super) fn parse(body: &str) -> Option<Parsed> {
    let (component, what) = body.split_once(':')?;
    let offer = COMPONENTS
        .iter()
        .find_map(|(name, offer)| (*name == component).then_some(*offer));
    let counted = offer.and_then(|offer| counted(offer, what));
    // A component that is not known is SageMaker's if it runs on one of its instances.
    let is_ours = offer.is_some() || instance(what).is_some();
    is_ours.then_some((Spelling::SageMaker, None, counted))
}

fn counted(offer: BilledOffer, what: &str) -> Option<Counted> {
    let (meter, size) = if offer == BilledOffer::Serverless {
        let memory = what.strip_prefix("Mem-")?;
        let gib = memory.strip_suffix("GB")?;
        let is_size = !gib.is_empty() && gib.bytes().all(|byte| byte.is_ascii_digit());
        (Meter::ServerlessSeconds, is_size.then_some(memory)?)
    } else if let Some(volume) = what.strip_prefix("VolumeUsage.") {
        (Meter::VolumeGibMonths, volume)
    } else {
        // `JupyterLab-ml.g6.24xlarge`: only Studio names an application.
        let name = match what.split_once('-') {
            Some((application, name))
                if offer == BilledOffer::Studio && !application.contains('.') =>
            {
                name
            }
            _ => what,
        };
        (Meter::InstanceHours, instance(name)?)
    };
    Some(Counted {
        size: Some(size.to_owned()),
        ..Counted::new(meter, offer)
    })
}

/// `ml.FAMILY.SIZE`.
fn instance(text: &str) -> Option<&str> {
    let (family, size) = text.strip_prefix("ml.")?.split_once('.')?;
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    (is_word(family) && is_word(size)).then_some(text)
}
