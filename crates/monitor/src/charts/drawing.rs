//! What plotly.js is told to draw. Colours and the reader's clock are the page's business: moments are milliseconds
//! since 1970, and no colour stands here.

use plotly::common::{Anchor, AxisSide, DashType, Line as Stroke, Mode};
use plotly::layout::{
    Annotation, Axis, AxisType, DragMode, HoverMode, Margin, RangeMode, Shape, ShapeLayer, ShapeLine, ShapeType,
};
use plotly::{Bar, Configuration, Layout, Plot, Scatter};
use serde_json::{Value, json};

use super::marks::Mark;
use super::span::Span;
use super::unit::Unit;

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
    /// Whether it belongs to the axis on the right.
    pub(crate) right: bool,
    pub(crate) values: Vec<Option<f64>>,
}

/// A level that matters.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) value: f64,
    /// What it is; may be empty.
    pub(crate) label: String,
    /// Whether it belongs to the axis on the right.
    pub(crate) right: bool,
}

/// An axis of values.
#[derive(Clone, Debug)]
pub(crate) struct ValueAxis {
    pub(crate) unit: Unit,
    pub(crate) logarithmic: bool,
}

/// A chart.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    pub(crate) span: Span,
    /// Whether the span is shorter than usual, because there are no figures before.
    pub(crate) young: bool,
    pub(crate) left: ValueAxis,
    /// Where lines belong to it.
    pub(crate) right: Option<ValueAxis>,
    /// What was asked; told beside the figures.
    pub(crate) queries: Vec<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) levels: Vec<Level>,
    pub(crate) marks: Vec<Mark>,
}

impl Drawing {
    /// What `js/chart.js` reads: the plot, and what it is made of where a table says the same.
    pub(crate) fn json(&self) -> Value {
        json!({ "span": self.span, "young": self.young, "unit": self.left.unit, "units": self.units(), "queries": self.queries, "marks": self.marks, "left_out": self.lines.len().saturating_sub(MOST_LINES), "plot": self.plot() })
    }

    /// The unit of each line.
    fn units(&self) -> Vec<&Unit> {
        let right = self.right.as_ref().unwrap_or(&self.left);
        self.lines.iter().map(|line| if line.right { &right.unit } else { &self.left.unit }).collect()
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
        let x = Axis::new().type_(AxisType::Date).range(vec![self.span.start, self.span.end]).show_grid(false);
        let layout = match &self.right {
            // A grid of its own would cross the other's.
            Some(right) => {
                Layout::new().y_axis2(self.axis(right, true).overlaying("y").side(AxisSide::Right).show_grid(false))
            }
            None => Layout::new(),
        };
        layout
            .x_axis(x)
            .y_axis(self.axis(&self.left, false))
            .show_legend(false)
            .hover_mode(HoverMode::False)
            .drag_mode(DragMode::Zoom)
            .margin(Margin::new().left(48).right(14).top(18).bottom(30))
            .bar_mode(plotly::layout::BarMode::Stack)
            .shapes(self.marks.iter().map(mark).chain(self.levels.iter().map(level)).collect())
            .annotations(self.names())
    }

    fn axis(&self, scale: &ValueAxis, right: bool) -> Axis {
        let (format, suffix) = scale.unit.ticks();
        let axis =
            Axis::new().tick_format(format).tick_suffix(&suffix).fixed_range(true).auto_margin(true).zero_line(false);
        if scale.logarithmic {
            axis.type_(AxisType::Log)
        } else if scale.unit == Unit::Ratio {
            // A share is seen against the whole. A rate over few scrapes may come out a little above it.
            axis.range(vec![0.0, self.highest(right).max(1.0) * 1.03])
        } else {
            axis.range_mode(RangeMode::ToZero)
        }
    }

    fn highest(&self, right: bool) -> f64 {
        let values = self.lines.iter().filter(|line| line.right == right).flat_map(|line| &line.values).flatten();
        values.copied().filter(|value| value.is_finite()).fold(0.0, f64::max)
    }

    fn names(&self) -> Vec<Annotation> {
        let marks = if self.marks.len() > MOST_NAMED_MARKS { &[] } else { &*self.marks };
        let of_marks = marks.iter().map(|mark| {
            let text = plain(&mark.text);
            Annotation::new().x(mark.at).y(1.0).y_ref("paper").y_anchor(Anchor::Bottom).text(text).show_arrow(false)
        });
        let of_levels = self.levels.iter().filter(|level| !level.label.is_empty()).map(|level| {
            Annotation::new()
                .x(1.0)
                .x_ref("paper")
                .y(level.value)
                .y_ref(axis_of(level.right))
                .x_anchor(Anchor::Right)
                .y_anchor(Anchor::Bottom)
                .text(plain(&level.label))
                .show_arrow(false)
        });
        of_marks.chain(of_levels).collect()
    }
}

fn trace(line: &Line, x: Vec<i64>, y: Vec<Option<f64>>) -> Box<dyn plotly::Trace> {
    // A value without a neighbour is no line.
    let lone = (0..y.len()).any(|at| {
        let beside = |place: Option<usize>| place.and_then(|place| y.get(place)).is_some_and(Option::is_some);
        y[at].is_some() && !beside(at.checked_sub(1)) && !beside(Some(at + 1))
    });
    let mode = if lone { Mode::LinesMarkers } else { Mode::Lines };
    let axis = axis_of(line.right);
    match line.style {
        Style::Line => {
            let stroke = Stroke::new().width(2.0);
            Scatter::new(x, y).name(&line.name).mode(mode).line(stroke).connect_gaps(false).y_axis(axis)
        }
        Style::StackedArea => Scatter::new(x, y).name(&line.name).mode(mode).stack_group(axis).y_axis(axis),
        Style::StackedBar => Bar::new(x, y).name(&line.name).y_axis(axis),
    }
}

/// How plotly.js calls an axis of values.
const fn axis_of(right: bool) -> &'static str {
    if right { "y2" } else { "y" }
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

fn level(level: &Level) -> Shape {
    let line = ShapeLine::new().width(1.5).dash(DashType::Dash);
    Shape::new()
        .shape_type(ShapeType::Line)
        .x_ref("paper")
        .x0(0)
        .x1(1)
        .y_ref(axis_of(level.right))
        .y0(level.value)
        .y1(level.value)
        .line(line)
}

/// plotly.js reads some HTML in texts; ours have none.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
