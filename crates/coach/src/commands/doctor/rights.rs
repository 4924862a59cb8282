//! What `coach up`, `down` and the rest do on a cluster, as rights that can be asked about.

use std::collections::{BTreeMap, BTreeSet};

use movie_guru_cluster::{Bundle, Right};

/// What is done with each kind of a lab's objects.
const VERBS: [&str; 5] = ["create", "delete", "get", "list", "patch"];
/// What is done besides: reading pods, logs and events, connections through the API server, looking for what is left.
const BESIDES: [(&str, &str, &str); 5] = [
    ("", "events", "list"),
    ("", "persistentvolumeclaims", "list"),
    ("", "pods", "list"),
    ("", "pods/log", "get"),
    ("", "pods/portforward", "create"),
];
/// Of core kinds that are there whatever the manifests have: what belongs together, and passwords.
const ALWAYS: [&str; 2] = ["configmaps", "secrets"];

/// All that a team's lab takes.
pub(crate) fn needed(bundle: &Bundle) -> Vec<Right> {
    let mut kinds: BTreeSet<_> = ALWAYS.map(|resource| (String::new(), resource.to_owned())).into();
    for object in &bundle.objects {
        let (version, kind) = (object["apiVersion"].as_str(), object["kind"].as_str());
        let (Some(version), Some(kind)) = (version, kind) else { continue };
        let group = version.split_once('/').map_or("", |(group, _)| group);
        kinds.insert((group.to_owned(), plural(kind)));
    }
    let of_kinds =
        kinds.iter().flat_map(|(group, resource)| VERBS.map(|verb| (group.as_str(), resource.as_str(), verb)));
    // Namespaces of others are nobody's business.
    let of_kinds = of_kinds.filter(|(_, resource, verb)| (*resource, *verb) != ("namespaces", "list"));
    let all: BTreeSet<_> = of_kinds.chain(BESIDES).collect();
    let right = |(group, resource, verb): (&str, &str, &str)| Right {
        verb: verb.to_owned(),
        group: group.to_owned(),
        resource: resource.to_owned(),
        // A namespace is in none.
        namespace: (resource != "namespaces").then(|| bundle.namespace.clone()),
    };
    all.into_iter().map(right).collect()
}

/// What a kind is called in addresses. API servers say it themselves; for the kinds of the manifests this rule is theirs.
fn plural(kind: &str) -> String {
    let name = kind.to_lowercase();
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x']) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// Those that are missing, in few words: `create, patch deployments.apps in movie-guru`.
pub(crate) fn in_words(missing: &[&Right]) -> String {
    let mut verbs: BTreeMap<(String, Option<&str>), Vec<&str>> = BTreeMap::new();
    for Right { verb, group, resource, namespace } in missing {
        let resource = if group.is_empty() { resource.clone() } else { format!("{resource}.{group}") };
        verbs.entry((resource, namespace.as_deref())).or_default().push(verb);
    }
    let words = verbs.iter().map(|((resource, namespace), verbs)| {
        let place = namespace.map_or_else(|| " in the cluster".to_owned(), |name| format!(" in {name}"));
        format!("{} {resource}{place}", verbs.join(", "))
    });
    words.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_are_called_as_their_addresses_have_them() {
        for (kind, name) in [
            ("NetworkPolicy", "networkpolicies"),
            ("Ingress", "ingresses"),
            ("Gateway", "gateways"),
            ("HTTPRoute", "httproutes"),
            ("HorizontalPodAutoscaler", "horizontalpodautoscalers"),
        ] {
            assert_eq!(plural(kind), name);
        }
    }

    #[test]
    fn a_namespace_is_in_none_and_what_is_missing_is_said_in_few_words() {
        let objects = vec![
            json!({"apiVersion": "v1", "kind": "Namespace"}),
            json!({"apiVersion": "apps/v1", "kind": "Deployment"}),
        ];
        let bundle = Bundle { name: "movie-guru".to_owned(), namespace: "red".to_owned(), objects };
        let needed = needed(&bundle);
        assert_eq!(needed.len(), (2 + ALWAYS.len()) * VERBS.len() - 1 + BESIDES.len());
        let missing: Vec<_> =
            needed.iter().filter(|right| right.verb == "patch" && !ALWAYS.contains(&right.resource.as_str())).collect();
        assert_eq!(in_words(&missing), "patch deployments.apps in red; patch namespaces in the cluster");
    }
}
