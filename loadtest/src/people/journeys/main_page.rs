//! Reach the main page. The person opens the app afresh each round, so this journey logs in every time.

use crate::people::answer;
use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Request;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    visit.log_in().await?;
    visit.ask(Request::Startup, None, answer::main_page).await?;
    visit.think().await?;
    visit.ask(Request::History, None, answer::history).await
}
