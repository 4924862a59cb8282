//! Get recommendations: a conversation whose every message follows the answer before it.

use rand::RngExt;
use serde_json::json;

use crate::people::answer;
use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Request;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    visit.be_logged_in().await?;
    let script = visit.script();
    let turns: u32 = visit.chance().random_range(3..=6);
    let mut message = script.opening(visit.chance());
    for turn in 1..=turns {
        let said = visit.ask(Request::Chat, Some(json!({ "content": message })), answer::chat).await?;
        if turn == turns {
            break;
        }
        visit.think().await?;
        message = if said.declined || said.films.is_empty() {
            script.opening(visit.chance())
        } else if turn + 1 == turns {
            script.farewell(visit.chance(), &said.films)
        } else {
            script.reaction(visit.chance(), &said.films)
        };
    }
    Ok(())
}
