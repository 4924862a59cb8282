//! What a person does with charts and queries.

use fantoccini::key::Key;
use jiff::Timestamp;
use movie_guru_browser_test::Browser;
use movie_guru_contract::{CHAT_OUTCOME, LOADTEST_USERS};
use serde_json::{Value, json};

use crate::looks::DRAWN;
use crate::monitor::{Running, on, pages};
use crate::prometheus::Prometheus;
use crate::story;

async fn lab() -> Option<(Prometheus, Running, Browser)> {
    let prometheus = Prometheus::with(&story::tell(Timestamp::now().as_second(), 2)).await?;
    let monitor = on(&prometheus.base, pages()).await;
    let browser = Browser::open(monitor.address).await?;
    browser.size(1440, 1000).await;
    browser.prefers("dark", true).await;
    Some((prometheus, monitor, browser))
}

/// The middle of what is seen of a part of the page, at these shares of its width.
async fn places(browser: &Browser, selector: &str, shares: &[f64]) -> Vec<(f64, f64)> {
    let script = format!(
        "const box = document.querySelector(`{selector}`).getBoundingClientRect(); return [box.left, box.top, box.width, box.height];"
    );
    let found: Vec<f64> = serde_json::from_value(browser.run(&script).await).unwrap();
    shares.iter().map(|share| (found[0] + share * found[2], found[1] + found[3] / 2.0)).collect()
}

async fn mouse(browser: &Browser, kind: &str, (x, y): (f64, f64)) {
    let button = if kind == "mouseMoved" { "none" } else { "left" };
    let pressed = u8::from(kind != "mouseReleased");
    let event = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": pressed, "clickCount": 1 });
    browser.devtools("Input.dispatchMouseEvent", event).await;
}

async fn span(browser: &Browser) -> i64 {
    let parameters =
        browser.run("const p = new URLSearchParams(location.search); return p.get('to') - p.get('from');").await;
    parameters.as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_chosen_zoomed_into_and_left_again() {
    let Some((_prometheus, _monitor, browser)) = lab().await else { return };
    browser.go("/dashboards/chat").await;
    browser.until(DRAWN).await;
    assert_eq!(browser.text("[data-range][aria-pressed=true]").await, "1 h");
    browser.click("[data-range='3h']").await;
    browser.until("location.search === '?range=3h' && document.querySelector('#marks li')").await;
    browser.until("document.querySelector('#shown').textContent.endsWith('every 30 s')").await;

    // A frame over the middle fifth of the plot.
    let area = "[data-chart='1'] .nsewdrag";
    let at = places(&browser, area, &[0.4, 0.5, 0.6]).await;
    mouse(&browser, "mousePressed", at[0]).await;
    mouse(&browser, "mouseMoved", at[1]).await;
    mouse(&browser, "mouseMoved", at[2]).await;
    mouse(&browser, "mouseReleased", at[2]).await;
    browser.until("location.search.includes('from=')").await;
    let zoomed = span(&browser).await;
    assert!((30..42).contains(&(zoomed / 60_000)), "{zoomed} ms of 3 h");
    browser.until("document.querySelector('#live').disabled && document.querySelector('#shown').textContent.endsWith('every 10 s')").await;
    // All charts show it, and a link to it shows the same.
    let ends = "new Set([...document.querySelectorAll('[data-chart]')].map((chart) => chart.dataset.end)).size === 1";
    browser.until(ends).await;
    let shown = browser.text("#shown").await;
    browser.page.refresh().await.unwrap();
    browser.until(DRAWN).await;
    assert_eq!(browser.text("#shown").await, shown);
    browser.page.back().await.unwrap();
    browser.until("location.search === '?range=3h'").await;

    // By the form.
    browser.click("#custom summary").await;
    browser.run("document.querySelector('#from').value = '2026-01-02T03:00:00'; document.querySelector('#to').value = '2026-01-02T04:00:00';").await;
    browser.click("#custom .button").await;
    browser.until("document.querySelector('[data-chart=\"0\"] .nothing')").await;
    assert_eq!(span(&browser).await, 3_600_000);
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_goes_on_by_itself_and_its_lines_can_be_hidden() {
    let Some((_prometheus, _monitor, browser)) = lab().await else { return };
    browser.go("/dashboards/chat?range=5m").await;
    browser.until(DRAWN).await;
    let before = browser.run("return document.querySelector('[data-chart=\"1\"]').dataset.end;").await;
    browser.until(&format!("document.querySelector('[data-chart=\"1\"]').dataset.end !== {before}")).await;
    browser.click("[data-chart='1'] .legend li:nth-child(2) button").await;
    browser.until("document.querySelectorAll('[data-chart=\"1\"] .scatterlayer .trace').length === 4").await;

    // The same moment in all charts.
    let at = places(&browser, "[data-chart='0'] .nsewdrag", &[0.5]).await;
    mouse(&browser, "mouseMoved", at[0]).await;
    browser.until("document.querySelectorAll('.cross:not([hidden])').length === document.querySelectorAll('[data-chart]').length").await;
    let clocks: Value = browser
        .run("return [...new Set([...document.querySelectorAll('.clock')].map((clock) => clock.textContent))].length;")
        .await;
    assert_eq!(clocks, 1);

    // In figures, for those who do not see it.
    browser.click("[data-chart='1'] .show-figures").await;
    browser.until("document.querySelector('#figures').open").await;
    assert_eq!(browser.run("return document.querySelectorAll('#figures thead th').length;").await, 6);
    let newest = browser.text("#figures tbody tr").await;
    assert!(newest.contains("ms"), "{newest}");
    browser.press(&Key::Escape.to_string()).await;
    browser.until("!document.querySelector('#figures').open").await;
    browser.close(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_written_by_keyboard_with_completion() {
    let Some((_prometheus, _monitor, browser)) = lab().await else { return };
    browser.go("/explore").await;
    let listed =
        "!document.querySelector('#completions').hidden && document.querySelector('#completions').textContent.includes";
    let (down, tab, enter) = (Key::Down.to_string(), Key::Tab.to_string(), Key::Enter.to_string());
    let outcomes = CHAT_OUTCOME.exposed();
    browser.press(&format!("sum by (Outcome) (rate({}", outcomes.strip_suffix("_counter_total").unwrap())).await;
    browser.until(&format!("{listed}('{outcomes}')")).await;
    browser.press(&tab).await;
    let value = "document.querySelector('#query').value";
    browser.until(&format!("{value}.endsWith('{outcomes}')")).await;
    browser.press("{Out").await;
    browser.until(&format!("{listed}('Outcome')")).await;
    browser.press(&format!("{down}{enter}=\"En")).await;
    browser.until(&format!("{listed}('Engaged')")).await;
    browser.press(&format!("{tab}}}[")).await;
    browser.until(&format!("{value}.endsWith('[')")).await;
    browser.press("5").await;
    browser.until(&format!("{listed}('5m')")).await;
    browser.press(&format!("{tab}))")).await;
    let whole = format!("sum by (Outcome) (rate({outcomes}{{Outcome=\"Engaged\"}}[5m]))");
    browser.until(&format!("{value} === '{whole}'")).await;
    browser.press(&enter).await;
    browser
        .until("document.querySelectorAll('#now tbody tr').length === 1 && document.querySelector('#graph .main-svg')")
        .await;
    assert_eq!(browser.text("#now tbody td").await, "{Outcome=\"Engaged\"}");

    // What is wrong is said at the query, and the table keeps what it showed.
    browser.fill("#query", "rate(up").await;
    browser.press(&format!("{}{enter}", Key::Escape)).await;
    browser.until("document.querySelector('#query-error').textContent.includes('parse') && document.querySelector('#query[aria-invalid]')").await;
    assert_eq!(browser.run("return document.querySelectorAll('#now tbody tr').length;").await, 1);
    browser.page.back().await.unwrap();
    browser.until(&format!("{value} === '{whole}' && document.querySelector('#query-error').textContent === ''")).await;
    browser.close(&["422"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_away_is_said_where_figures_would_be() {
    let Some((prometheus, _monitor, browser)) = lab().await else { return };
    browser.go("/dashboards/login?range=5m").await;
    browser.until(DRAWN).await;
    drop(prometheus);
    // What was drawn stays, and above it stands what is wrong.
    browser.until("document.querySelector('[data-chart=\"0\"] .note.over .problem')").await;
    assert_eq!(
        browser.run("return document.querySelectorAll('[data-chart=\"0\"] .scatterlayer .trace').length;").await,
        1
    );
    browser.go("/").await;
    browser.until("document.querySelector('#readings .problem')").await;
    let said = browser.text("#readings").await;
    assert!(said.contains("No readings"), "{said}");
    browser.go("/explore?query=up").await;
    browser.until("document.querySelector('#query-error').textContent !== ''").await;
    browser.close(&["502"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attendees_own_dashboard_is_drawn_and_what_is_none_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let own = json!({
        "displayName": "Mine", "mosaicLayout": { "columns": 12, "tiles": [
            { "width": 12, "height": 12, "widget": { "title": "Users", "xyChart": {
                "dataSets": [{ "timeSeriesQuery": { "prometheusQuery": LOADTEST_USERS.exposed() }, "plotType": "STACKED_AREA" }],
                "thresholds": [{ "value": 4, "label": "too many" }],
            } } },
            { "yPos": 12, "width": 6, "height": 6, "widget": { "title": "Why", "text": { "content": "<b>Because</b>" } } },
        ] },
    });
    std::fs::write(folder.path().join("mine.json"), own.to_string()).unwrap();
    std::fs::write(folder.path().join("broken.json"), own.to_string().replace("xyChart", "xyChat")).unwrap();
    let Some(prometheus) = Prometheus::with(&story::tell(Timestamp::now().as_second(), 1)).await else { return };
    let mut pages = pages();
    pages.dashboards = Some(folder.path().to_owned());
    let monitor = on(&prometheus.base, pages).await;
    let Some(browser) = Browser::open(monitor.address).await else { return };
    browser.go("/dashboards").await;
    let said = browser.text("main .problem").await;
    assert!(said.contains("broken.json") && said.contains("mosaicLayout.tiles[0].widget.xyChat"), "{said}");
    browser.page.find(fantoccini::Locator::LinkText("Mine")).await.unwrap().click().await.unwrap();
    browser.until(DRAWN).await;
    browser.until("document.querySelector('.shapelayer path') && document.querySelector('.annotation-text')").await;
    browser
        .until("[...document.querySelectorAll('.annotation-text')].some((text) => text.textContent === 'too many')")
        .await;
    assert_eq!(browser.text(".text p").await, "<b>Because</b>");
    browser.close(&[]).await;
}
