//! What it takes to read a large offer file: its time, and the most memory.
//!
//!     cargo bench --bench prices -- OFFER MEGABYTES
//!
//! The file is made while it is read, in the shape of AWS: products with twenty attributes, then their
//! terms. `AmazonSageMaker` is ours, each product with a usage type of its own; `AmazonEC2` is not.

use std::{env, fs, io, time::Instant};

use crossover::{catalog::Catalog, pricelist};

/// Bytes of a product and its term together, about.
const PRODUCT: u64 = 1_900;

/// An offer file, made piece by piece.
struct Made {
    offer: String,
    products: u64,
    /// The next piece: products first, then as many terms.
    next: u64,
    piece: Vec<u8>,
    read: usize,
}

impl Made {
    fn piece(&self, at: u64) -> String {
        let offer = &self.offer;
        let comma = if at.is_multiple_of(self.products) {
            ""
        } else {
            ","
        };
        let sku = format!("SKU{:013}", at % self.products);
        if at == 0 {
            return format!(
                "{{\"formatVersion\":\"v1.0\",\"disclaimer\":\"none\",\"offerCode\":\"{offer}\",\"version\":\"20261005212151\",\
                 \"publicationDate\":\"2026-10-05T21:21:51Z\",\"products\":{{{}",
                product(&sku, at)
            );
        }
        if at < self.products {
            return format!("{comma}{}", product(&sku, at));
        }
        let before = if at == self.products {
            "},\"terms\":{\"OnDemand\":{"
        } else {
            comma
        };
        let after = if at + 1 == 2 * self.products {
            "}}}"
        } else {
            ""
        };
        format!("{before}{}{after}", term(&sku))
    }
}

fn product(sku: &str, at: u64) -> String {
    let extra = "\"attribute\" : \"a value of some length\",\n".repeat(14);
    format!(
        "\"{sku}\" : {{ \"sku\" : \"{sku}\", \"productFamily\" : \"ML Instance\", \"attributes\" : {{ {extra}\
         \"instanceType\" : \"ml.g5.xlarge-Hosting\", \"component\" : \"Hosting\", \"locationType\" : \"AWS Region\",\
         \"regionCode\" : \"us-east-1\", \"usagetype\" : \"USE1-Host:ml.g5.xlarge-{at}\" }} }}\n"
    )
}

fn term(sku: &str) -> String {
    format!(
        "\"{sku}\" : {{ \"{sku}.JRTCKXETXF\" : {{ \"offerTermCode\" : \"JRTCKXETXF\", \"sku\" : \"{sku}\",\
         \"effectiveDate\" : \"2026-10-01T00:00:00Z\", \"priceDimensions\" : {{ \"{sku}.JRTCKXETXF.6YS6EN2CT7\" : {{\
         \"rateCode\" : \"{sku}.JRTCKXETXF.6YS6EN2CT7\", \"description\" : \"$1.408 per Hosting ml.g5.xlarge hour in US East\",\
         \"beginRange\" : \"0\", \"endRange\" : \"Inf\", \"unit\" : \"Hrs\", \"pricePerUnit\" : {{ \"USD\" : \"1.4080000000\" }},\
         \"appliesTo\" : [ ] }} }}, \"termAttributes\" : {{ }} }} }}\n"
    )
}

impl io::Read for Made {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.piece.len() {
            if self.next == 2 * self.products {
                return Ok(0);
            }
            self.piece = self.piece(self.next).into_bytes();
            self.next += 1;
            self.read = 0;
        }
        let rest = self.piece.get(self.read..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        Ok(count)
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn main() {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let offer = words.first().map_or("AmazonSageMaker", String::as_str);
    let megabytes: u64 = words
        .get(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(200);
    let products = (megabytes * 1_000_000 / PRODUCT).max(1);
    let made = Made {
        offer: offer.to_owned(),
        products,
        next: 0,
        piece: Vec::new(),
        read: 0,
    };
    let catalog = Catalog::embedded(Vec::new());
    let start = Instant::now();
    let read = pricelist::read("made", made, &catalog);
    let milliseconds = start.elapsed().as_millis();
    let entries = read.map_or(0, |read| read.entries);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!(
        "{offer}: {entries} prices, about {megabytes} MB, {milliseconds} ms, {}",
        peak.unwrap_or("VmHWM: not known")
    );
}
