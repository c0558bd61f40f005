//! Two weeks of load, minute by minute, in instances that it would keep fully busy.

use std::f64::consts::TAU;

use super::random::Pcg;

pub(crate) const MINUTES: u32 = 14 * 1_440;

/// What a curve looks like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Steady,
    Diurnal,
    BusinessHours,
    Bursty,
    RandomWalk,
    NightBatch,
    Growing,
}

pub(crate) const SHAPES: [Shape; 7] = [
    Shape::Steady,
    Shape::Diurnal,
    Shape::BusinessHours,
    Shape::Bursty,
    Shape::RandomWalk,
    Shape::NightBatch,
    Shape::Growing,
];

/// The curve with this peak (before noise), with noise that forgets in ten minutes.
pub(crate) fn curve(shape: Shape, peak: f64, seed: u64) -> Vec<f64> {
    let mut random = Pcg::seeded(seed);
    let bursts: Vec<(u32, u32, f64)> = (0..56)
        .map(|_| {
            let from = random.below(MINUTES - 60);
            (
                from,
                from + 10 + random.below(50),
                0.3 + 0.7 * random.uniform(),
            )
        })
        .collect();
    let (mut noise, mut walk) = (0.0, 0.5f64);
    let mut load = Vec::new();
    for minute in 0..MINUTES {
        let hour = f64::from(minute % 1_440) / 60.0;
        let weekday = (minute / 1_440) % 7 < 5;
        walk = (walk + 0.01 * random.normal()).clamp(0.05, 1.0);
        let mean = match shape {
            Shape::Steady => 0.8,
            Shape::Diurnal => 0.6 - 0.4 * (TAU * (hour - 4.0) / 24.0).cos(),
            Shape::BusinessHours => {
                let bell = (-((hour - 13.0) / 3.5).powi(2)).exp();
                0.04 + bell * if weekday { 0.96 } else { 0.12 }
            }
            Shape::Bursty => {
                let on = bursts
                    .iter()
                    .filter(|(from, to, _)| (*from..*to).contains(&minute));
                (0.05 + on.map(|(_, _, height)| height).sum::<f64>()).min(1.0)
            }
            Shape::RandomWalk => walk,
            Shape::NightBatch => {
                if (1.0..4.0).contains(&hour) {
                    1.0
                } else {
                    0.03
                }
            }
            Shape::Growing => {
                let grown = 0.3 + 0.7 * f64::from(minute) / f64::from(MINUTES);
                grown * (0.7 - 0.3 * (TAU * (hour - 3.0) / 24.0).cos())
            }
        };
        noise = 0.9 * noise + 0.06 * random.normal();
        load.push(peak * mean * (noise - 0.01f64).exp());
    }
    load
}
