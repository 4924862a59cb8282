//! What one chart of a dashboard shows, as `js/chart.js` reads it.

use jiff::Timestamp;
use serde_json::Value;

use super::legend::legend;
use crate::charts::{Asked, Drawing, Level, Line, Style, Unit, ValueAxis, marks};
use crate::dashboards::{self, Axis, Chart, Content, Dashboard, DataSet, PlotType, TargetAxis};
use crate::pages::context::Pages;
use crate::pages::reading::{NoReading, span};

/// The chart of a tile over the time that is asked for; where none is, from the first figures there are.
pub(crate) async fn chart(pages: &Pages, name: &str, index: usize, asked: &Asked) -> Result<Value, NoReading> {
    let hung = pages.gallery.find(name);
    let found = hung.as_ref().and_then(|hung| Some((&hung.dashboard, hung.dashboard.grid.tiles.get(index)?)));
    let Some((dashboard, Content::Chart(chart))) = found.map(|(dashboard, tile)| (dashboard, &tile.widget.content))
    else {
        return Err(NoReading::Missing("There is no such chart."));
    };
    Ok(draw(pages, dashboard, chart, asked, Timestamp::now()).await?.json())
}

async fn draw(
    pages: &Pages,
    dashboard: &Dashboard,
    chart: &Chart,
    asked: &Asked,
    now: Timestamp,
) -> Result<Drawing, NoReading> {
    let (span, young) = span(pages, asked, || dashboard.queries(), now).await?;
    let (source, kept) = (&*pages.source, &pages.kept);
    let (mut lines, mut queries) = (Vec::new(), Vec::new());
    for set in &chart.data_sets {
        let Ok(query) = set.time_series_query.promql() else { continue };
        let query = dashboard.asked(query, span.interval(set.min_alignment_period));
        let values = kept.values(source, &query, span, now).await?;
        lines.extend(values.into_iter().map(|(labels, values)| Line {
            name: legend(&set.legend_template, &labels),
            style: style(set),
            right: set.target_axis == TargetAxis::Y2,
            values,
        }));
        queries.push(query);
    }
    let marks = marks(kept, source, span, now).await?;
    let levels = chart.thresholds.iter().map(|level| Level {
        value: level.value,
        label: level.label.clone(),
        right: level.target_axis == TargetAxis::Y2,
    });
    let (left, right) = (scale(chart, TargetAxis::Y1), scale(chart, TargetAxis::Y2));
    let left = left.unwrap_or(ValueAxis { unit: Unit::Count, logarithmic: false });
    // A level of an axis that no line is on stands on the one there is.
    let levels = levels.map(|level| Level { right: level.right && right.is_some(), ..level }).collect();
    Ok(Drawing { span, young, left, right, queries, lines, levels, marks })
}

/// One axis; none where no query is drawn on it.
fn scale(chart: &Chart, axis: TargetAxis) -> Option<ValueAxis> {
    let set = chart.data_sets.iter().find(|set| set.target_axis == axis)?;
    let Axis { scale, .. } = if axis == TargetAxis::Y1 { &chart.y_axis } else { &chart.y2_axis };
    let unit = Unit::of(&set.time_series_query.unit_override);
    Some(ValueAxis { unit, logarithmic: *scale == dashboards::Scale::Log10 })
}

const fn style(set: &DataSet) -> Style {
    match set.plot_type {
        PlotType::Line => Style::Line,
        PlotType::StackedArea => Style::StackedArea,
        PlotType::StackedBar => Style::StackedBar,
    }
}
