//! What plotly.js is told to draw. Colours and the reader's clock are the page's business: moments are milliseconds
//! since 1970, and no colour stands here but a threshold's.

use plotly::common::{Anchor, DashType, Line as Stroke, Mode};
use plotly::layout::{
    Annotation, Axis, AxisType, DragMode, HoverMode, Margin, RangeMode, Shape, ShapeLayer, ShapeLine, ShapeType,
};
use plotly::{Bar, Configuration, Layout, Plot, Scatter};
use serde_json::{Value, json};

use super::{Mark, Span, Unit};

/// More lines than these nobody tells apart.
const MOST_LINES: usize = 60;
/// More marks than these would cover each other's names.
const MOST_NAMED_MARKS: usize = 6;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Line,
    /// On top of the lines before, filled.
    StackedArea,
    /// On top of the bars before.
    StackedBar,
}

/// One line: a value or none at each step.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) style: Style,
    pub(crate) values: Vec<Option<f64>>,
}

/// A level that matters.
#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    pub(crate) value: f64,
    /// What it is; may be empty.
    pub(crate) label: String,
}

/// A chart.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    pub(crate) span: Span,
    pub(crate) unit: Unit,
    /// Whether its axis is logarithmic.
    pub(crate) logarithmic: bool,
    /// What was asked; told beside the figures.
    pub(crate) queries: Vec<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) marks: Vec<Mark>,
}

impl Drawing {
    /// What `js/chart.js` reads: the plot, and what it is made of where a table says the same.
    pub(crate) fn json(&self) -> Value {
        json!({ "span": self.span, "unit": self.unit, "queries": self.queries, "marks": self.marks, "left_out": self.lines.len().saturating_sub(MOST_LINES), "plot": self.plot() })
    }

    fn plot(&self) -> Plot {
        let mut plot = Plot::new();
        let moments: Vec<_> = self.span.moments().collect();
        for line in self.lines.iter().take(MOST_LINES) {
            let (x, y) = (moments.clone(), line.values.iter().map(|value| value.filter(|v| v.is_finite())).collect());
            plot.add_trace(trace(line, x, y));
        }
        plot.set_layout(self.layout());
        plot.set_configuration(
            Configuration::new()
                .responsive(true)
                .display_mode_bar(plotly::configuration::DisplayModeBar::False)
                // They are HTML made of text, which no page here allows.
                .show_tips(false),
        );
        plot
    }

    fn layout(&self) -> Layout {
        let (format, suffix) = self.unit.ticks();
        let x = Axis::new().type_(AxisType::Date).range(vec![self.span.start, self.span.end]).show_grid(false);
        let mut y =
            Axis::new().tick_format(format).tick_suffix(&suffix).fixed_range(true).auto_margin(true).zero_line(false);
        if self.logarithmic {
            y = y.type_(AxisType::Log);
        } else if self.unit == Unit::Ratio {
            // A share is seen against the whole. A rate over few scrapes may come out a little above it.
            y = y.range(vec![0.0, self.highest().max(1.0) * 1.03]);
        } else {
            y = y.range_mode(RangeMode::ToZero);
        }
        Layout::new()
            .x_axis(x)
            .y_axis(y)
            .show_legend(false)
            .hover_mode(HoverMode::False)
            .drag_mode(DragMode::Zoom)
            .margin(Margin::new().left(48).right(14).top(18).bottom(30))
            .bar_mode(plotly::layout::BarMode::Stack)
            .shapes(self.marks.iter().map(mark).chain(self.thresholds.iter().map(threshold)).collect())
            .annotations(self.names())
    }

    fn highest(&self) -> f64 {
        let values = self.lines.iter().flat_map(|line| &line.values).flatten();
        values.copied().filter(|value| value.is_finite()).fold(0.0, f64::max)
    }

    fn names(&self) -> Vec<Annotation> {
        let marks = if self.marks.len() > MOST_NAMED_MARKS { &[] } else { &*self.marks };
        let of_marks = marks.iter().map(|mark| {
            let text = plain(&mark.text);
            Annotation::new().x(mark.at).y(1.0).y_ref("paper").y_anchor(Anchor::Bottom).text(text).show_arrow(false)
        });
        let of_thresholds = self.thresholds.iter().filter(|threshold| !threshold.label.is_empty()).map(|threshold| {
            Annotation::new()
                .x(1.0)
                .x_ref("paper")
                .y(threshold.value)
                .x_anchor(Anchor::Right)
                .y_anchor(Anchor::Bottom)
                .text(plain(&threshold.label))
                .show_arrow(false)
        });
        of_marks.chain(of_thresholds).collect()
    }
}

fn trace(line: &Line, x: Vec<i64>, y: Vec<Option<f64>>) -> Box<dyn plotly::Trace> {
    // A value without a neighbour is no line.
    let lone = (0..y.len()).any(|at| {
        let beside = |place: Option<usize>| place.and_then(|place| y.get(place)).is_some_and(Option::is_some);
        y[at].is_some() && !beside(at.checked_sub(1)) && !beside(Some(at + 1))
    });
    let mode = if lone { Mode::LinesMarkers } else { Mode::Lines };
    match line.style {
        Style::Line => {
            Scatter::new(x, y).name(&line.name).mode(mode).line(Stroke::new().width(2.0)).connect_gaps(false)
        }
        Style::StackedArea => Scatter::new(x, y).name(&line.name).mode(mode).stack_group("one"),
        Style::StackedBar => Bar::new(x, y).name(&line.name),
    }
}

fn mark(mark: &Mark) -> Shape {
    let line = ShapeLine::new().width(1.0).dash(DashType::Dot);
    Shape::new()
        .shape_type(ShapeType::Line)
        .x0(mark.at)
        .x1(mark.at)
        .y_ref("paper")
        .y0(0)
        .y1(1)
        .line(line)
        .layer(ShapeLayer::Below)
}

fn threshold(threshold: &Threshold) -> Shape {
    let line = ShapeLine::new().width(1.5).dash(DashType::Dash);
    Shape::new()
        .shape_type(ShapeType::Line)
        .x_ref("paper")
        .x0(0)
        .x1(1)
        .y0(threshold.value)
        .y1(threshold.value)
        .line(line)
}

/// plotly.js reads some HTML in texts; ours have none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
