//! The integration tests: one binary, so that they link once. Each module is one notion; `support` is shared.

mod support;
