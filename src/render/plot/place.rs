//! Keeping labels apart.

/// The nearest places to the wanted ones that are `gap` apart and between `low` and `high`, in the
/// same order. The wanted ones come sorted. If there is no room for all, they are spread evenly.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    // Neighbours that touch become a block around the mean of what they want.
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    for want in wanted {
        blocks.push((*want, 1.0));
        while let [.., (above, some), (below, more)] = blocks[..] {
            if above + gap * (some + more) / 2.0 <= below {
                break;
            }
            blocks.pop();
            blocks.pop();
            let middle = (above * some + below * more) / (some + more);
            blocks.push((middle, some + more));
        }
    }
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    let mut floor = low;
    for (middle, count) in blocks {
        let first = (middle - gap * (count - 1.0) / 2.0).max(floor);
        let mut place = first;
        let mut left = count;
        while left > 0.5 {
            places.push(place);
            place += gap;
            left -= 1.0;
        }
        floor = place;
    }
    let mut ceiling = high;
    for place in places.iter_mut().rev() {
        *place = place.min(ceiling);
        ceiling = *place - gap;
    }
    if places.first().is_some_and(|first| *first < low - 1e-9) {
        let step =
            (high - low) / (f64::from(u32::try_from(places.len()).unwrap_or(1)) - 1.0).max(1.0);
        let mut place = low;
        for spot in &mut places {
            *spot = place.min(high);
            place += step;
        }
    }
    places
}

/// A rectangle that is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Taken {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Taken {
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        x > self.left && x < self.right && y > self.top && y < self.bottom
    }

    /// The place on it that is nearest to a point.
    pub(super) fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            x.clamp(self.left, self.right),
            y.clamp(self.top, self.bottom),
        )
    }

    /// Places on the way from a point to it.
    fn way(&self, at: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
        let edge = self.nearest(at);
        (1..6u16).map(move |part| {
            let share = f64::from(part) / 6.0;
            (
                at.0 + share * (edge.0 - at.0),
                at.1 + share * (edge.1 - at.1),
            )
        })
    }

    fn within(&self, room: &Self) -> bool {
        self.left >= room.left
            && self.right <= room.right
            && self.top >= room.top
            && self.bottom <= room.bottom
    }
}

/// What a label must not cover, and what it had better not.
#[derive(Debug, Default)]
pub(super) struct Obstacles {
    /// Other labels.
    pub taken: Vec<Taken>,
    /// Points of lines.
    pub points: Vec<(f64, f64)>,
}

impl Obstacles {
    /// The place for a label of this size beside `at`: in the room, on no other label, covering as
    /// few lines as possible. It is taken then. `lean` is the side it had better be on: -1 for the
    /// left, 1 for the right, so that labels of neighbours stand in the order of their points.
    pub(super) fn beside(
        &mut self,
        at: (f64, f64),
        size: (f64, f64),
        room: &Taken,
        lean: f64,
    ) -> Option<Taken> {
        let mut best: Option<(f64, Taken)> = None;
        for (reach, far) in [(9.0, 0.0), (17.0, 1.5), (28.0, 4.0)] {
            for (right, down, cost) in [
                (-1.0, -0.7, 0.0),
                (1.0, 0.7, 0.0),
                (1.0, -0.7, 0.2),
                (-1.0, 0.7, 0.2),
                (0.0, -1.0, 0.3),
                (0.0, 1.0, 0.3),
            ] {
                let cost = if right * lean < 0.0 { cost + 3.0 } else { cost };
                let middle = (
                    at.0 + right * (reach * 0.7 + size.0 / 2.0),
                    at.1 + down * (reach + size.1 / 2.0 - 2.0),
                );
                let spot = Taken {
                    left: middle.0 - size.0 / 2.0,
                    right: middle.0 + size.0 / 2.0,
                    top: middle.1 - size.1 / 2.0,
                    bottom: middle.1 + size.1 / 2.0,
                };
                // Nothing lies on it, nor on the way to it.
                let blocked = |taken: &Taken| {
                    taken.meets(&spot) || !taken.holds(at) && spot.way(at).any(|at| taken.holds(at))
                };
                if !spot.within(room) || self.taken.iter().any(blocked) {
                    continue;
                }
                let covered = self.points.iter().filter(|point| spot.holds(**point));
                let cost =
                    f64::from(u32::try_from(covered.count()).unwrap_or(u32::MAX)) + far + cost;
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, spot));
                }
            }
        }
        let (_, spot) = best?;
        self.taken.push(spot);
        Some(spot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_apart_in_order_and_inside() {
        let places = spread(&[10.0, 11.0, 12.0, 90.0, 99.0], 10.0, 0.0, 100.0);
        assert!(
            places
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9)
        );
        assert!(places.iter().all(|place| (0.0..=100.0).contains(place)));
        assert!((places[1] - 11.0).abs() < 1.1, "{places:?}");
        assert_eq!(spread(&[5.0, 50.0], 10.0, 0.0, 100.0), [5.0, 50.0]);
        let tight = spread(&[1.0; 30], 10.0, 0.0, 100.0);
        assert!(tight.iter().all(|place| (0.0..=100.0).contains(place)));
    }

    #[test]
    fn two_labels_of_one_place_do_not_meet() {
        let room = Taken {
            left: 0.0,
            top: 0.0,
            right: 200.0,
            bottom: 200.0,
        };
        let mut obstacles = Obstacles::default();
        let first = obstacles.beside((100.0, 100.0), (40.0, 12.0), &room, 0.0);
        let second = obstacles.beside((100.0, 100.0), (40.0, 12.0), &room, 0.0);
        assert!(!first.unwrap().meets(&second.unwrap()));
        assert!(
            obstacles
                .beside((100.0, 100.0), (400.0, 12.0), &room, 0.0)
                .is_none()
        );
    }
}
