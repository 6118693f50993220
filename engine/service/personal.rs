//! Personal values: kept beside the case, never in it. Record and ledger hold salted commitments.

use guicheng_core::form::Form;
use guicheng_core::value::{Hash, Map, Value, canonical};

use super::fill::Filled;
use super::{Service, ServiceError};
use crate::edge::random_bytes;
use crate::store::Unit;
use crate::store::tables::personal::PersonalRow;

/// A personal value with its salt.
#[derive(Debug)]
pub(super) struct Secret {
    pub(super) field: String,
    pub(super) commitment: Hash,
    pub(super) salt: [u8; 32],
    pub(super) content: String,
}

/// Replaces the values of personal fields by commitments.
pub(super) fn seal(form: &Form, fields: Map) -> Filled {
    let mut filled = Filled::default();
    for (name, value) in fields {
        let is_personal = form.field(&name).is_some_and(|field| field.personal);
        if !is_personal || value.is_null() {
            filled.fields.insert(name, value);
            continue;
        }
        let secret = commit(&name, &value);
        filled.fields.insert(name, Value::Sealed(secret.commitment));
        filled.personal.push(secret);
    }
    filled
}

/// SHA-256 over 32 random bytes and the canonical text: the value cannot be guessed from it.
pub(super) fn commit(field: &str, value: &Value) -> Secret {
    let salt: [u8; 32] = random_bytes();
    let content =
        canonical::to_string(value).expect("values of forms have a canonical text: no floats in them");
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(content.as_bytes());
    Secret { field: field.to_owned(), commitment: Hash::of(&bytes), salt, content }
}

/// Lays a case's personal values beside it.
pub(super) fn keep(unit: &mut Unit, instance: &str, secrets: Vec<Secret>) {
    rows("instance", instance, secrets).into_iter().for_each(|row| unit.put(row));
}

/// The rows of the personal values of a case or a register's row.
pub(super) fn rows(scope: &str, owner: &str, secrets: Vec<Secret>) -> Vec<PersonalRow> {
    let row = |secret: Secret| PersonalRow {
        commitment: secret.commitment,
        scope: scope.to_owned(),
        owner: owner.to_owned(),
        field: secret.field,
        subject: None,
        salt: Some(secret.salt.to_vec()),
        content: Some(secret.content),
    };
    secrets.into_iter().map(row).collect()
}

impl Service {
    /// A map with its commitments replaced by the values; erased ones become null.
    pub(super) async fn unseal(&self, map: &Map) -> Result<Map, ServiceError> {
        let sealed: Vec<Hash> = map
            .values()
            .filter_map(|value| match value {
                Value::Sealed(commitment) => Some(*commitment),
                _ => None,
            })
            .collect();
        if sealed.is_empty() {
            return Ok(map.clone());
        }
        let rows = self.inner.store.read().personal(&sealed).await?;
        let open = |value: &Value| -> Value {
            let Value::Sealed(commitment) = value else { return value.clone() };
            let row = rows.iter().find(|row| row.commitment == *commitment);
            let content = row.and_then(|row| row.content.as_deref());
            content.and_then(|text| canonical::from_str(text).ok()).unwrap_or(Value::Null)
        };
        Ok(map.iter().map(|(name, value)| (name.clone(), open(value))).collect())
    }
}
