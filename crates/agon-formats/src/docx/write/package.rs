//! The zip package of a written document: the same parts give the same bytes.

use std::io::{Cursor, Write};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::ExtendError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The namespace of WordprocessingML, transitional.
pub const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// How every part begins.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The parts of a document beside its text and its styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extras<'a> {
    /// The five parts of a debate file.
    Bare,
    /// Core properties, settings and a footer.
    Report {
        /// `docProps/core.xml`.
        core: &'a str,
        /// `word/settings.xml`.
        settings: &'a str,
        /// `word/footer1.xml`.
        footer: &'a str,
    },
}

/// Packs a document.
///
/// # Errors
/// The document is larger than a zip package can be.
pub fn pack(document: &str, styles: &str, extras: Extras<'_>) -> Result<Vec<u8>, ExtendError> {
    let mut types = format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{TYPES}.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>"
    );
    let mut package = format!(
        "{DECLARATION}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>"
    );
    let mut own = format!(
        "{DECLARATION}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>"
    );
    let mut more: Vec<(&str, &str)> = Vec::new();
    if let Extras::Report { core, settings, footer } = extras {
        types.push_str(&format!("<Override PartName=\"/word/settings.xml\" ContentType=\"{TYPES}.settings+xml\"/><Override PartName=\"/word/footer1.xml\" ContentType=\"{TYPES}.footer+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"));
        package.push_str("<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>");
        own.push_str(&format!("<Relationship Id=\"rId2\" Type=\"{OFFICE}/settings\" Target=\"settings.xml\"/><Relationship Id=\"rId3\" Type=\"{OFFICE}/footer\" Target=\"footer1.xml\"/>"));
        more = vec![("docProps/core.xml", core), ("word/settings.xml", settings), ("word/footer1.xml", footer)];
    }
    types.push_str("</Types>");
    package.push_str("</Relationships>");
    own.push_str("</Relationships>");
    let mut parts: Vec<(&str, &str)> = vec![
        ("[Content_Types].xml", &types),
        ("_rels/.rels", &package),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", &own),
        ("word/styles.xml", styles),
    ];
    parts.append(&mut more);
    let bytes: Vec<(&str, &[u8])> = parts.into_iter().map(|(name, text)| (name, text.as_bytes())).collect();
    zip(&bytes)
}

/// Packs parts as they are.
///
/// # Errors
/// As [`pack`].
pub fn zip(parts: &[(&str, &[u8])]) -> Result<Vec<u8>, ExtendError> {
    let failed = |error: &dyn std::fmt::Display| {
        ExtendError::refused(
            Diagnostic::error("docx/write", format!("the document cannot be packed: {error}")).hint("write it in parts"),
        )
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in parts {
        writer.start_file(*name, options).map_err(|error| failed(&error))?;
        writer.write_all(bytes).map_err(|error| failed(&error))?;
    }
    Ok(writer.finish().map_err(|error| failed(&error))?.into_inner())
}
