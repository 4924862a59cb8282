# Common to both kinds: the control plane has no address that can be reached, only a name behind IAM; nodes are private;
# Managed Prometheus collects; network policies are enforced. Pods and services get ranges of Google's choosing.

resource "google_container_cluster" "standard" {
  for_each = local.autopilot ? [] : local.clusters
  name     = each.key
  location = var.zone

  network         = google_compute_network.lab.id
  subnetwork      = google_compute_subnetwork.nodes.id
  networking_mode = "VPC_NATIVE"
  ip_allocation_policy {
    cluster_ipv4_cidr_block  = "/20"
    services_ipv4_cidr_block = "/22"
  }
  private_cluster_config {
    enable_private_nodes = true
  }
  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = true
    }
    ip_endpoints_config {
      enabled = false
    }
  }

  # Its nodes are those below; this pool is only there because none can be made without one.
  remove_default_node_pool = true
  initial_node_count       = 1
  node_config {
    service_account = google_service_account.nodes.email
  }

  datapath_provider = "ADVANCED_DATAPATH"
  workload_identity_config {
    workload_pool = "${var.project_id}.svc.id.goog"
  }
  release_channel {
    channel = "REGULAR"
  }
  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS"]
    managed_prometheus {
      enabled = true
    }
  }
  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
  }

  deletion_protection = false
  resource_labels     = { managed_by = "movie-guru-lab" }
  depends_on          = [google_compute_router_nat.lab, google_project_iam_member.nodes]
  lifecycle {
    # Changes with each roll-out of nodes, and concerns only the pool that is gone.
    ignore_changes = [node_config]
  }
}

resource "google_container_node_pool" "nodes" {
  for_each           = google_container_cluster.standard
  name               = "nodes"
  cluster            = each.value.id
  initial_node_count = 1
  autoscaling {
    min_node_count = 1
    max_node_count = var.max_nodes
  }
  management {
    auto_repair  = true
    auto_upgrade = true
  }
  node_config {
    machine_type    = var.machine_type
    disk_type       = "pd-balanced"
    disk_size_gb    = 50
    service_account = google_service_account.nodes.email
    # What it may do is said by IAM.
    oauth_scopes = ["https://www.googleapis.com/auth/cloud-platform"]
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
    resource_labels = { managed_by = "movie-guru-lab" }
  }
  lifecycle {
    ignore_changes = [initial_node_count]
  }
}

resource "google_container_cluster" "autopilot" {
  for_each         = local.autopilot ? local.clusters : []
  name             = each.key
  location         = var.region
  enable_autopilot = true

  network    = google_compute_network.lab.id
  subnetwork = google_compute_subnetwork.nodes.id
  ip_allocation_policy {
    cluster_ipv4_cidr_block  = "/20"
    services_ipv4_cidr_block = "/22"
  }
  private_cluster_config {
    enable_private_nodes = true
  }
  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = true
    }
    ip_endpoints_config {
      enabled = false
    }
  }
  cluster_autoscaling {
    auto_provisioning_defaults {
      service_account = google_service_account.nodes.email
      oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    }
  }
  release_channel {
    channel = "REGULAR"
  }

  deletion_protection = false
  resource_labels     = { managed_by = "movie-guru-lab" }
  depends_on          = [google_compute_router_nat.lab, google_project_iam_member.nodes]
}
