//! The responsibility matrix (`policies/matrix.yaml`): which function leads, has charge of, or assists in each element
//! of the standard.
//!
//! ```text
//! functions: { management: { post: general_manager }, after_sales: { department: after_sales } }
//! rows:
//!   "6.3": { title: { zh: 投诉处理, en: Complaint handling }, marks: [■, ▲] }
//! ```
//! Deliberately absent: whether policies follow it (see `check`).

use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Source, Span, Spanned};

/// The whole matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// What people call it.
    pub title: Bilingual,
    /// The manual's clause.
    pub clause: Option<String>,
    /// Columns, in the file's order.
    pub functions: Vec<Function>,
    /// By number of the element, in the file's order.
    pub rows: Vec<Element>,
}

/// A column: a department, or a single post.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its name in the file.
    pub id: String,
    /// What people call it, if not like the department or post.
    pub title: Option<Bilingual>,
    /// Whose posts belong to it.
    pub department: Option<Spanned<String>>,
    /// A post that belongs to it; counts here and not for its department.
    pub post: Option<Spanned<String>>,
}

/// A row: an element of the standard.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its number: `6.3`.
    pub number: String,
    /// What people call it.
    pub title: Option<Bilingual>,
    /// The manual's clause.
    pub clause: Option<String>,
    /// One a function.
    pub marks: Vec<Mark>,
    /// Its number in the file.
    pub span: Span,
}

/// What a function has to do with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// ■ leads
    Leads,
    /// □ leads together with the leading one
    CoLeads,
    /// ▲ is in charge: does the work or has it done
    InCharge,
    /// △ assists
    Assists,
    /// Nothing.
    None,
}

const MARKS: [(&str, Mark); 10] = [
    ("■", Mark::Leads),
    ("□", Mark::CoLeads),
    ("▲", Mark::InCharge),
    ("△", Mark::Assists),
    ("-", Mark::None),
    ("leads", Mark::Leads),
    ("co_leads", Mark::CoLeads),
    ("in_charge", Mark::InCharge),
    ("assists", Mark::Assists),
    ("none", Mark::None),
];

impl Matrix {
    /// The element of this number.
    pub fn element(&self, number: &str) -> Option<&Element> {
        self.rows.iter().find(|row| row.number == number)
    }
}

/// Reads the matrix with all its mistakes.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<Matrix> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut fields = ctx.map(&root)?;
    fields.required(&mut ctx, "matrix").and_then(|node| ctx.identifier(node));
    let title = fields.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let clause = fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    fields.optional("reviewed");
    let functions = fields.required(&mut ctx, "functions").and_then(|node| ctx.named(node));
    let functions: Vec<Function> = functions
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(id, node)| function(id, node, &mut ctx))
        .collect();
    let rows = fields.required(&mut ctx, "rows");
    let entries = rows.and_then(|node| ctx.entries(node)).unwrap_or_default();
    let mut elements = Vec::new();
    for (key, node) in entries {
        elements.extend(element(&Spanned::new(key.name.clone(), key.span), node, functions.len(), &mut ctx));
    }
    fields.finish(&mut ctx);
    Some(Matrix { title: title.unwrap_or_default(), clause, functions, rows: elements })
}

fn function(id: Spanned<String>, node: &Node, ctx: &mut Ctx<'_>) -> Option<Function> {
    let mut fields = ctx.map(node)?;
    let title = fields.optional("title").and_then(|node| ctx.bilingual(node));
    let department = fields.optional("department").and_then(|node| ctx.identifier(node));
    let post = fields.optional("post").and_then(|node| ctx.identifier(node));
    if department.is_some() == post.is_some() {
        ctx.error("G0960", id.span, [("name", id.value.clone())]);
    }
    fields.finish(ctx);
    Some(Function { id: id.value, title, department, post })
}

/// `"6.3": [■, ▲]`, or `{ title, clause, marks }`.
fn element(number: &Spanned<String>, node: &Node, functions: usize, ctx: &mut Ctx<'_>) -> Option<Element> {
    let (mut title, mut clause, mut marks) = (None, None, Some(node));
    if matches!(node.kind, yaml::Kind::Map(_)) {
        let mut fields = ctx.map(node)?;
        title = fields.optional("title").and_then(|node| ctx.bilingual(node));
        clause = fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
        marks = fields.required(ctx, "marks");
        fields.finish(ctx);
    }
    let items = ctx.list(marks?)?;
    if items.len() != functions {
        let args = [("got", items.len().to_string()), ("wanted", functions.to_string())];
        ctx.error("G0961", marks?.span, args);
        return None;
    }
    let marks: Option<Vec<Mark>> = items.iter().map(|node| ctx.one_of(node, &MARKS)).collect();
    Some(Element { number: number.value.clone(), title, clause, marks: marks?, span: number.span })
}
