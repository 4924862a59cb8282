# Nodes: what Google says that they need, and our images; nothing of the default account, which may edit the project.
resource "google_service_account" "nodes" {
  account_id   = "movie-guru-nodes"
  display_name = "Nodes of Movie Guru clusters"
  depends_on   = [google_project_service.api]
}

resource "google_project_iam_member" "nodes" {
  project = var.project_id
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}

resource "google_artifact_registry_repository_iam_member" "nodes" {
  location   = google_artifact_registry_repository.images.location
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.nodes.member
}

# The collector of each namespace may write traces, by Workload Identity: no key, no Google account in between. Nothing
# else in the lab may talk to Google. The pool of identities comes with the first cluster.
locals {
  pool = "principal://iam.googleapis.com/projects/${data.google_project.lab.number}/locations/global/workloadIdentityPools/${var.project_id}.svc.id.goog"
}

resource "google_project_iam_member" "collector" {
  for_each   = local.namespaces
  project    = var.project_id
  role       = "roles/cloudtrace.agent"
  member     = "${local.pool}/subject/ns/${each.key}/sa/collector"
  depends_on = [google_container_cluster.standard, google_container_cluster.autopilot]
}
