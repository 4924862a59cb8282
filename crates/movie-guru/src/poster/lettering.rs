//! Words on a poster. An SVG does not wrap text and the reader's fonts are unknown, so lines are broken by estimated
//! widths, and each line is told its length: a wider fallback font is squeezed and nothing is ever cut off.

use guru::catalogue::Genre;

/// How a title is set. The stacks name only fonts that come with an operating system.
#[derive(Clone, Copy)]
pub(super) struct Face {
    pub(super) family: &'static str,
    pub(super) weight: u16,
    capitals: bool,
    /// Between letters, in em.
    pub(super) tracking: f64,
    /// How wide the letters run, Arial Bold being 1.
    width: f64,
}

const SANS: &str = "'Helvetica Neue',Helvetica,Arial,sans-serif";
const SERIF: &str = "Georgia,Cambria,'Times New Roman',serif";

/// For credits.
pub(super) const SMALL: Face = Face { family: SANS, weight: 400, capitals: false, tracking: 0.03, width: 0.94 };
/// For year and genres.
pub(super) const LABEL: Face = Face { family: SANS, weight: 700, capitals: true, tracking: 0.14, width: 1.0 };

impl Face {
    pub(super) const fn of(genre: Genre) -> Self {
        let geometric = "Futura,'Century Gothic','Avenir Next',Avenir,sans-serif";
        let didone = "Didot,'Bodoni MT','Bodoni 72',Georgia,serif";
        let slab = "Rockwell,'Roboto Slab',Georgia,serif";
        let round = "'Arial Rounded MT Bold','Trebuchet MS',Verdana,sans-serif";
        let (family, weight, capitals, tracking, width) = match genre {
            Genre::Action => (SANS, 900, true, -0.01, 1.0),
            Genre::War | Genre::Thriller => (SANS, 700, true, 0.04, 1.0),
            Genre::Documentary => (SANS, 700, false, 0.0, 1.0),
            Genre::ScienceFiction => (geometric, 400, true, 0.12, 0.98),
            Genre::Adventure => (geometric, 700, true, 0.02, 1.02),
            Genre::Comedy | Genre::Animation | Genre::Family => (round, 700, false, -0.01, 1.02),
            Genre::Romance | Genre::Musical => (didone, 400, false, 0.0, 0.92),
            Genre::Western | Genre::Crime => (slab, 700, true, 0.02, 1.02),
            Genre::Horror | Genre::History | Genre::Fantasy => (SERIF, 700, true, 0.03, 1.02),
            Genre::Drama | Genre::Mystery => (SERIF, 400, false, 0.0, 0.94),
        };
        Self { family, weight, capitals, tracking, width }
    }

    /// The estimated width of a text at font size 1.
    fn measure(&self, text: &str) -> f64 {
        text.chars().map(|letter| letter_width(letter) * self.width + self.tracking).sum()
    }
}

/// Classes of Arial Bold's advance widths, rounded up.
fn letter_width(letter: char) -> f64 {
    match letter {
        ' ' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | ':' | ';' | '!' | '|' | '’' | '·' => 0.29,
        'f' | 'r' | 't' | '-' | '(' | ')' | '"' => 0.38,
        'm' | 'M' | 'W' | '&' | '%' => 0.87,
        'G' | 'O' | 'Q' | 'w' => 0.78,
        'A'..='Z' => 0.70,
        letter if letter.is_ascii() => 0.58,
        letter if letter.is_lowercase() => 0.60,
        letter if letter.is_uppercase() => 0.75,
        _ => 1.0,
    }
}

/// Where lines may stand, in the poster's units.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) lines: usize,
    pub(super) largest: f64,
}

/// A text broken into lines, at the largest size that fits.
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
    pub(super) size: f64,
}

pub(super) struct Line {
    pub(super) text: String,
    /// What the line is told to be long; at most the room's width.
    pub(super) length: f64,
}

/// Line height, in em.
pub(super) const LEADING: f64 = 1.14;
const SMALLEST: f64 = 6.0;

impl Block {
    pub(super) fn fit(text: &str, face: &Face, room: Room) -> Self {
        let text = if face.capitals { text.to_uppercase() } else { text.to_owned() };
        let mut size = room.largest;
        while size > SMALLEST {
            let limit = room.width / size;
            let lines = wrap(&text, face, limit);
            let high = lines.len() as f64 * size * LEADING <= room.height;
            if high && lines.len() <= room.lines && lines.iter().all(|line| face.measure(line) <= limit) {
                return Self::set(balanced(&text, face, limit, lines), face, size, room);
            }
            size -= 0.5;
        }
        let mut lines = wrap(&text, face, room.width / SMALLEST);
        if lines.len() > room.lines {
            let rest = lines.split_off(room.lines.saturating_sub(1));
            lines.push(rest.join(" "));
        }
        Self::set(lines, face, SMALLEST, room)
    }

    fn set(lines: Vec<String>, face: &Face, size: f64, room: Room) -> Self {
        let line = |text: String| Line { length: (face.measure(&text) * size).min(room.width), text };
        Self { lines: lines.into_iter().map(line).collect(), size }
    }

    pub(super) fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * LEADING
    }
}

fn wrap(text: &str, face: &Face, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if face.measure(line) + face.measure(" ") + face.measure(word) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// As many lines, but as even as they get: a last line of one short word looks like a mistake.
fn balanced(text: &str, face: &Face, limit: f64, lines: Vec<String>) -> Vec<String> {
    let count = lines.len();
    let widest = |lines: &[String]| lines.iter().map(|line| face.measure(line)).fold(0.0, f64::max);
    let mut best = lines;
    let mut narrow = limit;
    while narrow > limit * 0.4 {
        narrow -= limit * 0.02;
        let lines = wrap(text, face, narrow);
        if lines.len() > count {
            break;
        }
        if widest(&lines) < widest(&best) {
            best = lines;
        }
    }
    best
}

/// Text as XML has it, without the control characters XML 1.0 cannot carry.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room { width: 260.0, height: 88.0, lines: 4, largest: 40.0 };

    #[test]
    fn a_text_that_cannot_fit_is_squeezed_into_its_room() {
        for text in ["Donaudampfschifffahrtsgesellschaft".repeat(5), "all the words ".repeat(60)] {
            let block = Block::fit(&text, &Face::of(Genre::Action), ROOM);
            assert!(block.lines.len() <= ROOM.lines && block.height() <= ROOM.height);
            assert!(block.lines.iter().all(|line| line.length <= ROOM.width));
        }
    }

    #[test]
    fn no_word_is_lost_by_wrapping() {
        let title = "The Dentist Who Reported Himself Missing";
        let block = Block::fit(title, &Face::of(Genre::Drama), ROOM);
        let lines: Vec<&str> = block.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines.join(" "), title);
    }
}
