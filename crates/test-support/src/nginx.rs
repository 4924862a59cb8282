//! nginx, as a test configures it. It does not pick a port itself, so another is tried where somebody was faster.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::absent::skipped;
use crate::waiting::wait_for;

const PROGRAMS: [&str; 4] = ["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx"];
const TRIES: u32 = 5;

/// A running nginx; it ends with this value.
#[derive(Debug)]
pub struct Nginx {
    process: Child,
    folder: TempDir,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Nginx {
    /// With what stands between the braces of `http`, for the address it is given; none where there is no nginx. Blocks
    /// until it listens.
    pub fn start(http: impl Fn(SocketAddr) -> String) -> Option<Self> {
        Self::by(Command::new, http)
    }

    /// The same, by a command of one's own for the program.
    pub fn by(command: impl Fn(&'static str) -> Command, http: impl Fn(SocketAddr) -> String) -> Option<Self> {
        let Some(program) = PROGRAMS.into_iter().find(|file| Path::new(file).is_file()) else {
            skipped("nginx is not installed");
            return None;
        };
        (0..TRIES)
            .find_map(|_| Self::try_start(command(program), &http))
            .or_else(|| panic!("no port is free for nginx"))
    }

    /// None where the port was taken.
    fn try_start(mut command: Command, http: &impl Fn(SocketAddr) -> String) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        // Its workers are nobody, and look into it.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let errors = folder.path().join("error.log");
        configure(folder.path(), &http(address));
        command.arg("-c").arg(folder.path().join("nginx.conf")).arg("-p").arg(folder.path()).arg("-e").arg(&errors);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut nginx = Self { process, folder, address };
        let mut taken = false;
        wait_for("nginx listens", || {
            let ended = nginx.process.try_wait().unwrap().is_some();
            let said = std::fs::read_to_string(&errors).unwrap_or_default();
            taken = said.contains("Address already in use");
            assert!(taken || !ended, "nginx ended: {said}");
            // Written once it listens.
            taken || std::fs::read(nginx.folder.path().join("pid")).is_ok_and(|id| !id.is_empty())
        });
        (!taken).then_some(nginx)
    }

    /// Has it go on with another configuration; what it has begun to answer is let end. Returns before it has done so.
    pub fn reload(&self, http: &str) {
        configure(self.folder.path(), http);
        let told = Command::new("kill").args(["-HUP", &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
    }
}

fn configure(folder: &Path, http: &str) {
    let here = folder.display();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {here}/{name};\n"))
        .concat();
    let text = format!(
        "daemon off; worker_processes 1; pid {here}/pid;
         events {{ worker_connections 1024; }}
         http {{
             access_log off;
             {places}
             {http}
         }}"
    );
    std::fs::write(folder.join("nginx.conf"), text).unwrap();
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killed, its master would leave the worker behind.
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}
