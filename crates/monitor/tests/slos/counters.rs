//! The counters that the workshop's SLOs read, under the contract's names.

use std::sync::LazyLock;

use movie_guru_contract::{CHAT_OUTCOME, Operation};

pub(crate) static PAGES: LazyLock<String> = LazyLock::new(|| Operation::Startup.metrics().attempts.exposed());
pub(crate) static PAGES_LOADED: LazyLock<String> =
    LazyLock::new(|| Operation::Startup.metrics().success.unwrap().exposed());
pub(crate) static PAGE_LATENCY_COUNT: LazyLock<String> = LazyLock::new(|| latency(Operation::Startup, "count"));
pub(crate) static PAGE_LATENCY_BUCKET: LazyLock<String> = LazyLock::new(|| latency(Operation::Startup, "bucket"));
pub(crate) static CHAT_OUTCOMES: LazyLock<String> = LazyLock::new(|| CHAT_OUTCOME.exposed());
pub(crate) static CHAT_LATENCY_COUNT: LazyLock<String> = LazyLock::new(|| latency(Operation::Chat, "count"));
pub(crate) static CHAT_LATENCY_BUCKET: LazyLock<String> = LazyLock::new(|| latency(Operation::Chat, "bucket"));

fn latency(operation: Operation, part: &str) -> String {
    format!("{}_{part}", operation.metrics().latency.exposed())
}
