//! Nothing is there without an entry, no entry is of nothing, and every example runs.

#[path = "../../../tests/scene/desk.rs"]
#[allow(dead_code)]
mod desk;
mod examples;
mod keys;
mod names;
mod recorder;
mod stage;
mod written;
