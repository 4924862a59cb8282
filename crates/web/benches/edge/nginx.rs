//! Debian's nginx as a reverse proxy: one worker, connections to the backend kept open.

use std::net::SocketAddr;

use movie_guru_test_support::Nginx;

use super::server::on_core;

/// None where there is no nginx.
pub(super) fn nginx(backend: SocketAddr) -> Option<Nginx> {
    let http = |address| {
        format!(
            "keepalive_requests 100000000;
             upstream backend {{ server {backend}; keepalive 64; keepalive_requests 100000000; }}
             server {{
                 listen {address};
                 location /api/ {{
                     proxy_pass http://backend/;
                     proxy_http_version 1.1;
                     proxy_set_header Connection \"\";
                     proxy_set_header X-Forwarded-For $remote_addr;
                 }}
             }}"
        )
    };
    Nginx::by(|program| on_core(0, program.as_ref()), http)
}
