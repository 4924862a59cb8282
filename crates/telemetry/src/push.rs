//! Pushing that fails is told in our words: at once, then once a minute while it lasts, and when it is over. The SDK
//! would write a line for every batch.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// An exporter that tells how it goes.
#[derive(Debug)]
pub(crate) struct Told<E> {
    exporter: E,
    what: &'static str,
    endpoint: String,
    again_after: Duration,
    trouble: Mutex<Option<Trouble>>,
}

#[derive(Debug)]
struct Trouble {
    said: Instant,
    unsaid: u32,
}

impl<E> Told<E> {
    /// `what` is pushed to `endpoint`.
    pub(crate) fn new(what: &'static str, endpoint: &str, exporter: E) -> Self {
        Self { exporter, what, endpoint: endpoint.to_owned(), again_after: AGAIN_AFTER, trouble: Mutex::new(None) }
    }

    fn tell(&self, result: OTelSdkResult) -> OTelSdkResult {
        let Self { what, endpoint, .. } = self;
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match (&result, &mut *trouble) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => {
                *trouble = None;
                tracing::info!(endpoint, "{what} are pushed again");
            }
            (Err(_), Some(trouble)) if trouble.said.elapsed() < self.again_after => trouble.unsaid += 1,
            (Err(error), earlier) => {
                let more = earlier.as_ref().map_or(0, |trouble| trouble.unsaid);
                tracing::error!(
                    endpoint, %error, more,
                    "{what} cannot be pushed; nothing else depends on it. Is the collector there, and \
                     OTEL_EXPORTER_OTLP_ENDPOINT right?"
                );
                *earlier = Some(Trouble { said: Instant::now(), unsaid: 0 });
            }
        }
        result
    }
}

/// Whether an event of this name is one that [`Told`] says better.
pub(crate) fn is_told(event: &str) -> bool {
    event.starts_with("Export.Failed.") || event.ends_with(".ExportError")
}

impl<E: SpanExporter> SpanExporter for Told<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.tell(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl<E: PushMetricExporter> PushMetricExporter for Told<E> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.tell(self.exporter.export(metrics).await)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use opentelemetry_sdk::error::OTelSdkError;
    use tracing::Level;
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

    use super::*;

    #[derive(Debug, Default)]
    struct Flaky {
        works: AtomicBool,
    }

    impl SpanExporter for Flaky {
        async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
            let works = self.works.load(Ordering::Relaxed);
            if works { Ok(()) } else { Err(OTelSdkError::InternalFailure("nobody listens".into())) }
        }
    }

    /// Keeps the levels of what is logged.
    #[derive(Clone, Default)]
    struct Levels(std::sync::Arc<Mutex<Vec<Level>>>);

    impl<S: tracing::Subscriber> Layer<S> for Levels {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            self.0.lock().unwrap().push(*event.metadata().level());
        }
    }

    fn told() -> Told<Flaky> {
        Told::new("traces", "http://127.0.0.1:4317", Flaky::default())
    }

    #[tokio::test]
    async fn many_failures_are_one_line_and_so_is_their_end() {
        let (told, levels) = (told(), Levels::default());
        let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(levels.clone()));
        for works in [false, true, false] {
            told.exporter.works.store(works, Ordering::Relaxed);
            for _ in 0..100 {
                assert_eq!(told.export(Vec::new()).await.is_ok(), works, "the SDK is told as well");
            }
        }
        assert_eq!(*levels.0.lock().unwrap(), [Level::ERROR, Level::INFO, Level::ERROR]);
    }

    #[tokio::test]
    async fn trouble_that_lasts_is_told_again() {
        let (told, levels) = (Told { again_after: Duration::ZERO, ..told() }, Levels::default());
        let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(levels.clone()));
        for _ in 0..3 {
            assert!(told.export(Vec::new()).await.is_err());
        }
        assert_eq!(*levels.0.lock().unwrap(), [Level::ERROR; 3]);
    }
}
