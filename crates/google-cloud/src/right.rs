//! The permissions that calls need, and the smallest role of Google's that has each
//! (<https://cloud.google.com/monitoring/access-control>).

/// A permission of IAM, and the role to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Right {
    pub(crate) permission: &'static str,
    pub(crate) role: &'static str,
}

const fn right(permission: &'static str, role: &'static str) -> Right {
    Right { permission, role }
}

/// What one kind of thing takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rights {
    pub(crate) list: Right,
    pub(crate) create: Right,
    pub(crate) update: Right,
    pub(crate) delete: Right,
}

const DASHBOARDS: &str = "roles/monitoring.dashboardEditor";
const POLICIES: &str = "roles/monitoring.alertPolicyEditor";
const CHANNELS: &str = "roles/monitoring.notificationChannelEditor";
const SERVICES: &str = "roles/monitoring.servicesEditor";

pub(crate) const OF_DASHBOARDS: Rights = Rights {
    list: right("monitoring.dashboards.list", DASHBOARDS),
    create: right("monitoring.dashboards.create", DASHBOARDS),
    update: right("monitoring.dashboards.update", DASHBOARDS),
    delete: right("monitoring.dashboards.delete", DASHBOARDS),
};
pub(crate) const OF_POLICIES: Rights = Rights {
    list: right("monitoring.alertPolicies.list", POLICIES),
    create: right("monitoring.alertPolicies.create", POLICIES),
    update: right("monitoring.alertPolicies.update", POLICIES),
    delete: right("monitoring.alertPolicies.delete", POLICIES),
};
pub(crate) const OF_CHANNELS: Rights = Rights {
    list: right("monitoring.notificationChannels.list", CHANNELS),
    create: right("monitoring.notificationChannels.create", CHANNELS),
    update: right("monitoring.notificationChannels.update", CHANNELS),
    delete: right("monitoring.notificationChannels.delete", CHANNELS),
};
pub(crate) const OF_SERVICES: Rights = Rights {
    list: right("monitoring.services.list", SERVICES),
    create: right("monitoring.services.create", SERVICES),
    update: right("monitoring.services.update", SERVICES),
    delete: right("monitoring.services.delete", SERVICES),
};
pub(crate) const OF_SLOS: Rights = Rights {
    list: right("monitoring.slos.list", SERVICES),
    create: right("monitoring.slos.create", SERVICES),
    update: right("monitoring.slos.update", SERVICES),
    delete: right("monitoring.slos.delete", SERVICES),
};
pub(crate) const READ_CLUSTER: Right = right("container.clusters.get", "roles/container.clusterViewer");
pub(crate) const READ_PROJECT: Right = right("resourcemanager.projects.get", "roles/browser");
pub(crate) const READ_APIS: Right = right("serviceusage.services.list", "roles/serviceusage.serviceUsageViewer");
pub(crate) const READ_SERIES: Right = right("monitoring.timeSeries.list", "roles/monitoring.viewer");
pub(crate) const READ_QUOTAS: Right = right("compute.regions.get", "roles/compute.viewer");
/// Of the project that requests are counted for.
pub(crate) const USE_QUOTA: Right = right("serviceusage.services.use", "roles/serviceusage.serviceUsageConsumer");

/// The smallest role that has a permission, as far as this crate needs it; Monitoring Editor has all of its API.
pub(crate) fn role_of(permission: &str) -> &'static str {
    let of = |rights: &Rights| [rights.list, rights.create, rights.update, rights.delete];
    let all = [OF_DASHBOARDS, OF_POLICIES, OF_CHANNELS, OF_SERVICES, OF_SLOS];
    let single = [READ_CLUSTER, READ_PROJECT, READ_APIS, READ_SERIES, READ_QUOTAS, USE_QUOTA];
    let mut known = all.iter().flat_map(of).chain(single);
    let found = known.find(|right| right.permission == permission).map(|right| right.role);
    found.unwrap_or(if permission.starts_with("container.") {
        "roles/container.developer"
    } else {
        "roles/monitoring.editor"
    })
}
