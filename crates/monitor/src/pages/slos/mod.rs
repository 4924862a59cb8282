//! The pages of SLOs and alerts. Forms send plain fields, so they work before any script has run; scripts only let them
//! show what would be while one types.

pub(crate) mod alert_form;
pub(crate) mod alerts;
pub(crate) mod change;
mod drawing;
pub(crate) mod fields;
mod frame;
pub(crate) mod index;
pub(crate) mod not_deleted;
pub(crate) mod one;
mod preview;
pub(crate) mod save;
pub(crate) mod slo_form;
mod state;
pub(crate) mod tiles;
mod words;
