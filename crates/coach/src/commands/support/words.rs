//! Which names are those of secrets: of variables, fields, headers and flags.

/// Stands in the place of a secret.
pub(super) const REDACTED: &str = "(redacted)";
/// Parts of names under which secrets stand.
pub(super) const WORDS: &str = "passw(?:or)?d|passwd|passphrase|pwd|secret|token|credential|authorization|cookie|dsn|session[-_]?id|(?:api|\
                                private|access|client|signing|encryption|account|license)[-_]?key";
/// What a name ends in that says where a secret is, or of which kind, and not what it is.
const HARMLESS_ENDS: [&str; 17] = [
    "name", "names", "ref", "file", "path", "dir", "type", "kind", "ttl", "seconds", "policy", "class", "count",
    "version", "enabled", "required", "mount",
];
/// Values that are none.
const NO_SECRETS: [&str; 13] = ["true", "false", "null", "none", "~", "|", "|-", ">", ">-", "{", "[", "{}", "[]"];
/// A name that is nothing but this is one, too.
const WHOLE: [&str; 3] = ["pass", "auth", "jwt"];

/// Whether a value of this name is a secret.
pub(super) fn is_secrets_name(name: &str) -> bool {
    let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let words = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "credential",
        "authorization",
        "cookie",
        "dsn",
        "sessionid",
        "apikey",
        "privatekey",
        "accesskey",
        "clientkey",
        "signingkey",
        "encryptionkey",
        "accountkey",
        "licensekey",
    ];
    let has_word = words.iter().any(|word| plain.contains(word)) || WHOLE.contains(&plain.as_str());
    has_word && !HARMLESS_ENDS.iter().any(|end| plain.ends_with(end))
}

/// Whether a value can be no secret, or stands for one already.
pub(super) fn is_no_secret(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'', ',']);
    // `{secretName: …`
    let begins_mapping = value
        .strip_prefix('{')
        .and_then(|rest| rest.split_once(':'))
        .is_some_and(|(name, _)| !name.is_empty() && name.trim_matches('"').chars().all(char::is_alphanumeric));
    value.is_empty() || value == REDACTED || begins_mapping || NO_SECRETS.contains(&value)
}

/// Whether it looks like drawn at random: long, of letters and digits, and no address, path or number.
pub(super) fn looks_random(value: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
    let has = |of: fn(&char) -> bool| value.chars().any(|c| of(&c));
    value.len() >= 20
        && value.chars().all(is_part)
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
        && !value.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_and_names_that_lead_to_them_are_not_taken_for_them() {
        for name in
            ["POSTGRES_PASSWORD", "adminToken", "client-key-data", "Authorization", "Set-Cookie", "API_KEY", "id-token"]
        {
            assert!(is_secrets_name(name), "{name}");
        }
        for name in ["secretName", "secretKeyRef", "PASSWORD_FILE", "tokenExpirationSeconds", "key", "author", "monkey"]
        {
            assert!(!is_secrets_name(name), "{name}");
        }
        assert!(looks_random("9f8e7d6c5b4a39281706f5e4"));
        assert!(!looks_random("http://backend:9876/phase") && !looks_random("movie-guru-is-not-random"));
    }
}
