//! Every warning and reason the program can give: its id, what it means, and what to do.
//!
//! Where something is checked is where it is known: in a plan, a need, or over all plans of a scenario.
//! This table is what `crossover explain --check` and `docs/checks.md` tell of it; a test holds that the
//! source has every id of the table, and the table every id of the source.

mod table;

pub use table::CHECKS;

/// What a check leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckKind {
    /// Something to beware of: the plan keeps its cost and its rank.
    Warning,
    /// The plan cannot carry the workload, or has no price.
    Reason,
    /// The file is refused.
    Input,
}

impl CheckKind {
    /// The word in the output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Reason => "reason",
            Self::Input => "input",
        }
    }

    /// What it leads to.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Warning => "a warning: the plan keeps its cost and its rank",
            Self::Reason => "the plan is not ranked",
            Self::Input => "the file is refused",
        }
    }
}

/// Something the program looks out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Its name in output.
    pub id: &'static str,
    /// What it leads to.
    pub kind: CheckKind,
    /// What is the matter.
    pub means: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// Where the rule behind it is stated: an address, or a file of this project.
    pub source: &'static str,
}

/// The check of that name.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}
