//! Names of documents: the path of the file without its ending, the same in every revision.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::{Lang, is_identifier};

/// Names a document whatever its revision: `policies/complaint`, `forms/registers/customer`, `manual/zh/8.14`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(Arc<str>);

/// What sort of document it is; decided by where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// `policies/<id>`: a chart with the work that people do in it.
    Policy,
    /// `policies/<id>.test`: stories that prove a policy.
    Scenarios,
    /// `policies/mail/<id>`: a text that a policy mails.
    MailText,
    /// `policies/tables/<id>`: figures, decision tables, weights that policies share.
    Table,
    /// `policies/matrix`: which function leads, has charge of, or assists in each element.
    Matrix,
    /// `policies/organisation`: departments and posts.
    Organisation,
    /// `policies/calendar`: working days.
    Calendar,
    /// `policies/distribution`: numbers, owners, readers, reviews, copies.
    Distribution,
    /// `policies/appointments`: who holds which post.
    Appointments,
    /// `forms/<id>`: a record's fields.
    Form,
    /// `forms/registers/<id>`: master data.
    Register,
    /// `manual/zh/<number>`: a chapter of the manual in Chinese.
    ChapterZh,
    /// `manual/en/<number>`: the same in English.
    ChapterEn,
}

/// The text names no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no document")]
pub struct NoDocument(pub String);

impl DocumentId {
    /// Reads a name such as `policies/complaint`.
    pub fn parse(text: &str) -> Option<DocumentId> {
        kind_of(text).map(|_| DocumentId(text.into()))
    }

    /// The document that a file holds, by its path within the folder of documents (`policies/complaint.yaml`).
    pub fn of_path(path: &str) -> Option<DocumentId> {
        let id = path.strip_suffix(".yaml").or_else(|| path.strip_suffix(".md"))?;
        DocumentId::parse(id).filter(|id| id.path() == path)
    }

    /// The file that holds it.
    pub fn path(&self) -> String {
        let ending = match self.kind() {
            DocumentKind::ChapterZh | DocumentKind::ChapterEn => "md",
            _ => "yaml",
        };
        format!("{}.{ending}", self.0)
    }

    /// What sort of document it is.
    pub fn kind(&self) -> DocumentKind {
        kind_of(&self.0).expect("no DocumentId is made without a kind")
    }

    /// The last part: the policy's, form's, register's or mail text's own id, the chapter's number.
    pub fn name(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".test").unwrap_or(name)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The document of this kind and name. `None` if the name cannot be one.
    pub fn of(kind: DocumentKind, name: &str) -> Option<DocumentId> {
        let text = match kind {
            DocumentKind::Policy => format!("policies/{name}"),
            DocumentKind::Scenarios => format!("policies/{name}.test"),
            DocumentKind::MailText => format!("policies/mail/{name}"),
            DocumentKind::Table => format!("policies/tables/{name}"),
            DocumentKind::Matrix => "policies/matrix".to_owned(),
            DocumentKind::Organisation => "policies/organisation".to_owned(),
            DocumentKind::Calendar => "policies/calendar".to_owned(),
            DocumentKind::Distribution => "policies/distribution".to_owned(),
            DocumentKind::Appointments => "policies/appointments".to_owned(),
            DocumentKind::Form => format!("forms/{name}"),
            DocumentKind::Register => format!("forms/registers/{name}"),
            DocumentKind::ChapterZh => format!("manual/zh/{name}"),
            DocumentKind::ChapterEn => format!("manual/en/{name}"),
        };
        DocumentId::parse(&text).filter(|id| id.kind() == kind)
    }
}

impl DocumentKind {
    /// The language of a chapter.
    pub fn chapter_lang(self) -> Option<Lang> {
        match self {
            DocumentKind::ChapterZh => Some(Lang::Zh),
            DocumentKind::ChapterEn => Some(Lang::En),
            _ => None,
        }
    }
}

fn kind_of(id: &str) -> Option<DocumentKind> {
    let (folder, name) = id.rsplit_once('/')?;
    match folder {
        "policies" => match name {
            "organisation" => Some(DocumentKind::Organisation),
            "matrix" => Some(DocumentKind::Matrix),
            "calendar" => Some(DocumentKind::Calendar),
            "distribution" => Some(DocumentKind::Distribution),
            "appointments" => Some(DocumentKind::Appointments),
            _ => match name.strip_suffix(".test") {
                Some(policy) => is_identifier(policy).then_some(DocumentKind::Scenarios),
                None => is_identifier(name).then_some(DocumentKind::Policy),
            },
        },
        "policies/tables" => is_identifier(name).then_some(DocumentKind::Table),
        "policies/mail" => is_identifier(name).then_some(DocumentKind::MailText),
        "forms" => is_identifier(name).then_some(DocumentKind::Form),
        "forms/registers" => is_identifier(name).then_some(DocumentKind::Register),
        "manual/zh" => is_chapter(name).then_some(DocumentKind::ChapterZh),
        "manual/en" => is_chapter(name).then_some(DocumentKind::ChapterEn),
        _ => None,
    }
}

/// `8.14`, `9`, `0.2-A`: what may begin a clause.
fn is_chapter(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
        && name.len() <= crate::limits::IDENTIFIER_CHARS
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = NoDocument;

    fn try_from(text: String) -> Result<DocumentId, NoDocument> {
        DocumentId::parse(&text).ok_or(NoDocument(text))
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> String {
        id.0.to_string()
    }
}
