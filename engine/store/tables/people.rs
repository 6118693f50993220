//! People, which posts they hold, and when they are away. Posts themselves are a document's business.

use guicheng_core::value::Moment;

use super::Table;
use crate::limits;
use crate::store::cell::{Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::table;

words! {
    /// What an appointment makes of somebody.
    pub enum AppointmentKind {
        Holder = "holder",
        /// Acts while the holder is away or the post is empty.
        Delegate = "delegate",
    }
}

table! {
    /// A person of the house.
    pub struct PersonRow in Person, key 1, Replace, remember limits::REMEMBERED_SMALL; {
        pub id: String,
        pub name: String,
        pub mail: Option<String>,
        /// Language of mails and pages.
        pub lang: String,
        pub active_from: Moment,
        /// The moment from which they no longer belong to the house.
        pub active_to: Option<Moment>,
        pub admin: bool,
        /// An auditor: reads everything, changes nothing.
        pub reads_only: bool,
    }
}

table! {
    /// Who holds a post, from when to when.
    pub struct AppointmentRow in Appointment, key 1, Replace, remember 0; {
        pub id: String,
        pub post: String,
        pub person: String,
        pub kind: AppointmentKind,
        pub from_at: Moment,
        /// The moment from which it no longer holds.
        pub to_at: Option<Moment>,
        /// The ledger entry that made it.
        pub by_entry: i64,
    }
}

table! {
    /// When somebody is away.
    pub struct AbsenceRow in Absence, key 2, Replace, remember 0; {
        pub person: String,
        pub from_at: Moment,
        /// The moment of the return, if it is known.
        pub to_at: Option<Moment>,
        /// The ledger entry that noted it.
        pub by_entry: i64,
    }
}

const PEOPLE: Query = Query::of::<PersonRow>(0, &[Table::Person], "SELECT {row} FROM person ORDER BY id");
const PERSON: Query = Query::of::<PersonRow>(1, &[Table::Person], "SELECT {row} FROM person WHERE id = $1");
const APPOINTMENTS: Query = Query::of::<AppointmentRow>(
    1,
    &[Table::Appointment],
    "SELECT {row} FROM appointment WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1) ORDER BY post, kind DESC, from_at, id",
);
const ALL_APPOINTMENTS: Query = Query::of::<AppointmentRow>(
    0,
    &[Table::Appointment],
    "SELECT {row} FROM appointment ORDER BY post, from_at, id",
);
const OF_PERSON: Query = Query::of::<AppointmentRow>(
    2,
    &[Table::Appointment],
    "SELECT {row} FROM appointment WHERE person = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) ORDER BY post, from_at, id",
);
const ABSENCES: Query = Query::of::<AbsenceRow>(
    1,
    &[Table::Absence],
    "SELECT {row} FROM absence WHERE from_at <= $1 AND (to_at IS NULL OR to_at > $1) ORDER BY person, from_at",
);
const ABSENCES_OF: Query = Query::of::<AbsenceRow>(
    1,
    &[Table::Absence],
    "SELECT {row} FROM absence WHERE person = $1 ORDER BY from_at",
);

pub(super) const QUERIES: &[&Query] =
    &[&PEOPLE, &PERSON, &APPOINTMENTS, &ALL_APPOINTMENTS, &OF_PERSON, &ABSENCES, &ABSENCES_OF];

impl Reads<'_> {
    /// Everybody, past people too, by id.
    pub async fn people(mut self) -> Result<Vec<PersonRow>, StoreError> {
        self.rows(&PEOPLE, Vec::new()).await
    }

    /// A person by id.
    pub async fn person(mut self, id: &str) -> Result<Option<PersonRow>, StoreError> {
        self.first(&PERSON, vec![id.to_owned().cell()]).await
    }

    /// All appointments in force at a moment, by post, holders before delegates.
    pub async fn appointments_at(mut self, at: Moment) -> Result<Vec<AppointmentRow>, StoreError> {
        self.rows(&APPOINTMENTS, vec![at.cell()]).await
    }

    /// All appointments there ever were or will be.
    pub async fn all_appointments(mut self) -> Result<Vec<AppointmentRow>, StoreError> {
        self.rows(&ALL_APPOINTMENTS, Vec::new()).await
    }

    /// The appointments of a person in force at a moment.
    pub async fn appointments_of(
        mut self,
        person: &str,
        at: Moment,
    ) -> Result<Vec<AppointmentRow>, StoreError> {
        self.rows(&OF_PERSON, vec![person.to_owned().cell(), at.cell()]).await
    }

    /// Who is away at a moment.
    pub async fn absences_at(mut self, at: Moment) -> Result<Vec<AbsenceRow>, StoreError> {
        self.rows(&ABSENCES, vec![at.cell()]).await
    }

    /// All absences of a person, oldest first.
    pub async fn absences_of(mut self, person: &str) -> Result<Vec<AbsenceRow>, StoreError> {
        self.rows(&ABSENCES_OF, vec![person.to_owned().cell()]).await
    }
}
