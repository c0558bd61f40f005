//! Hours of the week in which something is switched on.

use super::WEEK;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A set of hours of the week, such as `mon-fri 07-19`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    on: Vec<bool>,
}

impl Schedule {
    /// Reads `DAYS HOURS[, DAYS HOURS…]`: days `mon-fri`, `sat`, `daily`; hours `07-19`, from the
    /// first up to but without the second, `00-24` being the whole day.
    ///
    /// # Errors
    /// A sentence with what could not be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut on = vec![false; WEEK];
        for part in text.split(',') {
            let (days, hours) = part
                .trim()
                .split_once(' ')
                .ok_or_else(|| format!("`{}` is not like `mon-fri 07-19`", part.trim()))?;
            let (first_day, last_day) = days_of(days.trim())?;
            let (from, to) = hours_of(hours.trim())?;
            let mut day = first_day;
            loop {
                (from..to).for_each(|hour| on[day * 24 + hour] = true);
                if day == last_day {
                    break;
                }
                day = (day + 1) % DAYS.len();
            }
        }
        Ok(Self { on })
    }

    /// Whether the hour of the week, Monday 00 first, is on.
    pub fn is_on(&self, hour_of_week: usize) -> bool {
        self.on.get(hour_of_week).copied().unwrap_or(false)
    }
}

fn days_of(text: &str) -> Result<(usize, usize), String> {
    if text.eq_ignore_ascii_case("daily") {
        return Ok((0, 6));
    }
    let day = |name: &str| {
        DAYS.iter()
            .position(|day| name.eq_ignore_ascii_case(day))
            .ok_or_else(|| {
                format!("`{name}` is not a day: mon, tue, wed, thu, fri, sat, sun, daily")
            })
    };
    match text.split_once('-') {
        Some((first, last)) => Ok((day(first)?, day(last)?)),
        None => Ok((day(text)?, day(text)?)),
    }
}

fn hours_of(text: &str) -> Result<(usize, usize), String> {
    let wrong = || format!("`{text}` is not a span of hours like 07-19");
    let (from, to) = text.split_once('-').ok_or_else(wrong)?;
    let hour = |text: &str| text.parse::<usize>().ok().filter(|hour| *hour <= 24);
    match (hour(from), hour(to)) {
        (Some(from), Some(to)) if from < to => Ok((from, to)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_hours() {
        let schedule = Schedule::parse("mon-fri 07-19, sat 09-12").unwrap();
        assert!(schedule.is_on(7));
        assert!(!schedule.is_on(6));
        assert!(!schedule.is_on(19));
        assert!(schedule.is_on(5 * 24 + 11));
        assert_eq!((0..WEEK).filter(|hour| schedule.is_on(*hour)).count(), 63);
        let wrapped = Schedule::parse("fri-mon 00-24").unwrap();
        assert_eq!((0..WEEK).filter(|hour| wrapped.is_on(*hour)).count(), 96);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "mon",
            "mon-fri",
            "mon-fri 19-07",
            "moon 07-19",
            "mon 07-25",
            "mon 7",
        ] {
            assert!(Schedule::parse(text).is_err(), "{text}");
        }
    }
}
