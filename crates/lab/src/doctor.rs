//! `lab doctor`: whether this machine can run the lab, or Google Cloud have it, and what to do where they cannot.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use sysinfo::{Disks, System};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::cli::DoctorArguments;
use crate::client;
use crate::doctor_cloud::{self, Finding};
use crate::folder::Addresses;
use crate::terminal::say;

/// Space that four hours of the lab fit into, with room to spare.
const DISK_NEEDED: u64 = 500 * 1024 * 1024;

pub(crate) async fn doctor(arguments: DoctorArguments) -> anyhow::Result<ExitCode> {
    let findings =
        if arguments.cloud { doctor_cloud::findings(&arguments).await? } else { machine(&arguments).await? };
    let mut healthy = true;
    for finding in &findings {
        let (mark, text) = match &finding.result {
            Ok(text) => ("ok", text),
            Err(text) => {
                healthy = false;
                ("!!", text)
            }
        };
        say(&format!("{mark}  {:<12} {text}", finding.what));
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn machine(arguments: &DoctorArguments) -> anyhow::Result<Vec<Finding>> {
    let folder = &arguments.folder.data_dir;
    let addresses = Addresses::read(folder)?;
    let running =
        client::answer(client::http()?.get(addresses.monitor.join("livez")?), &addresses.monitor).await.is_ok();
    let mut findings = vec![
        Finding { what: "version", result: Ok(version()) },
        Finding { what: "clock", result: clock() },
        Finding { what: "data folder", result: writable(folder) },
        Finding { what: "disk", result: disk(folder) },
    ];
    for (flag, url) in [
        ("--web", addresses.web),
        ("--backend", addresses.backend),
        ("--load", addresses.load),
        ("--monitor", addresses.monitor),
    ] {
        let port = url.port().unwrap_or_default();
        let result = if running { Ok(format!("{port} is used by the running lab")) } else { free(port, flag) };
        findings.push(Finding { what: "port", result });
    }
    Ok(findings)
}

fn version() -> String {
    let system = System::long_os_version().unwrap_or_else(|_| std::env::consts::OS.to_owned());
    format!("lab {} on {system}, {}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH)
}

/// Sessions and charts need a clock that is roughly right: no earlier than the program itself.
fn clock() -> Result<String, String> {
    let built = std::env::current_exe().and_then(fs::metadata).and_then(|file| file.modified());
    let now = SystemTime::now();
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    let shown = OffsetDateTime::from(now).format(format).unwrap_or_default();
    match built {
        Ok(built) if now < built => Err(format!("it is {shown}, before this program was built: set the clock")),
        _ => Ok(shown),
    }
}

fn writable(folder: &Path) -> Result<String, String> {
    let existed = folder.exists();
    let probe = folder.join(".doctor");
    let tried =
        fs::create_dir_all(folder).and_then(|()| fs::write(&probe, b"x")).and_then(|()| fs::remove_file(&probe));
    if !existed {
        // Made for the probe; not there if that failed.
        let _ = fs::remove_dir(folder);
    }
    match tried {
        Ok(()) => Ok(folder.display().to_string()),
        Err(error) => Err(format!("{} cannot be written ({error}): choose another with --data-dir", folder.display())),
    }
}

fn disk(folder: &Path) -> Result<String, String> {
    let place = folder.ancestors().find_map(|place| {
        let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
        fs::canonicalize(place).ok()
    });
    let disks = Disks::new_with_refreshed_list();
    let disk = disks.as_ref().ok().zip(place).and_then(|(disks, place)| {
        let holding = disks.iter().filter(|disk| place.starts_with(disk.mount_point()));
        holding.max_by_key(|disk| disk.mount_point().as_os_str().len())
    });
    let Some(disk) = disk else { return Ok("free space is not known here".to_owned()) };
    let free = disk.available_space();
    let shown = format!("{} MB free", free / 1024 / 1024);
    if free < DISK_NEEDED { Err(format!("{shown}: free some, or choose another --data-dir")) } else { Ok(shown) }
}

fn free(port: u16, flag: &str) -> Result<String, String> {
    match TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))) {
        Ok(_) => Ok(format!("{port} is free")),
        Err(error) => Err(format!("{port} cannot be used ({error}): `lab up {flag} 127.0.0.1:0` picks another")),
    }
}
