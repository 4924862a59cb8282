//! Motifs in the dark, where something glows.

use super::terrain::{hill, night_sky, ridge, tree};
use crate::poster::chance::Chance;
use crate::poster::palette::Palette;
use crate::poster::picture::{Picture, WIDTH, tenth};

/// A castle under a moon, and what flies there.
pub(super) fn fantasy(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    night_sky(picture, chance, 26, ink.light.thin(0.8));
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    picture.circle(at(chance.between(20.0, 60.0)), chance.between(95.0, 125.0), chance.between(48.0, 70.0), ink.light);
    ridge(picture, chance, (230.0, 60.0), ink.far);
    let towers = chance.count(4, 6);
    let width = chance.between(24.0, 29.0);
    let left = at(-50.0) - width * towers as f64 / 2.0;
    for tower in 0..towers {
        let middle = 1.0 - (tower as f64 + 0.5 - towers as f64 / 2.0).abs() / towers as f64 * 2.0;
        let (x, top) = (left + width * tower as f64, 190.0 - middle * 50.0 - chance.between(0.0, 34.0));
        picture.rect(x, top, width - 5.0, 260.0 - top, ink.near);
        let roof = chance.between(26.0, 40.0);
        let middle = x + (width - 5.0) / 2.0;
        picture.polygon(&[(x - 4.0, top), (middle, top - roof), (x + width - 1.0, top)], ink.near);
        picture.line(&format!("M{0} {1}v-11l9 4l-9 4", tenth(middle), tenth(top - roof + 2.0)), 1.5, ink.accent);
        picture.rounded(middle - 2.5, top + 10.0, 5.0, 11.0, 2.5, ink.light);
    }
    picture.rect(left, 206.0, width * towers as f64 - 5.0, 60.0, ink.near);
    hill(picture, (at(-50.0), 300.0), (190.0, 74.0), ink.near);
    hill(picture, (at(120.0), 320.0), (190.0, 68.0), ink.near);
    let place = (at(chance.between(64.0, 84.0)), chance.between(86.0, 120.0));
    picture.placed(place, side * chance.between(-14.0, 8.0), chance.between(1.0, 1.3), |picture| {
        let dragon = "M-46 20Q-30 22 -20 8Q-12 -2 0 -2Q-8 -26 -34 -34Q-8 -40 12 -8Q24 -36 52 -34Q32 -24 22 -2\
                      Q30 -10 40 -10L54 -6L48 -1L38 0Q30 8 18 10Q0 14 -12 20Q-26 30 -46 20Z";
        picture.outline(dragon, ink.near);
    });
}

/// A moon too large, a house too narrow, and trees.
pub(super) fn horror(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    let (moon, high, size) = (at(chance.between(10.0, 50.0)), chance.between(90.0, 120.0), chance.between(52.0, 78.0));
    let blood = chance.count(0, 2) == 0;
    picture.circle(moon, high, size + 14.0, ink.light.thin(0.1));
    picture.circle(moon, high, size, if blood { ink.accent } else { ink.light });
    for _ in 0..chance.count(2, 5) {
        let (x, y) = (moon + chance.between(-70.0, 70.0), high + chance.between(-60.0, 20.0));
        picture.placed((x, y), chance.between(-20.0, 20.0), chance.between(0.6, 1.1), |picture| {
            picture.outline("M0 3Q-5 -7 -16 -5Q-10 0 -9 5Q-4 2 0 8Q4 2 9 5Q10 0 16 -5Q5 -7 0 3Z", ink.near);
        });
    }
    hill(picture, (at(40.0), 320.0), (240.0, 110.0), ink.near);
    let lean = side * chance.between(4.0, 9.0);
    picture.placed((at(30.0), 232.0), lean, chance.between(0.95, 1.2), |picture| {
        picture.polygon(
            &[(-26.0, 10.0), (-22.0, -62.0), (-30.0, -60.0), (-2.0, -108.0), (8.0, -62.0), (6.0, 10.0)],
            ink.near,
        );
        picture
            .polygon(&[(0.0, 10.0), (2.0, -36.0), (-4.0, -34.0), (20.0, -64.0), (42.0, -32.0), (35.0, 10.0)], ink.near);
        picture.rect(24.0, -74.0, 7.0, 26.0, ink.near);
        let lit = if blood { ink.light } else { ink.accent };
        picture.rounded(-13.0, -54.0, 8.0, 13.0, 4.0, lit);
        if chance.coin() {
            picture.rect(13.0, -26.0, 11.0, 12.0, lit);
        }
    });
    for place in [-98.0, 128.0, -138.0].into_iter().take(chance.count(2, 3) as usize) {
        let height = chance.between(46.0, 64.0);
        tree(picture, chance, (at(place), 272.0), height, ink.near);
    }
    picture.rect(0.0, 262.0, WIDTH, 18.0, ink.near);
}

/// A keyhole with a light behind it; or a lamp in fog.
pub(super) fn mystery(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let x = chance.between(110.0, 190.0);
    if chance.coin() {
        picture.circle(x, 118.0, 118.0, ink.light.thin(0.08));
        picture.circle(x, 118.0, 84.0, ink.light.thin(0.12));
        picture.circle(x, 112.0, 52.0, ink.light);
        picture.polygon(&[(x - 26.0, 132.0), (x + 26.0, 132.0), (x + 46.0, 250.0), (x - 46.0, 250.0)], ink.light);
        picture.rect(0.0, 250.0, WIDTH, 30.0, ink.near);
        picture.person((x, 250.0), chance.between(96.0, 124.0), ink.near);
        if chance.coin() {
            picture.polygon(
                &[(x - 46.0, 250.0), (x + 46.0, 250.0), (x + 96.0, 280.0), (x - 96.0, 280.0)],
                ink.light.thin(0.25),
            );
        }
    } else {
        for (size, thick) in [(104.0, 0.1), (70.0, 0.16), (40.0, 0.4)] {
            picture.circle(x, 74.0, size, ink.light.thin(thick));
        }
        picture.rect(x - 3.0, 80.0, 6.0, 180.0, ink.near);
        picture.polygon(&[(x - 9.0, 92.0), (x + 9.0, 92.0), (x + 14.0, 58.0), (x - 14.0, 58.0)], ink.light);
        picture.polygon(&[(x - 18.0, 58.0), (x, 42.0), (x + 18.0, 58.0)], ink.near);
        picture.rect(x - 9.0, 90.0, 18.0, 5.0, ink.near);
        let away = chance.side() * chance.between(44.0, 74.0);
        picture.person((x + away, 258.0), chance.between(92.0, 118.0), ink.near);
        picture.rect(0.0, 254.0, WIDTH, 26.0, ink.near);
    }
    for _ in 0..chance.count(3, 6) {
        let (left, y, wide) =
            (chance.between(-80.0, 200.0), chance.between(150.0, 244.0), chance.between(120.0, 240.0));
        picture.rounded(left, y, wide, 12.0, 6.0, ink.haze.thin(0.4));
    }
}

/// A planet, and someone very small.
pub(super) fn science_fiction(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    night_sky(picture, chance, 34, ink.light.thin(0.9));
    let (x, y) = (chance.between(100.0, 200.0), chance.between(95.0, 135.0));
    let (radius, warm) = (chance.between(48.0, 82.0), chance.coin());
    let (globe, trim) = if warm { (ink.accent, ink.light) } else { (ink.light, ink.accent) };
    let ringed = chance.coin();
    picture.placed((x, y), chance.between(-32.0, 32.0), radius / 100.0, |picture| {
        if ringed {
            picture.line("M-165 0A165 38 0 0 1 165 0", 9.0, trim.thin(0.9));
        }
        picture.circle(0.0, 0.0, 100.0, globe);
        if chance.coin() {
            picture.outline("M-94 -34Q0 -14 94 -34L99 -14Q0 6 -99 -14Z", ink.far.thin(0.35));
            picture.outline("M-97 24Q0 44 97 24L90 44Q0 62 -90 44Z", ink.far.thin(0.35));
        }
        picture.outline("M0 -100A100 100 0 0 1 0 100A150 150 0 0 0 0 -100Z", ink.near.thin(0.45));
        if ringed {
            picture.line("M-165 0A165 38 0 0 0 165 0", 9.0, trim.thin(0.9));
        }
    });
    for _ in 0..chance.count(0, 2) {
        picture.circle(chance.between(20.0, 280.0), chance.between(20.0, 60.0), chance.between(5.0, 12.0), trim);
    }
    ridge(picture, chance, (246.0, 22.0), ink.far);
    hill(picture, (150.0, 560.0), (460.0, 312.0), ink.near);
    let place = chance.between(60.0, 240.0);
    if chance.coin() {
        picture.person((place, 258.0), chance.between(34.0, 46.0), ink.near);
    } else {
        picture.placed((place, 254.0), 0.0, chance.between(0.8, 1.1), |picture| {
            picture.outline(
                "M0 -86Q15 -66 13 -30L24 -10L24 2L10 -12L-10 -12L-24 2L-24 -10L-13 -30Q-15 -66 0 -86Z",
                ink.near,
            );
            picture.circle(0.0, -50.0, 5.0, trim);
        });
    }
}
