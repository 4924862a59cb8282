//! Reach the main page. The person opens the app afresh each round, so this journey logs in every time.

use crate::answer;
use crate::call::Miss;
use crate::journey::Request;
use crate::person::Visit;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    visit.log_in().await?;
    visit.ask(Request::Startup, None, answer::main_page).await?;
    visit.think().await?;
    visit.ask(Request::History, None, answer::history).await
}
