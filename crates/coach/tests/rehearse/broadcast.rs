//! What a coach tells everybody.

use serde_json::Value;

use crate::local::Labs;

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_shown_by_those_labs_it_is_for_until_it_is_cleared() {
    let Some(labs) = Labs::up(2) else { return };
    let coach = &labs.coach;
    let shown = async |team: &str| labs.get(team, "web", "api/workshop/notice").await["text"].clone();
    let ran = coach.run(&["broadcast", "ten minutes left", "--all", "--minutes", "5"]);
    assert!(ran.code == 0 && ran.out.contains("5 min: ten minutes left"), "{ran:?}");
    assert_eq!(shown("popcorn").await, "ten minutes left");
    let (code, said) = coach.json(&["broadcast", "lunch", "--team", "popcorn"]);
    assert_eq!((code, &said["teams"][0]["done"]), (0, &true.into()), "{said}");
    assert_eq!((shown("popcorn").await, shown("nachos").await), ("lunch".into(), "ten minutes left".into()));
    assert_eq!(coach.run(&["broadcast", "--clear", "--team", "popcorn"]).code, 0);
    assert_eq!((shown("popcorn").await, shown("nachos").await), (Value::Null, "ten minutes left".into()));

    let refused = coach.run(&["broadcast", " ", "--all"]);
    assert!(refused.code == 1 && refused.out.contains("1 to 500"), "{refused:?}");
    for wrong in [&["broadcast", "--all"][..], &["broadcast", "x", "--clear", "--all"], &["broadcast", "x"]] {
        assert_eq!(coach.run(wrong).code, 2, "{wrong:?}");
    }
    assert_eq!(coach.run(&["down", "nachos", "--yes", "--no-archive"]).code, 0);
    let away = coach.run(&["broadcast", "x", "--all"]);
    assert!(away.code == 3 && away.out.contains("coach up nachos"), "{away:?}");
}
