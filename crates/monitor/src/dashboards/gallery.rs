//! Where dashboards hang: the lab's own, and those that an attendee puts into a folder. The folder is read at each look,
//! so a file that is saved is a page that can be opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use movie_guru_dashboards::{all, gcp};

use super::dashboard::Dashboard;

/// A larger file is no dashboard.
const MOST_BYTES: u64 = 1 << 20;
/// More files than these are not looked at.
const MOST_FILES: usize = 200;

/// All dashboards that there are.
pub(crate) struct Gallery {
    own: Vec<Hung>,
    folder: Option<PathBuf>,
}

/// A dashboard under its name, which is its file's and its address.
#[derive(Clone)]
pub(crate) struct Hung {
    pub(crate) name: String,
    pub(crate) dashboard: Arc<Dashboard>,
}

/// A file that is no dashboard, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undrawable {
    pub(crate) file: String,
    pub(crate) reason: String,
}

/// What hangs just now.
pub(crate) struct Hanging {
    pub(crate) hung: Vec<Hung>,
    pub(crate) refused: Vec<Undrawable>,
}

impl Gallery {
    /// The lab's own, rendered as they are for Cloud Monitoring and read as such, and those of a folder.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        let own = all().unwrap_or_default().into_iter().filter_map(|described| {
            let dashboard = Dashboard::read(&gcp::render(&described).to_string()).ok()?;
            Some(Hung { name: described.name, dashboard: Arc::new(dashboard) })
        });
        Self { own: own.collect(), folder }
    }

    /// The folder that is read, for people to be told.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// All that hang now.
    pub(crate) fn look(&self) -> Hanging {
        let (mut hung, mut refused) = (self.own.clone(), Vec::new());
        for file in self.files() {
            let shown = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match self.read(&file, &hung) {
                Ok(one) => hung.push(one),
                Err(reason) => refused.push(Undrawable { file: shown, reason }),
            }
        }
        Hanging { hung, refused }
    }

    /// The one of this name.
    pub(crate) fn find(&self, name: &str) -> Option<Hung> {
        let own = self.own.iter().find(|hung| hung.name == name).cloned();
        own.or_else(|| self.look().hung.into_iter().find(|hung| hung.name == name))
    }

    fn files(&self) -> Vec<PathBuf> {
        let Some(entries) = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok()) else {
            return Vec::new();
        };
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        files.truncate(MOST_FILES);
        files
    }

    fn read(&self, file: &Path, hung: &[Hung]) -> Result<Hung, String> {
        let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return Err("its name becomes an address: use letters, digits, - and _".to_owned());
        }
        if hung.iter().any(|other| other.name == name) {
            return Err(format!("there is a dashboard `{name}` already; give the file another name"));
        }
        let metadata = std::fs::metadata(file).map_err(|error| error.to_string())?;
        if !metadata.is_file() || metadata.len() > MOST_BYTES {
            return Err("it is not a file of at most 1 MiB".to_owned());
        }
        let json = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        Ok(Hung { name, dashboard: Arc::new(Dashboard::read(&json)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_labs_own_hang() {
        let gallery = Gallery::new(None);
        let names: Vec<_> = gallery.look().hung.into_iter().map(|hung| hung.name).collect();
        let described: Vec<_> = all().unwrap().into_iter().map(|dashboard| dashboard.name).collect();
        assert_eq!(names, described);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_with_the_field() {
        let folder = tempfile::tempdir().unwrap();
        let chart = |widget: &str| {
            format!(
                r#"{{"displayName": "Mine", "mosaicLayout": {{"columns": 48, "tiles": [{{"width": 24, "height": 16, "widget": {widget}}}]}}}}"#
            )
        };
        let good = r#"{"title": "Up", "xyChart": {"dataSets": [{"timeSeriesQuery": {"prometheusQuery": "up"}}]}}"#;
        for (name, text) in [
            ("mine.json", chart(good)),
            ("login.json", chart(good)),
            ("no good name.json", chart(good)),
            ("other.json", chart(r#"{"scorecart": {}}"#)),
            ("type.json", chart(&good.replace("\"up\"", "1"))),
            ("two.json", chart(&good.replace("\"xyChart\"", "\"text\": {}, \"xyChart\""))),
            ("enum.json", chart(&good.replace("\"timeSeriesQuery\"", "\"plotType\": \"DOTS\", \"timeSeriesQuery\""))),
            ("below.json", chart(good).replace("\"width\"", "\"yPos\": -1, \"width\"")),
            ("nameless.json", chart(good).replace("displayName", "name")),
            ("wide.json", chart(good).replace("\"columns\": 48", "\"columns\": 12")),
            ("cut.json", "{".to_owned()),
            ("notes.txt", "no dashboard".to_owned()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let gallery = Gallery::new(Some(folder.path().to_owned()));
        assert!(gallery.find("mine").is_some());
        let refused: Vec<_> = gallery.look().refused.into_iter().map(|r| format!("{}: {}", r.file, r.reason)).collect();
        let wanted = [
            "below.json: mosaicLayout.tiles[0].yPos: invalid value: integer `-1`",
            "cut.json: EOF",
            "enum.json: mosaicLayout.tiles[0].widget.xyChart.dataSets[0].plotType: \"DOTS\" is not one of PLOT_TYPE_UNSPECIFIED, LINE",
            "login.json: there is a dashboard `login` already",
            "nameless.json: missing field `displayName`",
            "no good name.json: its name",
            "other.json: mosaicLayout.tiles[0].widget.scorecart: unknown field `scorecart`; Widget has alertChart",
            "two.json: mosaicLayout.tiles[0].widget.xyChart: `xyChart` and `text` exclude each other",
            "type.json: mosaicLayout.tiles[0].widget.xyChart.dataSets[0].timeSeriesQuery.prometheusQuery: 1 is not a text",
            "wide.json: mosaicLayout.tiles[0]: it is not within 12 columns",
        ];
        assert_eq!(refused.len(), wanted.len(), "{refused:#?}");
        for (refused, wanted) in refused.iter().zip(wanted) {
            assert!(refused.starts_with(wanted), "{refused} is not {wanted}");
        }
    }
}
