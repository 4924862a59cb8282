//! `coach extend`

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::class::{act, labs};
use crate::options::{Common, a_duration};
use crate::team::Teams;

/// What a lab gives at most at once.
const MOST: u64 = 600;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach extend popcorn 10m
  coach extend popcorn 1h

The challenge that the team is at gets so much more time. Nothing is locked when time is over: the
clock is for pace.

Exit codes: 0 done; 1 not; 2 used wrongly; 3 the lab cannot be reached.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    /// How much more time, in whole minutes: 10m, 1h
    #[arg(value_name = "TIME", value_parser = minutes)]
    minutes: u32,
    #[command(flatten)]
    common: Common,
}

fn minutes(text: &str) -> Result<u32, String> {
    whole_minutes(a_duration(text)?).ok_or_else(|| format!("can be 1m to {MOST}m, in whole minutes"))
}

fn whole_minutes(time: Duration) -> Option<u32> {
    let is_whole = time.as_secs().is_multiple_of(60) && time.subsec_nanos() == 0;
    let minutes = time.as_secs() / 60;
    u32::try_from(minutes).ok().filter(|_| is_whole && (1..=MOST).contains(&minutes))
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { team, minutes, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let labs = labs(&teams, &teams.chosen(&[team])?);
    act(&labs, common.output, async |lab| {
        let challenge = lab.extend_current(minutes).await?;
        Ok(format!("{minutes} more minutes for {}", challenge.title))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_time_comes_in_whole_minutes() {
        assert_eq!((minutes("10m"), minutes("1h 30m")), (Ok(10), Ok(90)));
        assert!(["30s", "90s", "11h", "10", "0m"].iter().all(|text| minutes(text).is_err()));
    }
}
