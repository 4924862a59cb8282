//! What the controllers, the scheduler and the kubelets of a cluster do, a step at a time.

mod collect;
mod pods;
mod workloads;

use crate::store::Store;

/// One round of all of them; none where the last changed nothing, and nobody else did.
pub(crate) fn round(store: &mut Store) {
    let before = store.version();
    if store.settled == Some(before) {
        return;
    }
    collect::namespaces(store);
    collect::owned(store);
    workloads::deployments(store);
    workloads::stateful_sets(store);
    workloads::daemon_sets(store);
    pods::run(store);
    store.settled = (store.version() == before).then_some(before);
}
