//! Where a run's load enters the app: at the web edge, or past it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the requests of a run's people reach first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Through {
    /// Through the web app, as browsers do: its calls are under `/api`.
    Web,
    /// Straight to the backend.
    #[default]
    Backend,
}

/// Not a way to take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("people go through `web` or `backend`, not `{0}`")]
pub struct UnknownWay(String);

impl FromStr for Through {
    type Err = UnknownWay;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "web" => Ok(Self::Web),
            "backend" => Ok(Self::Backend),
            other => Err(UnknownWay(other.to_owned())),
        }
    }
}

impl fmt::Display for Through {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Web => "web",
            Self::Backend => "backend",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_by_its_name() {
        assert!("web".parse() == Ok(Through::Web) && "elsewhere".parse::<Through>().is_err());
    }
}
