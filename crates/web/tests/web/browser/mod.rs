//! What a person does in a browser.

mod adversity;
mod below_a_path;
mod challenge_8;
mod checks;
mod driver;
mod journeys;
mod lightness;
mod looks;
mod notice;
mod workshop;

pub(crate) use driver::Browser;
