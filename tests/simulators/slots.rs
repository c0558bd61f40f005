//! First come, first served by one of several slots.

use super::random::Pcg;

/// The waits of `count` requests after the first tenth of them, smallest first.
pub(crate) fn waits(
    slots: usize,
    arrivals_per_second: f64,
    count: usize,
    mut service: impl FnMut(&mut Pcg) -> f64,
) -> Vec<f64> {
    let mut random = Pcg::seeded(1);
    let mut free = vec![0.0f64; slots];
    let (mut now, mut waits) = (0.0, Vec::with_capacity(count));
    for _ in 0..count {
        now += random.exponential(1.0 / arrivals_per_second);
        let mut first = 0;
        for (slot, at) in free.iter().enumerate() {
            if *at < free[first] {
                first = slot;
            }
        }
        let start = free[first].max(now);
        waits.push(start - now);
        free[first] = start + service(&mut random);
    }
    let mut kept = waits.split_off(count / 10);
    kept.sort_by(f64::total_cmp);
    kept
}
