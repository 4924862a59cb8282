//! Where the requests of a run go: read once, for parsing an address anew costs a noticeable part of a request.

use url::Url;

use crate::people::browser::Address;
use crate::plan::journey::{Journey, Request};
use crate::plan::settings::RunSettings;
use crate::plan::through::Through;

/// Never: an address of our own is none.
#[derive(Debug, thiserror::Error)]
pub enum NoAddress {
    /// It is no URL.
    #[error(transparent)]
    Url(#[from] url::ParseError),
    /// It is a URL, but no URI.
    #[error(transparent)]
    Uri(#[from] http::uri::InvalidUri),
}

pub(crate) struct Addresses {
    through: Through,
    page: Address,
    backend: Vec<Address>,
    web: Vec<Address>,
}

impl Addresses {
    pub(crate) fn of(settings: &RunSettings) -> Result<Self, NoAddress> {
        // The host may have a path.
        let host = settings.host.as_str().trim_end_matches('/');
        let below = |place: &str| {
            let address = |request: &Request| {
                Ok::<_, NoAddress>(Address::of(Url::parse(&format!("{host}{place}{}", request.path()))?)?)
            };
            Request::all().iter().map(address).collect::<Result<Vec<_>, _>>()
        };
        let page = Address::of(settings.host.clone())?;
        Ok(Self { through: settings.through, page, backend: below("")?, web: below("/api")? })
    }

    /// The web app passes `/api` on to the backend; who browses is on its page, whatever the run goes through.
    pub(crate) fn of_request(&self, journey: Journey, request: Request) -> &Address {
        let through_web = self.through == Through::Web || journey == Journey::Browse;
        let all = if through_web { &self.web } else { &self.backend };
        let place = Request::all().iter().position(|known| *known == request);
        match (request, place.and_then(|place| all.get(place))) {
            (Request::Page, _) | (_, None) => &self.page,
            (_, Some(address)) => address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_is_below_api_where_the_web_app_is_in_between() {
        let of = |through, host: &str| {
            Addresses::of(&RunSettings { through, ..RunSettings::new(host.parse().unwrap()) }).unwrap()
        };
        let address =
            |addresses: &Addresses, journey, request| addresses.of_request(journey, request).url().to_string();
        let backend = of(Through::Backend, "http://127.0.0.1:8081/");
        assert_eq!(address(&backend, Journey::MainPage, Request::Chat), "http://127.0.0.1:8081/chat");
        assert_eq!(address(&backend, Journey::Browse, Request::Chat), "http://127.0.0.1:8081/api/chat");
        assert_eq!(address(&backend, Journey::Browse, Request::Page), "http://127.0.0.1:8081/");
        let web = of(Through::Web, "https://lab.example/team-1/");
        assert_eq!(address(&web, Journey::MainPage, Request::Login), "https://lab.example/team-1/api/login");
        assert_eq!(address(&web, Journey::Browse, Request::Page), "https://lab.example/team-1/");
    }
}
