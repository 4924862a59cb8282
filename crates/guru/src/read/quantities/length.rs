//! A length in minutes, as a bound of the request.

use super::bound::Bound;
use crate::request::Request;

/// Bounds the length; "about" leaves some room.
pub(super) fn length(request: &mut Request, bound: Bound, total: u16) {
    match bound {
        Bound::Under => request.max_runtime = Some(total.saturating_sub(1)),
        Bound::Most => request.max_runtime = Some(total),
        Bound::Over => request.min_runtime = Some(total.saturating_add(1)),
        Bound::Least => request.min_runtime = Some(total),
        Bound::About => {
            request.min_runtime = Some(total.saturating_sub(15));
            request.max_runtime = Some(total.saturating_add(10));
        }
    }
}
