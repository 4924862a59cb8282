//! Where tiles are. Cloud Monitoring has four layouts; a page has one grid, so all become one, and each tile knows the
//! group that it lies in.

use serde::Deserialize;

use super::widget::{Content, Widget};

/// Columns that a mosaic may have.
const COLUMNS: std::ops::RangeInclusive<u32> = 1..=48;
/// The lowest row that a tile may reach; far more than anybody scrolls.
const ROWS: u32 = 2_000;
/// Tiles of a layout that says no heights are as high as the lab's own.
const HEIGHT: u32 = 16;
/// What rows of any number of tiles are divided into.
const FINE: u32 = 48;

/// Tiles on a grid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    /// How wide the grid is.
    pub(crate) columns: u32,
    /// In reading order.
    pub(crate) tiles: Vec<Tile>,
}

/// A part of the grid and what is in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tile {
    /// Columns to the left of it.
    #[serde(default)]
    pub(crate) x_pos: u32,
    /// Rows above it.
    #[serde(default)]
    pub(crate) y_pos: u32,
    #[serde(default)]
    pub(crate) width: u32,
    #[serde(default)]
    pub(crate) height: u32,
    #[serde(default = "Widget::blank")]
    pub(crate) widget: Widget,
    /// The number of the group that it lies in.
    #[serde(skip)]
    pub(crate) group: Option<usize>,
}

/// At most one of them is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Layouts {
    mosaic_layout: Option<Mosaic>,
    grid_layout: Option<Lane>,
    row_layout: Option<Rows>,
    column_layout: Option<Columns>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mosaic {
    columns: u32,
    tiles: Vec<Tile>,
}

/// Widgets beside or below each other.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Lane {
    columns: u32,
    weight: u32,
    widgets: Vec<Widget>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rows {
    rows: Vec<Lane>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Columns {
    columns: Vec<Lane>,
}

impl Layouts {
    /// The tiles of whatever layout is given.
    pub(super) fn grid(self) -> Result<Grid, String> {
        let (columns, mut tiles) = match self {
            Self { mosaic_layout: Some(mosaic), .. } => {
                check(&mosaic)?;
                (mosaic.columns, mosaic.tiles)
            }
            Self { grid_layout: Some(grid), .. } => (FINE, of_grid(grid)),
            Self { row_layout: Some(rows), .. } => (FINE, of_rows(rows.rows)),
            Self { column_layout: Some(columns), .. } => (FINE, of_columns(columns.columns)),
            _ => (FINE, Vec::new()),
        };
        // A group comes before what lies in it.
        tiles.sort_by_key(|tile| (tile.y_pos, tile.x_pos, !tile.is_group()));
        join_groups(&mut tiles);
        Ok(Grid { columns, tiles })
    }
}

impl Tile {
    const fn is_group(&self) -> bool {
        matches!(self.widget.content, Content::Group(_))
    }

    const fn holds(&self, other: &Self) -> bool {
        self.x_pos <= other.x_pos
            && self.y_pos <= other.y_pos
            && self.x_pos + self.width >= other.x_pos + other.width
            && self.y_pos + self.height >= other.y_pos + other.height
    }
}

impl Widget {
    const fn blank() -> Self {
        Self { title: String::new(), content: Content::Blank }
    }
}

fn check(mosaic: &Mosaic) -> Result<(), String> {
    if !COLUMNS.contains(&mosaic.columns) {
        return Err(format!("mosaicLayout.columns: {} is not 1 to 48", mosaic.columns));
    }
    for (index, tile) in mosaic.tiles.iter().enumerate() {
        let fits = |position: u32, length: u32, most: u32| {
            length > 0 && position.checked_add(length).is_some_and(|end| end <= most)
        };
        if !fits(tile.x_pos, tile.width, mosaic.columns) || !fits(tile.y_pos, tile.height, ROWS) {
            return Err(format!(
                "mosaicLayout.tiles[{index}]: it is not within {} columns and {ROWS} rows, or has no width or height",
                mosaic.columns
            ));
        }
    }
    Ok(())
}

fn join_groups(tiles: &mut [Tile]) {
    let groups: Vec<_> = (0..tiles.len()).filter(|at| tiles[*at].is_group()).collect();
    for at in 0..tiles.len() {
        if !tiles[at].is_group() {
            tiles[at].group = groups.iter().copied().find(|group| tiles[*group].holds(&tiles[at]));
        }
    }
}

/// The place of one of several beside each other, in whole columns of the fine grid.
const fn across(index: usize, count: usize) -> (u32, u32) {
    let (from, to) = (index * FINE as usize / count, (index + 1) * FINE as usize / count);
    (from as u32, (to - from) as u32)
}

fn placed(widget: Widget, (x_pos, width): (u32, u32), (y_pos, height): (u32, u32)) -> Tile {
    Tile { x_pos, y_pos, width, height, widget, group: None }
}

/// Row by row; where the file does not say how many are in one, two.
fn of_grid(grid: Lane) -> Vec<Tile> {
    let count = if grid.columns == 0 { 2 } else { grid.columns.min(FINE) as usize };
    let widgets = grid.widgets.into_iter().enumerate();
    widgets
        .map(|(at, widget)| placed(widget, across(at % count, count), ((at / count) as u32 * HEIGHT, HEIGHT)))
        .collect()
}

/// How high a row is: twice the weight is twice the height, and the lightest is as high as a usual tile.
fn share(weight: u32, lightest: u32) -> u32 {
    HEIGHT * weight.max(1).div_ceil(lightest).min(4)
}

fn of_rows(rows: Vec<Lane>) -> Vec<Tile> {
    let lightest = rows.iter().map(|row| row.weight.max(1)).min().unwrap_or(1);
    let (mut tiles, mut above) = (Vec::new(), 0);
    for row in rows {
        let height = share(row.weight, lightest);
        let count = row.widgets.len();
        // More than the grid has columns go on below.
        for (at, widget) in row.widgets.into_iter().enumerate() {
            let (line, fit) = (at / FINE as usize, count.min(FINE as usize));
            tiles.push(placed(widget, across(at % fit, fit), (above + line as u32 * height, height)));
        }
        above += height * (count as u32).div_ceil(FINE).max(1);
    }
    tiles
}

fn of_columns(columns: Vec<Lane>) -> Vec<Tile> {
    let columns: Vec<_> = columns.into_iter().take(FINE as usize).collect();
    let weights: Vec<_> = columns.iter().map(|column| u64::from(column.weight.max(1))).collect();
    let (all, most) = (weights.iter().sum::<u64>().max(1), columns.len() as u64);
    // Each has a column at least, and the rest by weight.
    let spare = u64::from(FINE) - most;
    let (mut tiles, mut before) = (Vec::new(), 0);
    for (index, column) in columns.into_iter().enumerate() {
        let edge = |weight: u64, count: u64| (weight * spare / all + count) as u32;
        let from = edge(before, index as u64);
        before += weights[index];
        let across = (from, edge(before, index as u64 + 1) - from);
        let widgets = column.widgets.into_iter().enumerate();
        tiles.extend(widgets.map(|(at, widget)| placed(widget, across, (at as u32 * HEIGHT, HEIGHT))));
    }
    tiles
}
