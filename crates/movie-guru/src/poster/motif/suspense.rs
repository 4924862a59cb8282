//! Motifs of danger: hard edges, hard light, one figure.

use std::f64::consts::TAU;

use crate::poster::chance::Chance;
use crate::poster::palette::{Colour, Palette};
use crate::poster::picture::{HEIGHT, Picture, WIDTH, tenth};

/// Streaks, a flash, and someone running.
pub(super) fn action(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    let (x, y) = (at(chance.between(30.0, 70.0)), chance.between(78.0, 110.0));
    if chance.coin() {
        let points = chance.count(9, 13) * 2;
        let flash: Vec<(f64, f64)> = (0..points)
            .map(|corner| {
                let angle = TAU * corner as f64 / points as f64;
                let radius = if corner % 2 == 0 { chance.between(78.0, 112.0) } else { chance.between(38.0, 50.0) };
                (x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        picture.polygon(&flash, ink.light);
        picture.circle(x, y, 28.0, ink.accent);
    } else {
        picture.circle(x, y, 74.0, ink.light);
        picture.ring(x, y, 60.0, 3.0, ink.far);
        picture.ring(x, y, 34.0, 3.0, ink.far);
        picture.circle(x, y, 8.0, ink.accent);
        let (x, y) = (tenth(x), tenth(y));
        picture.line(&format!("M{x} {y}m-92 0h64m56 0h64M{x} {y}m0 -92v64m0 56v64"), 3.0, ink.far);
    }
    for streak in 0..chance.count(6, 9) {
        let (from, width) = (chance.between(-210.0, 150.0), chance.between(3.0, 22.0));
        let tint = [ink.far, ink.accent, ink.near, ink.light][streak as usize % 4];
        let run = chance.between(110.0, 230.0);
        let foot = [(at(from), HEIGHT), (at(from + width * 1.6), HEIGHT)];
        picture.polygon(&[foot[0], foot[1], (at(from + run), HEIGHT - run)], tint);
    }
    picture.polygon(&[(at(-160.0), 290.0), (at(160.0), 236.0), (at(160.0), 290.0)], ink.near);
    let place = (at(chance.between(-30.0, 20.0)), 256.0);
    picture.placed(place, 0.0, chance.between(0.9, 1.1), |picture| {
        let flip = |x: f64| side * x;
        picture.circle(flip(20.0), -98.0, 10.0, ink.near);
        for (path, width) in [
            ([(14.0, -84.0), (2.0, -50.0), (2.0, -50.0), (2.0, -50.0)], 17.0),
            ([(2.0, -48.0), (28.0, -36.0), (20.0, -8.0), (30.0, -6.0)], 10.0),
            ([(0.0, -48.0), (-10.0, -24.0), (-36.0, -22.0), (-40.0, -14.0)], 10.0),
            ([(14.0, -80.0), (32.0, -62.0), (48.0, -74.0), (48.0, -74.0)], 7.0),
            ([(12.0, -80.0), (-12.0, -74.0), (-22.0, -54.0), (-22.0, -54.0)], 7.0),
        ] {
            let joints: Vec<String> = path.iter().map(|(x, y)| format!("{} {}", flip(*x), y)).collect();
            picture.line(&format!("M{}", joints.join("L")), width, ink.near);
        }
    });
}

/// Blinds, and a hat before them; or a lamp over a table.
pub(super) fn crime(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    if chance.count(0, 2) == 0 {
        let (x, y, wide) = (at(chance.between(-30.0, 30.0)), chance.between(76.0, 96.0), chance.between(96.0, 130.0));
        picture.polygon(&[(x - 22.0, y), (x + 22.0, y), (x + wide, 236.0), (x - wide, 236.0)], ink.light.thin(0.85));
        picture.ellipse(x, 236.0, wide, 15.0, ink.light);
        picture.rect(x - 1.0, 0.0, 2.0, y - 24.0, ink.light);
        picture.polygon(
            &[(x - 10.0, y - 26.0), (x + 10.0, y - 26.0), (x + 34.0, y + 4.0), (x - 34.0, y + 4.0)],
            ink.accent,
        );
        let seat = x + side * chance.between(-14.0, 14.0);
        picture.placed((seat, 250.0), 0.0, 0.62, |picture| fedora(picture, ink.near));
        picture.rect(0.0, 246.0, WIDTH, 34.0, ink.near);
        return;
    }
    let (slats, slope) = (chance.count(8, 12), chance.between(-16.0, 16.0));
    let pitch = 236.0 / slats as f64;
    picture.rect(24.0, 18.0, 252.0, 246.0, ink.near);
    for slat in 0..slats {
        let y = 24.0 + pitch * slat as f64;
        let high = pitch * 0.6;
        let (left, right) = (y + slope.max(0.0) * 0.2, y - slope.min(0.0) * 0.2);
        picture.polygon(&[(30.0, left), (270.0, right), (270.0, right + high), (30.0, left + high)], ink.light);
    }
    for x in [88.0, 212.0] {
        picture.rect(x, 18.0, 2.0, 246.0, ink.near);
    }
    let x = at(chance.between(-30.0, 46.0));
    picture.placed((x, 286.0), 0.0, chance.between(1.0, 1.2), |picture| {
        fedora(picture, ink.near);
        picture.polygon(&[(-43.0, -134.0), (43.0, -134.0), (45.0, -126.0), (-45.0, -126.0)], ink.accent);
    });
}

/// Head and shoulders under a hat.
fn fedora(picture: &mut Picture, tint: Colour) {
    picture.outline("M-104 0Q-100 -50 -58 -58L-22 -70L22 -70L58 -58Q100 -50 104 0Z", tint);
    picture.ellipse(0.0, -98.0, 32.0, 40.0, tint);
    picture.ellipse(0.0, -120.0, 74.0, 13.0, tint);
    picture.outline("M-45 -120Q-42 -176 -22 -176Q-8 -168 0 -170Q8 -168 22 -176Q42 -176 45 -120Z", tint);
}

/// Lines that all lead to one point.
pub(super) fn thriller(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let (x, y) = (chance.between(110.0, 190.0), chance.between(104.0, 140.0));
    if chance.coin() {
        let rays = chance.count(11, 17);
        let turn = chance.between(0.0, 1.0);
        for ray in 0..rays {
            let corner = |step: f64| {
                let angle = TAU * (ray as f64 + turn + step) / rays as f64;
                (x + 420.0 * angle.cos(), y + 420.0 * angle.sin())
            };
            picture.polygon(
                &[(x, y), corner(0.0), corner(chance.between(0.3, 0.55))],
                if ray % 4 == 0 && corner(0.3).1 > y { ink.accent } else { ink.near },
            );
        }
        picture.circle(x, y, chance.between(38.0, 54.0), ink.light);
        picture.person((x, y + 34.0), 62.0, ink.near);
    } else {
        let (steps, twist) = (chance.count(6, 9), chance.side() * chance.between(3.0, 9.0));
        for step in 0..steps {
            let share = 1.0 - step as f64 / steps as f64;
            let tint = match (step + 1 == steps, step % 2 == 0) {
                (true, _) => ink.light,
                (_, true) => ink.far,
                _ => ink.near,
            };
            let (wide, tall) = (30.0 + 232.0 * share * share, 56.0 + 200.0 * share * share);
            picture.placed((x, y + 14.0), twist * (step + 1) as f64, 1.0, |picture| {
                picture.rect(-wide / 2.0, -tall / 2.0, wide, tall, tint);
            });
        }
        picture.person((x, y + 40.0), 44.0, ink.near);
    }
    picture.rect(0.0, HEIGHT - 5.0, WIDTH, 5.0, ink.accent);
}
