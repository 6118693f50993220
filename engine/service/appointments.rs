//! Appointments that a document makes (R4.3): when it comes into force, the table of appointments follows it in the same
//! transaction, under the entry of the release.
//!
//! What has to change is worked out by the core ([`Appointments::changes`]). Deliberately absent: people, who are data and no
//! document; delegations that people make when they are away.

use guicheng_core::calendar::Calendar;
use guicheng_core::document::{Appointments, Held};
use guicheng_core::value::Moment;

use super::ServiceError;
use crate::store::tables::people::{AppointmentKind, AppointmentRow, PersonRow};
use crate::store::{Tx, Unit};

/// What is done about people whom the house does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// A change that names them is refused.
    Refused,
    /// They are passed over: at the first release people may still have to be taken in.
    PassedOver,
}

/// Brings the table of appointments to what the document says, from now on. Rows go with the unit's present entry.
///
/// # Errors
/// `no-such-person` with the id, if unknown people are refused.
pub(super) async fn reconcile(
    tx: &mut Tx,
    unit: &mut Unit,
    list: &Appointments,
    calendar: &Calendar,
    unknown: Unknown,
    now: Moment,
) -> Result<(), ServiceError> {
    let held: Vec<Held> = tx.read().all_appointments().await?.into_iter().map(held_of).collect();
    let by_entry = unit.seq();
    let mut changed = false;
    for row in list.changes(&held, calendar, now) {
        let begins = held.iter().all(|held| held.id != row.id);
        if begins && tx.get::<PersonRow>(row.person.as_str()).await?.is_none() {
            match unknown {
                Unknown::Refused => {
                    return Err(ServiceError::refused("appointed-unknown", [("person", row.person)]));
                }
                Unknown::PassedOver => continue,
            }
        }
        changed = true;
        unit.put(AppointmentRow {
            id: row.id,
            post: row.post,
            person: row.person,
            kind: if row.delegate { AppointmentKind::Delegate } else { AppointmentKind::Holder },
            from_at: row.from,
            to_at: row.to,
            by_entry,
        });
    }
    if changed {
        super::staffing::mark_changed(unit);
    }
    Ok(())
}

fn held_of(row: AppointmentRow) -> Held {
    Held {
        delegate: row.kind == AppointmentKind::Delegate,
        id: row.id,
        post: row.post,
        person: row.person,
        from: row.from_at,
        to: row.to_at,
    }
}
