//! Controlled copies (manual, chapter 1; R1.4): numbered, issued to a named holder, each print logged, recalled.
//!
//! Who approves a copy is decided by the policy `document_copy`; it issues, recalls and takes back by the field `status`
//! of its row in the register `copy`. What holds whatever a policy says is here: a copy is of the revision in force, its
//! number is given once, only whom it was issued through may print it, and only while it is valid. The secret of its QR
//! code is derived, as links' are; the table has its hash. Deliberately absent: the PDF itself (the pages make it).

mod back;
mod issue;
mod print;
mod reach;
mod register;
mod standing;

pub(super) use register::{row, write};

pub use print::Printable;
pub use standing::{CheckedCopy, CopyView, Standing};

/// The register in which policy and engine meet.
pub(super) const REGISTER: &str = "copy";
