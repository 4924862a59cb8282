//! Debian's nginx as a reverse proxy: one worker, connections to the backend kept open.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::server::on_core;

/// A running nginx; it ends with this value.
pub(super) struct Nginx {
    process: Child,
    _folder: tempfile::TempDir,
    pub(super) address: SocketAddr,
}

impl Nginx {
    /// None where there is no nginx.
    pub(super) fn start(backend: SocketAddr) -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].map(Path::new).into_iter().find(|file| file.is_file())?;
        let folder = tempfile::tempdir().expect("a folder");
        let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, configuration_for(folder.path(), address, backend)).expect("a file");
        let mut process = on_core(0, program)
            .arg("-c")
            .arg(&configuration)
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("error.log"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx starts");
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(process.try_wait().expect("a child").is_none(), "nginx ended");
            assert!(started.elapsed() < Duration::from_secs(10), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(Self { process, _folder: folder, address })
    }
}

fn configuration_for(folder: &Path, address: SocketAddr, backend: SocketAddr) -> String {
    let folder = folder.display();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off; master_process off; worker_processes 1; pid {folder}/pid;
         events {{ worker_connections 1024; }}
         http {{
             access_log off;
             keepalive_requests 100000000;
             {places}
             upstream backend {{ server {backend}; keepalive 64; keepalive_requests 100000000; }}
             server {{
                 listen {address};
                 location /api/ {{
                     proxy_pass http://backend/;
                     proxy_http_version 1.1;
                     proxy_set_header Connection \"\";
                     proxy_set_header X-Forwarded-For $remote_addr;
                 }}
             }}
         }}"
    )
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
