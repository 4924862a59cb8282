//! Update preferences: read them, take one away (or name some when there are none), write, and read back to see that
//! the app remembers what was written.

use serde_json::json;

use crate::people::answer::{self, Profile};
use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Request;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    visit.be_logged_in().await?;
    let mut profile = visit.ask(Request::ReadPreferences, None, answer::profile).await?;
    visit.think().await?;
    if !profile.remove_one(visit.chance()) {
        let script = visit.script();
        profile.likes.genres = script.some_genres(visit.chance());
    }
    visit.ask(Request::WritePreferences, Some(json!({ "content": profile })), answer::updated).await?;
    visit.think().await?;
    visit.ask(Request::ReadPreferences, None, |read| remembered(&profile, answer::profile(read)?)).await
}

fn remembered(written: &Profile, read: Profile) -> Result<(), String> {
    let same = written.clone().sorted() == read.sorted();
    if same { Ok(()) } else { Err("the preferences read back are not those written".to_owned()) }
}
