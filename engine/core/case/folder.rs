//! Folders: data that cases of one matter share, whatever their policies are.
//!
//! A case joins a folder once, at its start or as soon as the policy's expression has a value, and stays in it. What lies
//! in the folder is a question about the world; what this step puts there is seen by its own scripts at once.
//! Deliberately absent: rights on single fields, and taking a case out again.

use super::actions::Setting;
use super::drive::Drive;
use super::scene::text_of;
use super::{Effect, Refusal, StepError};
use crate::guard::Question;
use crate::limits;
use crate::policy::Expr;
use crate::value::{Map, Value};

impl Drive<'_> {
    /// Joins the folder of the policy's expression, if it has a value by now.
    pub(super) fn join_folder(&mut self) -> Result<(), StepError> {
        let (Some(expr), None) = (&self.policy.folder, &self.snapshot.folder) else { return Ok(()) };
        let folder = text_of(&self.evaluate(expr, "", None, &[])?);
        if folder.chars().count() > limits::FOLDER_CHARS {
            let args = [("got", folder), ("limit", limits::FOLDER_CHARS.to_string())];
            return Err(Refusal::new("not-a-folder", args).into());
        }
        if !folder.is_empty() {
            self.effects.push(Effect::FolderJoined { folder: folder.clone() });
            self.snapshot.folder = Some(folder);
        }
        Ok(())
    }

    /// `{ folder: { field: expr } }`
    pub(super) fn write_folder(
        &mut self,
        fields: &[(String, Expr)],
        at: &Setting<'_>,
    ) -> Result<(), StepError> {
        let Some(folder) = self.snapshot.folder.clone() else {
            return Err(Refusal::new("no-folder", []).into());
        };
        let set = self.map(fields, at)?;
        self.shared.extend(set.clone());
        self.effects.push(Effect::Folder { folder, set });
        Ok(())
    }

    /// What scripts see as `folder`: empty as long as the case is in none.
    pub(super) fn folder(&self) -> Result<Value, StepError> {
        let Some(folder) = &self.snapshot.folder else { return Ok(Value::Map(Map::new())) };
        let mut fields = match self.ask(Question::Folder { folder: folder.clone() })? {
            Value::Map(fields) => fields,
            _ => Map::new(),
        };
        fields.extend(self.shared.clone());
        fields.retain(|_, value| !value.is_null());
        Ok(Value::Map(fields))
    }
}
