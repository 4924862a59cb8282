//! `web.drop`: calls of the browser that never leave the page, so that users suffer while the backend is green.
//!
//! It acts in the browser: the web edge reads it from `GET /phase` and tells its pages at `/behaviour`; simulated people
//! ask there too.

use super::kind::{Fault, Kind, Parameter};
use crate::phase::quantity::Quantity;

const SHARE: &str = "share";

pub(super) static KIND: Kind = Kind {
    name: "web.drop",
    does: "A share of the browser's calls never leaves the page; the backend does not notice.",
    parameters: &[Parameter { name: SHARE, takes: Quantity::Share }],
};

/// The share of calls that are dropped, 0 to 1.
pub fn share(faults: &[Fault]) -> f64 {
    KIND.among(faults).and_then(|fault| fault.number(SHARE)).unwrap_or_default()
}

/// The fault with this share.
pub fn with(share: f64) -> Fault {
    let parameters = [(SHARE.to_owned(), share.into())].into_iter().collect();
    Fault { name: KIND.name.to_owned(), parameters }
}
