//! What the integration tests share: databases and scale. Nothing here checks anything itself.

pub mod app;
pub mod both;
pub mod company;
pub mod postgres;
pub mod signing;

/// How often to repeat something: `everyday`, or `long` under `tests/run --long`. The test is the same, so that
/// what runs at night is also run, smaller, before each commit.
#[allow(dead_code, reason = "the tests that repeat something are not written yet")]
pub fn rounds(everyday: usize, long: usize) -> usize {
    if std::env::var_os("GUICHENG_TEST_LONG").is_some() { long } else { everyday }
}
