//! nginx in front of replicas, told anew whom to send requests to as a cluster's load balancer is.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::app_under_test::{Person, until};

/// A running nginx; it ends with this value.
pub(crate) struct Nginx {
    process: Child,
    folder: TempDir,
    pub(crate) address: SocketAddr,
    generation: u32,
}

impl Nginx {
    /// In front of these; none where there is no nginx, and that is allowed.
    #[expect(clippy::print_stderr, reason = "says what is absent")]
    pub(crate) async fn start(replicas: &[SocketAddr]) -> Option<Self> {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx"];
        let Some(program) = program.map(Path::new).into_iter().find(|file| file.is_file()) else {
            assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "nginx is not installed");
            eprintln!("skipped: nginx is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, configured(folder.path(), address, replicas, 0)).unwrap();
        let mut command = Command::new(program);
        command
            .arg("-c")
            .arg(&configuration)
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("error.log"));
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let nginx = Self { process, folder, address, generation: 0 };
        nginx.heard().await;
        Some(nginx)
    }

    /// Sends new requests to these alone; what others have begun to answer is let end.
    pub(crate) async fn send_to(&mut self, replicas: &[SocketAddr]) {
        self.generation += 1;
        let text = configured(self.folder.path(), self.address, replicas, self.generation);
        std::fs::write(self.folder.path().join("nginx.conf"), text).unwrap();
        let told = Command::new("kill").args(["-HUP", &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
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
fn configured(folder: &Path, address: SocketAddr, replicas: &[SocketAddr], generation: u32) -> String {
    let folder = folder.display();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    let servers: String = replicas.iter().map(|replica| format!("server {replica} max_fails=0;\n")).collect();
    format!(
        "daemon off; worker_processes 1; pid {folder}/pid;
         events {{ worker_connections 1024; }}
         http {{
             access_log off;
             {places}
             upstream backend {{ {servers} }}
             server {{
                 listen {address};
                 location = /which-generation {{ return 200 '{generation}'; }}
                 location / {{ proxy_pass http://backend; proxy_set_header Host $http_host; proxy_next_upstream off; }}
             }}
         }}"
    )
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed, its master would leave the worker behind.
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}
