# SLOs and alerts as `lab slo render --to gcp` has written them, for each team: the team's cluster and namespace are
# added to every filter, and its name to what Google wants to be unique in a project.
locals {
  rendered_files = fileset("${path.module}/${var.rendered}", "*.json")
  rendered       = [for file in local.rendered_files : jsondecode(file("${path.module}/${var.rendered}/${file}"))]
  of_teams       = var.objectives ? var.teams : []

  services = {
    for pair in setproduct(local.of_teams, flatten(local.rendered[*].services)) :
    "${pair[0]} ${basename(pair[1].name)}" => { team = pair[0], id = basename(pair[1].name), body = pair[1] }
  }
  objectives = merge([
    for team in local.of_teams : {
      for body in flatten(local.rendered[*].serviceLevelObjectives) :
      "${team} ${basename(body.name)}" => {
        team    = team
        id      = basename(body.name)
        service = "${team} ${split("/", body.name)[3]}"
        body    = body
        sli     = body.serviceLevelIndicator.requestBased
      }
    }
  ]...)
  alerts = merge([
    for team in local.of_teams : {
      for body in flatten(local.rendered[*].alertPolicies) :
      "${team} ${body.displayName}" => {
        team      = team
        objective = "${team} ${body.userLabels.slo}"
        body      = body
      }
    }
  ]...)

  filter_scope = {
    for name, team in local.teams : name =>
    " AND resource.labels.cluster=\"${team.cluster}\" AND resource.labels.namespace=\"${team.namespace}\""
  }
}

resource "terraform_data" "rendered" {
  count = var.objectives ? 1 : 0
  input = sort(local.rendered_files)
  lifecycle {
    precondition {
      condition     = length(local.rendered_files) > 0
      error_message = "There is no SLO in deploy/terraform/${var.rendered}. Write them first: lab slo render --to gcp --project ${var.project_id} slos/movie-guru.yaml slos/achievable.yaml slos/alerts.yaml > deploy/terraform/rendered/slos.json"
    }
    precondition {
      condition = alltrue([
        for body in flatten(local.rendered[*].services) : startswith(body.name, "projects/${var.project_id}/")
      ])
      error_message = "The SLOs in deploy/terraform/${var.rendered} were rendered for another project: render them anew with --project ${var.project_id}."
    }
  }
}

resource "google_monitoring_custom_service" "lab" {
  for_each     = local.services
  service_id   = "${each.value.team}-${each.value.id}"
  display_name = "${each.value.body.displayName} (${each.value.team})"
  user_labels  = each.value.body.userLabels
  depends_on   = [google_project_service.api, terraform_data.rendered]
}

resource "google_monitoring_slo" "objective" {
  for_each            = local.objectives
  service             = google_monitoring_custom_service.lab[each.value.service].service_id
  slo_id              = each.value.id
  display_name        = each.value.body.displayName
  goal                = each.value.body.goal
  rolling_period_days = try(tonumber(trimsuffix(each.value.body.rollingPeriod, "s")) / 86400, null)
  calendar_period     = try(each.value.body.calendarPeriod, null)
  user_labels         = merge(each.value.body.userLabels, { team = each.value.team })

  request_based_sli {
    dynamic "good_total_ratio" {
      for_each = try([each.value.sli.goodTotalRatio], [])
      content {
        good_service_filter  = try("${good_total_ratio.value.goodServiceFilter}${local.filter_scope[each.value.team]}", null)
        bad_service_filter   = try("${good_total_ratio.value.badServiceFilter}${local.filter_scope[each.value.team]}", null)
        total_service_filter = "${good_total_ratio.value.totalServiceFilter}${local.filter_scope[each.value.team]}"
      }
    }
    dynamic "distribution_cut" {
      for_each = try([each.value.sli.distributionCut], [])
      content {
        distribution_filter = "${distribution_cut.value.distributionFilter}${local.filter_scope[each.value.team]}"
        range {
          min = try(distribution_cut.value.range.min, null)
          max = try(distribution_cut.value.range.max, null)
        }
      }
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each     = var.alert_emails
  display_name = each.key
  type         = "email"
  labels       = { email_address = each.key }
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_alert_policy" "burn_rate" {
  for_each              = local.alerts
  display_name          = "${each.value.team}: ${each.value.body.displayName}"
  combiner              = each.value.body.combiner
  severity              = each.value.body.userLabels.severity == "page" ? "CRITICAL" : "WARNING"
  user_labels           = merge(each.value.body.userLabels, { team = each.value.team })
  notification_channels = [for channel in google_monitoring_notification_channel.email : channel.name]
  documentation {
    content   = each.value.body.documentation.content
    mime_type = each.value.body.documentation.mimeType
  }
  alert_strategy {
    auto_close = each.value.body.alertStrategy.autoClose
  }
  dynamic "conditions" {
    for_each = each.value.body.conditions
    content {
      display_name = conditions.value.displayName
      condition_threshold {
        # The SLO's name is the one that it got here.
        filter = replace(
          conditions.value.conditionThreshold.filter,
          "/projects/[^\"]+/",
          google_monitoring_slo.objective[each.value.objective].name
        )
        comparison      = conditions.value.conditionThreshold.comparison
        threshold_value = conditions.value.conditionThreshold.thresholdValue
        duration        = conditions.value.conditionThreshold.duration
        trigger {
          count = conditions.value.conditionThreshold.trigger.count
        }
      }
    }
  }
}
