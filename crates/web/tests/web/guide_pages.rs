//! The guide as pages.

use movie_guru_web::guide::{Chapter, LabAddresses};

use crate::lab::{Lab, Person};

pub(crate) fn chapters() -> Vec<Chapter> {
    let chapter = |slug: &str, markdown: &str| Chapter { slug: slug.to_owned(), markdown: markdown.to_owned() };
    vec![
        chapter(
            "02-others",
            "# Yes, there are others\n\n## Goals\n\nTalk to the CEO.\n\n<script>document.title='x'</script>\n",
        ),
        chapter(
            "01-first-day",
            "# Your first day\n\n*30 minutes.* The Movie Advisory Company has **one** product.\n\n## Goals\n\n- Explore \
             [the app](http://localhost:8080/).\n- Then see [the others](../02-others/guide.md#goals).\n\n## Tips\n\n### By \
             terminal\n\n```sh\ncurl -s http://localhost:8081/metrics | grep movieguru\nlab phase set \
             challenge-1 --backend-url http://localhost:8081 --admin-token \"$LAB_ADMIN_TOKEN\"\n```\n\n| SLI | good \
             | bad |\n|---|---|---|\n| main page | loads | does not |\n",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_shows_its_pages_with_this_labs_addresses() {
    let lab = Lab::with("healthy", |config| {
        config.chapters = chapters();
        config.addresses = LabAddresses { web: Some("http://guru.example".to_owned()), ..LabAddresses::default() };
    })
    .await;
    let person = Person::at(lab.web.address);
    let index = person.get("/guide").await.text();
    let places = ["01-first-day", "02-others"].map(|slug| index.find(&format!("href=\"/guide/{slug}\"")).unwrap());
    assert!(places[0] < places[1]);
    assert_eq!(index.matches(" min<").count(), 1, "only one of them says how long it takes: {index}");
    let page = person.get("/guide/01-first-day").await.text();
    assert!(page.contains("<a href=\"http://guru.example/\""), "{page}");
    assert!(page.contains(&format!("curl -s http://{}/metrics", lab.backend.address)), "{page}");
    assert!(page.contains("<a href=\"#by-terminal\">By terminal</a>") && page.contains("<h3 id=\"by-terminal\">"));
    assert!(page.contains("href=\"/guide/02-others#goals\"") && page.contains("rel=\"next\""));
    assert!(person.get("/guide/02-others").await.text().contains("&lt;script&gt;"));
    assert_eq!(person.get("/guide/03-none").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guide_without_pages_says_so() {
    let lab = Lab::with("healthy", |config| config.chapters = Vec::new()).await;
    let index = Person::at(lab.web.address).get("/guide").await;
    assert_eq!(index.status, 200);
    assert!(index.text().contains("not written yet"));
}
