//! What people meet on the load generator's port: Goose's own dashboard, and around it what a lab needs and Goose does
//! not have. The dashboard itself listens on the loopback with a secret token (`engine::dashboard`); each run has a new
//! one, and here they look like one page that stays.

mod admission;
mod control;
pub(crate) mod document;
mod events;
mod fields;
mod figures;
mod form;
pub(crate) mod links;
mod locust;
mod locust_report;
mod page;
pub(crate) mod password;
pub(crate) mod peers;
mod pods;
mod proxy;
pub(crate) mod routes;
mod runs;
pub(crate) mod state;
