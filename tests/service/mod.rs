//! What the service promises on both databases: serializable commands, one winner, pinned documents, personal values
//! apart, a ledger that verifies and cases that replay.

mod accounts;
mod appointed;
mod calls;
mod changes;
mod distribution;
mod exchange;
mod first_release;
mod moved_links;
mod moves;
mod not_in_force;
mod pins;
mod privacy;
mod proofs;
mod race;
mod revisions;
mod shared;
mod sheets;
mod signing;
mod stale;
mod trace;
mod verify;
mod who_decides;

use std::collections::BTreeMap;

use guicheng::service::Service;
use guicheng_core::form::Input;
use serde_json::Value;

/// Fields as a program sends them.
fn fields(value: Value) -> BTreeMap<String, Input> {
    Input::from_json(value.as_object().cloned().unwrap())
}

/// The chain holds, every case replays.
async fn assert_provable(service: &Service) {
    let verified = service.verify().await.unwrap();
    assert!(verified.is_good(), "{verified:?}");
    let replayed = service.replay(None).await.unwrap();
    assert!(replayed.different.is_empty(), "{replayed:?}");
}
