//! The flags that say where evidence comes from, and the place of the words it quotes.

use std::path::{Path, PathBuf};

use agon_core::change::Snapshot;
use agon_core::database::{Database, resolve_source};
use agon_core::model::{
    Anchor, Citation, EvidenceForm, Missed, Nearby, Place, Source, SourceFile, SourceKey, SourceText, nearest_words, sha256_hex,
};
use clap::Args;

use crate::failure::Failure;
use crate::{files, render};

/// The longest a passage is shown in a message, in columns.
const SHOWN: usize = 120;

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
    /// Keep the file as the text of the source, so that the quotation can be checked here
    #[arg(long, requires = "file", conflicts_with = "seal")]
    keep: bool,
    /// Keep no words of the quotation, only its place and hash, for sources whose words may not be kept
    #[arg(long, requires = "quote")]
    seal: bool,
    /// Words that stand right before the quotation, where it occurs several times
    #[arg(long, value_name = "WORDS", requires = "quote")]
    prefix: Option<String>,
    /// Words that stand right after it
    #[arg(long, value_name = "WORDS", requires = "quote")]
    suffix: Option<String>,
    /// The source in which the words were read, where the cited one was not; may be repeated, what was read first
    #[arg(long, value_name = "KEY", requires = "source")]
    reported_in: Vec<String>,
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

/// What was typed of where evidence comes from, and what follows for the database.
pub struct Cited {
    /// The citation, anchored where the quoted words can be found.
    pub citation: Citation,
    /// The source with its text, where that is to be kept from now on.
    pub kept: Option<Source>,
    /// Where the quoted words stand, for telling.
    pub place: Option<String>,
}

impl Cites {
    /// The citation; `None` if nothing was said.
    pub fn cited(&self, database: &Database) -> Result<Option<Cited>, Failure> {
        let source = match &self.source {
            Some(key) => source(database.snapshot(), key)?,
            None => None,
        };
        let mut reported_in = Vec::new();
        for key in &self.reported_in {
            reported_in.push(resolve_source(database.snapshot(), key)?);
        }
        let mut citation = Citation {
            source: source.as_ref().map(|source| source.key.clone()),
            reported_in,
            paragraph: self.paragraph,
            locator: self.locator.clone(),
            ..Citation::default()
        };
        let source = match citation.reported_in.first() {
            Some(key) => database.snapshot().source(key)?,
            None => source,
        };
        let (mut kept, mut place) = (None, None);
        if let Some(quote) = &self.quote {
            let quote = files::typed(quote)?;
            let is_sealed = self.seal || source.as_ref().is_some_and(Source::is_sealed);
            let text = match &self.file {
                Some(path) => Some((source_text(path)?.0, files::shown(path))),
                None => stored_text(database, citation.read_in())?,
            };
            if let Some((text, called)) = &text {
                let text = SourceText::new(text);
                let anchor = self.anchor(&text, &quote, called)?;
                let paragraph = text.paragraph(anchor.start);
                place = Some(format!("paragraph {paragraph}, characters {} to {}", anchor.start, anchor.end));
                citation.paragraph = citation.paragraph.or(Some(paragraph));
                citation.anchor = Some(if is_sealed { anchor.sealed() } else { anchor });
            } else if self.seal {
                return Err(Failure::usage("there is no text in which the place of the quoted words could be found")
                    .hint("say where they stand: --in FILE"));
            }
            if self.keep {
                kept = Some(self.kept(database, source, &text)?);
            }
            // A sealed quotation is known by its place and hash alone.
            citation.quote = Some(quote).filter(|_| !is_sealed);
            citation.form = EvidenceForm::Quotation;
        }
        citation.form = self.form.unwrap_or(citation.form);
        let is_said = citation != Citation::default() || self.form.is_some();
        Ok(is_said.then_some(Cited { citation, kept, place }))
    }

    fn anchor(&self, text: &SourceText, quote: &str, called: &str) -> Result<Anchor, Failure> {
        let nearby = Nearby {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            suffix: self.suffix.as_deref().unwrap_or_default(),
            paragraph: self.paragraph,
        };
        Anchor::find(text, quote, &nearby).map_err(|missed| match missed {
            Missed::Empty => Failure::usage("no words are quoted"),
            Missed::Absent => {
                let failure = Failure::refused(format!("the quoted words are not found in {called}"));
                match nearest_words(text, quote) {
                    Some((place, _)) => {
                        let words = text.words(place.start, place.end).unwrap_or_default();
                        failure.hint(format!(
                            "paragraph {} has: {}",
                            place.paragraph,
                            render::clip(&words.replace('\n', " "), SHOWN)
                        ))
                    }
                    None => failure
                        .hint("quote them exactly; spacing, dashes and the form of quotation marks do not matter, case does"),
                }
            }
            Missed::Several { count, places } => {
                let mut told: Vec<String> = places.iter().map(|place| place_words(text, *place)).collect();
                told.extend((count > places.len() as u64).then(|| "…".to_owned()));
                Failure::refused(format!("the quoted words are found {count} times in {called}: {}", told.join("; ")))
                    .hint("say which: --paragraph N, or --prefix or --suffix WORDS that stand before or after; or quote more")
            }
        })
    }

    /// The source as it is when this text is kept with it.
    fn kept(&self, database: &Database, source: Option<Source>, text: &Option<(String, String)>) -> Result<Source, Failure> {
        let (Some(mut source), Some((text, _)), Some(_)) = (source, text, &self.file) else {
            return Err(Failure::usage("--keep keeps the text of a source, and none is named").hint("name it: --source KEY"));
        };
        refuse_sealed(&source)?;
        let hash = sha256_hex(text.as_bytes());
        if source.text.as_ref().is_some_and(|known| *known != hash) {
            return Err(Failure::refused(format!("{} has another text already", source.key))
                .hint(format!("quote from that, without --in; or replace it: agon source add {} --text FILE", source.key)));
        }
        if let Some(path) = &self.file {
            keep_text(database, path, &mut source)?;
        }
        Ok(source)
    }
}

/// Stores the text of a file as that of a source, and the file itself where it is not the text.
pub fn keep_text(database: &Database, path: &Path, source: &mut Source) -> Result<(), Failure> {
    let (text, media_type) = source_text(path)?;
    if text.trim().is_empty() {
        return Err(Failure::refused(format!("{} holds no text", files::shown(path))));
    }
    source.text = Some(database.store_text(text.as_bytes())?);
    source.file = match media_type {
        Some(media_type) => {
            let sha256 = database.store_text(&files::bytes(path)?)?;
            Some(SourceFile { sha256, media_type: media_type.to_owned() })
        }
        None => None,
    };
    Ok(())
}

/// A source whose words may not be kept keeps no text.
pub fn refuse_sealed(source: &Source) -> Result<(), Failure> {
    match source.is_sealed() {
        true => Err(Failure::refused(format!("{} is sealed: its words may not be kept", source.key)).hint(format!(
            "without its text, quotations keep place and hash; to unseal it: agon source add {} --sealed=false",
            source.key
        ))),
        false => Ok(()),
    }
}

/// `paragraph 3: … before [words] after`, short.
fn place_words(text: &SourceText, place: Place) -> String {
    let around = text.words(place.start.saturating_sub(20), (place.end + 20).min(text.length())).unwrap_or_default();
    format!("paragraph {} \"{}\"", place.paragraph, render::clip(&around.replace('\n', " "), SHOWN))
}

/// The text of a file in which words are looked up, and the media type by which it was read, where the bytes of the file
/// are not the text themselves.
pub fn source_text(path: &Path) -> Result<(String, Option<&'static str>), Failure> {
    let bytes = files::bytes(path)?;
    agon_formats::source_text::read(&bytes, &files::shown(path)).map_err(|complaint| {
        complaint.hints.iter().fold(Failure::refused(complaint.message.clone()), |failure, hint| failure.hint(hint.clone()))
    })
}

fn source(snapshot: &dyn Snapshot, key: &str) -> Result<Option<Source>, Failure> {
    let key = resolve_source(snapshot, key)
        .map_err(|error| Failure::from(error).hint("add it first: agon source add KEY --title …"))?;
    Ok(snapshot.source(&key)?)
}

/// The stored text of a source, and how it is called in messages.
pub fn stored_text(database: &Database, source: Option<&SourceKey>) -> Result<Option<(String, String)>, Failure> {
    let Some(key) = source else { return Ok(None) };
    let Some(hash) = database.snapshot().source(key)?.and_then(|source| source.text) else { return Ok(None) };
    let text = String::from_utf8_lossy(&database.load_text(&hash)?).into_owned();
    Ok(Some((text, format!("the stored text of {key}"))))
}
