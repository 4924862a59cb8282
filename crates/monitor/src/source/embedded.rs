//! Metrics of the embedded store. A query is evaluated on a thread of its own: it computes, and must not hold
//! up who serves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::Period;
use promql::{Answer, Budget, Limits, QueryError, Range};
use series::{Labels, Series};
use tokio::sync::{Semaphore, oneshot};
use tsdb::Store;

use super::metrics_source::{Metadata, MetricsSource};

/// How many queries are evaluated at a time: enough that a long one does not hold up the others, and few enough for their
/// memory.
const AT_ONCE: usize = 4;
/// A query's tree is as deep as the query has operators; this holds the deepest that is read.
const DEEP_STACK: usize = 32 << 20;

/// What targets say of their metrics, by name; the scraper writes it.
#[derive(Debug, Default)]
pub struct SourceMetadata(RwLock<BTreeMap<String, Metadata>>);

impl SourceMetadata {
    /// Takes over what a target said.
    pub(crate) fn update(&self, said: BTreeMap<String, Metadata>) {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if said.iter().all(|(name, metadata)| known.get(name) == Some(metadata)) {
            return;
        }
        drop(known);
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend(said);
    }
}

/// The embedded store as a source of metrics.
#[derive(Clone)]
pub struct EmbeddedSource {
    store: Arc<Store>,
    metadata: Arc<SourceMetadata>,
    limits: Limits,
    at_once: Arc<Semaphore>,
}

impl EmbeddedSource {
    /// A source over this store.
    pub fn new(store: Arc<Store>, metadata: Arc<SourceMetadata>) -> Self {
        Self::with_limits(store, metadata, Limits::default())
    }

    /// A source over this store, whose queries may use this much.
    pub fn with_limits(store: Arc<Store>, metadata: Arc<SourceMetadata>, limits: Limits) -> Self {
        Self { store, metadata, limits, at_once: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Runs `evaluate` on a thread that may block, until it is done or nobody waits for it any more. For what is `deep` the
    /// thread is a new one with a large stack, which takes longer than most queries do.
    async fn on_thread<T: Send + 'static>(
        &self,
        deep: bool,
        evaluate: impl FnOnce(&Store, &Budget<'_>) -> Result<T, QueryError> + Send + 'static,
    ) -> Result<T, QueryError> {
        let unavailable = |reason: String| QueryError::Unavailable(format!("no thread for the query: {reason}"));
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(|closed| unavailable(closed.to_string()))?;
        let abandoned = Arc::new(AtomicBool::new(false));
        let _abandon = Abandon(Arc::clone(&abandoned));
        let (answer, answered) = oneshot::channel();
        let (store, limits) = (Arc::clone(&self.store), self.limits);
        let evaluating = move || {
            let result = evaluate(&store, &Budget::new(limits, &abandoned));
            drop(turn);
            // Nobody waits for it any more: then nobody misses it.
            let _ = answer.send(result);
        };
        if deep {
            let thread = thread::Builder::new().name("query".to_owned()).stack_size(DEEP_STACK);
            thread.spawn(evaluating).map_err(|error| unavailable(error.to_string()))?;
        } else {
            tokio::task::spawn_blocking(evaluating);
        }
        answered.await.map_err(|_| QueryError::Execution("the evaluation of the query broke".to_owned()))?
    }

    /// The series of a period that match any of the selectors, all where there are none; each once, in order.
    async fn matching(&self, selectors: &[String], period: Period) -> Result<Vec<Arc<Labels>>, QueryError> {
        let selectors = promql::selectors(selectors)?;
        let always = period.start == Timestamp::MIN && period.end == Timestamp::MAX;
        let within = (!always).then(|| (period.start.as_millisecond(), period.end.as_millisecond()));
        self.on_thread(false, move |store, _| store.series(&selectors, within)).await
    }
}

/// Tells the thread of a query when it is no longer waited for.
struct Abandon(Arc<AtomicBool>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl MetricsSource for EmbeddedSource {
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        let (deep, query) = (promql::is_deep(query), query.to_owned());
        self.on_thread(deep, move |store, budget| promql::instant(&store.snapshot(), &query, at, budget)).await
    }

    async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError> {
        let (deep, query) = (promql::is_deep(query), query.to_owned());
        self.on_thread(deep, move |store, budget| promql::over_range(&store.snapshot(), &query, range, budget)).await
    }

    async fn series(&self, selectors: &[String], period: Period) -> Result<Vec<Labels>, QueryError> {
        let found = self.matching(selectors, period).await?;
        Ok(found.into_iter().map(Arc::unwrap_or_clone).collect())
    }

    async fn label_names(&self, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        let found = self.matching(selectors, period).await?;
        let names: BTreeSet<_> = found.iter().flat_map(|labels| labels.keys().cloned()).collect();
        Ok(names.into_iter().collect())
    }

    async fn label_values(&self, label: &str, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        let found = self.matching(selectors, period).await?;
        let values: BTreeSet<_> = found.iter().filter_map(|labels| labels.get(label).cloned()).collect();
        Ok(values.into_iter().collect())
    }

    async fn metadata(&self) -> Result<BTreeMap<String, Metadata>, QueryError> {
        Ok(self.metadata.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
