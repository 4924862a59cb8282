//! The state that axum hands to each handler of the front.

use std::sync::Arc;

use crate::engine::dashboard::Dashboard;
use crate::engine::load_test::LoadTest;
use crate::front::form::Form;
use crate::front::links::Link;
use crate::front::password::Password;
use crate::front::peers::{PeerName, Peers};
use crate::plan::settings::RunSettings;

/// The load generator, and what of its page is not Goose's.
pub(crate) struct Front {
    pub(crate) load: LoadTest,
    /// What the next start runs.
    pub(super) form: Form,
    pub(super) links: Vec<Link>,
    pub(super) password: Option<Password>,
    pub(super) peers: Option<Peers>,
}

impl Front {
    /// Around this load generator; the form of the page begins with these settings.
    pub(crate) fn new(
        load: LoadTest,
        form: RunSettings,
        links: Vec<Link>,
        password: Option<Password>,
        peers: Vec<PeerName>,
    ) -> Arc<Self> {
        Arc::new(Self { load, form: Form::new(form), links, password, peers: Peers::of(peers) })
    }

    /// The dashboard that is shown just now, once it is open.
    pub(super) async fn dashboard(&self) -> Option<Dashboard> {
        let dashboard = self.load.shown().borrow().clone()?;
        dashboard.opened().await.then_some(dashboard)
    }
}
