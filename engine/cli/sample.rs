//! The sample company's people and registers.

use guicheng_core::ledger::Actor;

use super::load::load;
use super::open::OpenError;
use crate::service::{DEMO_PASSWORD, Service, Signing, Via};
use crate::store::tables::count::MetaRow;
use crate::store::tables::people::PersonRow;

const PEOPLE: &str = include_str!("demo/people.yaml");
const REGISTERS: &str = include_str!("demo/registers.yaml");

/// Fills the sample company.
///
/// # Errors
/// When its files do not fit the documents.
pub async fn fill(service: &Service) -> anyhow::Result<()> {
    let by =
        Actor { person: Some("gm".into()), post: Some("general_manager".into()), authority: "sample".into() };
    for (path, text) in [("demo/people.yaml", PEOPLE), ("demo/registers.yaml", REGISTERS)] {
        match load(service, &by, path, text.as_bytes()).await {
            Ok(()) => {}
            Err(OpenError::Other(error)) => return Err(error),
            Err(OpenError::Findings(findings)) => {
                let found = findings.into_sorted();
                anyhow::bail!("{}", super::report::text(&found, guicheng_core::text::Lang::En, false))
            }
        }
    }
    end_auditors(service, &by).await?;
    let row = MetaRow { name: "demo".into(), content: "true".into() };
    service.set_meta(by.clone(), row).await?;
    if service.may_enter_freely() {
        service.give_demo_passwords(by).await?;
    }
    if !service.is_released() {
        // The sample's general manager has looked at all of it and signs.
        let gm = service.caller("gm", Via::Console).await.map_err(|e| anyhow::anyhow!("{e}"))?;
        let seen = service.waiting_hash().await.map_err(|e| anyhow::anyhow!("{e}"))?.to_string();
        let signing = Signing { password: DEMO_PASSWORD.to_owned(), seen: Some(seen), ..Signing::default() };
        service.release_first(&gm, &signing).await.map_err(|e| anyhow::anyhow!("{e}"))?;
    }
    Ok(())
}

/// An auditor's account ends with the audit: the sample's a year from its first day, so that it can be seen to end when the
/// clock is moved on.
async fn end_auditors(service: &Service, by: &Actor) -> anyhow::Result<()> {
    let library = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    let people = service.store().read().people().await?;
    let calendar = library.calendar();
    let last = calendar.date(service.now()).saturating_add(jiff::Span::new().years(1));
    let until = calendar.moment(last.at(0, 0, 0, 0));
    let open = |row: &PersonRow| row.reads_only && row.active_to.is_none();
    let rows: Vec<PersonRow> =
        people.into_iter().filter(open).map(|row| PersonRow { active_to: until, ..row }).collect();
    if rows.is_empty() {
        return Ok(());
    }
    service.appoint(by.clone(), rows, Vec::new()).await.map_err(|e| anyhow::anyhow!("{e}"))
}
