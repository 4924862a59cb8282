//! Where attendees reach the parts of this lab, put in place of the usual addresses.

/// Where attendees reach the parts of this lab, without a slash at the end. What is none stays as it was written.
#[derive(Clone, Debug, Default)]
pub struct LabAddresses {
    /// The web app; none: where it listens.
    pub web: Option<String>,
    /// The backend; none: where the edge finds it.
    pub backend: Option<String>,
    /// The load generator.
    pub load: Option<String>,
    /// The monitor.
    pub monitor: Option<String>,
}

impl LabAddresses {
    /// The text with this lab's addresses in place of the usual ones. Guides are written with those, so that they read
    /// right in the repository too.
    pub(super) fn fill_in(&self, text: &str) -> String {
        let parts = [(8080, &self.web), (8081, &self.backend), (8089, &self.load), (9090, &self.monitor)];
        let mut filled = text.to_owned();
        let mut marks = Vec::new();
        // First a mark that no text has, so that what was filled in is not taken for a usual address in its turn.
        for (mark, (port, address)) in ('\u{f0000}'..).step_by(2).zip(parts) {
            let Some(address) = address else { continue };
            let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
            let bare_mark = char::from_u32(u32::from(mark) + 1).unwrap_or_default();
            for host in ["localhost", "127.0.0.1"] {
                filled = replace_port(&filled, &format!("http://{host}:{port}"), mark);
                filled = replace_port(&filled, &format!("{host}:{port}"), bare_mark);
            }
            marks.extend([(mark, address.as_str()), (bare_mark, bare)]);
        }
        marks.into_iter().fold(filled, |text, (mark, address)| text.replace(mark, address))
    }
}

/// Replaces `address`, but not where its port goes on (8080 in 80801).
fn replace_port(text: &str, address: &str, by: char) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut pieces = text.split(address);
    replaced.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if piece.starts_with(|next: char| next.is_ascii_digit()) {
            replaced.push_str(address);
        } else {
            replaced.push(by);
        }
        replaced.push_str(piece);
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_labs_addresses_stand_in_for_the_usual_ones() {
        let addresses = LabAddresses {
            web: Some("http://127.0.0.1:8081".to_owned()),
            backend: Some("https://guru.example/b".to_owned()),
            ..LabAddresses::default()
        };
        let text =
            "Open http://localhost:8080/, curl -s 127.0.0.1:8081/metrics; http://localhost:9090 and localhost:80801.";
        assert_eq!(
            addresses.fill_in(text),
            "Open http://127.0.0.1:8081/, curl -s guru.example/b/metrics; http://localhost:9090 and localhost:80801."
        );
    }
}
