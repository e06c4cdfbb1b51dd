//! LibreOffice and pandoc open every kind of file that is written, where they are installed.

mod maps;
mod word;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use word::{docx, map_of, p, r, write};

/// A folder of its own that goes when the test is done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("agon-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the disk works");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("skipped: the program {program} is not installed");
    }
    there
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let body = [
        p("Heading3", &r("", "AT: Politics")),
        p("Heading4", &r("", "It helps — 도움이 된다")),
        p("", &format!("{}{}", r("<w:rStyle w:val=\"Style13ptBold\"/>", "Doe 24"), r("", ", \"Title\", https://a.example"))),
        p("", &r("<w:rStyle w:val=\"StyleUnderline\"/><w:highlight w:val=\"cyan\"/>", "words that are read")),
    ];
    let case = map_of(&docx(&body.concat(), ""));
    let mended = agon_formats::docx::repair(&docx(&body.concat(), "")).expect("sound").0;
    let made = [
        ("report", write(&maps::small(), &[])),
        ("argued", write(&maps::small(), &[("map", "verbatim")])),
        ("case", write(&case, &[])),
        ("mended", mended),
    ];
    let paths = made.iter().map(|(name, bytes)| {
        let path = folder.join(format!("{name}.docx"));
        std::fs::write(&path, bytes).expect("the disk works");
        path
    });
    paths.collect()
}

#[test]
fn pandoc_reads_what_is_written() {
    if !is_there("pandoc") {
        return;
    }
    let folder = Folder::new("pandoc");
    for path in files(&folder.0) {
        let made =
            Command::new("pandoc").args(["-f", "docx", "-t", "plain", "--wrap=none"]).arg(&path).output().expect("it runs");
        assert!(made.status.success() && made.stderr.is_empty(), "{}: {}", path.display(), String::from_utf8_lossy(&made.stderr));
        let text = String::from_utf8_lossy(&made.stdout).to_string();
        let wanted = if path.ends_with("report.docx") || path.ends_with("argued.docx") {
            "The poll was taken a year before"
        } else {
            "words that are read"
        };
        assert!(text.contains(wanted), "{}: {text}", path.display());
    }
}

#[test]
fn libreoffice_opens_what_is_written() {
    if !is_there("soffice") {
        return;
    }
    let folder = Folder::new("soffice");
    let paths = files(&folder.0);
    let made = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.0.display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder.0)
        .args(&paths)
        .output()
        .expect("it runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for path in paths {
        let pdf = std::fs::metadata(path.with_extension("pdf")).map(|file| file.len());
        assert!(pdf.is_ok_and(|size| size > 1_000), "{} was not opened", path.display());
    }
}
