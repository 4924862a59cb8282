//! The sums in `docs/deploy.md`: what a team's lab asks for comes from the rendered manifests, and each figure of the table
//! of costs from the prices and counts that the page itself names.

use std::fs;

use movie_guru_test_support::workspace;
use serde_json::Value;

use crate::rendered::overlay;

const TEAMS: f64 = 10.0;

fn page() -> String {
    fs::read_to_string(workspace().join("docs/deploy.md")).unwrap()
}

/// The cells of the row of a table that begins with a name; `$` and backquotes are left out.
fn row(page: &str, name: &str) -> Vec<String> {
    let start = format!("| {name} |");
    let line = page.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row {name}"));
    line.split('|').skip(2).map(|cell| cell.trim().replace(['$', '`'], "")).collect()
}

fn number(page: &str, name: &str, column: usize) -> f64 {
    row(page, name)[column].parse().unwrap_or_else(|_| panic!("{name} is no number"))
}

/// `100m`, `1`, `64Mi`, `10Gi`: vCPU or GiB.
fn quantity(value: &Value) -> f64 {
    let text = value.as_str().unwrap();
    let (digits, unit) = text.split_at(text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len()));
    let scale = match unit {
        "m" => 1e-3,
        "Mi" => 1.0 / 1024.0,
        "" | "Gi" => 1.0,
        unit => panic!("unit {unit}"),
    };
    digits.parse::<f64>().unwrap() * scale
}

/// What all pods of an overlay ask for, at the fewest replicas that it has.
struct Asked {
    cpu: f64,
    memory: f64,
    /// Autopilot gives, and charges, a GiB at least for each vCPU.
    billed: f64,
}

fn asked(objects: &[Value]) -> Asked {
    let mut sum = Asked { cpu: 0.0, memory: 0.0, billed: 0.0 };
    for workload in objects.iter().filter(|object| object.pointer("/spec/template/spec/containers").is_some()) {
        let scaled = objects.iter().find(|object| {
            object["kind"] == "HorizontalPodAutoscaler"
                && object["spec"]["scaleTargetRef"]["name"] == workload["metadata"]["name"]
        });
        let replicas = scaled.map_or(&workload["spec"]["replicas"], |scaler| &scaler["spec"]["minReplicas"]);
        let replicas = replicas.as_f64().unwrap();
        let requests = &workload["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"];
        let (cpu, memory) = (quantity(&requests["cpu"]), quantity(&requests["memory"]));
        sum.cpu += replicas * cpu;
        sum.memory += replicas * memory;
        sum.billed += replicas * memory.max(cpu);
    }
    sum
}

fn nodes(page: &str, cpu: f64) -> f64 {
    (cpu / number(page, "room for pods on a node, vCPU", 0)).ceil()
}

#[test]
fn what_a_lab_asks_for_is_what_the_manifests_say() {
    let page = page();
    for name in ["gke", "gke-autopilot", "local"] {
        let Some(objects) = overlay(name) else { return };
        let asked = asked(objects);
        let line = format!("| `{name}` | {:.2} | {:.2} | {:.2} |", asked.cpu, asked.memory, asked.billed);
        assert!(page.contains(&line), "docs/deploy.md must have {line}");
    }
}

#[test]
fn the_costs_are_the_sums_of_the_prices_and_counts_on_the_page() {
    let (Some(standard), Some(autopilot)) = (overlay("gke"), overlay("gke-autopilot")) else { return };
    let page = page();
    let (standard, autopilot) = (asked(standard), asked(autopilot));
    let price = |name: &str| number(&page, name, 0);
    let series: f64 = ["backend", "web", "load", "postgres-exporter"]
        .map(|service| number(&page, service, 0) * number(&page, service, 1))
        .iter()
        .sum();
    let samples = series * 360.0;
    assert!(page.contains(&format!("**{series:.0} series**")), "{series} series");
    // One cluster for all teams, or one each; nodes of ours, or pods.
    let (alone, shared) = (nodes(&page, standard.cpu), nodes(&page, TEAMS * standard.cpu) / TEAMS);
    let pods = autopilot.cpu * price("Autopilot, a vCPU") + autopilot.billed * price("Autopilot, a GiB of memory");
    let disk = |nodes: f64| nodes * 50.0 * price("a GiB of balanced disk");
    let rules = price("up to five forwarding rules together") + (TEAMS - 5.0) * price("each further forwarding rule");
    let nat = |nodes: f64| nodes * price("Cloud NAT, each node") + price("Cloud NAT, its address") / TEAMS;
    let rows = [
        ("cluster", [price("a cluster") / TEAMS, price("a cluster"), price("a cluster") / TEAMS, price("a cluster")]),
        (
            "nodes, or pods",
            [shared * price("a node, `e2-standard-4`"), alone * price("a node, `e2-standard-4`"), pods, pods],
        ),
        ("disks of nodes", [disk(shared), disk(alone), 0.0, 0.0]),
        ("disk of the database", [10.0 * price("a GiB of balanced disk"); 4]),
        ("load balancer", [rules / TEAMS; 4]),
        ("way out", [nat(shared), nat(alone), nat(1.0), nat(1.0)]),
        ("metrics", [samples / 1e6 * price("a million samples in Managed Prometheus"); 4]),
    ];
    let line = |name: &str, cells: [f64; 4]| {
        let cells: Vec<_> = cells.iter().map(|cost| format!("${cost:.4}")).collect();
        format!("| {name} | {} |", cells.join(" | "))
    };
    let mut sums = [0.0; 4];
    let mut missing = Vec::new();
    for (name, cells) in rows {
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        missing.push(line(name, cells));
    }
    let bold = sums.map(|sum| format!("**${sum:.2}**"));
    missing.push(format!("| **a team's hour** | {} |", bold.join(" | ")));
    let workshop = sums.map(|sum| format!("${:.0}", sum * 4.0 * TEAMS));
    missing.push(format!("| ten teams, four hours | {} |", workshop.join(" | ")));
    let database = price("Cloud SQL, a vCPU")
        + 3.75 * price("Cloud SQL, a GiB of memory")
        + 10.0 * price("Cloud SQL, a GiB of disk");
    missing.push(format!("adds ${database:.3} an hour"));
    missing.retain(|line| !page.contains(line));
    assert!(missing.is_empty(), "docs/deploy.md must have\n{}", missing.join("\n"));
}
