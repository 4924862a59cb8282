//! The upper bounds of histograms' buckets, in the unit of the metric. An SLO's threshold must be one of them.

/// Every latency, in milliseconds. Requests end after 30 s, so `+Inf` holds none.
pub const LATENCY_MS: [f64; 31] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 600.0, 750.0, 1000.0, 1250.0,
    1500.0, 1750.0, 2000.0, 2500.0, 3000.0, 4000.0, 5000.0, 6000.0, 7000.0, 8000.0, 10000.0, 15000.0, 30000.0, 60000.0,
];

/// The duration of HTTP requests, in seconds, as OpenTelemetry's HTTP semantic conventions advise.
pub const HTTP_S: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Cumulative Layout Shift: 0.1 is good and 0.25 poor (<https://web.dev/articles/cls>).
pub const CLS: [f64; 9] = [0.001, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0];
