//! The sample company's change of documents: drafted, checked, reviewed and countersigned when the demo opens for the
//! first time, so that its general manager has something to read and sign.
//!
//! It goes the way that everybody's goes, through the service, with the demo's password; nothing is put into tables.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use guicheng_core::form::Input;
use guicheng_core::text::yaml::{self, Node};
use guicheng_core::text::{Ctx, Findings, Source};

use crate::limits;
use crate::service::{ActRequest, Caller, Content, DEMO_PASSWORD, Service, ServiceError, Signing, Via};
use crate::store::tables::task::SlotStatus;

const CHANGE: &str = include_str!("demo/change.yaml");

/// Whoever signs last signs in their own time.
const LEFT_TO: &str = "general_manager";

struct Proposal {
    title: String,
    reason: String,
    author: String,
    edits: Vec<Edit>,
}

/// Where `was` stands in the document, `is` takes its place.
struct Edit {
    document: String,
    was: String,
    is: String,
}

/// Proposes the change and takes it as far as the general manager.
///
/// # Errors
/// When it does not fit the documents.
pub async fn propose(service: &Service) -> anyhow::Result<()> {
    let proposal = read()?;
    let author = caller(service, &proposal.author).await?;
    let input = [
        ("title", proposal.title.as_str()),
        ("reason", proposal.reason.as_str()),
        ("emergency", "false"),
        ("edition", "false"),
    ];
    let input = Input::from_pairs(input.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let done = service.start(&author, limits::CHANGE_POLICY, input, None).await.map_err(said)?;
    for (document, text) in edited(service, &proposal.edits).await? {
        let expected = service.change_view(&author, &done.instance).await.map_err(said)?.change.version;
        let content = Content::Bytes(text.into_bytes());
        service.put_item(&author, &done.instance, &document, content, expected).await.map_err(said)?;
    }
    service.gather_evidence(&author, &done.instance).await.map_err(said)?;
    while sign_next(service, &done.instance).await? {}
    Ok(())
}

/// The documents in force with the edits in them.
async fn edited(service: &Service, edits: &[Edit]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for Edit { document, was, is } in edits {
        let text = match texts.remove(document) {
            Some(text) => text,
            None => in_force(service, document).await?,
        };
        ensure!(text.matches(was.as_str()).count() == 1, "{document} does not hold once: {was}");
        texts.insert(document.clone(), text.replace(was.as_str(), is));
    }
    Ok(texts)
}

async fn in_force(service: &Service, document: &str) -> anyhow::Result<String> {
    let revision = service.store().read().in_force(document, None).await?;
    let hash = revision.with_context(|| format!("{document} is not in force"))?.hash;
    let bytes = service.store().read().blob(&hash).await?.context("a revision without bytes")?;
    Ok(String::from_utf8(bytes)?)
}

/// Signs the first open place of the change's tasks, unless it is the general manager's. False when there is none.
async fn sign_next(service: &Service, change: &str) -> anyhow::Result<bool> {
    for task in service.store().read().open_tasks_of(change).await? {
        for slot in service.store().read().slots_of(std::slice::from_ref(&task.id)).await? {
            if slot.status != SlotStatus::Open || slot.post.as_deref() == Some(LEFT_TO) {
                continue;
            }
            let person = holder(service, slot.post.as_deref(), slot.person.as_deref()).await?;
            let view = service.task(&person, &task.id).await.map_err(said)?;
            let seen = service.seen_of(&view).await.map_err(said)?;
            let choice = view.choices.first().context("a task without choices")?.event.clone();
            let signing = view.row.sign.is_some().then(|| Signing {
                password: DEMO_PASSWORD.into(),
                seen,
                ..Default::default()
            });
            let request = ActRequest { choice, post: slot.post.clone(), signing, ..ActRequest::default() };
            service.act(&person, &task.id, request).await.map_err(said)?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn holder(service: &Service, post: Option<&str>, person: Option<&str>) -> anyhow::Result<Caller> {
    if let Some(person) = person {
        return caller(service, person).await;
    }
    let post = post.unwrap_or_default();
    for row in service.store().read().people().await? {
        let caller = caller(service, &row.id).await?;
        if caller.holds(post) {
            return Ok(caller);
        }
    }
    anyhow::bail!("nobody holds {post}")
}

async fn caller(service: &Service, person: &str) -> anyhow::Result<Caller> {
    service.caller(person, Via::Console).await.map_err(said)
}

fn said(error: ServiceError) -> anyhow::Error {
    anyhow::anyhow!("the sample change: {error}")
}

fn read() -> anyhow::Result<Proposal> {
    let mut findings = Findings::new();
    let source = Source::from_bytes("demo/change.yaml", CHANGE.as_bytes(), &mut findings);
    let source = source.context("demo/change.yaml is no text")?;
    let root = yaml::read(&source, &mut findings).context("demo/change.yaml is no YAML")?;
    let mut ctx = Ctx::new(&source, &mut findings);
    let proposal = proposal(&root, &mut ctx);
    ensure!(!findings.has_errors(), "demo/change.yaml has mistakes");
    proposal.context("demo/change.yaml lacks something")
}

fn proposal(root: &Node, ctx: &mut Ctx<'_>) -> Option<Proposal> {
    let mut fields = ctx.map(root)?;
    let mut text = |ctx: &mut Ctx<'_>, key| fields.required(ctx, key).and_then(|node| ctx.text(node));
    let (title, reason, author) = (text(ctx, "title")?, text(ctx, "reason")?, text(ctx, "author")?);
    let list = fields.required(ctx, "edits")?;
    let mut edits = Vec::new();
    for node in ctx.list(list)? {
        let mut fields = ctx.map(node)?;
        let mut text = |key| fields.required(ctx, key).and_then(|node| ctx.text(node));
        edits.push(Edit { document: text("document")?, was: text("was")?, is: text("is")? });
        fields.finish(ctx);
    }
    fields.finish(ctx);
    Some(Proposal { title, reason, author, edits })
}
