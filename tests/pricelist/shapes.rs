//! Price files in every shape of AWS, made here: a few prices, written as each kind of file has them.

use std::fmt::Write as _;

/// A price of an offer, with the attributes that the mapping reads.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub sku: &'static str,
    pub family: &'static str,
    /// Attributes by name.
    pub attributes: Vec<(&'static str, &'static str)>,
    pub unit: &'static str,
    pub usd: &'static str,
    pub description: &'static str,
}

const LOCATION: &str = "AWS Region";

/// A model of the Marketplace in us-east-1.
pub(crate) fn marketplace(sku: &'static str, usage_type: &'static str, usd: &'static str) -> Made {
    Made {
        sku,
        family: "",
        attributes: vec![
            ("servicename", "Claude Opus 4.5 (Amazon Bedrock Edition)"),
            ("location", "US East (N. Virginia)"),
            ("locationType", LOCATION),
            ("regionCode", "us-east-1"),
            ("usagetype", usage_type),
            ("operation", ""),
        ],
        unit: "1M tokens",
        usd,
        description: "AWS Marketplace software usage|us-east-1|Million Tokens",
    }
}

/// A model that AWS bills itself, in us-east-1.
pub(crate) fn bedrock(sku: &'static str, usage_type: &'static str, usd: &'static str) -> Made {
    Made {
        sku,
        family: "Amazon Bedrock",
        attributes: vec![
            ("servicecode", "AmazonBedrock"),
            ("servicename", "Amazon Bedrock"),
            ("locationType", LOCATION),
            ("regionCode", "us-east-1"),
            ("usagetype", usage_type),
            ("inferenceType", "Input tokens"),
        ],
        unit: "1K tokens",
        usd,
        description: "a price",
    }
}

/// An instance of SageMaker in us-west-2.
pub(crate) fn instance(
    sku: &'static str,
    usage_type: &'static str,
    component: &'static str,
    instance_type: &'static str,
    usd: &'static str,
) -> Made {
    Made {
        sku,
        family: "ML Instance",
        attributes: vec![
            ("instanceType", instance_type),
            ("component", component),
            ("locationType", LOCATION),
            ("regionCode", "us-west-2"),
            ("usagetype", usage_type),
            ("vCpu", "4"),
        ],
        unit: "Hrs",
        usd,
        description: "an hour",
    }
}

fn product(made: &Made) -> String {
    let attributes: Vec<String> = made
        .attributes
        .iter()
        .map(|(name, value)| format!("\"{name}\" : \"{value}\""))
        .collect();
    format!(
        "{{ \"sku\" : \"{}\", \"productFamily\" : \"{}\", \"attributes\" : {{ {} }} }}",
        made.sku,
        made.family,
        attributes.join(", ")
    )
}

/// The term of a price, by offer term.
fn term(made: &Made) -> String {
    let sku = made.sku;
    format!(
        "\"{sku}.JRTCKXETXF\" : {{ \"offerTermCode\" : \"JRTCKXETXF\", \"sku\" : \"{sku}\", \
         \"effectiveDate\" : \"2026-10-01T00:00:00Z\", \"priceDimensions\" : {{ \
         \"{sku}.JRTCKXETXF.6YS6EN2CT7\" : {{ \"rateCode\" : \"{sku}.JRTCKXETXF.6YS6EN2CT7\", \
         \"description\" : \"{}\", \"beginRange\" : \"0\", \"endRange\" : \"Inf\", \"unit\" : \"{}\", \
         \"pricePerUnit\" : {{ \"USD\" : \"{}\" }}, \"appliesTo\" : [ ] }} }}, \"termAttributes\" : {{ }} }}",
        made.description, made.unit, made.usd
    )
}

/// The offer file in JSON.
pub(crate) fn offer_json(offer: &str, made: &[Made]) -> String {
    let products: Vec<String> = made
        .iter()
        .map(|made| format!("\"{}\" : {}", made.sku, product(made)))
        .collect();
    let terms: Vec<String> = made
        .iter()
        .map(|made| format!("\"{}\" : {{ {} }}", made.sku, term(made)))
        .collect();
    format!(
        "{{\n  \"formatVersion\" : \"v1.0\",\n  \"disclaimer\" : \"none\",\n  \"offerCode\" : \"{offer}\",\n  \
         \"version\" : \"20261007183733\",\n  \"publicationDate\" : \"2026-10-07T18:37:33Z\",\n  \
         \"products\" : {{ {} }},\n  \"terms\" : {{ \"OnDemand\" : {{ {} }} }}\n}}\n",
        products.join(",\n"),
        terms.join(",\n")
    )
}

/// The same as one product after the other.
pub(crate) fn products(offer: &str, made: &[Made]) -> Vec<String> {
    made.iter()
        .map(|made| {
            format!(
                "{{\"product\":{},\"serviceCode\":\"{offer}\",\"terms\":{{\"OnDemand\":{{{}}}}},\
                 \"version\":\"20261007183733\",\"publicationDate\":\"2026-10-07T18:37:33Z\"}}",
                product(made),
                term(made)
            )
        })
        .collect()
}

/// The answer of `aws pricing get-products`.
pub(crate) fn get_products(offer: &str, made: &[Made]) -> String {
    let texts: Vec<String> = products(offer, made)
        .into_iter()
        .map(|text| serde_json::Value::from(text).to_string())
        .collect();
    format!(
        "{{ \"FormatVersion\": \"aws_v1\", \"PriceList\": [ {} ], \"NextToken\": null }}",
        texts.join(", ")
    )
}

/// The offer file in CSV.
pub(crate) fn offer_csv(offer: &str, made: &[Made]) -> String {
    let mut text = format!(
        "\"FormatVersion\",\"v1.0\"\n\"Disclaimer\",\"none, at all\"\n\"Publication Date\",\"2026-10-07T18:37:33Z\"\n\
         \"Version\",\"20261007183733\"\n\"OfferCode\",\"{offer}\"\n\
         \"SKU\",\"OfferTermCode\",\"RateCode\",\"TermType\",\"PriceDescription\",\"EffectiveDate\",\"StartingRange\",\
         \"EndingRange\",\"Unit\",\"PricePerUnit\",\"Currency\",\"Product Family\",\"Location Type\",\"Instance Type\",\
         \"Component\",\"usageType\",\"Region Code\",\"serviceName\"\n"
    );
    for made in made {
        let of = |name: &str| {
            let mut found = made.attributes.iter();
            found
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| value)
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\"{sku}\",\"JRTCKXETXF\",\"{sku}.JRTCKXETXF.6YS6EN2CT7\",\"OnDemand\",\"{}\",\"2026-10-01\",\"0\",\"Inf\",\
             \"{}\",\"{}\",\"USD\",\"{}\",\"{}\",\"{}\",\"{}\",\"{}\",\"{}\",\"{}\"",
            made.description,
            made.unit,
            made.usd,
            made.family,
            of("locationType"),
            of("instanceType"),
            of("component"),
            of("usagetype"),
            of("regionCode"),
            of("servicename"),
            sku = made.sku,
        );
    }
    text
}

/// Rates of a savings plan: usage type, region, price.
pub(crate) type PlanRates = [(&'static str, &'static str, &'static str)];

/// A savings plan file in JSON, of a three-year plan without payment at its start.
pub(crate) fn savings_json(rates: &PlanRates) -> String {
    let rates: Vec<String> = rates
        .iter()
        .enumerate()
        .map(|(at, (usage_type, region, usd))| {
            format!(
                "{{\"discountedSku\":\"D{at}\",\"discountedUsageType\":\"{usage_type}\",\
                 \"discountedOperation\":\"RunInstance\",\"discountedServiceCode\":\"AmazonSageMaker\",\
                 \"rateCode\":\"PLAN3.D{at}\",\"unit\":\"Hrs\",\"discountedRate\":{{\"price\":\"{usd}\",\"currency\":\"USD\"}},\
                 \"discountedRegionCode\":\"{region}\"}}"
            )
        })
        .collect();
    format!(
        "{{\"version\":\"20260506155308\",\"publicationDate\":\"2026-05-06T15:53:08Z\",\"regionCode\":\"us-east-1\",\
         \"products\":[{{\"sku\":\"PLAN3\",\"productFamily\":\"MachineLearningSavingsPlans\",\
         \"serviceCode\":\"MachineLearningSavingsPlans\",\"attributes\":{{\"purchaseOption\":\"No Upfront\",\
         \"purchaseTerm\":\"3yr\",\"granularity\":\"hourly\",\"location\":\"Any\"}}}}],\
         \"terms\":{{\"savingsPlan\":[{{\"sku\":\"PLAN3\",\"description\":\"3 year No Upfront\",\
         \"effectiveDate\":\"2026-05-01T00:00:00Z\",\"leaseContractLength\":{{\"duration\":3,\"unit\":\"year\"}},\
         \"rates\":[{}]}}]}}}}",
        rates.join(",")
    )
}

/// The same in CSV, without quotes.
pub(crate) fn savings_csv(rates: &PlanRates) -> String {
    let mut text = String::from(
        "FormatVersion,v1.0\nDisclaimer,none\nPublication Date,2026-05-06T15:53:08Z\nVersion,20260506155308\n\
         OfferCode,MachineLearningSavingsPlans\n\
         SKU,RateCode,Unit,EffectiveDate,DiscountedRate,Currency,DiscountedSKU,DiscountedServiceCode,DiscountedUsageType,\
         DiscountedOperation,PurchaseOption,LeaseContractLength,LeaseContractLengthUnit,ServiceCode,DiscountedRegionCode\n",
    );
    for (at, (usage_type, region, usd)) in rates.iter().enumerate() {
        let _ = writeln!(
            text,
            "PLAN3,PLAN3.D{at},Hrs,2026-05-01,{usd},USD,D{at},AmazonSageMaker,{usage_type},RunInstance,No Upfront,3,year,\
             MachineLearningSavingsPlans,{region}"
        );
    }
    text
}
