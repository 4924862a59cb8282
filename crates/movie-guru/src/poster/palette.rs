//! Colour says two things before a word is read: what kind of film it is, and from when.

use std::fmt;

use super::chance::Chance;
use guru::catalogue::Genre;

/// Hue in degrees, saturation and lightness in 0 to 1. Shown as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    hue: f64,
    saturation: f64,
    lightness: f64,
}

/// The six inks a poster is printed with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    /// The top of the picture.
    pub(super) sky: Colour,
    /// The bottom of the picture, behind everything.
    pub(super) haze: Colour,
    /// Things at a distance.
    pub(super) far: Colour,
    /// Silhouettes in front, and the ground the credits stand on.
    pub(super) near: Colour,
    /// What shines.
    pub(super) light: Colour,
    /// The one colour that stands out.
    pub(super) accent: Colour,
}

/// A hue in degrees, then saturation and lightness in percent: the way colour pickers show them.
type Hsl = (f64, f64, f64);

impl Palette {
    /// The genre's inks, a little different for each film and aged to its year.
    pub(super) fn of(genre: Genre, year: u16, chance: &mut Chance) -> Self {
        let swing = match genre {
            Genre::Musical | Genre::ScienceFiction | Genre::Fantasy => 36.0,
            Genre::Thriller | Genre::Mystery | Genre::Drama | Genre::Action => 22.0,
            _ => 12.0,
        };
        let turn = match genre {
            // Many hues will do here, and comedies are many: but none of the poisonous greens.
            Genre::Comedy | Genre::Animation => {
                [0.0, -20.0, 12.0, 148.0, 160.0, -36.0, -50.0, -66.0][chance.count(0, 7) as usize]
            }
            _ => 0.0_f64,
        };
        let fullness = if turn.abs() > 20.0 { 0.74 } else { 0.94 };
        let shift = turn + chance.between(-swing, swing);
        let silver = chance.coin();
        let ink = |(hue, saturation, lightness): Hsl, spot: bool| {
            let saturation = saturation * fullness / 100.0;
            let colour = Colour { hue: hue + shift, saturation, lightness: lightness / 100.0 };
            colour.aged(year, silver, spot)
        };
        let [sky, haze, far, near, light, accent] = inks(genre);
        Self {
            sky: ink(sky, false),
            haze: ink(haze, false),
            far: ink(far, false),
            near: ink(near, false),
            light: ink(light, false),
            accent: ink(accent, true),
        }
    }

    /// The letters' colour on this ground.
    pub(super) fn letters_on(&self, ground: Colour) -> Colour {
        let pale = Colour { saturation: self.light.saturation.min(0.6), lightness: 0.95, ..self.light };
        let dark = Colour { lightness: self.near.lightness.min(0.06), ..self.near };
        if contrast(pale, ground) >= contrast(dark, ground) { pale } else { dark }
    }

    /// A second colour for small letters, if one of the inks can be read on this ground.
    pub(super) fn second_on(&self, ground: Colour) -> Colour {
        let readable = |ink: &Colour| contrast(*ink, ground) >= 4.5;
        [self.accent, self.light, self.far].into_iter().find(readable).unwrap_or(self.letters_on(ground))
    }

    /// Unprinted paper, for a framed picture.
    pub(super) fn paper(&self) -> Colour {
        Colour { saturation: self.light.saturation.min(0.3), lightness: 0.93, ..self.light }
    }
}

/// In the order of [`Palette`]'s fields.
const fn inks(genre: Genre) -> [Hsl; 6] {
    match genre {
        Genre::Action => {
            [(8., 84., 37.), (30., 92., 56.), (350., 70., 30.), (235., 42., 10.), (46., 96., 66.), (18., 95., 54.)]
        }
        Genre::Adventure => {
            [(188., 52., 66.), (42., 85., 80.), (170., 30., 46.), (178., 48., 17.), (42., 96., 64.), (14., 76., 50.)]
        }
        Genre::Animation => {
            [(46., 95., 66.), (36., 95., 66.), (330., 82., 60.), (258., 58., 28.), (180., 68., 52.), (10., 90., 60.)]
        }
        Genre::Comedy => {
            [(46., 94., 66.), (40., 96., 68.), (355., 78., 60.), (352., 62., 24.), (48., 90., 94.), (200., 78., 46.)]
        }
        Genre::Crime => {
            [(215., 32., 13.), (30., 52., 34.), (216., 26., 24.), (222., 40., 6.), (41., 90., 66.), (358., 72., 46.)]
        }
        Genre::Documentary => {
            [(40., 24., 88.), (36., 26., 80.), (204., 18., 62.), (206., 30., 17.), (40., 40., 95.), (10., 80., 52.)]
        }
        Genre::Drama => {
            [(212., 26., 30.), (204., 24., 44.), (220., 24., 23.), (226., 32., 12.), (36., 82., 76.), (14., 58., 52.)]
        }
        Genre::Family => {
            [(200., 76., 70.), (190., 70., 90.), (128., 40., 60.), (146., 46., 27.), (48., 96., 64.), (4., 82., 58.)]
        }
        Genre::Fantasy => {
            [(256., 48., 24.), (308., 46., 62.), (268., 36., 44.), (258., 52., 13.), (46., 84., 82.), (174., 60., 58.)]
        }
        Genre::History => {
            [(38., 48., 80.), (26., 56., 68.), (22., 38., 50.), (12., 48., 18.), (44., 84., 90.), (356., 58., 40.)]
        }
        Genre::Horror => {
            [(222., 42., 8.), (352., 58., 26.), (236., 30., 15.), (230., 52., 4.), (48., 44., 86.), (356., 86., 48.)]
        }
        Genre::Musical => {
            [(284., 56., 20.), (328., 66., 46.), (282., 52., 32.), (274., 62., 10.), (45., 96., 70.), (332., 88., 62.)]
        }
        Genre::Mystery => {
            [(176., 34., 16.), (172., 22., 50.), (180., 22., 30.), (190., 44., 8.), (58., 48., 84.), (40., 72., 56.)]
        }
        Genre::Romance => {
            [(346., 58., 86.), (20., 78., 88.), (340., 62., 66.), (336., 54., 24.), (18., 90., 70.), (350., 78., 58.)]
        }
        Genre::ScienceFiction => {
            [(228., 62., 9.), (204., 66., 30.), (214., 46., 30.), (230., 62., 6.), (184., 76., 74.), (18., 92., 60.)]
        }
        Genre::Thriller => {
            [(200., 26., 14.), (196., 30., 24.), (198., 26., 30.), (204., 38., 5.), (56., 92., 60.), (56., 92., 58.)]
        }
        Genre::War => {
            [(74., 20., 18.), (40., 36., 50.), (72., 20., 25.), (84., 26., 8.), (50., 64., 84.), (6., 72., 44.)]
        }
        Genre::Western => {
            [(30., 86., 62.), (46., 94., 74.), (16., 72., 46.), (8., 62., 16.), (48., 100., 88.), (12., 82., 48.)]
        }
    }
}

impl Colour {
    pub(super) const WHITE: Self = Self { hue: 0.0, saturation: 0.0, lightness: 0.97 };

    /// As the film stock of the year would have it: before 1965 black and white or sepia, in matte tones, with one
    /// faded spot colour; then warm, as old prints turn; from 1990 on, full.
    fn aged(self, year: u16, silver: bool, spot: bool) -> Self {
        let matte = 0.05 + self.lightness * 0.88;
        match year {
            ..1965 if spot => Self { saturation: self.saturation * 0.5, lightness: matte, ..self },
            ..1965 if silver => Self { hue: 60.0, saturation: 0.05, lightness: matte },
            ..1965 => Self { hue: 36.0, saturation: self.saturation.min(0.24), lightness: matte },
            1965..1990 => Self { hue: self.warmer(), saturation: self.saturation * 0.82, ..self },
            _ => Self { saturation: (self.saturation * 1.1).min(1.0), ..self },
        }
    }

    /// Some way towards orange, the shorter way round; not so far that blue turns purple.
    fn warmer(self) -> f64 {
        const ORANGE: f64 = 32.0;
        let away = (self.hue - ORANGE + 180.0).rem_euclid(360.0) - 180.0;
        self.hue - (away * 0.25).clamp(-16.0, 16.0)
    }

    fn rgb(self) -> [f64; 3] {
        let chroma = self.saturation * self.lightness.min(1.0 - self.lightness);
        [0.0, 8.0, 4.0].map(|offset| {
            let sector = (offset + self.hue / 30.0).rem_euclid(12.0);
            self.lightness - chroma * (sector - 3.0).min(9.0 - sector).clamp(-1.0, 1.0)
        })
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        let [red, green, blue] = self.rgb().map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// The contrast ratio of WCAG 2.2, 1 to 21; small text needs 4.5.
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb().map(|part| (part * 255.0).round() as u8);
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_can_be_read_on_every_ground() {
        for genre in Genre::ALL {
            for year in [1935, 1975, 2015] {
                for film in 0..40 {
                    let palette = Palette::of(genre, year, &mut Chance::of(&format!("tt9{film}")));
                    for ground in [palette.near, palette.sky, palette.paper()] {
                        let ratio = contrast(palette.letters_on(ground), ground);
                        assert!(ratio >= 4.5, "{genre:?} {year}: {ratio:.1} on {ground}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_old_film_has_hardly_any_colour() {
        let palette = Palette::of(Genre::Comedy, 1940, &mut Chance::of("tt9000001"));
        assert!(palette.sky.saturation <= 0.24);
        let palette = Palette::of(Genre::Comedy, 2020, &mut Chance::of("tt9000001"));
        assert!(palette.sky.saturation > 0.5);
    }
}
