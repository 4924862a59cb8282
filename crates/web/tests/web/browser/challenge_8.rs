//! Challenge 8: users suffer, the backend is green, and only the browser's own measurements show it.

use movie_guru_contract::{CallResult, Operation, label};
use serde_json::json;

use super::Browser;
use crate::lab::{Lab, until};
use crate::reports::requests;

const CALLS: u32 = 400;

/// Makes calls as the page's own code does, five at a time, and returns how many the person saw succeed.
async fn make_calls(browser: &Browser, operation: &str, path: &str) -> u32 {
    let script = format!(
        "const app = [...document.querySelectorAll('script[src]')].map((s) => s.src).find((s) => s.includes('/js/'));
         const {{ call }} = await import(new URL('api.js', app).href);
         const {{ report }} = await import(new URL('rum.js', app).href);
         let left = {CALLS}, good = 0;
         const person = async () => {{
             while (left-- > 0) await call('{operation}', 'GET', '{path}').then(() => good++, () => 0);
         }};
         await Promise.all([1, 2, 3, 4, 5].map(person));
         report();
         return good;"
    );
    let good = browser.run_async(&script).await;
    u32::try_from(good.as_u64().unwrap_or_else(|| panic!("{good}"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn users_see_every_second_call_fail_and_the_backend_does_not() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.log_in("ada").await;
    lab.set_scenario("challenge-8").await;
    // The change arrives at a page that is open already.
    let drops = "((async () => {
        const app = document.querySelector('script[src*=\"/js/\"]').src;
        const { drops } = await import(new URL('behaviour.js', app).href);
        window.dropping = [1, 2, 3, 4].filter(drops).length;
    })(), window.dropping === 2)";
    browser.until(drops).await;

    let metrics = Operation::PrefGet.metrics();
    let (attempts, success) = (metrics.attempts.exposed(), metrics.success.unwrap().exposed());
    let before = lab.backend_series(&attempts).await;
    let good = f64::from(make_calls(&browser, "prefGet", "/preferences").await);
    let reported = |result| requests("prefGet", result);
    let total = f64::from(CALLS);
    until("all calls are reported", || async {
        let [success, error] = [lab.web_series(&reported("success")).await, lab.web_series(&reported("error")).await];
        success + error == total
    })
    .await;
    let arrived = lab.backend_series(&attempts).await - before;
    let succeeded = lab.backend_series(&success).await;
    let dropped = total - arrived;
    assert!((dropped / total - 0.5).abs() <= 0.05, "{dropped} of {total} were dropped");
    assert_eq!(lab.web_series(&reported("success")).await, good, "the browser reports what the person saw");
    assert_eq!(lab.web_series(&reported("error")).await, total - good);
    assert_eq!(good, succeeded, "what the backend answered well, the person saw");
    // The backend is as green as in challenge 6: 0.999 of reads succeed.
    let wanted: f64 = 0.999;
    let standard_error = (wanted * (1.0 - wanted) / arrived).sqrt();
    assert!((succeeded / arrived - wanted).abs() <= 4.0 * standard_error, "{succeeded} of {arrived}");
    let errors = format!("{}_count{{{}=\"{}\"}}", metrics.latency.exposed(), label::RESULT, CallResult::Error.name());
    assert_eq!(lab.backend_series(&errors).await, arrived - succeeded);
    browser.close(&["/api/preferences"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_call_is_an_error_bubble_and_trying_again_helps() {
    let lab = Lab::start("healthy").await;
    let Some(browser) = Browser::open(lab.web.address).await else { return };
    browser.log_in("ada").await;
    // The page drops exactly its next call.
    let drop_next = "const app = document.querySelector('script[src*=\"/js/\"]').src;
         const { drops } = await import(new URL('behaviour.js', app).href);
         window.fetch = ((real) => (address, options) => String(address) === '/behaviour'
             ? Promise.resolve(new Response('{\"drop\":1}')) : real(address, options))(window.fetch);
         while (!drops()) await new Promise((r) => setTimeout(r, 50));";
    assert_eq!(browser.run_async(drop_next).await, json!(null));
    browser.say("A comedy, please").await;
    assert!(browser.text(".bubble.error").await.contains("That did not work"));
    let undo = "window.fetch = ((real) => (address, options) => String(address) === '/behaviour'
        ? Promise.resolve(new Response('{\"drop\":0}')) : real(address, options))(window.fetch);";
    browser.run(undo).await;
    browser
        .until("(document.querySelector('.bubble.error button')?.click(), document.querySelector('.bubble.agent'))")
        .await;
    assert_eq!(browser.run("return document.querySelectorAll('.bubble.user').length;").await, 1, "said once");
    assert!(lab.backend_series(&Operation::Chat.metrics().attempts.exposed()).await == 1.0);
    browser.close(&[]).await;
}
