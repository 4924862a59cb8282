//! Bodies that are nearly of a format: those of the table with a few bytes changed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::bodies::Body;

/// What is put in: what the formats know, and what they do not.
const PIECES: &[&str] = &[
    " ",
    "\t",
    "\n",
    "\r",
    "#",
    "# ",
    "{",
    "}",
    "=",
    "\"",
    ",",
    "\\",
    "\\n",
    "\\\"",
    ".",
    "-",
    "+",
    "e",
    "p",
    "_",
    ":",
    "0",
    "7",
    "Inf",
    "NaN",
    "infinity",
    " # {",
    "# EOF",
    "# EOF\n",
    "# TYPE a counter\n",
    "# HELP a b\n",
    "# UNIT a_b b\n",
    " 1",
    "a{b=\"c\"}",
    "{}",
    "b=\"\"",
    "_total",
    "\u{e9}",
    "\u{0}",
    "HELP",
    "TYPE",
    "1e999",
    "0x1p3",
    "\n\n",
];

/// This many, the same for the same seed.
pub(super) fn of(bodies: &[Body], count: usize, seed: u64) -> Vec<Body> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let plain: Vec<_> = bodies.iter().filter(|body| body.encoding.is_empty()).collect();
    (0..count).map(|_| mutated(plain[dice.random_range(0..plain.len())], &mut dice)).collect()
}

fn mutated(body: &Body, dice: &mut ChaCha8Rng) -> Body {
    let mut content = body.content.clone();
    for _ in 0..dice.random_range(1..4) {
        let at = dice.random_range(0..=content.len());
        let until = (at + dice.random_range(0..4)).min(content.len());
        let piece = PIECES[dice.random_range(0..PIECES.len())].as_bytes();
        match dice.random_range(0..4) {
            0 => drop(content.drain(at..until)),
            1 => drop(content.splice(at..until, piece.iter().copied())),
            2 => {
                let copied = content[at..until].to_vec();
                content.splice(at..at, copied);
            }
            _ => drop(content.splice(at..at, piece.iter().copied())),
        }
    }
    Body { content, ..body.clone() }
}
