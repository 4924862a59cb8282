//! Room for queries of many levels: each is a level of recursion at worst.

use std::thread;

/// As much holds the deepest query that is read.
const DEEP_STACK: usize = 256 << 20;

/// Does something with queries, on a stack that holds them; none where there is no memory for it.
pub(super) fn with_room<'q, T: Send>(
    mut queries: impl Iterator<Item = &'q str>,
    work: impl FnOnce() -> T + Send,
) -> Option<T> {
    if !queries.any(promql::is_deep) {
        return Some(work());
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("rules".to_owned()).stack_size(DEEP_STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}
