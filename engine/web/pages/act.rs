//! The form of a task or of a start: what each choice asks, filled with what is known or was typed, and what was sent.

use std::collections::BTreeMap;

use guicheng_core::form::Input;
use guicheng_core::policy::Policy;

use crate::edge::new_id;
use crate::lang::{Lang, Say};
use crate::service::{Books, ChoiceView, FieldTold, ServiceError, TaskView};
use crate::web::guard::first;
use crate::web::session::Seen;
use crate::web::views::{self, Act, Answer, ChoiceKind, Opinion, Typed};
use crate::web::when::When;

use super::form::{self, FIELD, Filling, Pairs};

/// What came back from a form that was refused, or asks for more rows.
#[derive(Clone, Copy, Default)]
pub struct Returned<'a> {
    pub pairs: &'a Pairs,
    pub problems: &'a [FieldTold],
    /// What is wrong with the opinion.
    pub opinion: &'a str,
    /// What is wrong with the signer's proof.
    pub sign: &'a str,
    /// It is the code that is wrong.
    pub code_wrong: bool,
}

/// A choice, for a task or a start.
pub struct Offer {
    pub choice: views::Choice,
    pub opinion: Opinion,
    /// The form's section that it asks.
    pub section: Option<String>,
}

/// What surrounds a form.
pub struct Desk<'a> {
    pub seen: &'a Seen,
    pub when: &'a When,
    pub books: &'a Books,
    pub policy: &'a Policy,
    pub record: &'a guicheng_core::value::Map,
    /// What references may name, where it is not what the company's registers hold: in a trial.
    pub stage: Option<&'a guicheng_core::stage::Stage>,
}

impl Desk<'_> {
    /// The form, arranged for the page.
    pub async fn act(
        &self,
        action: String,
        offers: Vec<Offer>,
        back: Option<Returned<'_>>,
    ) -> Result<Act, ServiceError> {
        let chosen = back.map(|back| chosen(back.pairs)).unwrap_or_default();
        let main = offers.first().and_then(|offer| offer.section.clone());
        let asked =
            offers.iter().find(|offer| offer.choice.id == chosen).and_then(|offer| offer.section.clone());
        let mut answers = Vec::new();
        for offer in offers {
            let sections = match &offer.section {
                Some(section) => {
                    let apart = offer.section != main;
                    let prefix =
                        if apart { format!("{}/{FIELD}", offer.choice.id) } else { FIELD.to_owned() };
                    let tried = offer.section == asked && (!apart || offer.choice.id == chosen);
                    vec![self.section(section, prefix, tried, back).await?]
                }
                None => Vec::new(),
            };
            answers.push(Answer { choice: offer.choice, opinion: offer.opinion, sections });
        }
        let typed = back.map(|back| self.typed(&chosen, back)).unwrap_or_default();
        let mut act = views::arrange(self.when.lang, action, answers, &typed);
        if let Some(back) = back {
            keep_opinions(&mut act, back.pairs);
        }
        let key = back.map(|back| first(back.pairs, "key").to_owned()).filter(|key| !key.is_empty());
        act.hidden =
            vec![("key".to_owned(), key.unwrap_or_else(|| new_id(self.when.now).simple().to_string()))];
        Ok(act)
    }

    async fn section(
        &self,
        id: &str,
        prefix: String,
        tried: bool,
        back: Option<Returned<'_>>,
    ) -> Result<views::Section, ServiceError> {
        let form = self.books.form_of(self.policy);
        let found = form.and_then(|form| Some((form, form.section(id)?)));
        let (form, section) = found.ok_or_else(|| ServiceError::Broken(format!("no section {id}")))?;
        let lists = match self.stage {
            Some(stage) => super::simulate::lists(self.books, stage, form, section),
            None => self.seen.service.references(self.books, self.policy, id).await?,
        };
        let more = back
            .and_then(|back| form::more(back.pairs))
            .filter(|(box_, _)| format!("{box_}{FIELD}") == prefix);
        let filling = Filling {
            when: self.when,
            form,
            lists: &lists,
            record: self.record,
            typed: back.map(|back| (back.pairs, prefix)),
            problems: back.filter(|_| tried).map_or(&[], |back| back.problems),
            more: more.as_ref().map_or("", |(_, field)| field),
        };
        Ok(filling.section(section))
    }

    fn typed(&self, chosen: &str, back: Returned<'_>) -> Typed {
        Typed {
            choice: chosen.to_owned(),
            opinion: opinion(back.pairs, chosen),
            opinion_error: back.opinion.to_owned(),
        }
    }
}

/// What was typed beside a button that was not pressed comes back, too.
fn keep_opinions(act: &mut Act, pairs: &Pairs) {
    let boxes = act.apart.iter_mut().filter_map(|apart| apart.opinion.as_mut());
    for field in act.opinion.iter_mut().chain(boxes) {
        if let views::Control::Long { value } = &mut field.control
            && value.is_empty()
        {
            *value = first(pairs, &field.name).replace("\r\n", "\n");
        }
    }
}

/// Problems of names that the form does not have: nothing on the page stands for them.
pub fn unplaced(act: &Act, problems: &[FieldTold]) -> String {
    let has = |name: &str| {
        let id = name.split('.').next().unwrap_or_default();
        let sections = act.sections.iter().chain(act.apart.iter().flat_map(|apart| &apart.sections));
        sections
            .flat_map(|section| &section.fields)
            .any(|field| field.name.ends_with(&format!("{FIELD}{id}")))
    };
    let left = problems.iter().filter(|problem| !has(&problem.field));
    left.map(|problem| format!("{}: {}", problem.field, problem.message)).collect::<Vec<_>>().join(" · ")
}

/// The choice that was pressed, or in whose box more rows were asked for.
fn chosen(pairs: &Pairs) -> String {
    match form::more(pairs) {
        Some((box_, _)) => box_.trim_end_matches('/').to_owned(),
        None => first(pairs, "choice").to_owned(),
    }
}

/// The opinion typed with a choice: in its own box, else in the open one.
pub fn opinion(pairs: &Pairs, choice: &str) -> String {
    let own = format!("{choice}/opinion");
    let has_own = pairs.iter().any(|(name, _)| *name == own);
    first(pairs, if has_own { &own } else { "opinion" }).replace("\r\n", "\n")
}

/// The fields sent for one of the offers.
pub fn inputs(
    pairs: &Pairs,
    choice: &str,
    offers: &[Offer],
    books: &Books,
    policy: &Policy,
) -> BTreeMap<String, Input> {
    let fields = |section: &Option<String>| -> Vec<String> {
        let found = books.form_of(policy).and_then(|form| form.section(section.as_deref()?));
        found
            .map(|section| section.entries.iter().map(|entry| entry.field.clone()).collect())
            .unwrap_or_default()
    };
    let asked =
        offers.iter().find(|offer| offer.choice.id == choice).map(|o| fields(&o.section)).unwrap_or_default();
    let others: Vec<String> = offers.iter().flat_map(|offer| fields(&offer.section)).collect();
    let lines = |(name, value): (String, String)| (name, value.replace("\r\n", "\n"));
    Input::from_pairs(form::sent(pairs, choice, &asked, &others).into_iter().map(lines))
}

/// The offers of a task.
pub fn offers(view: &TaskView, lang: Lang) -> Vec<Offer> {
    let signs = view.row.sign.as_deref();
    let offer = |(place, choice): (usize, &ChoiceView)| {
        // The first choice is the agreeing one: with it goes the signature, if there is one.
        let kind = match (place, signs) {
            (0, Some(_)) => ChoiceKind::Sign,
            (0, None) => ChoiceKind::Do,
            _ => ChoiceKind::Plain,
        };
        Offer {
            choice: views::Choice {
                id: choice.event.clone(),
                label: choice.title.get(lang).to_owned(),
                kind,
                note: String::new(),
                // Said where the signer proves themselves.
                meaning: String::new(),
            },
            opinion: match (view.opinion, choice.opinion_required) {
                (_, true) => Opinion::Required,
                (true, false) => Opinion::Optional,
                (false, false) => Opinion::None,
            },
            section: choice.section.clone(),
        }
    };
    view.choices.iter().enumerate().map(offer).collect()
}

/// The only offer of a start.
pub fn start_offer(lang: Lang, section: Option<String>) -> Offer {
    let label = lang.t("web-start-do");
    let choice =
        views::Choice { id: "start".to_owned(), label, kind: ChoiceKind::Do, ..views::Choice::default() };
    Offer { choice, opinion: Opinion::None, section }
}
