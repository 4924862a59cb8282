//! The team's record: what happened, as events, in one JSON form for the record and for a webhook.

mod event;
mod webhook;

pub use event::{Event, Kind, VERSION};
pub use webhook::Webhook;
