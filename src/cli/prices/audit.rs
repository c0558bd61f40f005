//! `crossover prices audit`.

use super::args::PricesAuditArgs;
use crate::{
    analysis::audit,
    catalog::Catalog,
    cli::{
        Answer, EXCEEDED, args::Shared, compare::written, diagnostic::Failure, files,
        terminal::Terminal,
    },
    pricelist::{self, PriceListError},
    render::Look,
    report::PricesAuditReport,
};

pub(super) fn run(
    args: &PricesAuditArgs,
    shared: &Shared,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let catalog = files::catalog(shared)?;
    let mut read = Vec::new();
    for path in files::matching(&args.against)? {
        let name = files::shown(&path);
        let file = files::open(&path)?;
        let list = pricelist::read(&name, file, &catalog).map_err(refused)?;
        read.push((name, list));
    }
    let found = audit(&catalog, &Catalog::explanations(), &read)?;
    let report = PricesAuditReport::of(&found, &catalog);
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
    };
    let mut answer = written(&report, shared, look)?;
    if !found.is_clean() {
        answer.code = EXCEEDED;
        let note = "warning: not every difference is explained (exit status 1)";
        answer.notes.push(note.to_owned());
    }
    Ok(answer)
}

/// A price file that cannot be read.
fn refused(error: PriceListError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.help {
        Some(help) => failure.help(help),
        None => failure,
    }
}
