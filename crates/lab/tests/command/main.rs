//! The `lab` command as its users meet it: the real binary, free ports, a folder of its own.

mod running;

mod copy;
mod crowded;
mod doctor;
mod folder;
mod guide;
mod load;
mod metrics;
mod monitor;
mod phases;
mod rebinding;
mod slo;
mod up;
mod web;
