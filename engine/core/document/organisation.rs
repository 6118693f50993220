//! Departments and posts (`policies/organisation.yaml`).
//!
//! A post is what tasks are addressed to. Deliberately absent: who holds it, which is an appointment and no document
//! of this kind.

use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Source, Span, Spanned};

/// The company's departments and posts.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// What people call it.
    pub title: Bilingual,
    /// In the file's order.
    pub departments: Vec<Department>,
    /// In the file's order.
    pub posts: Vec<Post>,
}

/// A department.
#[derive(Clone, Debug, PartialEq)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: Bilingual,
    /// The post that heads it.
    pub head: Option<String>,
}

/// A post (岗位).
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: Bilingual,
    /// Id of its department.
    pub department: String,
    /// The post above it; the highest has none.
    pub reports_to: Option<String>,
    /// Whoever holds it may be away only while a delegate is appointed.
    pub delegate_required: bool,
    /// The paragraph with its duties.
    pub clause: Option<String>,
    /// May see every case.
    pub reads_all: bool,
    /// Its id in the file.
    pub span: Span,
}

impl Organisation {
    /// The post of this id.
    pub fn post(&self, id: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }

    /// The department of this id.
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }
}

/// Reads the organisation with all its mistakes.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<Organisation> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut fields = ctx.map(&root)?;
    // Fingerprints of cited paragraphs: judged by `check`.
    fields.optional("reviewed");
    fields.required(&mut ctx, "organisation").and_then(|node| ctx.identifier(node));
    let title = fields.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let departments = fields.required(&mut ctx, "departments").and_then(|node| ctx.named(node));
    let posts = fields.required(&mut ctx, "posts").and_then(|node| ctx.named(node));
    fields.finish(&mut ctx);
    let mut reader =
        Reader { departments: departments.unwrap_or_default(), posts: posts.unwrap_or_default() };
    let organisation = Organisation {
        title: title.unwrap_or_default(),
        departments: reader.departments(&mut ctx),
        posts: reader.posts(&mut ctx),
    };
    reader.report_circles(&organisation, &mut ctx);
    Some(organisation)
}

type Named<'n> = Vec<(Spanned<String>, &'n Node)>;

/// Both lists, as each names things of the other.
struct Reader<'n> {
    departments: Named<'n>,
    posts: Named<'n>,
}

impl Reader<'_> {
    fn departments(&mut self, ctx: &mut Ctx<'_>) -> Vec<Department> {
        let mut departments = Vec::new();
        for (id, node) in &self.departments {
            let Some(mut fields) = ctx.map(node) else { continue };
            let title = fields.required(ctx, "title").and_then(|node| ctx.bilingual(node));
            let head =
                fields.optional("head").and_then(|node| known(&self.posts, ("G0705", "G0706"), node, ctx));
            fields.finish(ctx);
            departments.push(Department { id: id.value.clone(), title: title.unwrap_or_default(), head });
        }
        departments
    }

    fn posts(&mut self, ctx: &mut Ctx<'_>) -> Vec<Post> {
        let mut posts = Vec::new();
        for (id, node) in &self.posts {
            let Some(mut fields) = ctx.map(node) else { continue };
            let title = fields.required(ctx, "title").and_then(|node| ctx.bilingual(node));
            let department = fields.required(ctx, "department");
            let department =
                department.and_then(|node| known(&self.departments, ("G0703", "G0704"), node, ctx));
            let above = fields.optional("reports_to");
            let reports_to = above.and_then(|node| known(&self.posts, ("G0705", "G0706"), node, ctx));
            let words = [("required", true), ("optional", false)];
            let delegate = fields.optional("delegate").and_then(|node| ctx.one_of(node, &words));
            let clause =
                fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
            let reads_all = fields.optional("reads_all").and_then(|node| ctx.boolean(node)).unwrap_or(false);
            fields.finish(ctx);
            posts.push(Post {
                id: id.value.clone(),
                title: title.unwrap_or_default(),
                department: department.unwrap_or_default(), // reported: then it is not used
                reports_to,
                delegate_required: delegate.unwrap_or(false),
                clause,
                reads_all,
                span: id.span,
            });
        }
        posts
    }

    /// A post that is above itself: an overdue task would be escalated for ever.
    fn report_circles(&self, organisation: &Organisation, ctx: &mut Ctx<'_>) {
        for post in &organisation.posts {
            let mut above = post.reports_to.as_deref();
            for _ in 0..organisation.posts.len() {
                match above {
                    Some(id) if id == post.id => {
                        ctx.error("G0707", post.span, [("post", post.id.clone())]);
                        break;
                    }
                    Some(id) => above = organisation.post(id).and_then(|post| post.reports_to.as_deref()),
                    None => break,
                }
            }
        }
    }
}

fn known(
    names: &Named<'_>,
    codes: (&'static str, &'static str),
    node: &Node,
    ctx: &mut Ctx<'_>,
) -> Option<String> {
    let name = ctx.identifier(node)?;
    if names.iter().any(|(known, _)| known.value == name.value) {
        return Some(name.value);
    }
    let ids: Vec<&str> = names.iter().map(|(id, _)| id.value.as_str()).collect();
    ctx.unknown(codes.0, codes.1, &name, name.span, ids.iter().copied());
    None
}
