//! The flags that say where evidence comes from, and the place of the words it quotes.

use std::path::PathBuf;

use agon_core::change::Snapshot;
use agon_core::database::{Database, resolve_source};
use agon_core::model::{Anchor, Citation, EvidenceForm, SourceKey, paragraph_of};
use clap::Args;

use crate::failure::Failure;
use crate::files;

/// Where evidence comes from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Evidence")]
pub struct Cites {
    /// The source it cites
    #[arg(long, value_name = "KEY")]
    source: Option<String>,
    /// What kind of evidence it is
    #[arg(long, value_name = "FORM", value_parser = form)]
    form: Option<EvidenceForm>,
    /// The exact words quoted; their place is looked up in --in FILE or in the source's stored text
    #[arg(long, value_name = "TEXT")]
    quote: Option<String>,
    /// The file in which the quoted words stand
    #[arg(long = "in", value_name = "FILE", requires = "quote")]
    file: Option<PathBuf>,
    /// Page, section or time
    #[arg(long, value_name = "PLACE")]
    locator: Option<String>,
    /// The paragraph, counted from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    paragraph: Option<u32>,
}

/// A form of evidence, for clap.
fn form(text: &str) -> Result<EvidenceForm, String> {
    EvidenceForm::from_word(text).ok_or_else(|| {
        let known: Vec<&str> = EvidenceForm::ALL.iter().map(|form| form.word()).collect();
        format!("a form is one of {}", known.join(", "))
    })
}

impl Cites {
    /// The citation, anchored where the quoted words can be found; `None` if nothing was said.
    pub fn citation(&self, database: &Database) -> Result<Option<Citation>, Failure> {
        let source = match &self.source {
            Some(key) => Some(source(database.snapshot(), key)?),
            None => None,
        };
        let mut citation = Citation { source, paragraph: self.paragraph, locator: self.locator.clone(), ..Citation::default() };
        if let Some(quote) = &self.quote {
            let quote = files::typed(quote)?;
            let text = match &self.file {
                Some(path) => Some((files::text(path)?, files::shown(path))),
                None => stored_text(database, citation.source.as_ref())?,
            };
            if let Some((text, place)) = text {
                let anchor = Anchor::find(&text, &quote).ok_or_else(|| {
                    Failure::refused(format!("the quoted words are not found in {place}"))
                        .hint("quote them exactly; spacing, dashes and the form of quotation marks do not matter")
                })?;
                citation.paragraph = citation.paragraph.or(Some(paragraph_of(&text, anchor.start)));
                citation.anchor = Some(anchor);
            }
            citation.quote = Some(quote);
            citation.form = EvidenceForm::Quotation;
        }
        citation.form = self.form.unwrap_or(citation.form);
        Ok((citation != Citation::default() || self.form.is_some()).then_some(citation))
    }
}

fn source(snapshot: &dyn Snapshot, key: &str) -> Result<SourceKey, Failure> {
    resolve_source(snapshot, key).map_err(|error| Failure::from(error).hint("add it first: agon source add KEY --title …"))
}

/// The stored text of a source, and how it is called in messages.
pub fn stored_text(database: &Database, source: Option<&SourceKey>) -> Result<Option<(String, String)>, Failure> {
    let Some(key) = source else { return Ok(None) };
    let Some(hash) = database.snapshot().source(key)?.and_then(|source| source.text) else { return Ok(None) };
    let text = String::from_utf8_lossy(&database.load_text(&hash)?).into_owned();
    Ok(Some((text, format!("the stored text of {key}"))))
}
