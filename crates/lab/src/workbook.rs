//! `lab workbook`: what attendees write down.

use std::fs;
use std::process::ExitCode;

use anyhow::Context;
use reqwest::Method;
use serde::Deserialize;

use crate::cli::{WorkbookArguments, WorkbookCommand};
use crate::terminal::say;
use crate::workshop::{Guide, shown};

pub(crate) async fn workbook(arguments: WorkbookArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        WorkbookCommand::Init(target) => {
            #[derive(Deserialize, serde::Serialize)]
            struct Places {
                places: Vec<String>,
            }
            let guide = Guide::of(&target)?;
            let made: Places = guide.ask(guide.request(Method::POST, &["workbook"])?).await?;
            let places = made.places.iter().map(|place| format!("  {place}")).collect::<Vec<_>>().join("\n");
            let page = guide.page("guide/workbook");
            say(&if target.json {
                shown(&made)?
            } else {
                format!("The workbook's pages:\n{places}\nThe guide shows the same: {page}")
            });
        }
        WorkbookCommand::Export { output, target } => {
            let guide = Guide::of(&target)?;
            let text = guide.text(guide.request(Method::GET, &["workbook.md"])?).await?;
            match output {
                Some(file) => {
                    fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
                    say(&format!("{} holds the workbook.", file.display()));
                }
                None => say(text.trim_end()),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
