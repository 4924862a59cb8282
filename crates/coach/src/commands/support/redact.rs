//! Strikes out secrets. Three nets, one behind the other: values that are known to be secret, wherever they stand; fields whose
//! name is that of a secret; and texts that have the form of one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use regex::{Captures, Regex};
use serde_json::Value;

use super::structure;
use super::words::{REDACTED, WORDS, is_no_secret, is_secrets_name};

/// What is shorter would strike out half of every text.
const SHORTEST: usize = 4;
/// A line of a longer secret, of a key say.
const SHORTEST_LINE: usize = 8;
/// Values of secrets that are everywhere.
const EVERYWHERE: [&str; 4] = ["true", "false", "null", "none"];

/// Strikes out secrets.
#[derive(Clone, Debug, Default)]
pub(super) struct Redact {
    /// The longest first: one may be a part of another.
    known: Vec<String>,
}

impl Redact {
    /// Knows what this process was given.
    pub(super) fn of_environment() -> Self {
        let mut redact = Self::default();
        let given =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        given.filter(|(name, _)| is_secrets_name(name)).for_each(|(_, value)| redact.knows(&value));
        redact
    }

    /// This is secret, wherever it stands: as it is, in base64, in a URL, in JSON, and each longer line of it.
    pub(super) fn knows(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() < SHORTEST || EVERYWHERE.contains(&secret) {
            return;
        }
        let mut known: BTreeSet<String> = self.known.drain(..).collect();
        let in_json = Value::from(secret).to_string();
        let in_url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        known.extend([secret.to_owned(), BASE64_STANDARD.encode(secret), in_json.trim_matches('"').to_owned(), in_url]);
        let lines = secret.lines().map(str::trim).filter(|line| line.len() >= SHORTEST_LINE);
        known.extend(lines.filter(|line| !line.starts_with("-----")).map(str::to_owned));
        self.known = known.into_iter().collect();
        self.known.sort_by_key(|known| std::cmp::Reverse(known.len()));
    }

    /// A text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for known in self.known.iter().filter(|known| !REDACTED.contains(known.as_str())) {
            if text.contains(known) {
                text = text.replace(known, REDACTED);
            }
        }
        // A field's value goes as a whole, before a part of it has the form of a secret.
        let (wide, narrow) = FORMS.split_at_checked(WIDE).unwrap_or_default();
        text = formed(text, wide);
        for field in &*FIELDS {
            text = field.replace_all(&text, named).into_owned();
        }
        formed(text, narrow)
    }

    /// A document without secrets, in place.
    pub(super) fn value(&self, value: &mut Value) {
        structure::redact(value, &|text| self.text(text));
    }
}

fn formed(text: String, forms: &[(Regex, &str)]) -> String {
    forms.iter().fold(text, |text, (form, instead)| form.replace_all(&text, *instead).into_owned())
}

/// Where the name is a secret's, its value goes; what is around it stays.
fn named(found: &Captures<'_>) -> String {
    let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let (name, value) = (part("name"), part("value"));
    if !is_secrets_name(name) || is_no_secret(value) {
        return found[0].to_owned();
    }
    format!("{}{name}{}{REDACTED}{}", part("before"), part("between"), part("after"))
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// So many forms may reach beyond the value of a field.
const WIDE: usize = 3;

/// What has the form of a secret, and what stands in its place.
static FORMS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let forms = [
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", "(redacted)"),
        // What stands before the `@` may look like anything.
        (r#"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/:@"']*:[^\s"']*@"#, "$1(redacted)@"),
        (r#"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/:@?"']+@"#, "$1(redacted)@"),
        (r"(?i)\b(bearer|negotiate|digest)([ \t]+|%20|\+)[A-Za-z0-9._~+/=%-]{4,}", "$1$2(redacted)"),
        (r"(?i)\b(basic[ \t]+)[A-Za-z0-9+/]{6,}={0,2}", "$1(redacted)"),
        (r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){1,2}", "(redacted)"),
        (r"\bya29\.[A-Za-z0-9._-]+", "(redacted)"),
        (r"\bAIza[0-9A-Za-z_-]{30,}", "(redacted)"),
        (
            r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|A[KS]IA[0-9A-Z]{16})",
            "(redacted)",
        ),
    ];
    forms.into_iter().filter_map(|(pattern, instead)| Some((regex(pattern)?, instead))).collect()
});

/// Names with values, as JSON, YAML, headers, queries, logs and commands have them.
static FIELDS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let name = format!(r"(?P<name>[\w.\-]*(?:{WORDS}|\bpass\b|\bauth\b|\bjwt\b)[\w.\-]*)");
    let fields = [
        // JSON within JSON.
        format!(r#"(?i){name}(?P<between>\\+["']?[ \t]*[:=][ \t]*\\+["'])(?P<value>.*?)(?P<after>\\+["'])"#),
        format!(r#"(?i){name}(?P<between>["']?[ \t]*[:=][ \t]*")(?P<value>(?:[^"\\\n]|\\.)*)(?P<after>"?)"#),
        format!(r#"(?i){name}(?P<between>["']?[ \t]*[:=][ \t]*')(?P<value>[^'\n]*)(?P<after>'?)"#),
        // A line of YAML, and a header: to its end.
        format!(r#"(?im)(?P<before>^[ \t\-<>*]*){name}(?P<between>["']?[ \t]*:[ \t]+)(?P<value>[^\s"'].*)$"#),
        r#"(?i)(?P<name>(?:proxy-)?authorization|(?:set-)?cookie)(?P<between>[ \t]*[:=][ \t]*)(?P<value>[^"'\n]+)"#
            .to_owned(),
        format!(r#"(?i){name}(?P<between>["'\\]*[ \t]*[:=][ \t]*)(?P<value>[^\s"'&\\]+)"#),
        format!(r#"(?i)(?P<before>--){name}(?P<between>[ \t]+)(?P<value>[^\s\-"'][^\s"']*)"#),
    ];
    fields.iter().filter_map(|pattern| regex(pattern)).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!((FORMS.len(), FIELDS.len()), (9, 7));
    }

    #[test]
    fn what_has_the_form_of_a_secret_goes_and_what_is_around_it_stays() {
        let redact = Redact::default();
        for (text, expected) in [
            ("GET / Authorization: Bearer abc.def-123", "GET / Authorization: (redacted)"),
            ("postgres://guru:p@ss/w0rd@db:5432/movies failed", "postgres://(redacted)@db:5432/movies failed"),
            ("https://t0ken@host/x", "https://(redacted)@host/x"),
            (r#"{"password":"a \" b","user":"x"}"#, r#"{"password":"(redacted)","user":"x"}"#),
            (r#"body="{\"token\":\"s3cret\",\"a\":1}""#, r#"body="{\"token\":\"(redacted)\",\"a\":1}""#),
            ("  passphrase: two words", "  passphrase: (redacted)"),
            ("GET /x?access_token=abc&page=2", "GET /x?access_token=(redacted)&page=2"),
            ("run --admin-token s3cret --port 1", "run --admin-token (redacted) --port 1"),
            ("Set-Cookie: session=abc; Path=/", "Set-Cookie: (redacted)"),
            ("x Cookie: a=(redacted); b=c", "x Cookie: (redacted)"),
            ("password={hunter2}", "password=(redacted)"),
            ("said bearer abcdef", "said bearer (redacted)"),
            ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "jwt (redacted)"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nafter", "(redacted)\nafter"),
        ] {
            assert_eq!(redact.text(text), expected);
        }
        for text in [
            "secretName: movie-guru",
            "      secret:\n        secretName: movie-guru",
            "- secret: {secretName: movie-guru}",
            "automountServiceAccountToken: false",
            "GET http://backend:9876/phase 200 in 3 ms",
            "key: admin-token",
        ] {
            assert_eq!(redact.text(text), text);
        }
    }

    #[test]
    fn what_is_known_goes_however_it_is_written() {
        let mut redact = Redact::default();
        redact.knows("pa\"ss w+rd");
        redact.knows("abc");
        redact.knows("first line of it\nsecond line of it");
        let text = redact.text("pa\"ss w+rd cGEic3MgdytyZA== pa%22ss+w%2Brd pa\\\"ss w+rd abc, second line of it");
        assert_eq!(text, "(redacted) (redacted) (redacted) (redacted) abc, (redacted)");
    }
}
