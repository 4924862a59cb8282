//! What simulated people do. A journey is one strict sequence of requests: where a step fails the round ends there,
//! is counted, and the person tries again after a pause, as people do.

mod browse;
mod main_page;
mod preferences;
mod recommendations;
mod swarm;

use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Journey;

/// Walks the journey once.
pub(crate) async fn round(journey: Journey, visit: &mut Visit<'_>) -> Result<(), Miss> {
    match journey {
        Journey::MainPage => main_page::round(visit).await,
        Journey::Recommendations => recommendations::round(visit).await,
        Journey::Preferences => preferences::round(visit).await,
        Journey::Swarm => swarm::round(visit).await,
        Journey::Browse => browse::round(visit).await,
    }
}
