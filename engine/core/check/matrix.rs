//! The responsibility matrix against the policies: who is in charge of an element has work in its policy, and who has
//! work in it has a part in the element.
//!
//! Posts that a script calculates are looked up in tables and choices; where they cannot be known nobody is said to be
//! left out. Deliberately absent: □ and ■, whose leading need not be a task.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::choices::outputs;
use super::fields;
use crate::document::{DocumentKind, Element, Function, Library, Mark, Organisation};
use crate::form::FieldKind;
use crate::guard::Term;
use crate::policy::{Expr, Signer};
use crate::text::{Bilingual, Ctx, Findings, Lang, Span};

/// Departments and posts that the matrix names exist; chapters name elements that it has.
pub(super) fn check(library: &Library, findings: &mut Findings) {
    let Some(matrix) = library.matrix() else { return };
    if let (Some(organisation), Some(source)) =
        (library.organisation(), library.source(DocumentKind::Matrix, ""))
    {
        let mut ctx = Ctx::new(source, findings);
        for function in &matrix.functions {
            if let Some(name) = function.department.as_ref().filter(|n| organisation.department(n).is_none())
            {
                let known: Vec<&str> = organisation.departments.iter().map(|d| d.id.as_str()).collect();
                ctx.unknown("G0703", "G0704", name, name.span, known);
            }
            if let Some(name) = function.post.as_ref().filter(|n| organisation.post(n).is_none()) {
                let known: Vec<&str> = organisation.posts.iter().map(|post| post.id.as_str()).collect();
                ctx.unknown("G0705", "G0706", name, name.span, known);
            }
        }
    }
}

/// The element that a policy says it carries out.
pub(super) fn element(bench: &mut Bench<'_>, span: Span, number: &str) {
    let library = bench.library;
    let chapter = bench
        .policy
        .clause
        .as_deref()
        .and_then(|clause| library.chapter(Lang::Zh, clause.split('-').next().unwrap_or_default()));
    if let Some((chapter, other)) = chapter.and_then(|chapter| Some((chapter, chapter.element.as_ref()?)))
        && other != number
    {
        let args =
            [("element", number.to_owned()), ("chapter", chapter.number.clone()), ("other", other.clone())];
        bench.warning("G0954", (0, 0), span, args);
    }
    let Some(matrix) = library.matrix() else { return };
    let Some(element) = matrix.element(number) else {
        let known = matrix.rows.iter().map(|row| row.number.as_str());
        return bench.unknown(("G0950", "G0951"), (0, 0), span, number, "", known);
    };
    let Some(organisation) = library.organisation() else { return };
    let (reached, open) = reached(bench);
    for (function, mark) in matrix.functions.iter().zip(&element.marks) {
        let own = posts(function, &matrix.functions, organisation);
        let has: Vec<&str> = own.iter().copied().filter(|post| reached.contains(*post)).collect();
        match mark {
            Mark::InCharge if has.is_empty() && !open => {
                report(bench, "G0952", span, element, function, organisation, &own);
            }
            Mark::None if !has.is_empty() => {
                report(bench, "G0953", span, element, function, organisation, &has);
            }
            _ => {}
        }
    }
}

fn report(
    bench: &mut Bench<'_>,
    code: &'static str,
    span: Span,
    element: &Element,
    function: &Function,
    organisation: &Organisation,
    posts: &[&str],
) {
    let department = function.department.as_ref().and_then(|d| organisation.department(d)).map(|d| &d.title);
    let post = function.post.as_ref().and_then(|post| organisation.post(post)).map(|post| &post.title);
    let unnamed = Bilingual::new(&function.id, &function.id);
    let title = function.title.as_ref().or(department).or(post).unwrap_or(&unnamed);
    let args = [
        ("title", title.zh.clone()),
        ("title_en", title.en.clone()),
        ("element", element.number.clone()),
        ("posts", posts.join(", ")),
    ];
    bench.warning(code, (0, 0), span, args);
}

/// The posts of a function. A post that is a function of its own does not count for its department.
fn posts<'o>(function: &'o Function, all: &[Function], organisation: &'o Organisation) -> Vec<&'o str> {
    if let Some(post) = &function.post {
        return vec![post.value.as_str()];
    }
    let Some(department) = &function.department else { return Vec::new() };
    let apart = |post: &str| all.iter().any(|f| f.post.as_ref().is_some_and(|own| own.value == post));
    let own = organisation.posts.iter().filter(|post| post.department == department.value);
    own.map(|post| post.id.as_str()).filter(|post| !apart(post)).collect()
}

/// Posts that tasks of the policy go to, and whether there may be others.
fn reached(bench: &Bench<'_>) -> (BTreeSet<String>, bool) {
    let (mut reached, mut open) = (BTreeSet::new(), false);
    let tasks = bench.policy.charts.iter().flat_map(|on| &on.work).filter_map(|work| work.task.as_ref());
    for signer in tasks.flat_map(|task| &task.signers) {
        let known = match signer {
            Signer::Post(Expr::Literal(value)) => value.as_text().map(|post| vec![post.to_owned()]),
            Signer::Post(Expr::Script(script)) => {
                bench.policy.scripts[*script].mentions.result.as_ref().and_then(|term| given(bench, term))
            }
            Signer::Person(_) => None,
        };
        match known {
            Some(posts) => reached.extend(posts),
            None => open = true,
        }
    }
    (reached, open)
}

/// All posts that an expression can give, if they can be known.
fn given(bench: &Bench<'_>, term: &Term) -> Option<Vec<String>> {
    match term {
        Term::Text(post) => Some(vec![post.clone()]),
        Term::Column(table, column) => outputs(bench.policy, table, column),
        Term::Field(root, name) => {
            let field = fields::field(bench, *root, name)?;
            if let FieldKind::Choice { choices } = &field.kind {
                return Some(choices.iter().map(|choice| choice.id.clone()).collect());
            }
            // Only what the policy itself writes can be followed.
            let scripts = bench.policy.scripts.iter().filter(|_| field.computed);
            let assigned = scripts.flat_map(|script| &script.mentions.assignments);
            let mut posts = Vec::new();
            for assigned in assigned.filter(|a| a.root == *root && a.name == *name) {
                match &assigned.value {
                    Term::Field(..) | Term::Other => return None,
                    term => posts.extend(given(bench, term)?),
                }
            }
            (!posts.is_empty()).then_some(posts)
        }
        Term::Other => None,
    }
}
