//! Target tracking, ten seconds at a time: alarms on the load of each instance in service, launches
//! that take time, cooldowns.

/// How the scaling is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) target: f64,
    pub(crate) start_seconds: u32,
    /// Between two launches, and between two scale-ins.
    pub(crate) scale_out_cooldown_seconds: u32,
    pub(crate) scale_in_cooldown_seconds: u32,
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// Whether an instance that starts is paid.
    pub(crate) paid_from_launch: bool,
    /// Whether the low alarm begins anew after each scale-in.
    pub(crate) anew: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            target: 0.7,
            start_seconds: 420,
            scale_out_cooldown_seconds: 300,
            scale_in_cooldown_seconds: 300,
            least: 1,
            most: 1_000,
            paid_from_launch: true,
            anew: true,
        }
    }
}

const STEP: u32 = 10;

/// Instances for a load at the target.
fn wanted(load: f64, setup: &Setup) -> u32 {
    let mut count = setup.least;
    while count < setup.most && f64::from(count) * setup.target < load {
        count += 1;
    }
    count
}

/// Paid seconds of instances over a load given minute by minute.
pub(crate) fn paid_seconds(load: &[f64], setup: &Setup) -> u64 {
    let mut in_service = wanted(load.first().copied().unwrap_or(0.0), setup);
    let mut starting: Vec<u32> = Vec::new();
    let (mut high, mut low, mut now, mut paid) = (0, 0, 0u32, 0u64);
    let (mut last_out, mut last_in): (Option<u32>, Option<u32>) = (None, None);
    for minute in load {
        for _ in 0..60 / STEP {
            let before = starting.len();
            starting.retain(|ready| *ready > now);
            in_service += u32::try_from(before - starting.len()).unwrap_or(0);
            let launched = u32::try_from(starting.len()).unwrap_or(0);
            let counted = in_service + if setup.paid_from_launch { launched } else { 0 };
            paid += u64::from(STEP * counted);
            now += STEP;
        }
        let each = if in_service == 0 {
            if *minute > 0.0 { f64::INFINITY } else { 0.0 }
        } else {
            minute / f64::from(in_service)
        };
        high = if each > setup.target { high + 1 } else { 0 };
        low = if each < 0.9 * setup.target {
            low + 1
        } else {
            0
        };
        let cool = |last: Option<u32>, seconds| last.is_none_or(|at| now - at >= seconds);
        let want = wanted(*minute, setup);
        let all = in_service + u32::try_from(starting.len()).unwrap_or(0);
        if high >= 3 && want > all && cool(last_out, setup.scale_out_cooldown_seconds) {
            starting.extend((all..want).map(|_| now + setup.start_seconds));
            last_out = Some(now);
            high = 0;
        } else if low >= 15
            && want < in_service
            && starting.is_empty()
            && cool(last_in, setup.scale_in_cooldown_seconds)
        {
            in_service = want;
            last_in = Some(now);
            if setup.anew {
                low = 0;
            }
        }
    }
    paid
}
