//! `lab copy`: what people said and like, from a data folder to PostgreSQL.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use movie_guru::store::copy::{Copying, Counts};
use movie_guru::store::postgres::PostgresConfig;

use crate::cli::CopyArguments;
use crate::folder::HeldFolder;
use crate::terminal::say;

pub(crate) async fn copy(arguments: CopyArguments) -> anyhow::Result<ExitCode> {
    let Some(from) =
        arguments.from.strip_prefix("sqlite:").map(|path| Path::new(path.strip_prefix("//").unwrap_or(path)))
    else {
        bail!("--from must look like sqlite://lab-data; only from SQLite can be copied");
    };
    let mut to = PostgresConfig::new(&arguments.to).context("--to cannot be used")?;
    if let Some(ca) = &arguments.ca {
        to = to.trust(ca).context("--ca cannot be used")?;
    }
    let folder = if from.is_dir() { Some(from) } else { from.parent().filter(|_| from.is_file()) };
    // A lab that went on writing would leave its last minutes behind.
    let _held = folder.map(HeldFolder::take).transpose()?;

    let mut copying = Copying::begin(from, &to).await?;
    let Counts { people, messages } = copying.all();
    let already = copying.done().people;
    if already > 0 {
        say(&format!("{already} of {people} people are there already; going on."));
    }
    let bar = ProgressBar::new(count(people)).with_position(count(already));
    bar.set_style(ProgressStyle::with_template("{wide_bar} {pos} of {len} people, {eta} left")?);
    while copying.some_more().await? {
        bar.set_position(count(copying.done().people));
    }
    bar.finish_and_clear();
    copying.finish().await?;
    say(&format!("Copied and counted: {people} people with their preferences, {messages} messages."));
    Ok(ExitCode::SUCCESS)
}

fn count(counted: i64) -> u64 {
    u64::try_from(counted).unwrap_or_default()
}
