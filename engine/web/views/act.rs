//! How a task is answered: what is asked, and the buttons that say what will happen.
//!
//! Choices may ask for different sections of the form. Without a script the page solves it so: the main choice's
//! sections stand open; a choice that asks nothing beyond them is a button beside the main one; a choice that asks
//! for more has a box of its own that unfolds, with those sections, its opinion and its button inside. All of
//! it is one form, so nothing typed is lost whichever button is pressed.
//!
//! Deliberately absent: which choices there are and what they ask; the service says so in [`Answer`]s.

use crate::lang::{self, Lang, Say};

use super::form::{self, Problem};
use super::{Control, Field, Section};

/// One choice with all that it asks, as the handler knows it. The first one is the main one.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub choice: Choice,
    /// Whether an opinion is asked.
    pub opinion: Opinion,
    /// The sections it asks; fields are named `f.<field>`.
    pub sections: Vec<Section>,
}

/// A button.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Posted as `choice`.
    pub id: String,
    /// What will happen: `同意并会签`.
    pub label: String,
    pub kind: ChoiceKind,
    /// A short sentence on what follows: `退回产品质量委员会再议`; may be empty.
    pub note: String,
    /// For a signature, what it means: `本人已核对以上内容，同意按此处理。`
    pub meaning: String,
}

/// How a choice's button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChoiceKind {
    /// The main one: blue.
    Do,
    /// Any other.
    #[default]
    Plain,
    /// It signs: seal-red.
    Sign,
}

impl ChoiceKind {
    /// The button's class.
    pub fn class(self) -> &'static str {
        match self {
            ChoiceKind::Do => "do",
            ChoiceKind::Plain => "plain",
            ChoiceKind::Sign => "sign",
        }
    }
}

/// Whether an opinion goes with a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opinion {
    None,
    #[default]
    Optional,
    Required,
}

/// The form of a task, arranged for the page. Posted: `csrf`, the `hidden` ones, `choice`, `opinion`, the fields, and
/// `sign.*` where a signature is asked. For a choice in `apart`, its own fields and opinion are posted as `<choice>/f.<field>` and
/// `<choice>/opinion`: look for these first. Fields of other choices are posted too and are to be left out.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// Where it is posted.
    pub action: String,
    /// What must come back unchanged: `task revision`, `idempotency key`.
    pub hidden: Vec<(String, String)>,
    /// The sections that stand open.
    pub sections: Vec<Section>,
    /// The open opinion, asked by at least one button.
    pub opinion: Option<Field>,
    /// The buttons, the main one first.
    pub choices: Vec<Choice>,
    /// Choices with a box of their own.
    pub apart: Vec<Apart>,
    /// What a signature asks for once more.
    pub sign: Option<Sign>,
    /// What must be ticked as read, one by one.
    pub reads: Vec<super::ReadPart>,
}

/// A signature's part of the form: what it means, what it covers, and the signer's proof. The password never comes back.
#[derive(Clone, Debug, Default)]
pub struct Sign {
    /// Who signs, in which post.
    pub who: String,
    /// Their sign-in name, for password managers.
    pub username: String,
    /// What the signature means, one sentence for each meaning that the buttons have.
    pub meanings: Vec<String>,
    /// What exactly it covers.
    pub covers: String,
    /// What the signer has before them; sent back.
    pub seen: String,
    /// They have an authenticator.
    pub asks_code: bool,
    /// Why they cannot sign, and what to do; then nothing is asked.
    pub cannot: String,
    /// What was wrong with the proof.
    pub error: String,
    /// The error is the code's, not the password's.
    pub code_wrong: bool,
    /// The label of what is wrong.
    pub label: String,
    /// In the demo: which password everybody has.
    pub demo: String,
}

impl Sign {
    fn problem(&self) -> Option<Problem> {
        let name = if self.code_wrong { "sign.code" } else { "sign.password" };
        let problem =
            || Problem { name: name.to_owned(), label: self.label.clone(), error: self.error.clone() };
        (!self.error.is_empty()).then(problem)
    }
}

/// A choice that asks for more than the main one.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    pub choice: Choice,
    pub sections: Vec<Section>,
    pub opinion: Option<Field>,
    /// Unfolded because something in it is wrong or was already typed.
    pub open: bool,
}

impl Act {
    /// All mistakes, in the order of the page.
    pub fn problems(&self) -> Vec<Problem> {
        let apart =
            self.apart.iter().flat_map(|a| form::problems(&a.sections).into_iter().chain(one(&a.opinion)));
        form::problems(&self.sections)
            .into_iter()
            .chain(one(&self.opinion))
            .chain(apart)
            .chain(self.sign.iter().flat_map(Sign::problem))
            .collect()
    }

    /// The choice that the Enter key makes: the only one, else none, so that nobody signs by a slip of the finger.
    pub fn on_enter(&self) -> &str {
        match (self.choices.as_slice(), self.apart.is_empty()) {
            ([only], true) => &only.id,
            _ => "",
        }
    }

    /// More buttons than this would cover a phone's page if they stuck to its foot. Who signs types a password first: there
    /// the buttons stand below it, and cover nothing that is still to be read.
    pub fn bar_sticks(&self) -> bool {
        self.choices.len() <= 3 && self.sign.is_none()
    }
}

fn one(field: &Option<Field>) -> Vec<Problem> {
    field.as_ref().map(Field::problems).unwrap_or_default()
}

/// Arranges the choices of a task: see the module. `typed` is the opinion as typed before, `chosen` the choice that
/// was tried and sent back (its box is open), `opinion_error` what was wrong with its opinion.
pub fn arrange(lang: Lang, action: String, answers: Vec<Answer>, typed: &Typed) -> Act {
    let mut act = Act { action, ..Act::default() };
    let mut beside = Vec::new();
    for (place, answer) in answers.into_iter().enumerate() {
        let more: Vec<&Section> =
            answer.sections.iter().filter(|s| !has_section(&act.sections, &s.id)).collect();
        if place == 0 {
            act.sections = answer.sections.clone();
            beside.push(answer);
        } else if more.is_empty() {
            beside.push(answer);
        } else {
            let sections = more.into_iter().cloned().collect();
            act.apart.push(apart(lang, &answer, sections, typed));
        }
    }
    for section in &mut act.sections {
        if section.note.is_empty() {
            section.note = asked_by(lang, section, &beside);
        }
    }
    act.opinion = open_opinion(lang, &beside, typed);
    act.choices = beside.into_iter().map(|answer| answer.choice).collect();
    act
}

/// What was typed before and sent back.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The choice that was tried; empty at first.
    pub choice: String,
    pub opinion: String,
    /// What is wrong with the opinion.
    pub opinion_error: String,
}

fn has_section(sections: &[Section], id: &str) -> bool {
    sections.iter().any(|section| section.id == id)
}

/// The note on a section that not every button asks.
fn asked_by(lang: Lang, section: &Section, beside: &[Answer]) -> String {
    let (asking, other): (Vec<&Answer>, Vec<&Answer>) =
        beside.iter().partition(|answer| has_section(&answer.sections, &section.id));
    if other.is_empty() {
        return String::new();
    }
    lang::t(lang, "web-act-section-for", &[("choices", labels(lang, &asking).into())])
}

fn labels(lang: Lang, answers: &[&Answer]) -> String {
    let quoted: Vec<String> = answers
        .iter()
        .map(|answer| lang::t(lang, "web-act-quoted", &[("choice", answer.choice.label.as_str().into())]))
        .collect();
    lang::list(lang, &quoted)
}

fn open_opinion(lang: Lang, beside: &[Answer], typed: &Typed) -> Option<Field> {
    if beside.iter().all(|answer| answer.opinion == Opinion::None) {
        return None;
    }
    let needing: Vec<&Answer> = beside.iter().filter(|answer| answer.opinion == Opinion::Required).collect();
    let all = needing.len() == beside.len();
    let hint = match needing.is_empty() || all {
        true => String::new(),
        false => lang::t(lang, "web-act-opinion-for", &[("choices", labels(lang, &needing).into())]),
    };
    let mine = beside.iter().any(|answer| answer.choice.id == typed.choice);
    Some(opinion(lang, "opinion".to_owned(), all, hint, if mine { Some(typed) } else { None }))
}

fn opinion(lang: Lang, name: String, required: bool, hint: String, typed: Option<&Typed>) -> Field {
    let (value, error) = typed.map(|t| (t.opinion.clone(), t.opinion_error.clone())).unwrap_or_default();
    Field {
        name,
        label: lang.t("web-act-opinion"),
        hint,
        required,
        error,
        personal: false,
        control: Control::Long { value },
    }
}

fn apart(lang: Lang, answer: &Answer, mut sections: Vec<Section>, typed: &Typed) -> Apart {
    let choice = answer.choice.clone();
    let prefix = format!("{}/", choice.id);
    for section in sections.iter_mut().filter(|section| section.title == choice.label) {
        // The box says it already.
        section.title.clear();
    }
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        field.rename(&prefix);
    }
    let tried = choice.id == typed.choice;
    let opinion = match answer.opinion {
        Opinion::None => None,
        asked => Some(opinion(
            lang,
            format!("{prefix}opinion"),
            asked == Opinion::Required,
            String::new(),
            tried.then_some(typed),
        )),
    };
    let open = tried || !form::problems(&sections).is_empty();
    Apart { choice, sections, opinion, open }
}
