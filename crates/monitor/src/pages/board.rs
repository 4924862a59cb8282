//! What the overview says of SLOs and alerts.

use maud::Markup;

use super::Pages;

/// The SLO with the least budget left; none where there are no SLOs.
pub(super) async fn slo_tile(_pages: &Pages) -> Option<Markup> {
    None
}

/// The alerts that fire; none where there are no alerts.
pub(super) async fn alert_tile(_pages: &Pages) -> Option<Markup> {
    None
}
