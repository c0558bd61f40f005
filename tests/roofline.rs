//! The analytic model against worked values of an independent implementation.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

mod support;

use std::fs;

use crossover::{
    capacity::{Constants, Lengths, Precision, Replica},
    catalog::Catalog,
    schema::Choice as _,
};

/// A few rows of the full table, so that a clone without it tests too. The columns are those of
/// `golden_roofline.csv`.
const ROWS: &str = "\
ml.g5.xlarge,A10G,1,Llama-3.1-8B,bf16,1000,200,1,1,1,15.14,370.568,37.1695,5,104.5,31.35,215.7,70.19
ml.g5.xlarge,A10G,1,Llama-3.1-70B,bf16,1000,200,,,0,,,,,,,,
ml.g5.xlarge,A10G,1,gpt-oss-20b,mxfp4,4000,500,1,1,1,41.78,776.5,10.0261,12,250.4,30.05,391.0,106.84
ml.g5.12xlarge,A10G,4,Llama-3.1-8B,bf16,1000,200,2,2,1,141.67,216.515,19.7961,23,932.8,279.84,1397.9,202.7
ml.g5.12xlarge,A10G,4,Qwen3-32B,bf16,4000,500,4,1,1,6.69,2114.469,43.5245,1,20.9,2.51,87.7,76.28
ml.g6e.12xlarge,L40S,4,Llama-3.1-70B,fp8,4000,500,4,1,1,62.68,1253.207,35.6653,4,83.1,9.97,258.0,242.98
ml.g6e.12xlarge,L40S,4,Mixtral-8x7B,bf16,1000,200,4,1,1,256,77.422,13.2584,17,343.8,103.14,1513.3,169.17
ml.p5en.48xlarge,H200,8,DeepSeek-R1,fp8,1000,200,8,1,1,256,24.959,7.4935,116,2322.4,696.73,3458.8,74.02
ml.p5en.48xlarge,H200,8,DeepSeek-R1,fp8,4000,500,8,1,1,160.95,91.374,7.5597,72,1450.4,174.05,2065.4,77.93
";

/// The columns from `bmax_per_replica` on; batches in the table stop at 256.
const MOST: f64 = 256.0;

#[test]
fn worked_rows_come_out_to_the_printed_digits() {
    assert_eq!(check(ROWS), ROWS.lines().count());
}

#[test]
fn every_worked_row_comes_out_to_the_printed_digits() {
    let Some(folder) = support::data("every_worked_row_comes_out_to_the_printed_digits") else {
        return;
    };
    let text = fs::read_to_string(folder.join("capacity/golden_roofline.csv")).unwrap();
    let rows = text.split_once('\n').unwrap().1;
    assert_eq!(check(rows), 192);
}

/// Checks rows, and returns how many there were.
fn check(rows: &str) -> usize {
    let mut count = 0;
    for row in rows.lines() {
        count += 1;
        let columns: Vec<&str> = row.split(',').map(str::trim).collect();
        check_row(&columns);
    }
    count
}

fn check_row(row: &[&str]) {
    let catalog = Catalog::embedded(Vec::new());
    let number = |at: usize| row[at].parse::<f64>().unwrap();
    let constants = &Constants::REFERENCE;
    let (model, chip) = (
        catalog.architecture(row[3]).unwrap(),
        catalog.accelerator(row[1]).unwrap(),
    );
    let precision = Precision::from_word(row[4]).unwrap();
    let count = row[2].parse::<u32>().unwrap();
    let replica = |chips: u32| Replica::new(&model, chip, precision, chips);
    if row[9] == "0" {
        let any = [1, 2, 4, 8].into_iter().filter(|chips| *chips <= count);
        assert!(
            any.map(replica).all(|replica| !replica.fits(constants)),
            "{row:?}"
        );
        return;
    }
    let replica = replica(row[7].parse().unwrap());
    let lengths = Lengths {
        input: number(5),
        output: number(6),
    };
    let most = replica.most_requests(lengths, constants).unwrap().min(MOST);
    let within = replica
        .requests_within(0.05, lengths, constants)
        .unwrap_or(0)
        .min(256);
    let replicas = number(8);
    let throughput = |batch: f64| {
        replicas
            * replica
                .output_tokens_per_second(batch, lengths, constants)
                .unwrap()
    };
    let at_target = if within == 0 {
        0.0
    } else {
        throughput(f64::from(within))
    };
    let context = lengths.input + lengths.output / 2.0;
    let per_token = replica.round_seconds(most, lengths, constants) / lengths.output;
    for (at, value) in [
        (10, most),
        (11, replica.prefill_seconds(lengths.input, constants) * 1e3),
        (12, replica.step_seconds(1.0, context, constants) * 1e3),
        (13, f64::from(within)),
        (14, at_target),
        (15, at_target / lengths.output * 60.0),
        (16, throughput(most)),
        (17, per_token * 1e3),
    ] {
        let digits = row[at]
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let unit = 0.1_f64.powi(i32::try_from(digits).unwrap());
        let off = (value - number(at)).abs();
        assert!(
            off <= 0.500_001 * unit,
            "column {at}: {value}, should be {}: {row:?}",
            row[at]
        );
    }
}
