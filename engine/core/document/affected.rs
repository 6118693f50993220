//! Whom a document concerns: the policies that rest on it, the posts that have work in them, and, for a change, the
//! departments whose heads the responsibility matrix names as affected (R1.1, 1-4.4).
//!
//! Deliberately absent: what has changed inside a policy. Whoever is in charge of an element answers for all of its policy.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::carries::Carries;
use super::{DocumentId, DocumentKind, Element, Library, Mark, Organisation, Post};
use crate::policy::{Expr, Policy, Signer};
use crate::text::Lang;
use crate::value::Value;

/// Who must read a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readership {
    /// Everybody of the house.
    Everybody,
    /// Holders of these posts; none: nobody must.
    Posts(BTreeSet<String>),
}

impl Library {
    /// A document's number, as the list of distribution gives it; that of a chapter which no rule fits is its own.
    pub fn number_of(&self, id: &DocumentId) -> Option<String> {
        let chapter = id.kind().chapter_lang().and_then(|lang| self.chapter(lang, id.name()));
        let own = chapter.map(|chapter| chapter.document_number.as_str());
        let rule = self.distribution().and_then(|list| list.rule(id));
        rule.map(|rule| rule.number_of(id, own)).or_else(|| own.map(str::to_owned))
    }

    /// The post that keeps a document up to date: a chapter's own, else that of the list of distribution.
    pub fn owner_of(&self, id: &DocumentId) -> Option<String> {
        let chapter = id.kind().chapter_lang().and_then(|lang| self.chapter(lang, id.name()));
        let own = chapter.and_then(|chapter| chapter.owner.as_ref()).map(|owner| owner.value.clone());
        own.or_else(|| Some(self.distribution()?.rule(id)?.owner.value.clone()))
    }

    /// Who must read a revision of a document.
    pub fn readers_of(&self, id: &DocumentId) -> Readership {
        let Some(rule) = self.distribution().and_then(|list| list.rule(id)) else {
            return Readership::Posts(BTreeSet::new());
        };
        if rule.readers.all {
            return Readership::Everybody;
        }
        let mut posts: BTreeSet<String> = rule.readers.posts.iter().map(|post| post.value.clone()).collect();
        if rule.readers.involved {
            posts.extend(self.involved(id));
        }
        Readership::Posts(posts)
    }

    /// Posts that have tasks in the policies that rest on a document, or that may start them.
    pub fn involved(&self, id: &DocumentId) -> BTreeSet<String> {
        let Some(organisation) = self.organisation() else { return BTreeSet::new() };
        self.resting_on(id).into_iter().flat_map(|policy| posts_of(policy, organisation)).collect()
    }

    /// The policies that rest on a document: itself, those that use it, of a chapter those that carry it out. Everything
    /// rests on organisation and calendar: that says nothing, and they have none.
    pub fn resting_on(&self, id: &DocumentId) -> Vec<&Arc<Policy>> {
        let chapter = |policy: &&Arc<Policy>| {
            policy.clause.as_deref().and_then(|clause| clause.split('-').next()) == Some(id.name())
        };
        match id.kind() {
            DocumentKind::Policy | DocumentKind::Scenarios => self.policy(id.name()).into_iter().collect(),
            DocumentKind::Form | DocumentKind::Register | DocumentKind::MailText | DocumentKind::Table => {
                self.policies().filter(|policy| self.pins(&policy.id).contains_key(id)).collect()
            }
            DocumentKind::ChapterZh | DocumentKind::ChapterEn => self.policies().filter(chapter).collect(),
            _ => Vec::new(),
        }
    }
}

/// Posts that a policy addresses, as far as it writes them out: signers, starters, words of its tables and figures.
fn posts_of(policy: &Policy, organisation: &Organisation) -> BTreeSet<String> {
    let word = |expr: &Expr| match expr {
        Expr::Literal(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let tasks = policy.charts.iter().flat_map(|on| &on.work).filter_map(|work| work.task.as_ref());
    let signers = tasks.flat_map(|task| &task.signers).filter_map(|signer| match signer {
        Signer::Post(expr) => word(expr),
        Signer::Person(_) => None,
    });
    let cells = policy.tables.values().flat_map(|table| &table.rows).flat_map(|row| &row.outputs);
    let figures = policy.values.values().filter_map(|value| value.as_text().map(str::to_owned));
    let starters = policy.starts.iter().flat_map(|start| start.posts.iter().cloned());
    let all = signers.chain(cells.filter_map(word)).chain(figures).chain(starters);
    all.filter(|name| organisation.post(name).is_some()).collect()
}

/// The heads of the departments that a change concerns, in the organisation's order: those in charge (▲) or leading with
/// others (□) in the elements of what changes, and those whose own row, posts or appointments change. `old` is what is in
/// force, `new` what would be.
///
/// A department's head is who heads it now: nobody loses their say, or gets somebody else's, by the change that they are
/// asked about. A department that comes with the change has the head it would have, if there is that post already.
pub fn heads(old: &Library, new: &Library, changed: &[DocumentId]) -> Vec<String> {
    let mut concerned = Concerned { old, new, elements: BTreeSet::new(), departments: BTreeSet::new() };
    changed.iter().for_each(|id| concerned.take(id));
    let departments = concerned.all();
    let in_force = old.organisation();
    let known = |head: &String| in_force.is_none_or(|organisation| organisation.post(head).is_some());
    let comes = new.organisation().into_iter().flat_map(|organisation| &organisation.departments);
    let comes = comes.filter(|new| in_force.is_none_or(|old| old.department(&new.id).is_none()));
    let all = in_force.into_iter().flat_map(|organisation| &organisation.departments).chain(comes);
    let mut found: Vec<String> = Vec::new();
    for head in all.filter(|one| departments.contains(&one.id)).filter_map(|one| one.head.clone()) {
        if known(&head) && !found.contains(&head) {
            found.push(head);
        }
    }
    found
}

struct Concerned<'l> {
    old: &'l Library,
    new: &'l Library,
    elements: BTreeSet<String>,
    departments: BTreeSet<String>,
}

impl Concerned<'_> {
    fn take(&mut self, id: &DocumentId) {
        for library in [self.old, self.new] {
            match id.kind() {
                // Stories prove a policy and change nobody's work.
                DocumentKind::Scenarios => {}
                DocumentKind::ChapterZh | DocumentKind::ChapterEn => self.chapter(library, id),
                DocumentKind::Calendar => {
                    let functions = library.matrix().into_iter().flat_map(|matrix| &matrix.functions);
                    let departments = functions.filter_map(|function| function.department.as_ref());
                    self.departments.extend(departments.map(|department| department.value.clone()));
                }
                _ => self.elements_of(library, id),
            }
        }
        match id.kind() {
            DocumentKind::Organisation => self.organisation(),
            DocumentKind::Matrix => self.matrix(),
            DocumentKind::Appointments => self.appointments(),
            DocumentKind::Distribution => self.distribution(),
            _ => {}
        }
    }

    fn elements_of(&mut self, library: &Library, id: &DocumentId) {
        self.elements.extend(library.resting_on(id).into_iter().filter_map(|policy| policy.element.clone()));
    }

    /// The chapter's own element, and those of what carries its changed paragraphs out.
    fn chapter(&mut self, library: &Library, id: &DocumentId) {
        let lang = id.kind().chapter_lang().unwrap_or(Lang::Zh);
        let of = |library: &Library| library.chapter(lang, id.name()).cloned();
        self.elements.extend(of(library).and_then(|chapter| chapter.element.clone()));
        let (before, after) = (of(self.old), of(self.new));
        let text = |chapter: &Option<Arc<super::Chapter>>, clause: &str| {
            chapter.as_ref().and_then(|chapter| chapter.clauses.get(clause)).map(|c| c.text.clone())
        };
        let clauses: BTreeSet<&String> =
            before.iter().chain(&after).flat_map(|chapter| chapter.clauses.keys()).collect();
        let carries = Carries::of(library);
        for clause in clauses.into_iter().filter(|c| text(&before, c) != text(&after, c)) {
            for carrier in carries.of_paragraph(clause) {
                self.elements_of(library, &carrier.document);
            }
        }
    }

    fn organisation(&mut self) {
        let bare = |post: &Post| Post { span: crate::text::Span::default(), ..post.clone() };
        for (one, other) in [(self.old, self.new), (self.new, self.old)] {
            let Some(organisation) = one.organisation() else { continue };
            let other = other.organisation();
            for department in &organisation.departments {
                if other.and_then(|o| o.department(&department.id)) != Some(department) {
                    self.departments.insert(department.id.clone());
                }
            }
            for post in &organisation.posts {
                if other.and_then(|o| o.post(&post.id)).map(bare) != Some(bare(post)) {
                    self.departments.insert(post.department.clone());
                }
            }
        }
    }

    /// Elements whose row is another one, and departments whose mark in it is.
    fn matrix(&mut self) {
        for (one, other) in [(self.old, self.new), (self.new, self.old)] {
            let Some(matrix) = one.matrix() else { continue };
            for row in &matrix.rows {
                let twin = other.matrix().and_then(|other| other.element(&row.number));
                let same = |twin: &Element| twin.title == row.title && twin.clause == row.clause;
                for (place, function) in matrix.functions.iter().enumerate() {
                    let theirs = other.matrix().and_then(|other| {
                        let place = other.functions.iter().position(|f| f.id == function.id)?;
                        other.element(&row.number)?.marks.get(place).copied()
                    });
                    if theirs != row.marks.get(place).copied() {
                        self.elements.insert(row.number.clone());
                        self.departments.extend(function.department.as_ref().map(|d| d.value.clone()));
                    }
                }
                if !twin.is_some_and(same) {
                    self.elements.insert(row.number.clone());
                }
            }
        }
    }

    fn appointments(&mut self) {
        let lines = |library: &Library| -> BTreeSet<(String, String)> {
            let rows = library.appointments().into_iter().flat_map(|list| &list.rows);
            rows.map(|row| (row.post.value.clone(), format!("{} {:?}", row.id(), row.to))).collect()
        };
        let (old, new) = (lines(self.old), lines(self.new));
        let posts: Vec<String> = old.symmetric_difference(&new).map(|(post, _)| post.clone()).collect();
        posts.iter().for_each(|post| self.department_of(post));
    }

    /// Owners and readers of the rules that are other ones.
    fn distribution(&mut self) {
        let rules = |library: &Library| -> BTreeSet<(Vec<String>, String)> {
            let rules = library.distribution().into_iter().flat_map(|list| &list.rules);
            rules
                .map(|rule| {
                    let posts = rule.readers.posts.iter().chain([&rule.owner]);
                    let says =
                        (&rule.documents.value, &rule.number.value, &rule.review, rule.hold, rule.public);
                    let readers =
                        (rule.readers.all, rule.readers.involved, &rule.copies.as_ref().map(|c| &c.value));
                    (posts.map(|post| post.value.clone()).collect(), format!("{says:?} {readers:?}"))
                })
                .collect()
        };
        let (old, new) = (rules(self.old), rules(self.new));
        let posts: Vec<String> =
            old.symmetric_difference(&new).flat_map(|(posts, _)| posts.clone()).collect();
        posts.iter().for_each(|post| self.department_of(post));
    }

    fn department_of(&mut self, post: &str) {
        for library in [self.old, self.new] {
            let post = library.organisation().and_then(|organisation| organisation.post(post));
            self.departments.extend(post.map(|post| post.department.clone()));
        }
    }

    /// Departments, and those that the matrix puts in charge of the elements, before or after.
    fn all(self) -> BTreeSet<String> {
        let mut departments = self.departments;
        for matrix in [self.old, self.new].into_iter().filter_map(Library::matrix) {
            for element in matrix.rows.iter().filter(|row| self.elements.contains(&row.number)) {
                let marked = matrix.functions.iter().zip(&element.marks);
                let marked = marked.filter(|(_, mark)| matches!(mark, Mark::InCharge | Mark::CoLeads));
                let named = marked.filter_map(|(function, _)| function.department.as_ref());
                departments.extend(named.map(|department| department.value.clone()));
            }
        }
        departments
    }
}
