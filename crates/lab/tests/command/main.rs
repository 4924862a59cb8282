//! The `lab` command as its users meet it: the real binary, free ports, a folder of its own.

mod running;

mod cloud;
mod copy;
mod crowded;
mod curriculum;
mod doctor;
mod folder;
mod forget;
mod grade;
mod grading;
mod guide;
mod load;
mod metrics;
mod monitor;
mod phases;
mod rebinding;
mod slo;
mod synthetic;
mod up;
mod web;
