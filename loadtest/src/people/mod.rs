//! Who acts: a person with a browser, their journeys, and one request after the other.

pub(crate) mod addresses;
pub(crate) mod answer;
pub(crate) mod browser;
pub(crate) mod call;
pub(crate) mod crowd;
pub(crate) mod failure;
pub(crate) mod journeys;
pub(crate) mod page;
pub(crate) mod person;
pub(crate) mod script;
pub(crate) mod swarm_calls;
pub(crate) mod through_web;
