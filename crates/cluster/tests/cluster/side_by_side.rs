//! Twenty labs at once.

use std::io::Write;
use std::time::Instant;

use movie_guru_cluster::Did;
use tokio_util::sync::CancellationToken;

use crate::ground::{Ground, LIMIT, lab, on_both, those};

const TEAMS: usize = 20;

on_both!(twenty_bundles_come_up_side_by_side);

/// How long the writes took, and all of it.
async fn up(ground: &Ground, namespace: &str) -> (f32, f32) {
    let (lab, stop, started) = (lab(namespace), CancellationToken::new(), Instant::now());
    ground.cluster.apply(&lab, &stop).await.unwrap();
    let applied = started.elapsed().as_secs_f32();
    ground.cluster.wait(&lab, LIMIT * 3, &|_| (), &stop).await.unwrap();
    (applied, started.elapsed().as_secs_f32())
}

async fn twenty_bundles_come_up_side_by_side(ground: Ground) {
    let one = up(&ground, &format!("{}-alone", ground.namespace)).await;
    let names: Vec<String> = (1..=TEAMS).map(|team| format!("{}-{team}", ground.namespace)).collect();
    let times = futures::future::join_all(names.iter().map(|name| up(&ground, name))).await;
    let all = times.iter().fold((0.0_f32, 0.0_f32), |most, time| (most.0.max(time.0), most.1.max(time.1)));
    // How fast the real one's controllers are is theirs: each does 20 calls a second.
    let _ = writeln!(
        std::io::stderr(),
        "{TEAMS} labs on {}: applied in {:.1} s, up in {:.1} s; one: {:.1} s, {:.1} s; ratios {:.1}, {:.1}",
        ground.context,
        all.0,
        all.1,
        one.0,
        one.1,
        all.0 / one.0,
        all.1 / one.1
    );
    for name in &names {
        let lab = lab(name);
        let again = ground.cluster.apply(&lab, &CancellationToken::new()).await.unwrap();
        assert_eq!(those(&again, Did::Unchanged).len(), lab.objects.len(), "{again:?}");
    }
}
