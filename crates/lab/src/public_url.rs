//! The address under which a proxy publishes the lab: each part is below it, by its name.

use std::str::FromStr;

use movie_guru_pages::{Base, NotABase};
use url::Url;

use crate::folder::Addresses;

/// A proxy's address for the lab, like `https://labs.example/team-7`: the app is at `/team-7/app`, the load generator at
/// `/team-7/load`, the monitor at `/team-7/monitor`. The backend is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    url: Url,
    base: Base,
}

/// Not an address to publish at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotPublic {
    #[error("`{0}` is no address; write it like https://labs.example/team-7")]
    NoAddress(String),
    #[error(transparent)]
    Path(#[from] NotABase),
}

impl FromStr for PublicUrl {
    type Err = NotPublic;

    fn from_str(text: &str) -> Result<Self, NotPublic> {
        let no_address = || NotPublic::NoAddress(text.to_owned());
        let url = Url::parse(text).map_err(|_| no_address())?;
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !matches!(url.scheme(), "http" | "https") || !bare || url.password().is_some() {
            return Err(no_address());
        }
        // A URL has its dots resolved when it is read; the path is looked at as it was written.
        let written = text.splitn(4, '/').nth(3).unwrap_or_default();
        let base: Base = format!("/{written}").parse()?;
        Ok(Self { url, base })
    }
}

impl PublicUrl {
    /// The path of a part.
    pub(crate) fn base(&self, part: &str) -> Result<Base, NotABase> {
        self.base.url(&format!("/{part}")).parse()
    }

    /// The name under which the parts are called.
    pub(crate) fn host(&self) -> Option<String> {
        self.url.host_str().map(str::to_owned)
    }

    /// The addresses on this machine that are below the paths: the app's cookie is sent nowhere else.
    pub(crate) fn below(&self, here: &Addresses) -> anyhow::Result<Addresses> {
        let at = |url: &Url, part: &str| url.join(&self.base.url(&format!("/{part}/")));
        Ok(Addresses {
            web: at(&here.web, "app")?,
            backend: here.backend.clone(),
            load: at(&here.load, "load")?,
            monitor: at(&here.monitor, "monitor")?,
        })
    }

    /// The addresses that people use; `local` are those on this machine.
    pub(crate) fn addresses(&self, local: &Addresses) -> anyhow::Result<Addresses> {
        let at = |part: &str| self.url.join(&self.base.url(&format!("/{part}/")));
        Ok(Addresses { web: at("app")?, backend: local.backend.clone(), load: at("load")?, monitor: at("monitor")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_below_the_address_by_its_name() {
        let local = Addresses::of(
            "127.0.0.1:1".parse().unwrap(),
            "127.0.0.1:2".parse().unwrap(),
            "127.0.0.1:3".parse().unwrap(),
            "127.0.0.1:4".parse().unwrap(),
        );
        let local = local.unwrap();
        for text in ["https://labs.example/team-7", "https://labs.example/team-7/"] {
            let public: PublicUrl = text.parse().unwrap();
            assert_eq!(public.base("app").unwrap().path(), "/team-7/app");
            assert_eq!(public.host().as_deref(), Some("labs.example"));
            assert_eq!(public.below(&local).unwrap().web.as_str(), "http://127.0.0.1:1/team-7/app/");
            let addresses = public.addresses(&local).unwrap();
            let shown = [&addresses.web, &addresses.load, &addresses.monitor, &addresses.backend].map(Url::as_str);
            let https = "https://labs.example/team-7";
            let expected = [
                &format!("{https}/app/"),
                &format!("{https}/load/"),
                &format!("{https}/monitor/"),
                "http://127.0.0.1:2/",
            ];
            assert_eq!(shown, expected);
        }
        let root: PublicUrl = "http://labs.example:8000".parse().unwrap();
        assert_eq!(root.base("load").unwrap().path(), "/load");
        assert_eq!(root.addresses(&local).unwrap().load.as_str(), "http://labs.example:8000/load/");
    }

    #[test]
    fn what_is_no_address_is_refused_with_how_to_write_one() {
        for bad in ["/team-7", "labs.example/team-7", "ftp://labs.example/", "https://labs.example/?a", "https://me@x/"]
        {
            let error = bad.parse::<PublicUrl>().unwrap_err().to_string();
            assert!(error.contains("https://labs.example/team-7"), "{bad}: {error}");
        }
        for bad in ["https://labs.example/a/../b", "https://labs.example//b", "https://labs.example/a b"] {
            let error = bad.parse::<PublicUrl>().unwrap_err().to_string();
            assert!(error.contains("no base path"), "{bad}: {error}");
        }
    }
}
