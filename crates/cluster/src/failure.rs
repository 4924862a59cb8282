//! What an API server answers where it does not do something, in our words.

use serde_json::Value;

use crate::ask::Ask;
use crate::trouble::Trouble;

/// An answer that is none.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The HTTP status; 0 where there was no answer.
    pub(crate) code: u16,
    /// The server's `Status`, or its text.
    pub(crate) status: Value,
    pub(crate) trouble: Trouble,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        failure.trouble
    }
}

impl Failure {
    pub(crate) fn refused(object: &str, why: &str) -> Self {
        let trouble = Trouble::Refused { object: object.to_owned(), why: why.to_owned() };
        Self { code: 0, status: Value::Null, trouble }
    }

    pub(crate) fn status(address: &str, ask: &Ask, code: u16, status: Value) -> Self {
        let said = message(&status);
        let trouble = match code {
            401 => Trouble::Auth(format!(
                "the cluster at {address} does not accept who we are: {said}; log in again, or look at the context's user"
            )),
            // Quotas, PodSecurity and namespaces that end say 403 as well, of what is written; a right is no help there.
            403 if !of_rights(&said) => Trouble::Refused { object: ask.object.clone(), why: said },
            403 => Trouble::Forbidden { what: format!("{} {}", ask.method, ask.object), right: ask.right.clone() },
            409 if !conflicts(&status).is_empty() => {
                let found = conflicts(&status);
                let first = found.first().cloned().unwrap_or_default();
                let others = if found.len() > 1 { format!(" and {} more", found.len() - 1) } else { String::new() };
                let why = format!(
                    "{first}{others}; take the change back, or let {first_manager} have the field and leave it out of ours",
                    first_manager = manager(&first)
                );
                Trouble::NotOurs { object: ask.object.clone(), why }
            }
            429 | 502 | 503 | 504 => {
                Trouble::Unreachable { address: address.to_owned(), why: format!("it answers {code}: {said}") }
            }
            _ => Trouble::Refused { object: ask.object.clone(), why: said },
        };
        Self { code, status, trouble }
    }

    /// The only one in the way is this: a webhook that changes what we write does it in our name, and so does a create.
    pub(crate) fn conflicts_only_with(&self, own: &str) -> bool {
        let found = conflicts(&self.status);
        !found.is_empty() && found.iter().all(|conflict| manager(conflict) == own)
    }

    /// Somebody made it in the meantime, or wrote between the server's read and its write: the next try sees.
    pub(crate) fn raced(&self) -> bool {
        self.code == 409 && conflicts(&self.status).is_empty()
    }
}

/// The server's words.
pub(crate) fn message(status: &Value) -> String {
    let said = status["message"].as_str().or_else(|| status.as_str()).unwrap_or_default();
    if said.is_empty() { status["reason"].as_str().unwrap_or("it says nothing").to_owned() } else { said.to_owned() }
}

fn of_rights(message: &str) -> bool {
    message.contains(" cannot ") || !message.contains(" is forbidden: ")
}

/// `conflict with "kubectl" using apps/v1: .spec.replicas`
fn conflicts(status: &Value) -> Vec<String> {
    let causes = status["details"]["causes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let fields = causes.iter().filter(|cause| cause["reason"] == "FieldManagerConflict");
    fields
        .map(|cause| {
            let message = cause["message"].as_str().unwrap_or_default();
            format!("{message}: {}", cause["field"].as_str().unwrap_or_default())
        })
        .collect()
}

fn manager(conflict: &str) -> &str {
    conflict.split('"').nth(1).unwrap_or("its manager")
}
