//! How the parts are reached: addresses and paths as people use them, names, and how many clients there may be.

use anyhow::Context;
use movie_guru_pages::{Base, Published};
use movie_guru_service::Limits;

use crate::cli::UpArguments;
use crate::folder::Addresses;
use crate::public_url::PublicUrl;

/// Of each service: all four are in this process.
pub(crate) fn limits() -> Limits {
    Limits::shared_by(4)
}

/// The addresses that people use: a proxy's where one publishes the lab.
pub(crate) fn shown(arguments: &UpArguments, local: &Addresses) -> anyhow::Result<Addresses> {
    arguments.public_url.as_ref().map_or_else(|| Ok(local.clone()), |public| public.addresses(local))
}

/// How a part is published.
pub(crate) fn published(arguments: &UpArguments, part: &str) -> anyhow::Result<Published> {
    let base = arguments.public_url.as_ref().map_or_else(|| Ok(Base::default()), |public| public.base(part));
    Ok(Published { base: base.context("--public-url")?, behind_proxy: arguments.behind_proxy })
}

/// The names under which the parts are called besides the loopback's.
pub(crate) fn hosts(arguments: &UpArguments) -> Vec<String> {
    arguments.public_url.iter().filter_map(PublicUrl::host).chain(arguments.hosts.iter().cloned()).collect()
}
