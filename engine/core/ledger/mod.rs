//! The ledger: what happened, in one chain that anyone can check without us.
//!
//! Every change is an [`Entry`]. Its canonical text is a leaf (RFC 6962); each entry names the hash of the
//! one before it, and a Merkle tree over the leaves gives short proofs. Deliberately absent: where entries
//! are stored, and signatures over the tree's root.

mod entry;
pub mod merkle;
mod verify;

#[cfg(test)]
mod tests;

pub use entry::{Actor, Entry, EntryError, Sealed, VERSION};
pub use verify::{Backwards, Bad, Report, Verifier, verify};
