locals {
  apis = toset(concat(
    [
      "artifactregistry.googleapis.com",
      "cloudresourcemanager.googleapis.com",
      "cloudtrace.googleapis.com",
      "compute.googleapis.com",
      "container.googleapis.com",
      "iam.googleapis.com",
      "logging.googleapis.com",
      "monitoring.googleapis.com",
    ],
    # What a workflow without a key needs.
    var.github_repository == null ? [] : ["iamcredentials.googleapis.com", "sts.googleapis.com"],
  ))
}

resource "google_project_service" "api" {
  for_each = local.apis
  service  = each.key
  # Something else in the project may use it.
  disable_on_destroy = false
}

data "google_project" "lab" {
  project_id = var.project_id
  depends_on = [google_project_service.api]
}
