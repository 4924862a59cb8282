//! The process that keeps a server: a shell that reads orders and, when we are gone and its input ends, throws the server
//! away. PostgreSQL refuses to run as root, so root has it run by the user `postgres`.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use crate::settings::Settings;

/// Of every user of the server.
pub(crate) const PASSWORD: &str = "not-a-secret";

/// `$1` is PostgreSQL's folder of programs. Orders are lines; each is answered by one.
const SCRIPT: &str = r#"
    bin=$1; folder=$(mktemp -d) || exit 1; data=$folder/data
    trap 'rm -rf "$folder"' EXIT
    trap '' INT TERM
    echo "$2" > "$folder/password"
    "$bin/initdb" -D "$data" -U postgres -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C --no-sync \
        > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    printf "listen_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\nfsync = off\n" "$folder" \
        >> "$data/postgresql.conf"
    while read -r order argument; do
        case $order in
            set) echo "$argument" >> "$data/postgresql.conf"; echo done ;;
            file) umask 077; : > "$data/$argument"; file=$data/$argument; echo done ;;
            line) echo "$argument" >> "$file"; echo done ;;
            start) if "$bin/pg_ctl" -D "$data" -w -t 60 -l "$folder/log" -o "-p $argument" start > "$folder/ctl" 2>&1
                then echo done; else cat "$folder/ctl" "$folder/log" >&2; echo failed; fi ;;
            sql) PGPASSWORD=$2 "$bin/psql" -h "$folder" -p "${argument%% *}" -U postgres -qc "${argument#* }" > /dev/null \
                && echo done || echo failed ;;
            stop) "$bin/pg_ctl" -D "$data" -w -m "$argument" stop > "$folder/ctl" 2>&1; echo done ;;
        esac
    done
    "$bin/pg_ctl" -D "$data" -m immediate stop > /dev/null 2>&1
"#;

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Connections are cut, what is written is written.
    Fast,
    /// As if the power of its process were cut.
    Immediate,
}

#[derive(Debug)]
pub(crate) struct Keeper {
    port: u16,
    shell: Mutex<Shell>,
}

#[derive(Debug)]
struct Shell {
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    process: Child,
}

impl Keeper {
    /// A started server; none where there are no programs for it.
    pub(crate) fn make(settings: &Settings) -> Option<Self> {
        let mut shell = Shell::open(&programs()?);
        for line in &settings.lines {
            assert!(shell.obeys(&format!("set {line}")));
        }
        for (name, content) in &settings.files {
            assert!(shell.obeys(&format!("file {name}")));
            content.lines().for_each(|line| assert!(shell.obeys(&format!("line {line}"))));
        }
        // Another process may take a free port before the server does.
        let port =
            (0..5).map(|_| free_port()).find(|port| shell.obeys(&format!("start {port}"))).expect("no server starts");
        assert!(shell.obeys(&format!("sql {port} CREATE ROLE guru LOGIN PASSWORD '{PASSWORD}'")));
        Some(Self { port, shell: Mutex::new(shell) })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn start(&self) {
        let port = self.port;
        assert!(self.shell.lock().unwrap().obeys(&format!("start {port}")), "the server does not start again");
    }

    pub(crate) fn stop(&self, how: Stop) {
        let how = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
        };
        assert!(self.shell.lock().unwrap().obeys(&format!("stop {how}")));
    }
}

impl Shell {
    fn open(programs: &Path) -> Self {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        command.args(["-c", SCRIPT, "sh"]).arg(programs).arg(PASSWORD).current_dir("/");
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("no shell for PostgreSQL");
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { orders: process.stdin.take(), answers, process }
    }

    fn obeys(&mut self, order: &str) -> bool {
        writeln!(self.orders.as_mut().unwrap(), "{order}").expect("PostgreSQL's shell has ended");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        answer == "done\n"
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // The end of its input ends it, and the server with it.
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}

/// The newest PostgreSQL on this machine: on the path, or where Debian and Homebrew keep one per version.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let versions = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].into_iter().flat_map(|folder| {
        let mut versions: Vec<_> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort();
        versions.reverse();
        versions
    });
    std::env::split_paths(&on_path)
        .chain(versions)
        .find(|folder| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).exists()))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("no program id");
    id.stdout.trim_ascii() == b"0"
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
