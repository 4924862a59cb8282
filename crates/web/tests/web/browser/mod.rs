//! What a person does in a browser.

mod driver;
mod journeys;
mod looks;

pub(crate) use driver::Browser;
