# What Terraform would make, without Google: `terraform test`. The SLOs are those that the tests of crates/slo keep.
mock_provider "google" {
  mock_resource "google_compute_address" {
    defaults = { address = "203.0.113.7" }
  }
  mock_resource "google_monitoring_slo" {
    defaults = { name = "projects/my-project/services/red-movie-guru/serviceLevelObjectives/made" }
  }
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id = "my-project"
  teams      = ["red", "blue"]
  rendered   = "../../crates/slo/tests/workshop/rendered"
}

run "one_cluster_with_a_namespace_for_each_team" {
  assert {
    condition     = keys(google_container_cluster.standard) == ["movie-guru"] && length(google_container_cluster.autopilot) == 0
    error_message = "There must be one Standard cluster."
  }
  assert {
    condition     = output.teams["red"].namespace == "movie-guru-red" && output.teams["blue"].namespace == "movie-guru-blue"
    error_message = "Each team must have a namespace of its own."
  }
  assert {
    condition = toset(values(google_project_iam_member.collector)[*].member) == toset([
      for team in ["red", "blue"] :
      "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/my-project.svc.id.goog/subject/ns/movie-guru-${team}/sa/collector"
    ])
    error_message = "The collector of each namespace, and nobody else, must be allowed to write traces."
  }
  assert {
    condition     = length(google_monitoring_slo.objective) == 0 && length(google_monitoring_dashboard.team) == 0
    error_message = "Before the lab has run there must be no SLO."
  }
  assert {
    condition     = length(google_iam_workload_identity_pool.github) == 0 && output.release == {}
    error_message = "Without a repository nobody may push images."
  }
}

run "a_cluster_for_each_team" {
  variables {
    layout = "cluster-per-team"
  }
  assert {
    condition     = keys(google_container_cluster.standard) == ["movie-guru-blue", "movie-guru-red"]
    error_message = "Each team must have a cluster of its own."
  }
  assert {
    condition     = keys(google_container_node_pool.nodes) == keys(google_container_cluster.standard)
    error_message = "Each cluster must have nodes."
  }
  assert {
    condition     = output.teams["red"].namespace == "movie-guru" && length(google_project_iam_member.collector) == 1
    error_message = "In its own cluster a team needs no other namespace than the manifests'."
  }
}

run "autopilot" {
  variables {
    mode = "autopilot"
  }
  assert {
    condition     = google_container_cluster.autopilot["movie-guru"].location == "us-central1"
    error_message = "Autopilot clusters are in a region."
  }
  assert {
    condition     = length(google_container_node_pool.nodes) == 0 && length(google_container_cluster.standard) == 0
    error_message = "Autopilot has no nodes of ours."
  }
  assert {
    condition     = strcontains(output.teams["red"].kustomization, "../../overlays/gke-autopilot\n")
    error_message = "The manifests must be those for Autopilot."
  }
}

run "objectives_of_each_team" {
  command = apply
  variables {
    objectives   = true
    alert_emails = ["sre@example.com"]
  }
  assert {
    condition     = length(google_monitoring_slo.objective) == 2 * length(local.rendered[0].serviceLevelObjectives)
    error_message = "Each team must have every SLO."
  }
  assert {
    condition = alltrue([
      for name, slo in google_monitoring_slo.objective : strcontains(
        jsonencode(slo.request_based_sli),
        replace("resource.labels.namespace=\"movie-guru-${split(" ", name)[0]}\"", "\"", "\\\"")
      )
    ])
    error_message = "An SLO must count only its own team's requests."
  }
  assert {
    condition = (
      google_monitoring_slo.objective["red chat-is-fast"].rolling_period_days == 1 &&
      google_monitoring_slo.objective["red chat-is-fast"].request_based_sli[0].distribution_cut[0].range[0].max == 5000 &&
      length(google_monitoring_slo.objective["red chat-is-fast"].request_based_sli[0].good_total_ratio) == 0
    )
    error_message = "Chat is fast when it takes at most 5 s, over a day."
  }
  assert {
    condition = (
      google_monitoring_slo.objective["blue chat-engages"].goal == 0.7 &&
      google_monitoring_slo.objective["blue chat-engages"].request_based_sli[0].good_total_ratio[0].bad_service_filter == null
    )
    error_message = "Chat engages when seven of ten do."
  }
  assert {
    condition     = length(google_monitoring_alert_policy.burn_rate) == 2 * length(local.rendered[0].alertPolicies)
    error_message = "Each team must have every alert."
  }
  assert {
    condition = (
      toset(google_monitoring_alert_policy.burn_rate["red ChatEngagesBurnsFast3x"].conditions[*].condition_threshold[0].filter) ==
      toset([for window in ["3600s", "300s"] : "select_slo_burn_rate(\"projects/my-project/services/red-movie-guru/serviceLevelObjectives/made\", \"${window}\")"])
    )
    error_message = "An alert must look at the SLO that was made for its team."
  }
  assert {
    condition     = google_monitoring_alert_policy.burn_rate["red ChatEngagesBurnsFast3x"].severity == "CRITICAL"
    error_message = "What pages somebody is critical."
  }
  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.burn_rate : length(policy.notification_channels) == 1])
    error_message = "Every alert must be sent."
  }
  assert {
    condition     = length(google_monitoring_dashboard.team) == 2 * length(fileset("../../dashboards/gcp", "*.json"))
    error_message = "Each team must have every dashboard."
  }
  assert {
    condition = alltrue([
      for dashboard in google_monitoring_dashboard.team : alltrue([
        for series in regexall("(?:movieguru|loadtest|process|http_server)_[A-Za-z_]+.{0,60}", dashboard.dashboard_json) :
        can(regex("^[a-zA-Z_]+\\{cluster=\\\\\"movie-guru\\\\\",namespace=\\\\\"movie-guru-(red|blue)\\\\\"", series))
      ])
    ])
    error_message = "Every series of a team's dashboard must be its own."
  }
}

run "releases_of_one_repository" {
  command = apply
  variables {
    github_repository = "movie-advisory/movie-guru"
  }
  assert {
    condition = (
      google_iam_workload_identity_pool_provider.github["movie-advisory/movie-guru"].attribute_condition ==
      "assertion.repository == \"movie-advisory/movie-guru\" && assertion.ref_type == \"tag\""
    )
    error_message = "Only tags of that repository may be released."
  }
  assert {
    condition     = length(output.release) == 1 && contains(keys(google_project_service.api), "sts.googleapis.com")
    error_message = "The workflow must be told who it is."
  }
}

run "no_team" {
  command = plan
  variables {
    teams = []
  }
  expect_failures = [var.teams]
}

run "a_team_twice" {
  command = plan
  variables {
    teams = ["red", "red"]
  }
  expect_failures = [var.teams]
}

run "a_team_that_is_no_name" {
  command = plan
  variables {
    teams = ["Team Red"]
  }
  expect_failures = [var.teams]
}

run "a_zone_for_a_region" {
  command = plan
  variables {
    region = "us-central1-a"
  }
  expect_failures = [var.region]
}

run "a_zone_elsewhere" {
  command = plan
  variables {
    zone = "europe-west4-a"
  }
  expect_failures = [var.zone]
}

run "an_unknown_layout_and_mode" {
  command = plan
  variables {
    layout    = "one-for-all"
    mode      = "manual"
    max_nodes = 99
  }
  expect_failures = [var.layout, var.mode, var.max_nodes]
}

run "a_project_by_its_number" {
  command = plan
  variables {
    project_id = "123456789012"
  }
  expect_failures = [var.project_id]
}

run "a_repository_by_its_address" {
  command = plan
  variables {
    github_repository = "https://github.com/movie-advisory/movie-guru"
  }
  expect_failures = [var.github_repository]
}

run "nothing_was_rendered" {
  command = plan
  variables {
    objectives = true
    rendered   = "nowhere"
  }
  expect_failures = [terraform_data.rendered]
}

run "rendered_for_another_project" {
  command = plan
  variables {
    objectives = true
    project_id = "another-project"
  }
  expect_failures = [terraform_data.rendered]
}
