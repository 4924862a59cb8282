variable "project_id" {
  type        = string
  description = "The Google Cloud project, by its id. It must exist and have a billing account."
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "A project id has 6 to 30 small letters, digits and hyphens, and begins with a letter."
  }
}

variable "region" {
  type        = string
  description = "Where everything is."
  default     = "us-central1"
  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "A region looks like us-central1 or europe-west4; a zone has one letter more."
  }
}

variable "zone" {
  type        = string
  description = "The zone of Standard clusters, in the region: one zone is cheaper than three, and enough for a workshop."
  default     = "us-central1-a"
  validation {
    condition     = startswith(var.zone, "${var.region}-")
    error_message = "The zone must be in the region."
  }
}

variable "teams" {
  type        = list(string)
  description = "One lab each: short names, small letters, digits and hyphens."
  validation {
    condition     = length(var.teams) > 0 && length(distinct(var.teams)) == length(var.teams)
    error_message = "Name at least one team, and none twice."
  }
  validation {
    condition     = alltrue([for team in var.teams : can(regex("^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$", team))])
    error_message = "A team's name has at most 16 small letters, digits and hyphens, begins with a letter and ends without a hyphen: it becomes part of names in the cluster."
  }
}

variable "layout" {
  type        = string
  description = "`cluster-per-team`: teams cannot touch each other. `namespace-per-team`: one cluster for all, cheaper."
  default     = "namespace-per-team"
  validation {
    condition     = contains(["cluster-per-team", "namespace-per-team"], var.layout)
    error_message = "The layout is cluster-per-team or namespace-per-team."
  }
}

variable "mode" {
  type        = string
  description = "`standard`: nodes of ours. `autopilot`: Google's nodes, paid by what pods request."
  default     = "standard"
  validation {
    condition     = contains(["autopilot", "standard"], var.mode)
    error_message = "The mode is autopilot or standard."
  }
}

variable "machine_type" {
  type        = string
  description = "Of nodes in Standard clusters."
  default     = "e2-standard-4"
}

variable "max_nodes" {
  type        = number
  description = "At most so many nodes in each Standard cluster; there are as many as pods need."
  default     = 3
  validation {
    condition     = var.max_nodes >= 1 && var.max_nodes <= 16 && floor(var.max_nodes) == var.max_nodes
    error_message = "1 to 16 nodes: a cluster has addresses for 16."
  }
}

variable "objectives" {
  type        = bool
  description = "Make SLOs, alerts and dashboards too. Only once the lab has run: Cloud Monitoring refuses filters on metrics that it has never seen."
  default     = false
}

variable "rendered" {
  type        = string
  description = "The folder, from here, with what `lab slo render --to gcp` has written."
  default     = "rendered"
}

variable "alert_emails" {
  type        = set(string)
  description = "Who gets the alerts. Without anybody they are incidents in the console."
  default     = []
}

variable "github_repository" {
  type        = string
  description = "`OWNER/NAME` of the repository whose release workflow may push images and roll out. Without it none may."
  default     = null
  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "The repository is given as OWNER/NAME."
  }
}
