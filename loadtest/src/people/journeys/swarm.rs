//! Single calls in no order, in the proportions of `journeys.yaml`, as load generators without journeys make them. It
//! is also what the open model sends: each arrival is one of these calls.

use serde_json::json;

use crate::people::answer::{self, Profile};
use crate::people::call::Miss;
use crate::people::person::Visit;
use crate::plan::journey::Request;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    let (calls, is_logged_in) = (visit.calls(), visit.is_logged_in());
    let request = calls.next(is_logged_in, visit.chance());
    make(visit, request).await
}

async fn make(visit: &mut Visit<'_>, request: Request) -> Result<(), Miss> {
    match request {
        Request::Login => visit.send_login().await,
        Request::Logout => {
            visit.send(request, None, &answer::logged_out).await?;
            visit.forget_session();
            Ok(())
        }
        Request::Startup => visit.send(request, None, &answer::main_page).await,
        Request::History => visit.send(request, None, &answer::history).await,
        Request::DeleteHistory => visit.send(request, None, &answer::empty).await,
        Request::Chat => {
            let script = visit.script();
            let message = script.opening(visit.chance());
            visit.send(request, Some(&json!({ "content": message })), &answer::chat).await.map(drop)
        }
        Request::ReadPreferences => visit.send(request, None, &answer::profile).await.map(drop),
        Request::WritePreferences => {
            let script = visit.script();
            let mut profile = Profile::default();
            profile.likes.genres = script.some_genres(visit.chance());
            visit.send(request, Some(&json!({ "content": profile })), &answer::updated).await
        }
        Request::Other(_) => visit.send(request, None, &answer::json).await,
        // No file can name them here: see `JourneysFile::parse`.
        Request::Page | Request::Asset => Ok(()),
    }
    .inspect_err(|miss| {
        if *miss == Miss::SessionGone {
            // The next call is a login; this one is not made again, a swarm has no memory.
            visit.forget_session();
        }
    })
}
