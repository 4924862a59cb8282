//! Twenty teams as twenty namespaces of one cluster: the stand-in always, the real API server where it is there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use movie_guru_test_kubernetes::{Hand, RealServer, StandIn};
use movie_guru_test_support::skipped;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::coach::Coach;
use crate::older;

/// What a lab of the overlay local has, with its secret and its ApplySet.
const OBJECTS: usize = 40;

struct Ground<'s> {
    coach: Coach,
    hand: Hand,
    runtime: Runtime,
    stand_in: Option<&'s StandIn>,
    teams: usize,
}

impl Ground<'_> {
    fn new<'s>(kubeconfig: &Path, context: &str, teams: usize, stand_in: Option<&'s StandIn>) -> Ground<'s> {
        let coach = Coach::with(kubeconfig);
        coach.images('a');
        let init = coach.run(&["init", "--context", context, "--namespaces", &teams.to_string()]);
        assert_eq!(init.code, 0, "{init:?}");
        let hand = Hand::new(kubeconfig, "somebody");
        Ground { coach, hand, runtime: Runtime::new().unwrap(), stand_in, teams }
    }

    fn get(&self, path: &str) -> Option<Value> {
        self.runtime.block_on(self.hand.get(path))
    }

    /// `up`, with the field of each team's outcome that is asked for.
    fn up(&self, arguments: &[&str]) -> (i32, Vec<Value>) {
        let (code, said) = self.coach.json(&[&["up"], arguments].concat());
        (code, said["teams"].as_array().unwrap().clone())
    }

    fn labs(&self) -> Vec<String> {
        let namespaces = self.runtime.block_on(self.hand.list("/api/v1/namespaces"));
        let names = namespaces.iter().map(|namespace| namespace["metadata"]["name"].as_str().unwrap().to_owned());
        names.filter(|name| name.starts_with("movie-guru")).collect()
    }
}

/// The sum of a number of each team.
fn sum(teams: &[Value], field: &str) -> u64 {
    teams.iter().map(|team| team[field].as_u64().unwrap()).sum()
}

fn not_up(teams: &[Value]) -> Vec<&Value> {
    teams.iter().filter(|team| team["up"] != true).collect()
}

#[test]
fn twenty_teams_on_the_stand_in() {
    let server = StandIn::start();
    play(&Ground::new(&server.kubeconfig(), "stand-in", 20, Some(&server)), &[]);
}

#[test]
fn twenty_teams_on_the_real_api_server() {
    let server = match RealServer::start() {
        Ok(server) => server,
        Err(absent) => return skipped(&absent),
    };
    let ground = Ground::new(server.kubeconfig(), "kube-test", 20, None);
    older::write(&ground.coach.path("older"));
    play(&ground, &["--manifests", "older"]);
}

fn play(ground: &Ground<'_>, more: &[&str]) {
    let Ground { coach, teams, .. } = ground;
    let up = |arguments: &[&str]| ground.up(&[arguments, more].concat());

    let plan = coach.run(&[&["up", "popcorn", "--dry-run"], more].concat());
    assert!(plan.code == 0 && plan.out.contains("\n  + Deployment/web\n"), "{plan:?}");
    assert!(plan.out.contains("+ Secret/movie-guru"), "{plan:?}");
    assert!(ground.labs().is_empty(), "a dry run makes nothing");

    let (code, brought) = up(&[]);
    assert_eq!((code, not_up(&brought)), (0, vec![]));
    assert_eq!(brought.len(), *teams);
    assert_eq!(ground.labs().len(), *teams);
    let web = ground.get("/apis/apps/v1/namespaces/movie-guru-nachos/deployments/web").unwrap();
    assert_eq!(web["metadata"]["labels"]["app.kubernetes.io/instance"], "nachos");
    let image = web.pointer("/spec/template/spec/containers/0/image").unwrap().as_str().unwrap();
    assert!(image.starts_with("registry.test/movie-guru-web@sha256:aaaa"), "{image}");
    hand_outs(ground);

    // Again: nothing is written, and little is asked.
    ground.stand_in.inspect(|server| server.forget_asked());
    let before = Instant::now();
    let (code, again) = up(&[]);
    let took = before.elapsed();
    assert_eq!((code, sum(&again, "created"), sum(&again, "changed"), sum(&again, "deleted")), (0, 0, 0, 0));
    assert!(took < Duration::from_secs(60), "{took:?}");
    if let Some(server) = ground.stand_in {
        let asked = server.asked();
        let written = asked.iter().filter(|asked| asked.method != "GET").count();
        assert_eq!(written, 0, "{asked:?}");
        assert!(asked.len() <= teams * (10 + OBJECTS), "{} calls", asked.len());
    }

    // New images come to all but one, whose quota has no room for their pods; it holds up nobody.
    let quota = json!({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "small"},
        "spec": {"hard": {"pods": "0"}}});
    let quotas = "/api/v1/namespaces/movie-guru-popcorn/resourcequotas";
    ground.runtime.block_on(ground.hand.create(quotas, &quota));
    coach.images('b');
    let plan = coach.run(&[&["up", "nachos", "--dry-run"], more].concat());
    assert!(plan.out.contains("3 of") && plan.out.contains("  ~ Deployment/web\n"), "{plan:?}");
    assert!(plan.out.contains("image"), "{plan:?}");
    let (code, brought) = up(&["--limit", "20s"]);
    let broken = not_up(&brought);
    assert_eq!((code, broken.len()), (1, 1), "{broken:?}");
    assert_eq!(broken[0]["team"], "popcorn");
    assert!(broken[0]["next"].as_str().unwrap().contains("quota"), "{broken:?}");
    assert_eq!(sum(&brought, "changed"), 3 * (*teams as u64 - 1));
    let told = coach.run(&[&["up", "popcorn", "nachos", "--limit", "2s"], more].concat());
    assert_eq!(told.code, 1);
    assert!(told.out.contains("1 of 2 up") && told.err.contains("popcorn: ") && told.err.contains("quota"), "{told:?}");

    // Mended, the next one goes on.
    ground.runtime.block_on(ground.hand.delete(&format!("{quotas}/small")));
    let (code, mended) = up(&["--limit", "5m"]);
    assert_eq!((code, not_up(&mended)), (0, vec![]));

    // What nobody confirmed stays; what cannot be kept stays, too.
    let refused = coach.answering(&["down"], "yes\n");
    assert!(refused.code == 2 && ground.labs().len() == *teams, "{refused:?}");
    let kept = coach.run(&["down", "popcorn", "--yes"]);
    assert!(kept.code != 0 && kept.out.contains("--no-archive") && ground.labs().len() == *teams, "{kept:?}");
    let one = coach.answering(&["down", "popcorn", "--no-archive"], "popcorn\n");
    assert!(one.code == 0 && one.out.contains("1 of 1 gone"), "{one:?}");
    assert_eq!(ground.labs().len(), teams - 1);
    assert!(!coach.path("handout/popcorn.md").exists() && coach.path("handout/nachos.md").exists());
    let (code, gone) = coach.json(&["down", "--yes", "--no-archive"]);
    assert_eq!(code, 0, "{gone}");
    assert!(ground.labs().is_empty() && !coach.path("handout").exists());
    let again = coach.run(&["down", "--yes"]);
    assert!(again.code == 0 && again.out.contains(&format!("{teams} of {teams} gone")), "{again:?}");
}

fn hand_outs(ground: &Ground<'_>) {
    let secret = ground.get("/api/v1/namespaces/movie-guru-popcorn/secrets/movie-guru").unwrap();
    let keys: Vec<_> = secret["data"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["admin-token", "grafana-password", "load-password", "postgres-password"]);
    let files: Vec<_> =
        fs::read_dir(ground.coach.path("handout")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2 * ground.teams);
    for file in &files {
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    let page = ground.coach.read("handout/popcorn.md");
    assert!(page.contains("`coach forward popcorn`") && page.contains("namespace=\"movie-guru-popcorn\""), "{page}");
    let password = page.split("password `").nth(1).unwrap().split('`').next().unwrap();
    assert_eq!(password.len(), 48);
    assert!(ground.coach.read("handout/popcorn.env").contains(&format!("LOADTEST_PASSWORD={password}\n")));
}
