//! The stories of a policy, told on documents that are being tried.
//!
//! Deliberately absent: words; and telling a bundle's stories for its evidence, which is `changes/gather`'s.

use guicheng_core::document::DocumentKind;
use guicheng_core::scenario::{self, Outcome};
use guicheng_core::text::{Findings, Severity, Source};

use super::changes::Stories;
use super::sheets::Tried;
use super::{Caller, Service, ServiceError};

/// What came of a policy's stories.
#[derive(Clone, Debug)]
pub struct ToldStories {
    /// The policy's id.
    pub policy: String,
    pub outcome: Outcome,
    /// The file that tells them.
    pub source: Option<Source>,
}

impl ToldStories {
    /// As evidence keeps it.
    pub fn kept(&self) -> Stories {
        Stories::of(&self.policy, &self.outcome, self.source.as_ref())
    }
}

impl Service {
    /// What the documents would be with all of a change, judged. Nothing is kept.
    pub async fn try_change(&self, caller: &Caller, change: &str) -> Result<Tried, ServiceError> {
        let view = self.change_view(caller, change).await?;
        let new = self.ground_of(&view.change.id).await?.new;
        let (library, findings) = (new.library.clone(), new.findings.clone());
        Ok(Tried { library, findings, elsewhere: Vec::new() })
    }

    /// Tells the stories of a policy. None where the documents have errors, on which a story proves nothing, and where
    /// there are no stories.
    pub async fn tell_stories(
        &self,
        tried: &Tried,
        policy: &str,
    ) -> Result<Option<ToldStories>, ServiceError> {
        let mut findings = tried.findings.iter().chain(&tried.elsewhere);
        if findings.any(|finding| finding.severity == Severity::Error) {
            return Ok(None);
        }
        let (library, policy) = (tried.library.clone(), policy.to_owned());
        let told = tokio::task::spawn_blocking(move || {
            let mut findings = Findings::new();
            let book = scenario::read(&library, &policy, &mut findings).filter(|_| !findings.has_errors())?;
            let outcome = scenario::run(&library, &book);
            let source = library.source(DocumentKind::Scenarios, &policy).cloned();
            Some(ToldStories { policy, outcome, source })
        });
        told.await.map_err(|error| ServiceError::Broken(error.to_string()))
    }
}
