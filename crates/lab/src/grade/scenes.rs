//! What alerts are played on.

use std::time::Duration;

use anyhow::bail;
use movie_guru_grader::Timeline;
use movie_guru_slo::nearest;

use crate::cli::GradedOn;

/// A lab keeps no more at hand.
const LONGEST: Duration = Duration::from_secs(7 * 86_400);
/// In less nothing happens.
const SHORTEST: Duration = Duration::from_secs(60);

/// The timelines that are asked for.
pub(super) fn timelines(asked: &GradedOn) -> anyhow::Result<Vec<Timeline>> {
    let all = match &asked.timelines {
        Some(folder) => Timeline::folder(folder).map_err(|mistakes| {
            anyhow::anyhow!("--timelines: {}\nMend it and run the same command again.", mistakes.join("\n"))
        })?,
        None => Timeline::all(),
    };
    let names = || all.iter().map(|timeline| timeline.name.as_str());
    for name in &asked.only {
        if !names().any(|known| known == name) {
            let near = nearest(name, names()).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
            let known = names().collect::<Vec<_>>().join(", ");
            bail!("there is no timeline `{name}`.{near} There are: {known}");
        }
    }
    let is_wanted = |timeline: &Timeline| asked.only.is_empty() || asked.only.contains(&timeline.name);
    Ok(all.into_iter().filter(is_wanted).collect())
}

/// How much of what was recorded is asked for.
pub(super) fn since(text: Option<&str>) -> anyhow::Result<Option<Duration>> {
    let Some(text) = text else { return Ok(None) };
    match series::duration::parse(text.trim()) {
        Some(length) if (SHORTEST..=LONGEST).contains(&length) => Ok(Some(length)),
        _ => bail!("--since must be a time from 1m to 7d, as 4h or 90m, not `{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_is_found_by_its_name() {
        let asked = |only: &[&str]| GradedOn {
            timelines: None,
            only: only.iter().map(|name| (*name).to_owned()).collect(),
            since: None,
        };
        assert!(timelines(&asked(&[])).unwrap().len() > 5);
        assert_eq!(timelines(&asked(&["slow-leak"])).unwrap().len(), 1);
        let unknown = timelines(&asked(&["slow-leek"])).unwrap_err().to_string();
        assert!(unknown.contains("mean `slow-leak`?") && unknown.contains("healthy, "), "{unknown}");
    }

    #[test]
    fn time_is_written_as_everywhere() {
        assert_eq!(since(Some("4h")).unwrap(), Some(Duration::from_secs(4 * 3600)));
        for wrong in ["4", "4 hours", "1s", "8d", ""] {
            assert!(since(Some(wrong)).unwrap_err().to_string().contains("as 4h"), "{wrong}");
        }
    }
}
