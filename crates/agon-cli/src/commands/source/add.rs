//! `agon source add KEY …`: describes a source, or changes how it is described.

use std::path::PathBuf;

use agon_core::diagnostic::nearest;
use agon_core::model::{Assessment, Source, SourceKey};
use serde_json::{Value, json};

use super::from;
use crate::arguments::Global;
use crate::citing::{refuse_sealed, source_text};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, files};

/// Every type of CSL 1.0.2.
const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Describe a source, or change how it is described
///
///   agon source add lee-24 --title 'On drift' --by 'Lee, Anna' --year 2024 --type book
///   agon source add lee-24 --text lee.txt        store its text, so that quotations can be anchored
///   agon source add --from refs.json             every item of a CSL-JSON file
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The key by which evidence cites it
    #[arg(value_name = "KEY", required_unless_present = "from")]
    key: Option<String>,
    /// Take records from a CSL-JSON file, as Zotero and pandoc write it
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    from: Option<PathBuf>,
    #[command(flatten)]
    fields: Fields,
}

/// What can be said of a source; all of it conflicts with `--from`.
#[derive(clap::Args, Default)]
#[group(conflicts_with = "from", multiple = true)]
struct Fields {
    /// Its title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Who wrote it: 'Family, Given', or a name as it stands; may be repeated
    #[arg(long, value_name = "AUTHOR")]
    by: Vec<String>,
    /// When it appeared: 2024, 2024-07 or 2024-07-01
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
    /// The journal, newspaper, book or site it stands in
    #[arg(long, value_name = "TITLE")]
    container: Option<String>,
    /// Where it is found
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Who published it
    #[arg(long, value_name = "PUBLISHER")]
    publisher: Option<String>,
    /// What it is, as in book, article-journal, report, webpage
    #[arg(long = "type", value_name = "TYPE", value_parser = csl_type)]
    csl_type: Option<String>,
    /// How reliable it is, from A (completely) to F (cannot be judged)
    #[arg(long, value_name = "LETTER")]
    reliability: Option<char>,
    /// How credible what it says is, from 1 (confirmed by others) to 6 (cannot be judged)
    #[arg(long, value_name = "DIGIT")]
    credibility: Option<u8>,
    /// Why it is judged so
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Store its text, against which quotations are anchored and checked
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Its words may not be kept: quotations keep place and hash only, and it has no stored text
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    sealed: Option<bool>,
}

fn csl_type(text: &str) -> Result<String, String> {
    if TYPES.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(match nearest(text, TYPES) {
        Some(near) => format!("there is no such type; did you mean `{near}`?"),
        None => "there is no such type; often used are book, chapter, article-journal, report, webpage, document".into(),
    })
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    if let Some(path) = &args.from {
        return from::run(path, global, output);
    }
    let key = SourceKey::new(args.key.as_deref().unwrap_or_default()).map_err(|error| Failure::usage(error.to_string()))?;
    let mut session = Session::open_to_write(global, output)?;
    let known = session.database.snapshot().source(&key)?;
    let verb = if known.is_some() { "changed" } else { "added" };
    let mut source = known.unwrap_or_else(|| Source::titled(key.clone(), key.as_str()));
    args.fields.fill(&mut source)?;
    if let Some(path) = &args.fields.text {
        refuse_sealed(&source)?;
        let text = source_text(path)?;
        if text.trim().is_empty() {
            return Err(Failure::refused(format!("{} holds no text", files::shown(path))));
        }
        source.text = Some(session.database.store_text(text.as_bytes())?);
    }
    let report = session.database.commit(&format!("source {key}"), |draw| Ok(draw.draft.put_source(source.clone())?))?;
    let what = format!("{verb} source {key}: {}, {}", source.short_citation(), source.title());
    committed::say(output, &what, &report, json!({ "source": source }));
    Ok(0)
}

impl Fields {
    fn fill(&self, source: &mut Source) -> Result<(), Failure> {
        let texts = [
            ("title", &self.title),
            ("container-title", &self.container),
            ("URL", &self.url),
            ("publisher", &self.publisher),
            ("type", &self.csl_type),
        ];
        for (key, text) in texts {
            match text.as_deref() {
                None => {}
                Some("") => {
                    source.csl.remove(key);
                }
                Some(text) => {
                    source.csl.insert(key.into(), text.into());
                }
            }
        }
        if !self.by.is_empty() {
            let authors: Vec<Value> = self.by.iter().filter(|name| !name.trim().is_empty()).map(|name| author(name)).collect();
            source.csl.insert("author".into(), authors.into());
        }
        if let Some(sealed) = self.sealed {
            source.seal(sealed);
        }
        if source.is_sealed() {
            source.text = None;
        }
        if let Some(year) = &self.year {
            source.csl.insert("issued".into(), json!({ "date-parts": [date(year)?] }));
        }
        if self.reliability.is_some() || self.credibility.is_some() || self.note.is_some() {
            let assessment = source.assessment.get_or_insert_with(Assessment::default);
            assessment.reliability = self.reliability.map(|letter| letter.to_ascii_uppercase()).or(assessment.reliability);
            assessment.credibility = self.credibility.or(assessment.credibility);
            if let Some(note) = &self.note {
                assessment.note = files::typed(note)?;
            }
        }
        Ok(())
    }
}

/// `Family, Given`; one word is a family name; anything else stands as it is (institutions, names in their own order).
fn author(name: &str) -> Value {
    match name.split_once(',') {
        Some((family, given)) => json!({ "family": family.trim(), "given": given.trim() }),
        None if !name.trim().contains(char::is_whitespace) => json!({ "family": name.trim() }),
        None => json!({ "literal": name.trim() }),
    }
}

/// Year, month and day as CSL has them.
fn date(text: &str) -> Result<Vec<i64>, Failure> {
    let unreadable =
        || Failure::usage(format!("`{}` is not a date", text.escape_debug())).hint("write 2024, 2024-07 or 2024-07-01");
    let parts: Vec<i64> = text.splitn(3, '-').map(str::parse).collect::<Result<_, _>>().map_err(|_| unreadable())?;
    let fits = parts.get(1).is_none_or(|month| (1..=12).contains(month)) && parts.get(2).is_none_or(|day| (1..=31).contains(day));
    if fits && parts.first().is_some_and(|year| (0..=9999).contains(year)) { Ok(parts) } else { Err(unreadable()) }
}
