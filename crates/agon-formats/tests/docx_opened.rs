//! Other programs open what is written. A program that is not installed is passed over with a notice.

mod maps;
mod word;

use std::process::Command;

/// The plain words of a file as another program reads them; nothing where it is not installed.
fn read_by(program: &str, arguments: &[&str], file: &std::path::Path) -> Option<String> {
    match Command::new(program).args(arguments).arg(file).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            eprintln!("skipped: {program} is not installed");
            None
        }
    }
}

#[test]
fn pandoc_and_libreoffice_open_reports_and_debate_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for layout in ["report", "verbatim"] {
        let file = folder.path().join(format!("{layout}.docx"));
        std::fs::write(&file, word::write(&maps::small(), &[("map", layout)])).expect("it can be written");
        if let Some(text) = read_by("pandoc", &["-f", "docx", "-t", "plain", "--wrap=none"], &file) {
            assert!(text.contains("Neither capital could be seen to yield."), "{layout}: {text}");
            assert!(text.contains("매주 전화했다"), "{layout}: {text}");
        }
        let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
        let out = folder.path().display().to_string();
        let arguments = [profile.as_str(), "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", &out];
        if read_by("soffice", &arguments, &file).is_some() {
            let text = std::fs::read_to_string(file.with_extension("txt")).expect("it converted the file");
            assert!(text.contains("Neither capital could be seen to yield."), "{layout}: {text}");
        }
    }
}
