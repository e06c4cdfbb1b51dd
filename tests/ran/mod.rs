//! What came of a run of the program: its exit status and both its streams.
#![allow(dead_code, missing_docs)]

use std::process::Output;

#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub said: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
        Self { status: output.status.code(), out: text(output.stdout), said: text(output.stderr) }
    }

    pub fn well(self) -> Self {
        assert_eq!(self.status, Some(0), "{self:?}");
        self
    }

    pub fn badly(self, status: i32, said: &str) -> Self {
        assert_eq!(self.status, Some(status), "{self:?}");
        assert!(self.said.contains(said), "{self:?}");
        self
    }
}
