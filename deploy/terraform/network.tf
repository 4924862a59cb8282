# One network for all clusters. Nodes have no address of their own on the internet: they reach it through a gateway.
resource "google_compute_network" "lab" {
  name                    = "movie-guru"
  auto_create_subnetworks = false
  depends_on              = [google_project_service.api]
}

resource "google_compute_subnetwork" "nodes" {
  name                     = "movie-guru-nodes"
  network                  = google_compute_network.lab.id
  region                   = var.region
  ip_cidr_range            = "10.128.0.0/20"
  private_ip_google_access = true
}

resource "google_compute_router" "lab" {
  name    = "movie-guru"
  network = google_compute_network.lab.id
  region  = var.region
}

# Images of others come from outside of Google.
resource "google_compute_router_nat" "lab" {
  name                               = "movie-guru"
  router                             = google_compute_router.lab.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

# Each team's app keeps its address when the service in the cluster is made anew.
resource "google_compute_address" "app" {
  for_each   = local.teams
  name       = "movie-guru-${each.key}"
  region     = var.region
  depends_on = [google_project_service.api]
}
