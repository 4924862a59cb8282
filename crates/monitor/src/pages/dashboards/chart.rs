//! `GET /api/dashboards/{name}/charts/{index}`: what one chart shows, as `js/chart.js` reads it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use http::header;
use jiff::Timestamp;

use super::super::Pages;
use super::super::refusal::Refusal;
use super::legend;
use crate::charts::{Asked, Drawing, Level, Line, Span, Style, Unit, ValueAxis, marks};
use crate::dashboards::{self, Axis, Chart, Content, Dashboard, DataSet, PlotType, TargetAxis};

/// `GET /api/dashboards/{name}/charts/{index}?range=1h`, or `?from=…&to=…`; nothing is from the first figures there are.
pub(in super::super) async fn get(
    State(pages): State<Arc<Pages>>,
    Path((name, index)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Refusal> {
    let hung = pages.gallery.find(&name);
    let found = hung.as_ref().and_then(|hung| Some((&hung.dashboard, hung.dashboard.grid.tiles.get(index)?)));
    let Some((dashboard, Content::Chart(chart))) = found.map(|(dashboard, tile)| (dashboard, &tile.widget.content))
    else {
        return Err(Refusal::not_found("There is no such chart."));
    };
    let drawing = draw(&pages, dashboard, chart, &asked, Timestamp::now()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(drawing.json())))
}

/// The time that a page shows, and whether it is shorter than usual because there are no figures before.
pub(in super::super) async fn span(
    pages: &Pages,
    asked: &Asked,
    queries: impl Fn() -> Vec<String>,
    now: Timestamp,
) -> Result<(Span, bool), Refusal> {
    let first = match asked.is_open() {
        true => pages.beginnings.of(&*pages.source, &queries(), now).await,
        false => None,
    };
    Ok((asked.span(now, first).map_err(Refusal::of_question)?, first.is_some()))
}

async fn draw(
    pages: &Pages,
    dashboard: &Dashboard,
    chart: &Chart,
    asked: &Asked,
    now: Timestamp,
) -> Result<Drawing, Refusal> {
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
