//! Service level objectives as data: read strictly ([`SloSet::parse`]), computed ([`Count`], [`History`], [`Status`]), asked
//! as PromQL ([`promql`]) and rendered for others ([`render`]).
//!
//! Nothing here reads a file, a clock or a network, and no metric of the lab is known: texts, moments, counts and the
//! [`KnownMetrics`] are handed in. So the same code serves the command line, the monitor and the tests.

mod alert_windows;
mod count;
mod covers;
mod history;
mod known_metrics;
mod mistake;
mod model;
mod nearest;
mod prometheus_duration;
pub mod promql;
mod read;
pub mod readable;
pub mod render;
mod selector;
mod shorthand;
mod time_scale;
mod window;
pub mod yaml;

pub use alert_windows::AlertWindows;
pub use count::{Count, Exhaustion, Span};
pub use history::{AlertState, BURN_WINDOWS, Bin, Counted, History, Status, Watch};
pub use known_metrics::{KnownMetrics, MetricKind};
pub use mistake::{Mistake, Mistakes, Position};
pub use model::{
    Alert, Indicator, KEEP_FIRING_FOR, LOOK_BACK, MIN_REQUESTS, Measure, Metadata, NotificationTarget, SHORT_WINDOW,
    Service, Side, Slo, Target,
};
pub use nearest::nearest;
pub use read::{Kind, Object, SloSet, Source};
pub use selector::{MatchOp, Matcher, Selector, SelectorError};
pub use shorthand::{Shorthand, ShorthandError, Unit};
pub use time_scale::{TimeScale, TimeScaleError};
pub use window::{Calendar, Period, Window, earlier};
