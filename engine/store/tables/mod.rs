//! The tables: rows, the words their columns may hold, and the reads that pages and jobs make, a file per group.
//!
//! A read is a method of [`Reads`](super::Reads), so that a page (`store.read()`) and a job inside the write transaction
//! (`tx.read()`) ask with the same SQL.

pub mod access;
pub mod case;
pub mod change;
pub mod count;
pub mod document;
pub mod inbox;
pub mod incident;
pub mod ledger;
pub mod mail;
pub mod people;
pub mod personal;
pub mod register;
pub mod shared;
pub mod task;
pub mod timer;

use super::cell::Cell;
use super::connection::Dialect;
use super::reads::Query;
use super::row::{Row, delete_sql, find_sql, write_sql};

/// Declares the tables in the order in which the writer writes them: whoever refers to a row comes after it.
macro_rules! tables {
    ($($table:ident = $name:literal: $row:ty,)+) => {
        /// A table of the schema, in the order of writing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Table { $(#[doc = $name] $table,)+ }

        impl Table {
            /// Every table.
            pub const ALL: &'static [Table] = &[$(Table::$table,)+];

            /// Its name in SQL.
            pub fn name(self) -> &'static str {
                match self { $(Table::$table => $name,)+ }
            }

            /// The statements that are generated for it, with this many rows each, and the kinds of their cells.
            fn generated(self, dialect: Dialect, rows: usize) -> [(String, Vec<Cell>); 3] {
                match self {
                    $(Table::$table => {
                        let kinds = |columns: usize| vec![&<$row>::NULLS[..columns]; rows].concat();
                        [
                            (write_sql::<$row>(dialect, rows), kinds(<$row>::COLUMNS.len())),
                            (find_sql::<$row>(dialect, rows), kinds(<$row>::KEYS)),
                            (delete_sql::<$row>(dialect, rows), kinds(<$row>::KEYS)),
                        ]
                    },)+
                }
            }
        }
    };
}

tables! {
    Entry = "entry": ledger::EntryRow,
    Meta = "meta": count::MetaRow,
    Clock = "clock": timer::ClockRow,
    Blob = "blob": document::BlobRow,
    Document = "document": document::DocumentRow,
    Revision = "revision": document::RevisionRow,
    Person = "person": people::PersonRow,
    Appointment = "appointment": people::AppointmentRow,
    Absence = "absence": people::AbsenceRow,
    Register = "register_row": register::RegisterRow,
    Instance = "instance": case::InstanceRow,
    Snapshot = "snapshot": case::SnapshotRow,
    Lock = "lock": shared::LockRow,
    Folder = "folder": shared::FolderRow,
    FolderCase = "folder_case": shared::FolderCaseRow,
    Task = "task": task::TaskRow,
    Slot = "task_slot": task::SlotRow,
    Timer = "timer": timer::TimerRow,
    Schedule = "schedule": timer::ScheduleRow,
    Serial = "serial": count::SerialRow,
    Quota = "quota": count::QuotaRow,
    Personal = "personal": personal::PersonalRow,
    Outbox = "outbox": mail::OutboxRow,
    Link = "link": mail::LinkRow,
    Incident = "incident": incident::IncidentRow,
    Token = "token": access::TokenRow,
    Session = "session": access::SessionRow,
    Credential = "credential": access::CredentialRow,
    Invitation = "invitation": access::InvitationRow,
    Idempotency = "idempotency": count::IdempotencyRow,
    Change = "change": change::ChangeRow,
    ChangeItem = "change_item": change::ChangeItemRow,
    Draft = "draft": change::DraftRow,
    Signature = "signature": change::SignatureRow,
    Suspect = "suspect": change::SuspectRow,
    Reading = "reading": change::ReadingRow,
    Copy = "copy": change::CopyRow,
}

/// Every query of this module's files.
const QUERIES: &[&[&Query]] = &[
    access::QUERIES,
    case::QUERIES,
    change::QUERIES,
    count::QUERIES,
    document::QUERIES,
    inbox::QUERIES,
    incident::QUERIES,
    ledger::QUERIES,
    mail::QUERIES,
    people::QUERIES,
    personal::QUERIES,
    register::QUERIES,
    shared::QUERIES,
    task::QUERIES,
    timer::QUERIES,
    super::witness::QUERIES,
];

/// Every SQL text that the store can send in this dialect, for the check that prepares them all. The kinds of cells
/// are given where the database cannot see them from the text.
pub(crate) fn all_sql(dialect: Dialect) -> Vec<(String, Vec<Cell>)> {
    let generated = Table::ALL.iter().flat_map(|table| [1, 4].map(|rows| table.generated(dialect, rows)));
    let queries = QUERIES.iter().copied().flatten();
    let queries = queries.flat_map(|query| [1, 4].map(|list| (query.sql(dialect, list), Vec::new())));
    generated.flatten().chain(queries).collect()
}
