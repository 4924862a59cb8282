//! Film posters. The films are invented and have no posters, and a page of bare titles does not feel like a cinema:
//! so each film gets one drawn from what the catalogue says of it. The first genre gives the motif and the inks, the
//! year the printing, and the film's identity everything that differs from the next film of the same kind.

mod chance;
mod lettering;
mod motif;
mod palette;
mod picture;

use chance::Chance;
use lettering::{Block, Face, LABEL, LEADING, Room, SMALL, escape};
use palette::{Colour, Palette};
use picture::{HEIGHT, Picture, WIDTH, tenth};

use guru::catalogue::{Film, Genre};

/// From the edge of the poster to its words.
const MARGIN: f64 = 20.0;
/// How much sky stands above the picture when the title is up there; what is tall or high may reach into it.
const SKY: f64 = 124.0;

/// The film's poster: a whole SVG document, 300 by 450, the same for the same film, under 8 KB, with no script, style
/// or reference to anything outside.
pub(crate) fn svg(film: &Film) -> String {
    let genre = film.genres.first().copied().unwrap_or(Genre::Drama);
    let mut chance = Chance::of(&film.tconst);
    let palette = Palette::of(genre, film.year, &mut chance);
    let layout = Layout::of(film, &mut chance);
    let mut picture = Picture::default();
    motif::of(genre)(&mut picture, &palette, &mut chance);
    let title = escape(&format!("{} ({})", film.title, film.year));
    // Posters may stand in one page together, and an id must be the page's only one.
    let fade = escape(&format!("fade-{}", film.tconst));
    let (x, y, width) = layout.picture_at();
    let rise = if layout == Layout::Above { SKY } else { 0.0 };
    format!(
        concat!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 450" role="img"><title>{title}</title>"#,
            r#"<defs><linearGradient id="{fade}" x2="0" y2="1"><stop stop-color="{sky}"/>"#,
            r#"<stop offset="1" stop-color="{haze}"/></linearGradient></defs>"#,
            r#"{ground}<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="0 {top} {WIDTH} {tall}">"#,
            r##"<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#{fade})"/>{marks}</svg>{foot}{words}</svg>"##,
        ),
        title = title,
        fade = fade,
        sky = palette.sky,
        haze = palette.haze,
        ground = layout.ground(&palette),
        foot = layout.foot(&palette),
        top = 0.0 - rise,
        tall = HEIGHT + rise,
        x = x,
        y = y,
        width = width,
        height = tenth(width * (HEIGHT + rise) / WIDTH),
        WIDTH = WIDTH,
        HEIGHT = HEIGHT,
        marks = picture.into_marks(),
        words = layout.words(film, &Face::of(genre), &palette),
    )
}

/// How picture and words share the sheet.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// The picture from edge to edge, and the title under it.
    Below,
    /// The title in the sky.
    Above,
    /// The picture in a paper frame, as galleries and film clubs print.
    Framed,
}

impl Layout {
    fn of(film: &Film, chance: &mut Chance) -> Self {
        match chance.count(0, 4) {
            0 | 1 => Self::Below,
            2 => Self::Above,
            // The frame was the fashion of the sixties and seventies.
            3 if !(1960..1985).contains(&film.year) => Self::Above,
            _ => Self::Framed,
        }
    }

    /// The left upper corner and the width of the picture.
    const fn picture_at(self) -> (f64, f64, f64) {
        match self {
            Self::Below | Self::Above => (0.0, 0.0, WIDTH),
            Self::Framed => (18.0, 18.0, 264.0),
        }
    }

    fn ground(self, palette: &Palette) -> String {
        let ground = match self {
            Self::Below => palette.near,
            Self::Above => palette.sky,
            Self::Framed => palette.paper(),
        };
        format!(r#"<rect width="300" height="450" fill="{ground}"/>"#)
    }

    /// What the credits stand on. It begins inside the picture, as no hairline may show where the two meet.
    fn foot(self, palette: &Palette) -> String {
        let top = match self {
            Self::Below => HEIGHT - 1.0,
            Self::Above => SKY + HEIGHT - 2.0,
            Self::Framed => return String::new(),
        };
        format!(r#"<rect y="{top}" width="300" height="{}" fill="{}"/>"#, 450.0 - top, palette.near)
    }

    fn words(self, film: &Film, face: &Face, palette: &Palette) -> String {
        let (title_ground, foot_ground) = match self {
            Self::Below => (palette.near, palette.near),
            Self::Above => (palette.sky, palette.near),
            Self::Framed => (palette.paper(), palette.paper()),
        };
        // Where the room of each begins.
        let (title_top, label, credits) = match self {
            Self::Below => (287.0, 430.0, 388.0),
            Self::Above => (32.0, 12.0, 408.0),
            Self::Framed => (272.0, 426.0, 382.0),
        };
        let genres: Vec<&str> = film.genres.iter().map(|genre| genre.name()).collect();
        let label_text = format!("{} · {}", film.year, genres.join(" · "));
        let label_ground = if self == Self::Above { title_ground } else { foot_ground };
        let letters = palette.letters_on(foot_ground);
        let director = format!("a film by {}", film.director);
        let title = Block::fit(&film.title, face, TITLE);
        let title_top = title_top + (TITLE.height - title.height()) / 2.0;
        [
            self.lines(&title, face, title_top, palette.letters_on(title_ground)),
            self.lines(&Block::fit(&director, &SMALL, DIRECTOR), &SMALL, credits, letters),
            self.lines(&Block::fit(&film.actors.join(", "), &SMALL, CAST), &SMALL, credits + DIRECTOR.height, letters),
            self.lines(&Block::fit(&label_text, &LABEL, GENRES), &LABEL, label, palette.second_on(label_ground)),
        ]
        .concat()
    }

    fn lines(self, block: &Block, face: &Face, top: f64, colour: Colour) -> String {
        let (x, anchor) = if self == Self::Below { (MARGIN, "start") } else { (WIDTH / 2.0, "middle") };
        let mut out = format!(
            concat!(
                r#"<g font-family="{}" font-weight="{}" font-size="{}" letter-spacing="{}" "#,
                r#"text-anchor="{anchor}" fill="{colour}">"#,
            ),
            face.family,
            face.weight,
            block.size,
            tenth(face.tracking * block.size),
            anchor = anchor,
            colour = colour,
        );
        for (index, line) in block.lines.iter().enumerate() {
            // Letters stand on a line about four fifths of the way down.
            let y = tenth(top + block.size * (LEADING * index as f64 + 0.9));
            let (length, text) = (tenth(line.length), escape(&line.text));
            out.push_str(&format!(
                r#"<text x="{x}" y="{y}" textLength="{length}" lengthAdjust="spacingAndGlyphs">{text}</text>"#
            ));
        }
        out + "</g>"
    }
}

const TITLE: Room = Room { width: WIDTH - 2.0 * MARGIN, height: 94.0, lines: 4, largest: 40.0 };
const DIRECTOR: Room = Room { width: WIDTH - 2.0 * MARGIN, height: 14.0, lines: 1, largest: 10.5 };
const CAST: Room = Room { width: WIDTH - 2.0 * MARGIN, height: 21.0, lines: 2, largest: 9.0 };
const GENRES: Room = Room { width: WIDTH - 2.0 * MARGIN, height: 11.0, lines: 1, largest: 8.5 };

#[cfg(test)]
mod tests;
