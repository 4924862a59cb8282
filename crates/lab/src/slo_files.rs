//! SLOs from files, held against the contract; the workshop's own travel in the binary.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use movie_guru_monitor::contract;
use movie_guru_slo::{KnownMetrics, SloSet, Source};

use crate::cli::SloFiles;

/// What to do about a name that the lab does not know.
const ELSEWHERE: &str =
    "a metric that another target brings is taken with --any-metric; lab slo apply asks the running lab";

const SHIPPED: [(&str, &str); 7] = [
    ("slos/achievable.yaml", include_str!("../../../slos/achievable.yaml")),
    ("slos/alerts.yaml", include_str!("../../../slos/alerts.yaml")),
    ("slos/alerts-workbook.yaml", include_str!("../../../slos/alerts-workbook.yaml")),
    ("slos/aspirational.yaml", include_str!("../../../slos/aspirational.yaml")),
    ("slos/browsers.yaml", include_str!("../../../slos/browsers.yaml")),
    ("slos/further.yaml", include_str!("../../../slos/further.yaml")),
    ("slos/movie-guru.yaml", include_str!("../../../slos/movie-guru.yaml")),
];

/// The SLOs of files, of all files of folders, or of standard input (`-`); the workshop's own where none is named.
///
/// Metrics are held against the contract; those that the lab does not measure itself are taken where that is asked for.
pub(crate) fn read(SloFiles { files, any_metric }: &SloFiles) -> anyhow::Result<SloSet> {
    let measured = if *any_metric { contract().open() } else { contract().advising(ELSEWHERE) };
    if files.is_empty() {
        let shipped = SHIPPED.map(|(name, text)| (name.to_owned(), text.to_owned()));
        return parse(&shipped, &measured);
    }
    parse(&texts(files)?, &measured)
}

/// The texts of files, of all files of folders, or of standard input (`-`), each with its name.
pub(crate) fn texts(files: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for file in files {
        if file.is_dir() {
            texts.extend(folder(file)?);
        } else if file == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
            texts.push(("standard input".to_owned(), text));
        } else {
            texts.push(one(file)?);
        }
    }
    Ok(texts)
}

fn one(file: &Path) -> anyhow::Result<(String, String)> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok((file.display().to_string(), text))
}

fn folder(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files
        .retain(|file| file.extension().is_some_and(|kind| ["yaml", "yml", "json"].iter().any(|known| kind == *known)));
    files.sort();
    if files.is_empty() {
        bail!("{} holds no .yaml, .yml or .json file", folder.display());
    }
    files.iter().map(|file| one(file)).collect()
}

fn parse(texts: &[(String, String)], measured: &KnownMetrics) -> anyhow::Result<SloSet> {
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, measured).map_err(|problems| {
        let (count, of) = (problems.0.len(), if problems.0.len() == 1 { "problem" } else { "problems" });
        let elsewhere = problems.0.iter().any(|problem| problem.detail.contains("not in these files"));
        let hint = if elsewhere { "; name the file with what it refers to as well" } else { "" };
        anyhow::anyhow!("{count} {of}:\n{problems}\nMend the file and run the same command again{hint}.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_of_the_workshop_are_shipped() {
        let folder = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos")).unwrap();
        let on_disk: Vec<_> = folder.into_iter().map(|(_, text)| text).collect();
        let mut shipped = SHIPPED;
        shipped.sort();
        assert_eq!(shipped.map(|(_, text)| text.to_owned()).to_vec(), on_disk);
        assert_eq!(read(&SloFiles { files: Vec::new(), any_metric: false }).unwrap().slos.len(), 13);
    }
}
