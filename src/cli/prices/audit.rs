//! `crossover prices audit`.

use super::{args::PricesAuditArgs, import::prices_of};
use crate::{
    analysis::audit,
    catalog::Catalog,
    cli::{
        Answer, DIFFERENT, args::Shared, compare::written, diagnostic::Failure, files,
        terminal::Terminal,
    },
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
        read.push((files::shown(&path), prices_of(&path, &catalog)?));
    }
    let found = audit(&catalog, &Catalog::explanations(), &read)?;
    let report = PricesAuditReport::of(&found, &catalog);
    let look = Look {
        width: terminal.width(),
        detail: false,
        why: false,
        ascii: terminal.is_plain(),
        ..Look::default()
    };
    let mut answer = written(&report, shared, look)?;
    if !found.is_clean() {
        answer.code = DIFFERENT;
        let note = "warning: not every difference is explained (exit status 1)";
        answer.notes.push(note.to_owned());
    }
    Ok(answer)
}
