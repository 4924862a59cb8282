# The release workflow of one repository, without a key: GitHub says who it is, for tags of that repository alone.
locals {
  releases = var.github_repository == null ? toset([]) : toset([var.github_repository])
}

resource "google_iam_workload_identity_pool" "github" {
  for_each                  = local.releases
  workload_identity_pool_id = "movie-guru-github"
  display_name              = "Movie Guru releases"
  depends_on                = [google_project_service.api]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  for_each                           = local.releases
  workload_identity_pool_id          = google_iam_workload_identity_pool.github[each.key].workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }
  attribute_condition = "assertion.repository == \"${each.key}\" && assertion.ref_type == \"tag\""
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "release" {
  for_each     = local.releases
  account_id   = "movie-guru-release"
  display_name = "Pushes images of Movie Guru and rolls them out"
  depends_on   = [google_project_service.api]
}

resource "google_service_account_iam_member" "release" {
  for_each           = local.releases
  service_account_id = google_service_account.release[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github[each.key].name}/attribute.repository/${each.key}"
}

resource "google_artifact_registry_repository_iam_member" "release" {
  for_each   = local.releases
  location   = google_artifact_registry_repository.images.location
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.release[each.key].member
}

resource "google_project_iam_member" "release" {
  for_each = local.releases
  project  = var.project_id
  role     = "roles/container.developer"
  member   = google_service_account.release[each.key].member
}
