//! Google Cloud projects: there, APIs on, rights, and what is left of quotas.

use movie_guru_google_cloud::Google;
use movie_guru_google_cloud::project::{PERMISSIONS, apis_off, is_there, quotas, rights_missing};

use super::finding::Finding;

/// What Terraform turns on for every lab is what is needed: there alone it is said.
const APIS: &str = include_str!("../../../../../deploy/terraform/apis.tf");
const MONITORING: &str = "monitoring.googleapis.com";

/// A project, and the regions in which it has clusters of teams. Without any it is for Cloud Monitoring alone.
pub(crate) async fn project(google: &Google, project: &str, regions: &[String]) -> Vec<Finding> {
    if let Err(trouble) = is_there(google, project).await {
        return vec![Finding::mend("project", project, trouble)];
    }
    let has_clusters = !regions.is_empty();
    let apis = if has_clusters { of_labs() } else { vec![MONITORING] };
    let is_needed = |permission: &&str| has_clusters || !permission.starts_with("container.");
    let permissions: Vec<_> = PERMISSIONS.into_iter().filter(is_needed).collect();
    let (off, missing) = tokio::join!(apis_off(google, project, &apis), rights_missing(google, project, &permissions));
    let mut findings = vec![Finding::well("project", project, "is there")];
    let mut note = |what: &'static str, found: Result<Vec<_>, _>, well: String| match found {
        Ok(troubles) if troubles.is_empty() => findings.push(Finding::well(what, project, well)),
        Ok(troubles) => findings.extend(troubles.iter().map(|trouble| Finding::mend(what, project, trouble))),
        Err(trouble) => findings.push(Finding::mend(what, project, trouble)),
    };
    note("apis", off, format!("on: {}", apis.join(", ")));
    note("rights", missing, format!("all {} that the coach takes", permissions.len()));
    for region in regions {
        match quotas(google, project, region).await {
            Ok(quotas) => findings.push(left(project, region, &quotas)),
            // Labs come up without this right.
            Err(trouble) => findings.push(Finding::unknown("quotas", project, trouble.to_string())),
        }
    }
    findings
}

fn left(project: &str, region: &str, quotas: &[movie_guru_google_cloud::project::Quota]) -> Finding {
    let shown = |quota: &movie_guru_google_cloud::project::Quota| {
        format!("{} {} of {}", quota.metric, quota.usage, quota.limit)
    };
    let tight: Vec<_> = quotas.iter().filter(|quota| quota.is_tight()).map(shown).collect();
    if tight.is_empty() {
        let used = quotas.iter().map(shown).collect::<Vec<_>>().join(", ");
        return Finding::well("quotas", project, format!("used in {region}: {used}"));
    }
    let page = format!("https://console.cloud.google.com/iam-admin/quotas?project={project}");
    Finding::mend(
        "quotas",
        project,
        format!("little is left in {region}: {}; ask for more at {page}", tight.join(", ")),
    )
}

/// The first list of `apis.tf`.
fn of_labs() -> Vec<&'static str> {
    let first = APIS.split(']').next().unwrap_or_default();
    first.split('"').filter(|word| word.ends_with(".googleapis.com")).collect()
}

/// The region of a zone, or the region itself.
pub(crate) fn region(location: &str) -> String {
    let is_zone = location.matches('-').count() > 1;
    location.rsplit_once('-').filter(|_| is_zone).map_or(location, |(region, _)| region).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apis_and_regions_are_known() {
        assert!(of_labs().contains(&MONITORING) && !of_labs().contains(&"sts.googleapis.com"), "{:?}", of_labs());
        assert_eq!((region("europe-west4-a"), region("europe-west4")), ("europe-west4".into(), "europe-west4".into()));
    }
}
