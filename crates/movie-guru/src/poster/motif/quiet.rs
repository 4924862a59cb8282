//! Motifs that keep still: one shape, and room about it.

use std::f64::consts::TAU;

use crate::poster::chance::Chance;
use crate::poster::palette::Palette;
use crate::poster::picture::{HEIGHT, Picture, WIDTH, tenth};

/// A camera's aperture.
pub(super) fn documentary(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let (x, y, radius) = (chance.between(135.0, 165.0), 142.0, chance.between(92.0, 112.0));
    let blades = chance.count(6, 9);
    let open = radius * chance.between(0.28, 0.5);
    if chance.coin() {
        let across = chance.between(-30.0, 30.0);
        picture.placed((150.0, 140.0), across, 1.0, |picture| {
            picture.rect(-240.0, -38.0, 480.0, 76.0, ink.far.thin(0.5));
            for hole in 0..20 {
                for edge in [-33.0, 24.0] {
                    picture.rect(-235.0 + 24.0 * f64::from(hole), edge, 12.0, 9.0, ink.light);
                }
            }
        });
    }
    picture.circle(x, y, radius + 9.0, ink.near);
    picture.circle(x, y, radius, ink.far);
    let turn = chance.between(0.0, TAU);
    let corner = |blade: u64, far: f64, ahead: f64| {
        let angle = turn + TAU * (blade as f64 + ahead) / blades as f64;
        (x + far * angle.cos(), y + far * angle.sin())
    };
    let gap: Vec<(f64, f64)> = (0..blades).map(|blade| corner(blade, open, 0.0)).collect();
    picture.polygon(&gap, ink.light);
    for blade in 0..blades {
        let (from, to) = (corner(blade, open, 0.0), corner(blade, radius, 1.25));
        let path = format!("M{} {}L{} {}", tenth(from.0), tenth(from.1), tenth(to.0), tenth(to.1));
        picture.line(&path, 3.0, ink.near);
        let next = corner(blade + 1, open, 0.0);
        let path = format!("M{} {}L{} {}", tenth(from.0), tenth(from.1), tenth(next.0), tenth(next.1));
        picture.line(&path, 3.0, ink.near);
    }
    picture.circle(x, y, open * chance.between(0.4, 0.6), ink.accent);
    picture.rect(0.0, HEIGHT - 6.0, WIDTH, 6.0, ink.near);
}

/// Window light on a wall, and someone in it.
pub(super) fn drama(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let side = chance.side();
    let at = |x: f64| WIDTH / 2.0 + side * x;
    let (across, down) = (chance.count(2, 3), chance.count(2, 4));
    let (slant, left, top) = (chance.between(24.0, 60.0), chance.between(-110.0, -84.0), chance.between(34.0, 50.0));
    let (wide, tall) = (150.0 / across as f64, 168.0 / down as f64);
    for column in 0..across {
        for row in 0..down {
            let corner = |x: f64, y: f64| {
                let (x, y) = ((column as f64 + x) * wide, (row as f64 + y) * tall);
                (at(left + x + slant * y / 168.0), top + y + x * 0.16)
            };
            let pane = [corner(0.05, 0.05), corner(0.95, 0.05), corner(0.95, 0.95), corner(0.05, 0.95)];
            picture.polygon(&pane, ink.light.thin(0.92 - row as f64 * 0.1));
        }
    }
    picture.rect(0.0, 236.0, WIDTH, 44.0, ink.near);
    let place = at(chance.between(-20.0, 40.0));
    match chance.count(0, 3) {
        0 => picture.person((place, 246.0), chance.between(112.0, 140.0), ink.near),
        1 => {
            picture.person((place - 30.0, 246.0), chance.between(100.0, 120.0), ink.near);
            picture.person((place + 46.0, 246.0), chance.between(88.0, 126.0), ink.near);
        }
        2 => picture.placed((place, 244.0), 0.0, chance.between(1.0, 1.2), |picture| {
            picture.line("M-20 0V-94M20 0V-94M-25 0V-40M25 0V-40", 5.0, ink.near);
            picture.rect(-20.0, -96.0, 40.0, 12.0, ink.near);
            picture.rect(-20.0, -74.0, 40.0, 6.0, ink.near);
            picture.polygon(&[(-20.0, -50.0), (20.0, -50.0), (29.0, -38.0), (-29.0, -38.0)], ink.near);
            picture.outline("M2 -99h14q3 0 3 4l2 40h-9l-1 -8l-2 14h-8z", ink.accent);
        }),
        _ => picture.placed((place, 240.0), 0.0, chance.between(1.0, 1.2), |picture| {
            picture.rect(-64.0, -38.0, 128.0, 7.0, ink.near);
            picture.line("M-54 -34V0M54 -34V0", 6.0, ink.near);
            picture.outline("M-12 -38Q-22 -62 -8 -70H8Q22 -62 12 -38Z", ink.near);
            picture.line("M0 -70Q-6 -92 -18 -102M0 -70Q4 -90 16 -98M0 -70V-110", 2.5, ink.near);
            for (x, y) in [(-20.0, -104.0), (18.0, -100.0), (0.0, -114.0)] {
                picture.circle(x, y, 8.0, ink.accent);
            }
        }),
    }
}

/// Two that overlap.
pub(super) fn romance(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let lean = chance.between(-24.0, 24.0);
    if chance.coin() {
        let (radius, apart) = (chance.between(66.0, 80.0), chance.between(34.0, 50.0));
        picture.placed((150.0, 138.0), lean, 1.0, |picture| {
            picture.circle(-apart, 0.0, radius, ink.accent);
            picture.circle(apart, 0.0, radius, ink.light);
            let reach = tenth((radius * radius - apart * apart).sqrt());
            let radius = tenth(radius);
            picture.outline(
                &format!("M0 -{reach}A{radius} {radius} 0 0 1 0 {reach}A{radius} {radius} 0 0 1 0 -{reach}Z"),
                ink.near,
            );
        });
    } else {
        let (wide, long) = (chance.between(78.0, 92.0), chance.between(130.0, 150.0));
        picture.placed((150.0, 216.0), lean * 0.5, 1.0, |picture| {
            for (turn, tint) in [(-45.0, ink.accent.into()), (45.0, ink.light.thin(0.85))] {
                picture.placed((0.0, 0.0), turn, 1.0, |picture| {
                    let left = if turn < 0.0 { 0.0 } else { -wide };
                    picture.outline(&heart_half(left, -long, wide), tint);
                });
            }
        });
    }
    let line = chance.between(244.0, 256.0);
    picture.line(&format!("M0 {0}Q75 {1} 150 {0}T300 {0}", tenth(line), tenth(line - 14.0)), 2.0, ink.near);
    picture.outline(&format!("M0 {0}Q75 {1} 150 {0}T300 {0}V280H0Z", tenth(line + 8.0), tenth(line - 6.0)), ink.near);
}

/// A bar with a round top, standing on the origin: two of them, turned apart, are a heart.
fn heart_half(left: f64, top: f64, width: f64) -> String {
    let (left, right, radius) = (tenth(left), tenth(left + width), tenth(width / 2.0));
    let shoulder = tenth(top + width / 2.0);
    format!("M{left} 0V{shoulder}A{radius} {radius} 0 0 1 {right} {shoulder}V0Z")
}
