//! A webhook's address, which is a secret: who has it may post. It is shown as its host, also by `{:?}`.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// An address that no log and no page shows.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(Url);

/// Not an address of a webhook. What was given is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a URL that begins with http:// or https://")]
pub struct SecretUrlError;

impl SecretUrl {
    /// The address, for sending.
    pub const fn expose(&self) -> &Url {
        &self.0
    }

    /// The same with a path below it.
    pub(crate) fn below(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{path}", url.path().trim_end_matches('/')));
        Self(url)
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{self}", self.0.scheme())
    }

    /// Whether it is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

impl FromStr for SecretUrl {
    type Err = SecretUrlError;

    fn from_str(text: &str) -> Result<Self, SecretUrlError> {
        let url = Url::parse(text).map_err(|_| SecretUrlError)?;
        let usable = matches!(url.scheme(), "http" | "https") && url.has_host();
        if usable { Ok(Self(url)) } else { Err(SecretUrlError) }
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())?;
        self.0.port().map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretUrl({self}/…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_host_is_ever_shown() {
        let url: SecretUrl = "https://me:pass@hooks.example:8443/services/T0/B0/secret?k=v".parse().unwrap();
        assert_eq!(format!("{url} {url:?}"), "hooks.example:8443 SecretUrl(hooks.example:8443/…)");
        let refused = "services/T0/B0/secret".parse::<SecretUrl>().unwrap_err();
        assert!(!refused.to_string().contains("secret"));
        for wrong in ["", "ftp://host/", "data:text/plain,x"] {
            assert!(wrong.parse::<SecretUrl>().is_err(), "{wrong}");
        }
    }
}
