//! From what is written to a timeline. Each mistake says where it is, and what would be right.

use std::time::Duration;

use serde_saphyr::{Location, Spanned};

use super::limits::{
    EVERY, INSTANCES, MOST_BURN, MOST_BYTES, MOST_OF_NAME, MOST_OF_STORY, MOST_OF_TITLE, MOST_PER_SECOND,
    MOST_RESTARTS, MOST_SCRAPES, MOST_TROUBLES,
};
use super::model::{Amount, Calm, Harm, Shape, Timeline, Traffic, Trouble};
use super::written::{self, Length, Number, Whole, Written};

/// Reads a timeline.
///
/// # Errors
/// Every mistake that can be told; where the text has not the form at all, the first.
pub(super) fn read(name: &str, text: &str) -> Result<Timeline, Vec<String>> {
    let mut mistakes = Mistakes::default();
    let is_name = (1..=MOST_OF_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name {
        mistakes.0.push(format!("`{name}` is no name: 1 to {MOST_OF_NAME} letters, digits and `-` are"));
    }
    if text.len() > MOST_BYTES {
        mistakes.0.push(format!("has {} bytes; at most {MOST_BYTES} are read", text.len()));
        return Err(mistakes.0);
    }
    if text.trim().is_empty() {
        mistakes.0.push("is empty; docs/timelines.md has the form".to_owned());
        return Err(mistakes.0);
    }
    let written: Written = match serde_saphyr::from_str(text) {
        Ok(written) => written,
        Err(error) => {
            mistakes.0.push(malformed(&error));
            return Err(mistakes.0);
        }
    };
    let timeline = mistakes.timeline(name, written);
    if mistakes.0.is_empty() { Ok(timeline) } else { Err(mistakes.0) }
}

/// A text that has not the form.
fn malformed(error: &serde_saphyr::Error) -> String {
    let error = error.without_snippet();
    let detail = match error {
        serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
            format!("{} is there twice; once is right", key.as_deref().unwrap_or("a field"))
        }
        serde_saphyr::Error::MultipleDocuments { .. } => {
            "a file has one timeline; put the next into its own".to_owned()
        }
        _ => {
            let told = error.to_string();
            // The place is told once.
            let told = told.split(" at line ").next().unwrap_or(&told);
            format!("{told}; docs/timelines.md has the form")
        }
    };
    error.location().map_or(detail.clone(), |place| at(place, &detail))
}

fn at(place: Location, detail: &str) -> String {
    format!("line {}, column {}: {detail}", place.line(), place.column())
}

/// A duration as a file would say it.
fn shown(length: Duration) -> String {
    let ms = length.as_millis();
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let unit = units.into_iter().find(|(_, unit)| ms >= *unit && ms.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{ms}ms"), |(name, unit)| format!("{}{name}", ms / unit))
}

/// What was found wrong so far. What is wrong is read as if it were right, so that the rest is looked at.
#[derive(Default)]
struct Mistakes(Vec<String>);

impl Mistakes {
    fn tell<T>(&mut self, of: &Spanned<T>, detail: &str) {
        self.0.push(at(of.referenced, detail));
    }

    fn timeline(&mut self, name: &str, written: Written) -> Timeline {
        let length = self.above_nothing("length", &written.length);
        let every = written.every.value.0;
        let instances = written.traffic.instances.as_ref();
        let instances =
            instances.map_or(1, |instances| self.instances("traffic.instances", instances, *INSTANCES.end()));
        if !EVERY.contains(&every) {
            let [from, to] = [EVERY.start(), EVERY.end()].map(|bound| shown(*bound));
            self.tell(&written.every, &format!("every must be from {from} to {to}, not {}", shown(every)));
        } else if !length.is_zero() && length < every {
            let least = shown(every);
            self.tell(&written.length, &format!("length must have two scrapes at least: {least} or more"));
        } else {
            let scrapes = length.as_millis() / every.as_millis() + 1;
            let most = MOST_SCRAPES as u128 / u128::from(instances);
            if scrapes > most {
                let of = if instances == 1 { String::new() } else { format!(" of {instances} instances") };
                let told =
                    format!("length has {scrapes} scrapes{of}; at most {most} can be: shorten it, or raise every");
                self.tell(&written.length, &told);
            }
        }
        if written.troubles.len() > MOST_TROUBLES {
            let told = format!("there are {} troubles; at most {MOST_TROUBLES} can be", written.troubles.len());
            self.tell(&written.troubles[MOST_TROUBLES], &told);
        }
        let each = written.troubles.iter().take(MOST_TROUBLES).enumerate();
        let mut troubles: Vec<_> =
            each.map(|(number, trouble)| self.trouble(number, trouble, length, instances)).collect();
        troubles.sort_by_key(|trouble| trouble.from);
        Timeline {
            name: name.to_owned(),
            title: self.words("title", &written.title, MOST_OF_TITLE),
            story: self.words("story", &written.story, MOST_OF_STORY),
            length,
            every,
            seed: written.seed.value.0,
            traffic: Traffic {
                per_second: self.number("traffic.per_second", &written.traffic.per_second, MOST_PER_SECOND),
                at_night: self.share_or("traffic.at_night", written.traffic.at_night.as_ref(), 1.0),
                instances,
                is_exact: written.traffic.exact,
            },
            calm: Calm {
                failing: self.share_or("calm.failing", written.calm.failing.as_ref(), 0.0),
                slow: self.share_or("calm.slow", written.calm.slow.as_ref(), 0.0),
                displeasing: self.share_or("calm.displeasing", written.calm.displeasing.as_ref(), 0.0),
            },
            troubles,
            restarts: self.restarts(&written.restarts, length),
        }
    }

    fn trouble(
        &mut self,
        number: usize,
        written: &Spanned<written::Trouble>,
        length: Duration,
        instances: u32,
    ) -> Trouble {
        let trouble = &written.value;
        let field = |name: &str| format!("troubles[{number}].{name}");
        let (from, lasts) = (trouble.from.value.0, self.above_nothing(&field("lasts"), &trouble.lasts));
        if from >= length {
            let told = format!("{} must be before the end, which is at {}", field("from"), shown(length));
            self.tell(&trouble.from, &told);
        } else if lasts > length - from {
            let told =
                format!("{} must be {} at most, or it would go on after the end", field("lasts"), shown(length - from));
            self.tell(&trouble.lasts, &told);
        }
        if trouble.harms.value.is_empty() {
            self.tell(&trouble.harms, &format!("{}: failing, slow, lost or displeasing must be there", field("harms")));
        }
        let mut harms = Vec::new();
        for harm in &trouble.harms.value {
            let harm_done = Harm::from(harm.value);
            if harms.contains(&harm_done) {
                self.tell(harm, &format!("{}: each harm can be there once", field("harms")));
            }
            harms.push(harm_done);
        }
        let amount = match (&trouble.share, &trouble.burn) {
            (Some(share), None) => Amount::Share(self.number(&field("share"), share, 1.0)),
            (None, Some(burn)) => Amount::Burn(self.number(&field("burn"), burn, MOST_BURN)),
            _ => {
                let told = format!(
                    "troubles[{number}] must have one of share (0 to 1 of the requests) and burn (times the budget)"
                );
                self.tell(written, &told);
                Amount::Share(0.0)
            }
        };
        let shape = match &trouble.shape {
            written::Shape::Constant => Shape::Constant,
            written::Shape::Rising => Shape::Rising,
            written::Shape::Spikes(spikes) => {
                let every = self.above_nothing(&field("shape.spikes.every"), &spikes.every);
                let each = self.above_nothing(&field("shape.spikes.each"), &spikes.each);
                if each >= every {
                    let told = format!("{} must be shorter than every, {}", field("shape.spikes.each"), shown(every));
                    self.tell(&spikes.each, &told);
                }
                Shape::Spikes { every, each }
            }
        };
        let met = trouble.instances.as_ref();
        Trouble {
            title: self.words(&field("title"), &trouble.title, MOST_OF_TITLE),
            from,
            lasts,
            harms,
            amount,
            shape,
            instances: met.map(|met| self.instances(&field("instances"), met, instances)),
        }
    }

    fn restarts(&mut self, written: &[Spanned<Length>], length: Duration) -> Vec<Duration> {
        if let Some(beyond) = written.get(MOST_RESTARTS) {
            self.tell(beyond, &format!("there are {} restarts; at most {MOST_RESTARTS} can be", written.len()));
        }
        let mut restarts = Vec::new();
        for (number, restart) in written.iter().take(MOST_RESTARTS).enumerate() {
            let moment = restart.value.0;
            if moment.is_zero() || moment >= length {
                let told =
                    format!("restarts[{number}] must be after the beginning and before the end, at {}", shown(length));
                self.tell(restart, &told);
            }
            restarts.push(moment);
        }
        restarts.sort();
        restarts.dedup();
        restarts
    }

    /// Words on one line or more, without what is around them.
    fn words(&mut self, field: &str, text: &Spanned<String>, most: usize) -> String {
        let words = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() || words.chars().count() > most || words.contains(char::is_control) {
            self.tell(text, &format!("{field} must be words, with 1 to {most} characters"));
        }
        words
    }

    fn above_nothing(&mut self, field: &str, length: &Spanned<Length>) -> Duration {
        if length.value.0.is_zero() {
            self.tell(length, &format!("{field} must be above 0, such as 45m"));
        }
        length.value.0
    }

    /// A number from 0 to `most`.
    fn number(&mut self, field: &str, number: &Spanned<Number>, most: f64) -> f64 {
        let Number(value) = number.value;
        if (0.0..=most).contains(&value) {
            return value;
        }
        self.tell(number, &format!("{field} must be from 0 to {most}, not {value}"));
        0.0
    }

    fn share_or(&mut self, field: &str, share: Option<&Spanned<Number>>, unsaid: f64) -> f64 {
        share.map_or(unsaid, |share| self.number(field, share, 1.0))
    }

    fn instances(&mut self, field: &str, instances: &Spanned<Whole>, most: u32) -> u32 {
        let Whole(value) = instances.value;
        let known = u32::try_from(value).ok().filter(|value| (*INSTANCES.start()..=most).contains(value));
        known.unwrap_or_else(|| {
            self.tell(instances, &format!("{field} must be from {} to {most}, not {value}", INSTANCES.start()));
            1
        })
    }
}

impl From<written::Harm> for Harm {
    fn from(written: written::Harm) -> Self {
        match written {
            written::Harm::Failing => Self::Failing,
            written::Harm::Slow => Self::Slow,
            written::Harm::Lost => Self::Lost,
            written::Harm::Displeasing => Self::Displeasing,
        }
    }
}
