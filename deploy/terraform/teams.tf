# Who has which cluster and which namespace: all else follows from these.
locals {
  shared    = var.layout == "namespace-per-team"
  autopilot = var.mode == "autopilot"

  teams = {
    for team in var.teams : team => {
      cluster   = local.shared ? "movie-guru" : "movie-guru-${team}"
      namespace = local.shared ? "movie-guru-${team}" : "movie-guru"
    }
  }
  clusters   = toset([for team in local.teams : team.cluster])
  namespaces = toset([for team in local.teams : team.namespace])

  # Where `gcloud` finds them.
  location = local.autopilot ? var.region : var.zone
}
