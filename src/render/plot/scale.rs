//! Axes: from values to pixels, and which values to write on them.

/// Most that a value can be, so that no difference of two is infinite.
const LARGEST: f64 = 1e150;
const LEAST: f64 = 1e-150;

/// An axis: values from `low` to `high` on pixels from one end to the other.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Scale {
    logarithmic: bool,
    low: f64,
    high: f64,
    first: f64,
    last: f64,
}

/// A value that is marked on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::render) struct Tick {
    /// Where.
    pub value: f64,
    /// Whether it is written out.
    pub written: bool,
}

impl Scale {
    /// Values from `low` to `high` on pixels from `first` to `last`. Logarithmic only where both are
    /// above zero.
    pub(in crate::render) fn new(
        logarithmic: bool,
        low: f64,
        high: f64,
        pixels: (f64, f64),
    ) -> Self {
        let finite = |value: f64| {
            if value.is_finite() {
                value.clamp(-LARGEST, LARGEST)
            } else {
                0.0
            }
        };
        let (low, high) = (finite(low), finite(high));
        let logarithmic = logarithmic && low >= LEAST && high > low;
        let high = if high > low {
            high
        } else {
            low + low.abs().max(1.0)
        };
        Self {
            logarithmic,
            low,
            high,
            first: pixels.0,
            last: pixels.1,
        }
    }

    /// Whether steps of the same factor are of the same length.
    pub(in crate::render) fn is_logarithmic(&self) -> bool {
        self.logarithmic
    }

    /// Its lowest value.
    pub(in crate::render) fn low(&self) -> f64 {
        self.low
    }

    /// Its highest value.
    pub(in crate::render) fn high(&self) -> f64 {
        self.high
    }

    /// Its two ends in pixels.
    pub(in crate::render) fn ends(&self) -> (f64, f64) {
        (self.first, self.last)
    }

    /// The pixel of a value, which may lie beyond the ends.
    pub(in crate::render) fn free(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            (value.max(LEAST) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        // Far enough away to be outside, near enough to compute with.
        let share = if share.is_nan() { 0.0 } else { share };
        self.first + share.clamp(-1e4, 1e4) * (self.last - self.first)
    }

    /// The pixel of a value, the nearest end for one beyond.
    pub(in crate::render) fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.first.min(self.last), self.first.max(self.last));
        self.free(value).clamp(low, high)
    }

    /// The value of a pixel.
    pub(in crate::render) fn value(&self, pixel: f64) -> f64 {
        let share = (pixel - self.first) / (self.last - self.first);
        if self.logarithmic {
            self.low * (self.high / self.low).powf(share)
        } else {
            self.low + share * (self.high - self.low)
        }
    }

    /// About `wanted` round values to write, and some between them to mark.
    pub(in crate::render) fn ticks(&self, wanted: u16) -> Vec<Tick> {
        let decades = (self.high / self.low).log10();
        if self.logarithmic && decades >= 1.2 {
            self.decades(wanted, decades)
        } else {
            self.even(wanted)
        }
    }

    fn even(&self, wanted: u16) -> Vec<Tick> {
        let rough = (self.high - self.low) / f64::from(wanted.max(1));
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|factor| factor * power)
            .find(|step| *step >= rough * 0.999)
            .unwrap_or(rough);
        let first = (self.low / step - 1e-9).ceil();
        let values = (0..64).map(|at| (first + f64::from(at)) * step);
        let values = values.take_while(|value| *value <= self.high + step * 1e-9);
        values
            .map(|value| Tick {
                value: value.clamp(self.low, self.high),
                written: true,
            })
            .collect()
    }

    fn decades(&self, wanted: u16, decades: f64) -> Vec<Tick> {
        let written: &[f64] = match decades {
            few if few < 1.6 => &[1.0, 2.0, 3.0, 5.0],
            few if few < 2.6 => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        let every = (decades / f64::from(wanted.max(1))).ceil().max(1.0);
        let first = self.low.log10().floor();
        let mut ticks = Vec::new();
        for at in 0..400u16 {
            let power = first + f64::from(at);
            if power > self.high.log10() {
                break;
            }
            for digit in 1..10u16 {
                let digit = f64::from(digit);
                let value = digit * 10f64.powf(power);
                let inside = value >= self.low * (1.0 - 1e-9) && value <= self.high * (1.0 + 1e-9);
                let written = written.contains(&digit) && power.rem_euclid(every) < 0.5;
                if inside && (written || decades < 9.0 || digit < 1.5) {
                    ticks.push(Tick {
                        value: value.clamp(self.low, self.high),
                        written,
                    });
                }
            }
        }
        ticks
    }
}

/// A number for an axis or a label: `250`, `1k`, `16.67M`; four significant digits at most.
pub(in crate::render) fn plain_number(value: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
    if value < 0.0 {
        return format!("−{}", plain_number(-value));
    }
    let whole_part = UNITS.iter().find(|(size, _)| value >= size * 0.99995);
    let (scaled, unit) = whole_part.map_or((value, ""), |(size, unit)| (value / size, *unit));
    if scaled >= 1e5 || (scaled > 0.0 && scaled < 1e-6) {
        return format!("{scaled:.2e}");
    }
    let mut decimals = 3usize;
    let mut bound = 9.9995;
    while scaled >= bound && decimals > 0 {
        bound *= 10.0;
        decimals -= 1;
    }
    let mut bound = 1.0;
    while scaled > 0.0 && scaled < bound && decimals < 9 {
        bound /= 10.0;
        decimals += 1;
    }
    let digits = format!("{scaled:.decimals$}");
    let digits = if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    format!("{digits}{unit}")
}

/// Dollars for an axis.
pub(in crate::render) fn plain_dollars(value: f64) -> String {
    let digits = plain_number(value);
    match digits.strip_prefix('−') {
        Some(positive) => format!("−${positive}"),
        None => format!("${digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(scale: &Scale, wanted: u16) -> Vec<String> {
        let ticks = scale.ticks(wanted).into_iter().filter(|tick| tick.written);
        ticks.map(|tick| plain_number(tick.value)).collect()
    }

    #[test]
    fn numbers_are_plain() {
        let shown = [
            (0.0, "0"),
            (0.05, "0.05"),
            (1.0, "1"),
            (999.4, "999.4"),
            (1e3, "1k"),
            (999_999.0, "1M"),
            (3333.333, "3.333k"),
            (16_666_667.0, "16.67M"),
            (1e12, "1T"),
            (-2500.0, "−2.5k"),
        ];
        for (value, text) in shown {
            assert_eq!(plain_number(value), text);
        }
        assert_eq!(plain_dollars(-12.5), "−$12.5");
    }

    #[test]
    fn ticks_are_round() {
        let log = Scale::new(true, 1e3, 1e7, (0.0, 400.0));
        assert_eq!(written(&log, 6), ["1k", "10k", "100k", "1M", "10M"]);
        let short = Scale::new(true, 100.0, 2e3, (0.0, 400.0));
        assert_eq!(written(&short, 6), ["100", "200", "300", "500", "1k", "2k"]);
        let even = Scale::new(false, 0.0, 1.0, (0.0, 400.0));
        assert_eq!(written(&even, 5), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        let share = Scale::new(false, 0.31, 0.34, (0.0, 400.0));
        assert_eq!(written(&share, 4), ["0.31", "0.32", "0.33", "0.34"]);
    }

    #[test]
    fn a_scale_never_leaves_its_pixels() {
        let broken = [
            (f64::NAN, f64::INFINITY),
            (0.0, 0.0),
            (5.0, 5.0),
            (-1.0, 1e300),
            (1e-300, 1e300),
        ];
        for (low, high) in broken {
            for logarithmic in [true, false] {
                let scale = Scale::new(logarithmic, low, high, (10.0, 90.0));
                for value in [f64::NAN, f64::INFINITY, -1e308, 0.0, 7.0] {
                    let pixel = scale.at(value);
                    assert!((10.0..=90.0).contains(&pixel), "{low} {high} {value}");
                }
                assert!(scale.ticks(6).len() < 800);
            }
        }
        let log = Scale::new(true, 1.0, 100.0, (0.0, 10.0));
        assert!((log.at(10.0) - 5.0).abs() < 1e-9);
        assert!((log.value(5.0) - 10.0).abs() < 1e-9);
    }
}
