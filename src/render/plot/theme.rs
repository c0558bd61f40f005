//! What things look like: colours that the colour-blind tell apart (Okabe and Ito), and for each a
//! dash pattern, a hatch and a letter, so that nothing depends on colour alone.

/// Fonts, the first that a viewer has. Widths are measured for the widest of them.
pub(super) const FONTS: &str = "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// Text and strong lines.
pub(super) const INK: &str = "#1a1a1a";
/// Text that steps back.
pub(super) const FAINT: &str = "#5f5f5f";
/// The frame and its ticks.
pub(super) const FRAME: &str = "#8a8a8a";
/// Lines of the grid.
pub(super) const GRID: &str = "#e4e4e4";
/// Plans without a name.
pub(super) const REST: &str = "#c4c4c4";
/// The paper.
pub(super) const PAPER: &str = "#ffffff";

/// Sizes of text.
pub(super) const TITLE: f64 = 18.0;
pub(super) const BODY: f64 = 12.5;
pub(super) const SMALL: f64 = 11.0;

const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333",
];
const DASHES: [&str; 8] = [
    "",
    "9 4",
    "2 3",
    "10 3 2 3",
    "5 2",
    "14 3",
    "10 3 2 3 2 3",
    "4 5",
];

/// How many hatches there are.
pub(super) const HATCHES: usize = 8;

/// What stands for where no plan carries the workload.
pub(super) const NOBODY: usize = usize::MAX;

/// How a plan is drawn, wherever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Its place among the named plans.
    pub index: usize,
}

impl Style {
    /// The colour of its line.
    pub(super) fn colour(self) -> &'static str {
        COLOURS[self.index % COLOURS.len()]
    }

    /// The dashes of its line.
    pub(super) fn dash(self) -> &'static str {
        DASHES[self.index % DASHES.len()]
    }

    /// The hatch of its areas.
    pub(super) fn hatch(self) -> usize {
        self.index % HATCHES
    }
}

/// The letter of the plan at `index`: A to Z, then A1, B1, and so on.
pub(in crate::render) fn letter(index: usize) -> String {
    const LETTERS: [&str; 26] = [
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R",
        "S", "T", "U", "V", "W", "X", "Y", "Z",
    ];
    let letter = LETTERS[index % LETTERS.len()];
    match index / LETTERS.len() {
        0 => letter.to_owned(),
        round => format!("{letter}{round}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_the_first_fifty_plans_look_alike() {
        let mut looks: Vec<_> = (0..50)
            .map(|index| Style { index })
            .map(|style| (style.colour(), style.dash(), style.hatch()))
            .collect();
        looks.sort_unstable();
        looks.dedup();
        assert_eq!(looks.len(), 50);
        assert_eq!([letter(0), letter(25), letter(27)], ["A", "Z", "B1"]);
    }
}
