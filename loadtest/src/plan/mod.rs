//! What a run shall be, checked before anything starts: settings and all that stands in them. It knows no other folder.

pub(crate) mod arrivals;
pub(crate) mod fail_if;
pub(crate) mod habits;
pub(crate) mod host;
pub(crate) mod in_seconds;
pub(crate) mod journey;
pub(crate) mod journeys_file;
pub(crate) mod percentile;
pub(crate) mod settings;
pub(crate) mod shape;
pub(crate) mod share;
pub(crate) mod stop_if;
pub(crate) mod through;
