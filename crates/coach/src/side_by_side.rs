//! Many teams at a time, and never one that holds up another.

use futures::StreamExt;

/// Runs so many at a time; the results are in the order of what was asked.
pub(crate) async fn side_by_side<T>(each: impl Iterator<Item = impl Future<Output = T>>, parallel: usize) -> Vec<T> {
    // `buffered` would keep a place for each that is done until those before it are.
    let each = each.enumerate().map(|(at, future)| async move { (at, future.await) });
    let mut results: Vec<_> = futures::stream::iter(each).buffer_unordered(parallel).collect().await;
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;

    /// The first one ends only after the last: with two places all the others have to go through the second.
    #[tokio::test]
    async fn one_that_takes_long_does_not_hold_up_the_others() {
        let last = Notify::new();
        let one = |at: usize| {
            let last = &last;
            async move {
                match at {
                    0 => last.notified().await,
                    9 => last.notify_one(),
                    _ => {}
                }
                at
            }
        };
        let all = side_by_side((0..10).map(one), 2);
        let all = tokio::time::timeout(std::time::Duration::from_secs(10), all).await.unwrap();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
    }
}
