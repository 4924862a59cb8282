//! Motifs in daylight, or what war left of it. Each is drawn on a field of 300 by 280 and ends in the near ink, so that
//! the picture runs into the ground under it.

use super::terrain::{hill, ridge, star};
use crate::poster::chance::Chance;
use crate::poster::palette::{Colour, Palette};
use crate::poster::picture::{HEIGHT, Picture, WIDTH, tenth};

/// Mountains and a compass star.
pub(super) fn adventure(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let sun = chance.between(60.0, 240.0);
    picture.circle(sun, 130.0, chance.between(34.0, 52.0), ink.light);
    ridge(picture, chance, (180.0, 80.0), ink.far.thin(0.45));
    ridge(picture, chance, (215.0, 70.0), ink.far);
    let (x, y) = (if sun > 150.0 { 72.0 } else { 228.0 }, chance.between(52.0, 70.0));
    picture.placed((x, y), chance.between(-18.0, 18.0), chance.between(0.8, 1.15), |picture| {
        picture.ring(0.0, 0.0, 27.0, 1.5, ink.near);
        for (turn, length) in [(45.0, 18.0), (0.0, 38.0)] {
            picture.placed((0.0, 0.0), turn, 1.0, |picture| {
                let star = star(4, length, length * 0.17);
                picture.polygon(&star, ink.near);
            });
        }
        picture.polygon(&[(0.0, -38.0), (6.0, 0.0), (-6.0, 0.0)], ink.accent);
    });
    ridge(picture, chance, (250.0, 50.0), ink.near);
    let (bend, end) = (chance.between(60.0, 140.0), chance.between(180.0, 250.0));
    let trail =
        format!("M{} 276Q{} 262 {} 262T{} 250", tenth(bend - 30.0), tenth(bend), tenth(bend + 40.0), tenth(end));
    picture.line(&trail, 2.0, ink.accent);
}

/// A house among hills, and a kite.
pub(super) fn family(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    picture.circle(at(-90.0), chance.between(48.0, 80.0), chance.between(24.0, 36.0), ink.light);
    for _ in 0..chance.count(1, 3) {
        let (x, y) = (chance.between(20.0, 220.0), chance.between(60.0, 150.0));
        picture.rounded(x, y, 64.0, 16.0, 8.0, Colour::WHITE.thin(0.7));
        picture.circle(x + 28.0, y + 2.0, 13.0, Colour::WHITE.thin(0.7));
    }
    hill(picture, (at(-70.0), 330.0), (230.0, 150.0), ink.far.thin(0.6));
    hill(picture, (at(110.0), 340.0), (220.0, 145.0), ink.far);
    let house = (at(chance.between(58.0, 86.0)), 208.0);
    picture.placed(house, 0.0, chance.between(0.85, 1.15), |picture| {
        picture.rect(13.0, -62.0, 9.0, 24.0, ink.near);
        picture.rect(-26.0, -34.0, 52.0, 36.0, ink.light);
        picture.polygon(&[(-34.0, -32.0), (0.0, -62.0), (34.0, -32.0)], ink.accent);
        picture.rect(-6.0, -18.0, 12.0, 20.0, ink.near);
    });
    hill(picture, (150.0, 420.0), (320.0, 180.0), ink.near);
    for _ in 0..chance.count(2, 4) {
        let (x, size) = (at(chance.between(-120.0, -10.0)), chance.between(13.0, 22.0));
        picture.rect(x - 2.0, 215.0, 4.0, 45.0, ink.near);
        picture.ellipse(x, 215.0, size, size * 1.35, ink.near);
    }
    let (x, y) = (at(chance.between(10.0, 60.0)), chance.between(46.0, 84.0));
    let child = at(chance.between(-20.0, 0.0));
    let (string_x, string_y) = (tenth(child), 226.0);
    let string = format!("M{} {}Q{} 190 {string_x} {string_y}", tenth(x), tenth(y), tenth((x + child) / 2.0));
    picture.line(&string, 1.0, ink.near);
    picture.person((child, 247.0), 28.0, ink.near);
    picture.placed((x, y), side * chance.between(12.0, 34.0), 1.0, |picture| {
        picture.polygon(&[(0.0, -34.0), (23.0, 0.0), (0.0, 36.0), (-23.0, 0.0)], ink.accent);
        picture.polygon(&[(0.0, -34.0), (23.0, 0.0), (0.0, 0.0)], ink.light);
        picture.polygon(&[(0.0, 36.0), (-23.0, 0.0), (0.0, 0.0)], ink.light);
        picture.line("M0 36q10 10 0 20t0 20t0 20", 2.0, ink.accent);
    });
}

/// Columns, some of them fallen.
pub(super) fn history(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    picture.circle(chance.between(80.0, 220.0), chance.between(90.0, 130.0), chance.between(52.0, 80.0), ink.accent);
    ridge(picture, chance, (215.0, 26.0), ink.far.thin(0.5));
    let (columns, ruin) = (chance.count(4, 6), chance.coin());
    let pitch = 208.0 / columns as f64;
    let (left, thick) = (46.0, pitch * 0.5);
    let standing = chance.count(1, columns - 2);
    for column in 0..columns {
        let x = left + pitch * (column as f64 + 0.25);
        let whole = !ruin || column <= standing;
        let top = if whole { 112.0 } else { chance.between(130.0, 205.0) };
        picture.rect(x, top, thick, 240.0 - top, ink.light);
        picture.rect(x + thick * 0.62, top, thick * 0.38, 240.0 - top, ink.far.thin(0.6));
        for flute in [0.22, 0.48] {
            picture.rect(x + thick * flute, top, 1.5, 240.0 - top, ink.far.thin(0.55));
        }
        picture.rect(x - 4.0, 232.0, thick + 8.0, 8.0, ink.near);
        if whole {
            picture.rect(x - 4.0, 106.0, thick + 8.0, 8.0, ink.near);
        } else {
            picture.polygon(&[(x, top + 0.5), (x + thick * 0.7, top - 9.0), (x + thick, top + 0.5)], ink.light);
        }
    }
    let right = if ruin { left + pitch * (standing as f64 + 1.0) } else { left + 208.0 };
    picture.rect(left - 6.0, 90.0, right - left + 12.0, 17.0, ink.near);
    if ruin {
        picture.polygon(&[(right + 5.0, 90.0), (right + 22.0, 98.0), (right + 5.0, 107.0)], ink.near);
    } else {
        picture.polygon(&[(34.0, 88.0), (150.0, 48.0), (266.0, 88.0)], ink.near);
    }
    for step in 0..3 {
        let out = 14.0 * f64::from(step);
        picture.rect(36.0 - out, 240.0 + 9.0 * f64::from(step), 228.0 + 2.0 * out, 8.0, ink.far);
    }
    picture.rect(0.0, 266.0, WIDTH, 14.0, ink.near);
}

/// Searchlights over a broken skyline.
pub(super) fn war(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    if chance.coin() {
        picture.circle(
            chance.between(90.0, 210.0),
            chance.between(130.0, 170.0),
            chance.between(56.0, 84.0),
            ink.accent,
        );
    }
    let beams = chance.count(2, 4);
    for beam in 0..beams {
        let from = 30.0 + 240.0 * (beam as f64 + 0.5) / beams as f64;
        let tip = from + chance.between(-170.0, 170.0);
        let wide = chance.between(34.0, 56.0);
        let top = -124.0;
        picture.polygon(
            &[(from - 3.0, 240.0), (tip - wide, top), (tip + wide, top), (from + 3.0, 240.0)],
            ink.light.thin(0.24),
        );
    }
    let (x, y, flock) = (chance.between(110.0, 190.0), chance.between(56.0, 84.0), chance.count(1, 5));
    let course = chance.between(-24.0, 24.0);
    picture.placed((x, y), course, 1.0, |picture| {
        for plane in 0..flock {
            let row = plane.div_ceil(2) as f64;
            let wing = if plane % 2 == 0 { 1.0 } else { -1.0 };
            picture.placed((wing * row * 36.0, row * 27.0), 0.0, 1.1 - row * 0.12, |picture| {
                let plane = "M0 -17Q3 -14 3 -7L24 0L24 5L3 4L2 14L9 18L9 21L-9 21\
                             L-9 18L-2 14L-3 4L-24 5L-24 0L-3 -7Q-3 -14 0 -17Z";
                picture.outline(plane, ink.near);
            });
        }
    });
    let mut left = -10.0;
    while left < WIDTH {
        let (wide, top) = (chance.between(20.0, 46.0), chance.between(180.0, 232.0));
        let jag = chance.between(-18.0, 18.0);
        let corners =
            [(left, HEIGHT), (left, top), (left + wide * 0.4, top + jag), (left + wide * 0.55, top + jag * 0.3)];
        picture.polygon(
            &[corners[0], corners[1], corners[2], corners[3], (left + wide, top + 12.0), (left + wide, HEIGHT)],
            ink.near,
        );
        if chance.coin() {
            picture.rect(left + wide * 0.3, top + 24.0, 5.0, 8.0, ink.haze.thin(0.7));
        }
        left += wide - 1.0;
    }
    picture.rect(0.0, 250.0, WIDTH, 30.0, ink.near);
}

/// Sun, mesas, cactus.
pub(super) fn western(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let (x, y, size) = (chance.between(90.0, 210.0), chance.between(110.0, 170.0), chance.between(46.0, 72.0));
    picture.circle(x, y, size * 1.6, ink.light.thin(0.25));
    picture.circle(x, y, size * 1.28, ink.light.thin(0.3));
    picture.circle(x, y, size, if chance.coin() { ink.light } else { ink.accent });
    for (low, tint) in [(205.0, 0.5), (226.0, 1.0)] {
        for _ in 0..2 {
            let (x, wide, high) =
                (chance.between(-20.0, 320.0), chance.between(34.0, 64.0), chance.between(40.0, 86.0));
            let top = low - high;
            let shoulder = top + high * 0.45;
            let left = [(x - wide * 1.5, low), (x - wide * 0.75, shoulder), (x - wide * 0.6, top)];
            let right = [(x + wide * 0.5, top), (x + wide * 0.7, shoulder), (x + wide * 1.4, low)];
            picture.polygon(&[left[0], left[1], left[2], right[0], right[1], right[2]], ink.far.thin(tint));
        }
        picture.rect(0.0, low - 1.0, WIDTH, HEIGHT - low, ink.far.thin(tint));
    }
    picture.outline("M0 250Q90 232 160 246T300 240V280H0Z", ink.near);
    for _ in 0..chance.count(1, 3) {
        let (x, scale) = (chance.between(36.0, 264.0), chance.between(0.5, 1.25));
        picture.placed((x, 256.0), 0.0, scale, |picture| {
            picture.line("M0 0V-92", 15.0, ink.near);
            picture.line(if chance.coin() { "M0 -34H26V-64" } else { "M0 -28H-25V-58" }, 10.0, ink.near);
            picture.line(if chance.coin() { "M0 -46H-24V-72" } else { "M0 -52H23V-74" }, 10.0, ink.near);
        });
    }
    for _ in 0..chance.count(1, 4) {
        let (x, y) = (tenth(chance.between(40.0, 260.0)), tenth(chance.between(26.0, 80.0)));
        picture.line(&format!("M{x} {y}q5 -7 10 0q5 -7 10 0"), 1.8, ink.near);
    }
}
