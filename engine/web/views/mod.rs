//! What each page shows: plain structs, one per page, each with its template.
//!
//! A handler fills one of them and calls `render()` (askama). Everything in them is already text in the reader's
//! language, except `frame.lang` by which the template finds the words that belong to the page itself
//! (`engine/lang/web.*.ftl`). Strings are escaped when shown; the few that are HTML say so and have type [`Html`].
//!
//! Deliberately absent: the database, the services, rights and clocks. A view that does not hold something
//! can't leak it: fill in only what this person may see.
//!
//! Rules for all of them: an empty `String` or `Vec` is not shown; a field `href` is an address on this server;
//! a `POST` form always carries `frame.csrf` as `csrf`.

mod account;
mod accounts;
mod act;
mod form;
mod frame;
mod parts;
mod render;

mod audit;
mod change;
mod clock;
mod copies;
mod document;
mod inbox;
mod message;
mod moves;
mod outbox;
mod people;
mod readings;
mod register;
mod release;
mod review;
mod simulate;
mod task;
mod trace;

pub use account::{AccountPage, NewAuthenticator, SessionRow, WelcomePage, Wrong};
pub use accounts::{AccountLine, AccountsPage, FirstPerson, NewAccount, SetupPage};
pub use act::{Act, Answer, Apart, Choice, ChoiceKind, Opinion, Sign, Typed, arrange};
pub use audit::{AuditPage, Verified};
pub use change::{
    Answerable, ChangePage, ChangesPage, EditorPage, EditorParts, ExplainPage, FailedStory, FindingRow,
    FindingsPart, ItemRow, StoriesPart, Work,
};
pub use clock::ClockPage;
pub use copies::{CopiesPage, CopyCheckPage, CopyRow};
pub use document::{DiffLine, DocumentKind, DocumentPage, DocumentsPage, Heading, Older, Said};
pub use form::{Control, Field, LIST_MOST, Opt, Problem, RADIO_MOST, Row, Section};
pub use frame::{Counts, Frame, Here, Me, Notice, Say};
pub use inbox::{CaseRow, CasesPage, Filter, InboxPage, InboxRow, Procedure, StartFormPage, StartPage};
pub use message::{LinkTrouble, LoginPage, LoginPerson, MessagePage};
pub use moves::{ChangeCasesPage, MovingCase, MovingPolicy, Select, Tick};
pub use outbox::{MailPage, MailRow, OutboxPage};
pub use parts::{
    Cell, Chip, Clause, Closed, Column, Deadline, Event, Fact, FactGroup, Grid, GridRow, Html, Link,
    Milestone, Pager, Picture, Progress, Revision, Signer, Standing, Tab, Tone,
};
pub use people::{Absence, AbsencePage, Holder, PeoplePage, Post, Unit};
pub use readings::{PublicPage, ReadPart, ReadPiece, ReadPlace, ReadingPage, ReadingRow, ReadingsPage};
pub use register::{
    PenaltiesPage, Penalty, PostButton, RegisterCard, RegisterPage, RegisterRowPage, RegistersPage,
};
pub use release::ReleasePage;
pub use review::{
    Marked, ReviewBlock, ReviewCase, ReviewChange, ReviewDeadline, ReviewDocument, ReviewFigure,
    ReviewFinding, ReviewPart, ReviewParted, ReviewPicture, ReviewSignature, ReviewSuspect, SuspectGroup,
};
pub use simulate::{Desk, Other, SimulateListPage, SimulatePage, TriedMail, Tryable};
pub use task::{CalledCase, CasePage, OpenTask, TaskPage, Timer};
pub use trace::{
    Carried, CarriedLine, CoveragePage, Past, Suspect, SuspectsPage, TraceFindPage, TracePage, TracedChange,
};
