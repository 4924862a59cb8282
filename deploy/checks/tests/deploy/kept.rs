//! The overlays as `coach` carries them: `deploy/k8s/rendered/` is what kustomize makes of the folders. `UPDATE=1 cargo test -p
//! movie-guru-deploy-checks kept` writes it anew.

use std::collections::BTreeSet;
use std::fs;

use movie_guru_test_support::workspace;

use crate::rendered::overlays;
use crate::scripts::target;

#[test]
fn the_rendered_overlays_are_those_of_the_folders() {
    let Some(overlays) = overlays() else { return };
    let folder = workspace().join("deploy/k8s/rendered");
    let names: BTreeSet<_> = overlays.iter().map(|(name, _)| format!("{name}.yaml")).collect();
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for name in &names {
            fs::copy(target().join("k8s").join(name), folder.join(name)).unwrap();
        }
    }
    let kept: BTreeSet<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(kept, names, "{}", folder.display());
    for name in names {
        let rendered = fs::read_to_string(target().join("k8s").join(&name)).unwrap();
        let kept = fs::read_to_string(folder.join(&name)).unwrap();
        for (line, (kept, rendered)) in kept.lines().zip(rendered.lines()).enumerate() {
            assert_eq!(kept, rendered, "rendered/{name}, line {}: UPDATE=1 cargo test writes it anew", line + 1);
        }
        assert!(kept == rendered, "rendered/{name} ends elsewhere: UPDATE=1 cargo test writes it anew");
    }
}
