# Each team has the dashboards of dashboards/gcp for itself: every series that a query names is narrowed to the team's
# cluster and namespace.
locals {
  dashboard_folder = "${path.module}/../../dashboards/gcp"
  dashboards = {
    for pair in setproduct(var.objectives ? var.teams : [], fileset(local.dashboard_folder, "*.json")) :
    "${pair[0]} ${trimsuffix(pair[1], ".json")}" => { team = pair[0], file = "${local.dashboard_folder}/${pair[1]}" }
  }
  # Names of series, and what stands before the labels of one.
  series = "((?:movieguru|loadtest|process|http_server)_[A-Za-z_]+)"
  # As it stands within a string of JSON.
  scope = {
    for name, team in local.teams : name =>
    "cluster=\\\"${team.cluster}\\\",namespace=\\\"${team.namespace}\\\""
  }
}

resource "google_monitoring_dashboard" "team" {
  for_each = local.dashboards
  dashboard_json = replace(
    replace(
      replace(file(each.value.file), "/${local.series}\\{/", "$${1}{${local.scope[each.value.team]},"),
      "/${local.series}([^A-Za-z_{])/", "$${1}{${local.scope[each.value.team]}}$${2}"
    ),
    "\"MovieGuru-", "\"${each.value.team}: MovieGuru-"
  )
  depends_on = [google_project_service.api]
}
