//! Cloud Monitoring's dashboards (<https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards>), as far as
//! they are drawn here. `schema.rs` has read them strictly, so here everything may be absent. What cannot be drawn stays in
//! its place and says why: the rest of a dashboard is worth seeing, and a chart that is left out without a word would lie.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::effect::Notes;
use super::filters::Filter;
use super::layout::{Grid, Layouts};
use super::schema;
use super::widget::Widget;

/// A dashboard as it is imported into Cloud Monitoring.
#[derive(Clone, Debug)]
pub(crate) struct Dashboard {
    /// What people see.
    pub(crate) display_name: String,
    /// Its tiles, whatever layout the file has.
    pub(crate) grid: Grid,
    /// What of the file changes nothing here.
    pub(crate) notes: Notes,
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    display_name: String,
    #[serde(default)]
    dashboard_filters: Vec<Filter>,
}

impl Dashboard {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong and at which field: `mosaicLayout.tiles[0].widget: …`.
    pub(crate) fn read(json: &str) -> Result<Self, String> {
        let written: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let (read, notes) = schema::read(&written)?;
        let fields: Fields = typed(&read)?;
        let grid = typed::<Layouts>(&read)?.grid()?;
        Ok(Self { display_name: fields.display_name, grid, notes, filters: fields.dashboard_filters })
    }

    /// A query as it is asked: with the default values of the dashboard's filters, and the interval, filled in.
    pub(crate) fn asked(&self, query: &str, interval: Duration) -> String {
        let filled = self.filters.iter().fold(query.to_owned(), |query, filter| filter.fill(&query));
        filled.replace("${__interval}", &format!("{}s", interval.as_secs()))
    }

    /// All queries in PromQL that its tiles ask.
    pub(crate) fn queries(&self) -> Vec<String> {
        let widgets = self.grid.tiles.iter().map(|tile| &tile.widget);
        let queries = widgets.flat_map(Widget::queries).filter_map(|query| query.prometheus_query.as_deref());
        queries.map(|query| self.asked(query, Duration::from_secs(60))).collect()
    }
}

/// What is read may still be out of bounds: a position below 0, no name.
fn typed<'de, T: Deserialize<'de>>(read: &'de Value) -> Result<T, String> {
    serde_path_to_error::deserialize(read).map_err(|error| {
        let (path, reason) = (error.path().to_string(), error.inner().to_string());
        if matches!(&*path, "." | "?") { reason } else { format!("{path}: {reason}") }
    })
}
