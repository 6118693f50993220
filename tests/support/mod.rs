//! What the integration tests share: databases, scale, paths. Nothing here checks anything itself.

pub mod postgres;
