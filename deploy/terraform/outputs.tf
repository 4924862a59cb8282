output "registry" {
  description = "Where images are pushed, and what deploy/k8s/images/kustomization.yaml names."
  value       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
}

output "teams" {
  description = "Each team's addresses, connection strings and the commands that bring its lab up. Passwords are not here: make-secrets makes them in the cluster."
  value = {
    for name, team in local.teams : name => {
      project   = var.project_id
      cluster   = team.cluster
      location  = local.location
      namespace = team.namespace
      app       = "http://${google_compute_address.app[name].address}/"
      console   = "https://console.cloud.google.com/monitoring/services?project=${var.project_id}"
      # From within the cluster.
      backend  = "http://backend.${team.namespace}.svc.cluster.local:9876"
      load     = "http://load.${team.namespace}.svc.cluster.local:8089"
      database = "postgres://guru@postgres.${team.namespace}.svc.cluster.local:5432/guru"
      # The password of the database, into PGPASSWORD; of the load generator's page with load-password.
      password = "kubectl -n ${team.namespace} get secret movie-guru -o jsonpath='{.data.postgres-password}' | base64 -d"
      kustomization = templatefile("${path.module}/team.yaml.tftpl", {
        team      = name
        namespace = team.namespace
        overlay   = local.autopilot ? "gke-autopilot" : "gke"
        address   = google_compute_address.app[name].address
      })
      deploy = [
        "gcloud container clusters get-credentials ${team.cluster} --project ${var.project_id} --location ${local.location} --dns-endpoint",
        "mkdir -p deploy/k8s/teams/${name}",
        "terraform -chdir=deploy/terraform output -json teams | jq -r '.\"${name}\".kustomization' > deploy/k8s/teams/${name}/kustomization.yaml",
        "deploy/k8s/make-secrets ${team.namespace}",
        "kubectl apply --server-side -k deploy/k8s/teams/${name}",
        "kubectl -n ${team.namespace} rollout status deployment/backend",
        "kubectl -n ${team.namespace} rollout status deployment/web",
      ]
      remove = [
        "gcloud container clusters get-credentials ${team.cluster} --project ${var.project_id} --location ${local.location} --dns-endpoint",
        "kubectl delete namespace ${team.namespace} --ignore-not-found",
      ]
    }
  }
}

output "release" {
  description = "What the release workflow is told, as variables of the repository."
  value = {
    for repository in local.releases : repository => {
      GCP_WORKLOAD_IDENTITY_PROVIDER = google_iam_workload_identity_pool_provider.github[repository].name
      GCP_SERVICE_ACCOUNT            = google_service_account.release[repository].email
      REGISTRY                       = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"
    }
  }
}
