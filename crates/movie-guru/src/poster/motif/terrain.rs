//! What several landscapes are made of.

use std::f64::consts::TAU;

use crate::poster::chance::Chance;
use crate::poster::picture::{HEIGHT, Paint, Picture, WIDTH, tenth};

/// Jagged mountains from edge to edge, no higher above `base` than `rise`.
pub(super) fn ridge(picture: &mut Picture, chance: &mut Chance, (base, rise): (f64, f64), paint: impl Into<Paint>) {
    let mut corners = vec![(0.0, HEIGHT), (0.0, base - chance.between(0.0, rise * 0.5))];
    let mut x = chance.between(8.0, 40.0);
    let mut peak = chance.coin();
    while x < WIDTH {
        let share = if peak { chance.between(0.55, 1.0) } else { chance.between(0.0, 0.3) };
        corners.push((x, base - rise * share));
        x += chance.between(22.0, 52.0);
        peak = !peak;
    }
    corners.extend([(WIDTH, base - chance.between(0.0, rise * 0.5)), (WIDTH, HEIGHT)]);
    picture.polygon(&corners, paint);
}

pub(super) fn hill(picture: &mut Picture, (x, y): (f64, f64), (across, down): (f64, f64), paint: impl Into<Paint>) {
    picture.ellipse(x, y, across, down, paint);
}

pub(super) fn night_sky(picture: &mut Picture, chance: &mut Chance, stars: u64, paint: Paint) {
    let places: Vec<(f64, f64, f64)> = (0..stars)
        .map(|_| (chance.between(4.0, 296.0), chance.between(4.0, 215.0), chance.between(0.8, 2.2)))
        .collect();
    picture.stars(places.into_iter(), paint);
}

/// The corners of a star around the origin, the first straight up.
pub(super) fn star(points: u32, outer: f64, inner: f64) -> Vec<(f64, f64)> {
    (0..points * 2)
        .map(|corner| {
            let angle = TAU * f64::from(corner) / f64::from(points * 2);
            let radius = if corner % 2 == 0 { outer } else { inner };
            (radius * angle.sin(), -radius * angle.cos())
        })
        .collect()
}

/// A bare tree. Its limbs are drawn a thickness at a time: one element for each limb would be half the poster's size.
pub(super) fn tree(picture: &mut Picture, chance: &mut Chance, foot: (f64, f64), height: f64, paint: impl Into<Paint>) {
    let paint = paint.into();
    let mut limbs = vec![(foot, -90.0, height)];
    for width in [8.0, 4.4, 2.4, 1.3] {
        let mut path = String::new();
        let mut next = Vec::new();
        for ((x, y), angle, length) in limbs {
            let (sin, cos) = f64::to_radians(angle).sin_cos();
            let tip = (x + length * cos, y + length * sin);
            path.push_str(&format!("M{} {}L{} {}", tenth(x), tenth(y), tenth(tip.0), tenth(tip.1)));
            for side in [-1.0, 1.0] {
                next.push((tip, angle + side * chance.between(14.0, 40.0), length * chance.between(0.62, 0.86)));
            }
        }
        picture.line(&path, width, paint);
        limbs = next;
    }
}
