//! What is drawn on a poster: one motif a genre. A motif asks chance for everything that may differ from film to film.

mod night;
mod outdoors;
mod quiet;
mod show;
mod suspense;
mod terrain;

use super::chance::Chance;
use super::palette::Palette;
use super::picture::Picture;
use guru::catalogue::Genre;

/// Draws a genre's motif on a field of 300 by 280.
pub(super) type Motif = fn(&mut Picture, &Palette, &mut Chance);

pub(super) const fn of(genre: Genre) -> Motif {
    match genre {
        Genre::Action => suspense::action,
        Genre::Adventure => outdoors::adventure,
        Genre::Animation => show::animation,
        Genre::Comedy => show::comedy,
        Genre::Crime => suspense::crime,
        Genre::Documentary => quiet::documentary,
        Genre::Drama => quiet::drama,
        Genre::Family => outdoors::family,
        Genre::Fantasy => night::fantasy,
        Genre::History => outdoors::history,
        Genre::Horror => night::horror,
        Genre::Musical => show::musical,
        Genre::Mystery => night::mystery,
        Genre::Romance => quiet::romance,
        Genre::ScienceFiction => night::science_fiction,
        Genre::Thriller => suspense::thriller,
        Genre::War => outdoors::war,
        Genre::Western => outdoors::western,
    }
}
