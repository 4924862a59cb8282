//! A workshop of a test's own: on a temporary folder, in front of a lab that answers what the test says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_web::service::Config;
use movie_guru_workshop::evidence::{App, Board, BoardSlo, Fired, Load, Metrics, Missing, People, Run, Sample};
use movie_guru_workshop::workbook::Folder;
use movie_guru_workshop::{Evidence, Library, Room, RoomConfig};
use tempfile::TempDir;

/// A lab as a test wants it.
#[derive(Default)]
pub(crate) struct StandInLab {
    scenario: Mutex<Option<String>>,
    has_people: AtomicBool,
    /// Whether it answers nothing.
    pub(crate) is_away: AtomicBool,
}

impl StandInLab {
    fn is_there(&self, what: &'static str) -> Result<(), Missing> {
        match self.is_away.load(Ordering::Relaxed) {
            true => Err(Missing::Unreachable { what, address: "http://lab.example".to_owned() }),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl Metrics for StandInLab {
    async fn query(&self, promql: &str, _: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        self.is_there("the monitor")?;
        if promql.contains('!') {
            return Err(Missing::Refused { what: "the monitor", detail: "unexpected `!`".to_owned() });
        }
        Ok(vec![Sample { labels: "{}".to_owned(), value: if promql.contains("rate") { 0.7 } else { 42.0 } }])
    }
}

#[async_trait]
impl Board for StandInLab {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        self.is_there("the monitor").map(|()| Vec::new())
    }

    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        self.is_there("the monitor").map(|()| Vec::new())
    }

    async fn apply(&self, _: &str) -> Result<(), Missing> {
        self.is_there("the monitor")
    }

    async fn clear(&self) -> Result<Vec<String>, Missing> {
        self.is_there("the monitor").map(|()| vec!["chat-is-fast".to_owned()])
    }
}

#[async_trait]
impl App for StandInLab {
    async fn scenario(&self) -> Result<Option<String>, Missing> {
        self.is_there("the app").map(|()| self.scenario.lock().unwrap().clone())
    }

    async fn set_scenario(&self, name: &str) -> Result<(), Missing> {
        self.is_there("the app")?;
        *self.scenario.lock().unwrap() = Some(name.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Load for StandInLab {
    async fn load(&self) -> Result<People, Missing> {
        self.is_there("the load generator")?;
        let is_running = self.has_people.load(Ordering::Relaxed);
        Ok(People { is_running, users: if is_running { 5 } else { 0 } })
    }

    async fn start(&self, _: &Run) -> Result<(), Missing> {
        self.is_there("the load generator")?;
        self.has_people.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// A workshop and what it stands on.
pub(crate) struct Team {
    pub(crate) room: Arc<Room>,
    pub(crate) lab: Arc<StandInLab>,
    pub(crate) folder: TempDir,
}

impl Team {
    pub(crate) fn new() -> Self {
        Self::with(library())
    }

    pub(crate) fn with(library: Library) -> Self {
        let lab = Arc::new(StandInLab::default());
        let folder = TempDir::new().unwrap();
        let evidence = Evidence {
            metrics: Arc::clone(&lab) as _,
            board: Arc::clone(&lab) as _,
            app: Arc::clone(&lab) as _,
            load: Arc::clone(&lab) as _,
        };
        let shelf = Arc::new(Folder::new(folder.path()));
        let config = RoomConfig { team: "Projector".to_owned(), library, evidence, shelf, webhook: None };
        Self { room: Arc::new(Room::new(config)), lab, folder }
    }

    /// Has a web app show it.
    pub(crate) fn shown(&self, config: &mut Config) {
        config.workshop = Some(Arc::clone(&self.room));
    }

    /// Makes a file of the workbook say this.
    pub(crate) fn edit(&self, file: &str, text: &str) {
        let folder = self.folder.path().join("workbook");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file), text).unwrap();
    }

    /// What a file of the workbook says; nothing where there is none.
    pub(crate) fn file(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("workbook").join(file)).unwrap_or_default()
    }
}

const FIRST: &str = "\
title: Your first day
minutes: 30
stage:
  scenario: challenge-1
  load: {users: 5}
workbook:
  - name: journeys
    label: User journeys
    help: At least two.
    rows:
      - {name: name, label: Name}
      - {name: goal, label: Goal}
      - {name: steps, label: 'Steps, one a line', kind: lines}
  - {name: notes, label: Notes, kind: lines}
  - name: mood
    label: Mood
    kind: choice
    options:
      - {value: fine, label: It is fine}
      - {value: bad, label: It is not}
  - {name: sli, label: SLI as a query, help: A share., kind: query}
criteria:
  - name: journeys
    title: Two user journeys are written down.
    check: {rows: {field: journeys, at_least: 2, called: user journey, complete: {name: name, goal: goal, steps: steps}, lines: {steps: 3}, key: name}}
    hints: [Look at yourself., What did you want?, 'Write one line for each step.']
  - name: notes
    title: What was seen is written down.
    check: {text: {field: notes, at_least: 2}}
    hints: [One, Two, Three]
  - name: used
    title: You have used it yourselves.
    coach: Everybody has logged in.
";

const GUIDE: &str = "\
# Your first day

*30 minutes.* The Movie Advisory Company has **one** product.

## Goals

- Explore [the app](http://localhost:8080/).
- Then see [the others](../02-others/guide.md#goals), and the [glossary](../../guide/glossary.md).
- [Not for you](coach.md).

## Tips

::: laptop
Look at <http://localhost:9090>.

![The board of SLOs](../../images/monitor-slos-wide-light.webp)
::: cloud
### In the console

Look there.
:::

### By terminal

```sh
curl -s http://localhost:8081/metrics | grep movieguru
lab phase set challenge-1 --backend-url http://localhost:8081 --admin-token \"$LAB_ADMIN_TOKEN\"
```

| SLI | good | bad |
|---|---|---|
| main page | loads | does not |

::: laptop
Here.
:::

::: cloud
There.
:::
";

const SECOND: &str = "\
title: Yes, there are others
minutes: 20
workbook: [{name: ceo, label: 'Your answer to the CEO', kind: lines}]
criteria:
  - name: ceo
    title: The CEO has an answer.
    check: {text: {field: ceo}}
    hints: [What does she want?, What would it cost?, Write it down.]
";

const FILES: [(&str, &str); 7] = [
    ("01-first-day/challenge.yaml", FIRST),
    ("01-first-day/guide.md", GUIDE),
    (
        "01-first-day/coach.md",
        "# Coach: Your first day\n\n## Model answers\n\nThe answer is 42. See [the next](../02-others/coach.md) and [their \
         page](guide.md).\n",
    ),
    ("02-others/challenge.yaml", SECOND),
    (
        "02-others/guide.md",
        "# Yes, there are others\n\n*20 minutes.*\n\n## Goals\n\nTalk to the CEO.\n\n<script>document.title='x'</script>\n",
    ),
    ("02-others/coach.md", "# Coach: Yes, there are others\n\nTalk.\n"),
    ("03-page-alone/guide.md", "# A page alone\n\nNothing to start.\n"),
];

/// Three challenges; the last one has a page alone.
pub(crate) fn library() -> Library {
    let folder = TempDir::new().unwrap();
    for (name, text) in FILES {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    Library::of_folder(folder.path()).unwrap()
}
