//! nginx in front of replicas, told anew whom to send requests to as a cluster's load balancer is.

use std::net::SocketAddr;

use crate::app_under_test::{Person, until};

/// A running nginx; it ends with this value.
pub(crate) struct Nginx {
    running: movie_guru_test_support::Nginx,
    pub(crate) address: SocketAddr,
    generation: u32,
}

impl Nginx {
    /// In front of these; none where there is no nginx, and that is allowed.
    pub(crate) async fn start(replicas: &[SocketAddr]) -> Option<Self> {
        let running = movie_guru_test_support::Nginx::start(|address| configured(address, replicas, 0))?;
        let nginx = Self { address: running.address, running, generation: 0 };
        nginx.heard().await;
        Some(nginx)
    }

    /// Sends new requests to these alone; what others have begun to answer is let end.
    pub(crate) async fn send_to(&mut self, replicas: &[SocketAddr]) {
        self.generation += 1;
        self.running.reload(&configured(self.address, replicas, self.generation));
        self.heard().await;
    }

    async fn heard(&self) {
        let generation = self.generation.to_string();
        until("nginx works as it was told", async || {
            let asked = Person::at(self.address).request(reqwest::Method::GET, "/which-generation").send().await;
            match asked {
                Ok(answer) => answer.text().await.is_ok_and(|text| text == generation),
                Err(_) => false,
            }
        })
        .await;
    }
}

/// Nothing that fails is tried elsewhere: what a replica breaks, people see.
fn configured(address: SocketAddr, replicas: &[SocketAddr], generation: u32) -> String {
    let servers: String = replicas.iter().map(|replica| format!("server {replica} max_fails=0;\n")).collect();
    format!(
        "upstream backend {{ {servers} }}
         server {{
             listen {address};
             location = /which-generation {{ return 200 '{generation}'; }}
             location / {{ proxy_pass http://backend; proxy_set_header Host $http_host; proxy_next_upstream off; }}
         }}"
    )
}
