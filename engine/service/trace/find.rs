//! What an auditor may mean by a word: a case, a document or a person, by number, title or name.

use guicheng_core::text::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::limits;
use crate::service::{Caller, Service, ServiceError, bilingual};
use crate::store::Page;
use crate::store::tables::case::CaseFilter;

/// What can be traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Traceable {
    /// A case.
    Case,
    /// A document.
    Document,
    /// A person.
    Person,
}

/// Something that a word may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TraceMatch {
    /// Which sort.
    pub kind: Traceable,
    /// Its id, for the trace itself.
    pub id: String,
    /// A case's or document's number, a person's id; empty without one.
    pub number: String,
    /// Title or name.
    pub title: String,
    /// The word is its id, number, title or name; otherwise it is only contained there.
    #[serde(skip)]
    pub(crate) exact: bool,
}

impl Service {
    /// Everything that a word may mean, what it names exactly first; at most [`limits::LIST_PAGE`] of each sort, the
    /// newest cases. Upper and lower case are alike.
    ///
    /// # Errors
    /// For who does not read everything.
    pub async fn trace_find(
        &self,
        caller: &Caller,
        word: &str,
        lang: Lang,
    ) -> Result<Vec<TraceMatch>, ServiceError> {
        self.may_trace(caller)?;
        let word = word.trim().to_lowercase();
        if word.is_empty() {
            return Ok(Vec::new());
        }
        let most = limits::LIST_PAGE as usize;
        let mut found = Vec::new();
        let mut documents = Vec::new();
        for row in self.inner.store.read().documents(None).await? {
            let (titles, number) = (bilingual(&row.title), row.number.unwrap_or_default());
            let said = [row.id.as_str(), &number, &titles.zh, &titles.en];
            documents.extend(fits(&word, &said).map(|exact| TraceMatch {
                kind: Traceable::Document,
                title: titles.get(lang).to_owned(),
                id: row.id.clone(),
                number,
                exact,
            }));
        }
        documents.sort_by_key(|found| !found.exact);
        found.extend(documents.into_iter().take(most));
        let people = self.inner.store.read().people().await?.into_iter().filter_map(|row| {
            let exact = fits(&word, &[&row.id, &row.name])?;
            let number = row.id.clone();
            Some(TraceMatch { kind: Traceable::Person, id: row.id, number, title: row.name, exact })
        });
        found.extend(people.take(most));
        let page = Page { offset: 0, limit: limits::LIST_PAGE };
        let filter = CaseFilter { search: word.clone(), ..CaseFilter::default() };
        let mut cases = self.inner.store.read().cases(&filter, page).await?;
        // Whoever gives an id means that one.
        cases.extend(self.inner.store.read().instance(&word).await?);
        for row in cases {
            let (title, number) = (bilingual(&row.title), row.number.unwrap_or_default());
            let exact = fits(&word, &[&row.id, &number, &title.zh, &title.en]).unwrap_or_default();
            let title = title.get(lang).to_owned();
            found.push(TraceMatch { kind: Traceable::Case, id: row.id, number, title, exact });
        }
        found.sort_by_key(|found| !found.exact);
        Ok(found)
    }
}

/// Whether a word is one of these, or contained in one.
fn fits(word: &str, said: &[&str]) -> Option<bool> {
    let said: Vec<String> = said.iter().map(|said| said.to_lowercase()).collect();
    match said.iter().any(|said| said == word) {
        true => Some(true),
        false => said.iter().any(|said| said.contains(word)).then_some(false),
    }
}
