//! Readers and writers of argument maps: bytes in, records out; a map in, bytes out. One file a format.

pub mod argdown;
