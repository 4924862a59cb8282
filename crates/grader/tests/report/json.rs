//! As JSON.

use serde_json::json;

use crate::made;

#[test]
fn durations_are_seconds_and_what_is_not_known_is_null() {
    let grade = serde_json::to_value(made::grade()).unwrap();
    let subject = &grade["subjects"][0];
    assert_eq!(subject["window"], json!(2_592_000.0));
    assert_eq!(
        subject["alerts"][0]["burn_rate"],
        json!({"factor": 14.4, "long": 3600.0, "short": 300.0, "after": 0.0})
    );
    assert_eq!(subject["alerts"][1]["least_error_rate"], json!(null));
    let outage = &subject["timelines"][1];
    assert_eq!([&outage["length"], &outage["together"]["detection"]], [&json!(1_209_600.0), &json!(360.0)]);
    let event = &outage["together"]["events"][0];
    assert_eq!(
        [&event["lasted"], &event["later_than_possible"], &event["reset"]],
        [1800.0, 240.0, 3900.0].map(|s| json!(s)).each_ref()
    );
    assert_eq!(subject["timelines"][0]["together"]["detection"], json!(null));
    assert_eq!(subject["findings"][0]["kind"], json!("calls-for-nothing"));
    assert_eq!(grade["unread"][0]["next"], json!("Close it."));
    // What is written is what is read.
    let text = serde_json::to_string(&grade).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), grade);
}
