//! What a trial is made of: a file with one or several policies, and a list of events.

use std::sync::Arc;

use super::{Given, When};
use crate::calendar::{Period, read_period};
use crate::policy::{self, Policy};
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Ctx, Findings, Source};
use crate::value::{Map, Moment, Value};

/// Reads a file with policies, divided by lines `---`.
pub fn charts(source: &Source, findings: &mut Findings) -> Vec<Arc<Policy>> {
    let mut policies = Vec::new();
    for part in parts(source) {
        policies.extend(policy::read_alone(&part, findings).map(Arc::new));
    }
    policies
}

/// The documents of a file, each with the others' lines left empty, so that places stay what they are.
fn parts(source: &Source) -> Vec<Source> {
    let mut parts: Vec<String> = vec![String::new()];
    for (number, line) in source.text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        if bare == "---" || bare.starts_with("--- #") {
            parts.push("\n".repeat(number + 1));
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    let has_content = |part: &String| {
        part.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    };
    let filled: Vec<Source> = parts
        .iter()
        .filter(|part| has_content(part))
        .map(|part| Source::unchecked(&source.path, part))
        .collect();
    // An empty file is reported by the reader of policies.
    if filled.is_empty() { vec![source.clone()] } else { filled }
}

/// Reads a list of events: names, or `{ event, data, after }` or `{ event, data, at }`. JSON is YAML, too.
pub fn given(source: &Source, findings: &mut Findings) -> Vec<Given> {
    let Some(root) = yaml::read(source, findings) else { return Vec::new() };
    let mut ctx = Ctx::new(source, findings);
    let items = ctx.list(&root).unwrap_or_default();
    items.iter().filter_map(|node| event(node, &mut ctx)).collect()
}

/// Reads a record: a map of fields.
pub fn fields(source: &Source, findings: &mut Findings) -> Map {
    let Some(root) = yaml::read(source, findings) else { return Map::new() };
    let named = Ctx::new(source, findings).named(&root).unwrap_or_default();
    named.into_iter().map(|(name, node)| (name.value, policy::value_of(node))).collect()
}

fn event(node: &Node, ctx: &mut Ctx<'_>) -> Option<Given> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Some(Given { event: ctx.text(node)?, data: Value::Null, when: When::Now });
    }
    let mut fields = ctx.map(node)?;
    let key = if fields.has("name") { "name" } else { "event" };
    let event = fields.required(ctx, key).and_then(|node| ctx.text(node));
    let data = fields.optional("data").map(policy::value_of).unwrap_or_default();
    let after = fields.optional("after").and_then(|node| match node.as_text().map(Period::parse_wait) {
        Some(Ok(period)) => Some(period),
        _ => read_period(ctx, node),
    });
    let at = fields.optional("at").and_then(|node| moment(node, ctx));
    fields.finish(ctx);
    let when = match (after, at) {
        (Some(period), _) => When::After(period),
        (None, Some(moment)) => When::At(moment),
        (None, None) => When::Now,
    };
    Some(Given { event: event?, data, when })
}

fn moment(node: &Node, ctx: &mut Ctx<'_>) -> Option<Moment> {
    let text = ctx.text(node)?;
    let moment = Moment::parse(&text).ok();
    if moment.is_none() {
        ctx.error("G0440", node.span, [("text", text)]);
    }
    moment
}
