resource "google_artifact_registry_repository" "images" {
  repository_id = "movie-guru"
  location      = var.region
  format        = "DOCKER"
  description   = "Images of Movie Guru"
  # What has no tag any more was replaced; nothing that runs is older than a workshop.
  cleanup_policies {
    id     = "untagged"
    action = "DELETE"
    condition {
      tag_state  = "UNTAGGED"
      older_than = "2592000s"
    }
  }
  depends_on = [google_project_service.api]
}
