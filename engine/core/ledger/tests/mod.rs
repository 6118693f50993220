//! The ledger's promises, tried with vectors, properties and forgeries.

mod merkle;
mod verify;
