//! Repetitions: `*`, `+?`, `{2,5}`.

use super::{Translator, wrong};

/// How often RE2 repeats something at most, repetitions within repetitions multiplied.
const MOST_REPEATED: u32 = 1000;

impl<'a> Translator<'a> {
    /// The part before is this often repeated.
    pub(super) fn has_repeated(&mut self, times: u32) {
        self.last = Some(times);
        if let Some(group) = self.groups.last_mut() {
            *group = times.max(*group);
        }
    }

    /// `{2,5}`, or a brace that stands for itself.
    pub(super) fn braces(&mut self, repeated: Option<&'a str>) -> Result<(), String> {
        match counts(self.left) {
            Some((length, least, most)) => self.repetition(length, Some((least, most)), repeated),
            None => {
                self.literal('{');
                Ok(())
            }
        }
    }

    /// `*`, `{2,5}?`: not twice in a row, and not too often.
    pub(super) fn repetition(
        &mut self,
        length: usize,
        counts: Option<(u32, Option<u32>)>,
        repeated: Option<&'a str>,
    ) -> Result<(), String> {
        let before = self.left;
        self.skip(length);
        let refused = |(least, most): (u32, Option<u32>)| {
            least.max(most.unwrap_or(0)) > MOST_REPEATED || most.is_some_and(|most| most < least)
        };
        if counts.is_some_and(refused) {
            return Err(wrong("invalid repeat count", self.since(before)));
        }
        if self.left.starts_with('?') {
            self.skip(1);
        }
        let operator = self.since(before);
        if let Some(first) = repeated {
            return Err(wrong("invalid nested repetition operator", self.since(first)));
        }
        let inside = self.last.ok_or_else(|| wrong("missing argument to repetition operator", operator))?;
        let times = counts.map_or(1, |(least, most)| most.unwrap_or(least)).max(1);
        if times > 1 && inside * times > MOST_REPEATED {
            return Err(wrong("invalid repeat count", operator));
        }
        self.out.push_str(operator);
        self.has_repeated(inside * times);
        self.repeated = Some(before);
        Ok(())
    }
}

/// `{2}`, `{2,}`, `{2,5}` at the beginning of a text: its length, and how often. Anything else in braces is a text.
fn counts(text: &str) -> Option<(usize, u32, Option<u32>)> {
    let end = text.find('}')?;
    let inside = text.get(1..end)?;
    let number = |digits: &str| {
        let plain =
            digits.bytes().all(|digit| digit.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
        (plain && !digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
    };
    let (least, most) = match inside.split_once(',') {
        None => (number(inside)?, Some(number(inside)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some((end + 1, least, most))
}
