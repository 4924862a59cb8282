//! Alerts: pending, firing, over; who is told of them, and how; and the inbox for those who have nobody to tell.

pub(crate) mod alerting;
mod alertmanager;
pub(crate) mod book;
mod episode;
pub(crate) mod inbox;
pub(crate) mod notifier;
mod outbox;
mod secret_url;
mod slack;
mod subject;

pub use episode::{Active, Episode};
pub use inbox::Message;
pub use notifier::NotifierConfig;
pub use outbox::{Delivery, Patience};
pub use secret_url::{SecretUrl, SecretUrlError};
pub use subject::Subject;
