//! Motifs that amuse: these may be as loud as they like.

use std::f64::consts::TAU;

use crate::poster::chance::Chance;
use crate::poster::palette::{Colour, Palette};
use crate::poster::picture::{Picture, WIDTH, tenth};

/// Round creatures that look about.
pub(super) fn animation(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    picture.circle(chance.between(60.0, 240.0), 90.0, chance.between(40.0, 80.0), Colour::WHITE.thin(0.35));
    let crowd = chance.count(3, 5);
    let pitch = WIDTH / crowd as f64;
    for creature in 0..crowd {
        let tint = [ink.far, ink.accent, ink.light][creature as usize % 3];
        let (x, half) = (pitch * (creature as f64 + 0.5), pitch * chance.between(0.46, 0.6));
        let top = chance.between(70.0, 180.0);
        if chance.coin() {
            for ear in [-0.55, 0.55] {
                picture.line(&format!("M{0} {1}v-26", tenth(x + half * ear), tenth(top + 16.0)), 7.0, tint);
                picture.circle(x + half * ear, top - 13.0, 8.0, tint);
            }
        }
        picture.rounded(x - half, top, half * 2.0, 340.0 - top, half, tint);
        let look = chance.between(-4.0, 4.0);
        let eyes: &[f64] = [&[0.0][..], &[-0.4, 0.4], &[-0.4, 0.4], &[-0.55, 0.0, 0.55]][chance.count(0, 3) as usize];
        let eye = half * if eyes.len() == 1 { 0.4 } else { 0.27 };
        for place in eyes {
            picture.circle(x + half * place, top + half * 0.8, eye, Colour::WHITE);
            picture.circle(x + half * place + look, top + half * 0.8 + 2.0, eye * 0.5, ink.near);
        }
        let (left, down, wide) = (tenth(x - half * 0.3), tenth(top + half * 1.35), tenth(half * 0.6));
        picture.line(&format!("M{left} {down}q{} {} {wide} 0", tenth(half * 0.3), tenth(half * 0.4)), 4.0, ink.near);
    }
    picture.outline("M0 262Q75 242 150 260T300 256V280H0Z", ink.near);
}

/// One of five jokes: a fifth of the catalogue is comedy.
pub(super) fn comedy(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    if chance.coin() {
        let rays = chance.count(9, 14);
        for ray in 0..rays {
            let corner = |step: f64| {
                let angle = TAU * (ray as f64 + step) / rays as f64;
                (150.0 + 440.0 * angle.cos(), 150.0 + 440.0 * angle.sin())
            };
            picture.polygon(&[(150.0, 150.0), corner(0.0), corner(0.5)], ink.light.thin(0.3));
        }
    } else {
        picture.circle(150.0, 150.0, chance.between(96.0, 118.0), ink.light.thin(0.4));
    }
    let lean = chance.between(-12.0, 12.0);
    match chance.count(0, 4) {
        0 => picture.placed((150.0, 150.0), lean, 1.0, |picture| {
            picture.circle(0.0, 0.0, 84.0, ink.far);
            picture.ellipse(-28.0, -24.0, 9.0, 15.0, ink.near);
            picture.ellipse(28.0, -24.0, 9.0, 15.0, ink.near);
            picture.outline("M-54 12H54Q48 62 0 62T-54 12Z", ink.near);
            picture.outline("M-46 12H46L43 26H-43Z", ink.light);
            picture.outline("M-30 53Q0 34 30 53Q18 62 0 62T-30 53Z", ink.accent);
        }),
        1 => picture.placed((150.0, 150.0), lean, 1.0, |picture| {
            picture.outline("M-60 -22Q-64 -98 0 -98T60 -22Z", ink.near);
            picture.outline("M-62 -42H62L61 -22H-61Z", ink.accent);
            picture.rounded(-96.0, -26.0, 192.0, 18.0, 9.0, ink.near);
            picture.ring(-34.0, 18.0, 21.0, 5.0, ink.near);
            picture.ring(34.0, 18.0, 21.0, 5.0, ink.near);
            picture.line("M-13 16Q0 8 13 16", 5.0, ink.near);
            let moustache = "M0 58Q-30 40 -50 66Q-66 84 -88 64Q-72 104 -34 92Q-10 86 0 70\
                             Q10 86 34 92Q72 104 88 64Q66 84 50 66Q30 40 0 58Z";
            picture.outline(moustache, ink.far);
        }),
        2 => {
            let things = chance.count(5, 7);
            let mut sway = 0.0;
            for thing in 0..things {
                let (wide, tall) = (chance.between(42.0, 96.0), 200.0 / things as f64);
                sway += chance.between(-16.0, 16.0);
                let y = 262.0 - tall * (thing as f64 + 0.5);
                let tint = [ink.far, ink.accent, ink.light, ink.near][thing as usize % 4];
                picture.placed((150.0 + sway, y), chance.between(-7.0, 7.0), 1.0, |picture| {
                    let corner = if wide < 64.0 { tall / 2.0 } else { 4.0 };
                    picture.rounded(-wide / 2.0, -tall / 2.0, wide, tall, corner, tint);
                });
            }
            picture.placed((150.0 + sway, 60.0), lean, 0.5, |picture| {
                picture.outline("M-34 0L-30 -74H30L34 0H64V12H-64V0Z", ink.near);
            });
        }
        3 => {
            for balloon in 0..chance.count(3, 5) {
                let (x, y) = (54.0 + 48.0 * balloon as f64 + chance.between(-10.0, 10.0), chance.between(60.0, 140.0));
                let tint = [ink.far, ink.accent, ink.near][balloon as usize % 3];
                picture.line(&format!("M{} {}Q150 200 150 280", tenth(x), tenth(y + 38.0)), 1.5, ink.near);
                picture.ellipse(x, y, 29.0, 36.0, tint);
                picture.polygon(&[(x - 6.0, y + 42.0), (x, y + 33.0), (x + 6.0, y + 42.0)], tint);
                picture.ellipse(x - 11.0, y - 14.0, 5.0, 9.0, ink.light.thin(0.6));
            }
        }
        _ => picture.placed((150.0, 152.0), lean, 1.15, |picture| {
            picture.outline("M0 0Q-50 -56 -88 -44Q-100 0 -88 44Q-50 56 0 0Z", ink.far);
            picture.outline("M0 0Q50 -56 88 -44Q100 0 88 44Q50 56 0 0Z", ink.far);
            for (x, y) in [(-66.0, -20.0), (-74.0, 14.0), (-44.0, 4.0), (64.0, -18.0), (72.0, 16.0), (42.0, 4.0)] {
                picture.circle(x, y, 8.0, ink.light);
            }
            picture.rounded(-18.0, -22.0, 36.0, 44.0, 12.0, ink.accent);
        }),
    }
    for piece in 0..chance.count(14, 22) {
        let place = (chance.between(8.0, 292.0), chance.between(6.0, 250.0));
        let tint = [ink.accent, ink.near, ink.far][piece as usize % 3];
        picture.placed(place, chance.between(0.0, 180.0), 1.0, |picture| picture.rect(-5.0, -2.0, 10.0, 4.0, tint));
    }
}

/// Stage lights, keys, notes.
pub(super) fn musical(picture: &mut Picture, ink: &Palette, chance: &mut Chance) {
    let lamps = chance.count(3, 5);
    for lamp in 0..lamps {
        let x = WIDTH * (lamp as f64 + 0.5) / lamps as f64;
        let (foot, wide) = (chance.between(60.0, 240.0), chance.between(34.0, 56.0));
        let tint = [ink.light, ink.accent][lamp as usize % 2];
        picture.polygon(&[(x - 5.0, 0.0), (x + 5.0, 0.0), (foot + wide, 250.0), (foot - wide, 250.0)], tint.thin(0.34));
        picture.circle(x, 2.0, 9.0, tint);
    }
    if chance.coin() {
        for (edge, side) in [(0.0, 1.0), (WIDTH, -1.0)] {
            for fold in 0..4 {
                let (width, tint) = (64.0 - 15.0 * f64::from(fold), if fold % 2 == 0 { ink.far } else { ink.accent });
                let path = format!(
                    "M{edge} 0h{0}Q{1} 120 {2} 280H{edge}Z",
                    side * width,
                    edge + side * width * 0.9,
                    edge + side * width * 0.5
                );
                picture.outline(&path, tint);
            }
        }
    }
    if chance.coin() {
        picture.placed((150.0, 250.0), 0.0, 1.0, |picture| {
            picture.line("M0 0V-118", 5.0, ink.near);
            picture.rounded(-15.0, -172.0, 30.0, 54.0, 15.0, ink.light);
            picture.rect(-15.0, -146.0, 30.0, 4.0, ink.near);
            picture.line("M-26 -142Q-26 -104 0 -104T26 -142", 4.0, ink.near);
        });
        picture.ellipse(150.0, 268.0, 190.0, 26.0, ink.near);
    } else {
        picture.rect(0.0, 218.0, WIDTH, 62.0, ink.light);
        for key in 0..10 {
            picture.rect(30.0 * f64::from(key), 218.0, 1.5, 62.0, ink.near);
            if !matches!(key % 7, 2 | 6) {
                picture.rect(30.0 * f64::from(key) + 21.0, 218.0, 18.0, 38.0, ink.near);
            }
        }
    }
    for note in 0..chance.count(3, 6) {
        let x = if note % 2 == 0 { chance.between(40.0, 105.0) } else { chance.between(185.0, 250.0) };
        let place = (x, chance.between(60.0, 180.0));
        let tint = if note % 2 == 0 { ink.light } else { ink.accent };
        picture.placed(place, chance.between(-16.0, 16.0), chance.between(0.7, 1.2), |picture| {
            picture.ellipse(0.0, 0.0, 9.0, 7.0, tint);
            if chance.coin() {
                picture.line("M7.500 0V-36Q10 -26 19 -22", 3.0, tint);
            } else {
                picture.ellipse(26.0, -4.0, 9.0, 7.0, tint);
                picture.outline("M6 0V-38L35 -42V-4H32V-33L9 -30V0Z", tint);
            }
        });
    }
}
