//! `agon source add KEY …`: describes a source, or changes how it is described.

use std::collections::BTreeSet;
use std::path::PathBuf;

use agon_core::change::Snapshot;
use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::model::{Assessment, Directness, Name, Source, SourceKey};
use agon_formats::csl::TYPES;
use agon_formats::{cite_line, numbered};
use serde_json::{Map as JsonMap, Value, json};

use super::from;
use crate::arguments::Global;
use crate::citing::{keep_text, refuse_sealed};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, files};

/// Describe a source, or change how it is described
///
///   agon source add lee-24 --title 'On drift' --by 'Lee, Anna' --year 2024 --type book
///   agon source add lee-24 --text lee.txt        store its text, so that quotations can be anchored
///   agon source add --from refs.bib              every entry of a file of references
///   agon source add --cite 'Jane Doe, fellow, 1-9-2024, "On drift," The Post'   a cite in one line
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The key by which evidence cites it
    #[arg(value_name = "KEY", required_unless_present_any = ["from", "cite"])]
    key: Option<String>,
    /// Take every record of a file: BibTeX or BibLaTeX, RIS, CSL-JSON, or hayagriva's YAML
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    from: Option<PathBuf>,
    #[command(flatten)]
    fields: Fields,
}

/// What can be said of a source; all of it conflicts with `--from`.
#[derive(clap::Args, Default)]
#[group(conflicts_with = "from", multiple = true)]
struct Fields {
    /// A cite in one line, as debaters write it; what is set besides it goes before it
    #[arg(long, value_name = "LINE")]
    cite: Option<String>,
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
    /// Its DOI
    #[arg(long, value_name = "DOI")]
    doi: Option<String>,
    /// Its pages, as in 3-9
    #[arg(long, value_name = "PAGES")]
    pages: Option<String>,
    /// When it was read: 2024-07-01
    #[arg(long, value_name = "DATE")]
    accessed: Option<String>,
    /// What makes its author worth hearing
    #[arg(long, value_name = "TEXT")]
    quals: Option<String>,
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
    /// How near it stands to what it tells: eyewitness, primary, reported or opinion
    #[arg(long, value_name = "WORD", value_parser = directness)]
    directness: Option<Directness>,
    /// The group it belongs to: sources that draw on one another or on one origin
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
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

fn directness(text: &str) -> Result<Directness, String> {
    Directness::from_word(text).ok_or_else(|| "it is one of eyewitness, primary, reported, opinion".into())
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
    let cite = args.fields.cite.as_deref().map(files::typed).transpose()?.map(|line| cite_line::parse(line.trim()));
    let named = args.key.as_deref().map(SourceKey::new).transpose().map_err(|error| Failure::usage(error.to_string()))?;
    let mut session = Session::open_to_write(global, output)?;
    let key = match (named, &cite) {
        (Some(key), _) => key,
        (None, Some(cite)) => free(session.database.snapshot(), &cite.key)?,
        (None, None) => return Err(Failure::usage("no key is given")),
    };
    let known = session.database.snapshot().source(&key)?;
    let verb = if known.is_some() { "changed" } else { "added" };
    let mut source = known.unwrap_or_else(|| Source::titled(key.clone(), key.as_str()));
    if let Some(cite) = cite {
        take(cite.csl, &mut source);
        output.complain(&args.fields.open(cite.unsure));
    }
    args.fields.fill(&mut source)?;
    if let Some(path) = &args.fields.text {
        refuse_sealed(&source)?;
        keep_text(&session.database, path, &mut source)?;
    }
    let report = session.database.commit(&format!("source {key}"), |draw| Ok(draw.draft.put_source(source.clone())?))?;
    let what = format!("{verb} source {key}: {}, {}", source.short_citation(), source.title());
    committed::say(output, &what, &report, json!({ "source": source }));
    Ok(0)
}

/// The key, or the first of `key-b`, `key-c` … that no source has.
fn free(snapshot: &dyn Snapshot, key: &SourceKey) -> Result<SourceKey, Failure> {
    let taken: BTreeSet<SourceKey> = snapshot.sources()?.into_iter().map(|source| source.key).collect();
    Ok(numbered(key, |key| taken.contains(key)))
}

/// Takes the fields of a cite over; what else is kept under `custom` stays.
fn take(csl: JsonMap<String, Value>, source: &mut Source) {
    for (field, value) in csl {
        match (source.csl.get_mut(&field), value) {
            (Some(Value::Object(old)), Value::Object(new)) if field == "custom" => old.extend(new),
            (_, value) => {
                source.csl.insert(field, value);
            }
        }
    }
}

impl Fields {
    /// The doubts about a cite that no flag settles.
    fn open(&self, mut doubts: Vec<Diagnostic>) -> Vec<Diagnostic> {
        doubts.retain(|doubt| match doubt.code.as_ref() {
            "cite/author" | "cite/no-author" => self.by.is_empty(),
            "cite/no-title" => self.title.is_none(),
            "cite/date" | "cite/no-date" => self.year.is_none(),
            _ => true,
        });
        doubts
    }

    fn fill(&self, source: &mut Source) -> Result<(), Failure> {
        let texts = [
            ("title", &self.title),
            ("container-title", &self.container),
            ("URL", &self.url),
            ("DOI", &self.doi),
            ("page", &self.pages),
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
            source.file = None;
        }
        for (field, text) in [("issued", &self.year), ("accessed", &self.accessed)] {
            if let Some(text) = text {
                source.csl.insert(field.into(), json!({ "date-parts": [date(text)?] }));
            }
        }
        if let Some(quals) = &self.quals {
            set_custom(source, "qualifications", quals.trim());
        }
        let group = self.group.as_deref().map(str::trim);
        let is_judged = self.reliability.is_some() || self.credibility.is_some() || self.directness.is_some();
        if is_judged || group.is_some() || self.note.is_some() {
            let assessment = source.assessment.get_or_insert_with(Assessment::default);
            assessment.reliability = self.reliability.map(|letter| letter.to_ascii_uppercase()).or(assessment.reliability);
            assessment.credibility = self.credibility.or(assessment.credibility);
            assessment.directness = self.directness.or(assessment.directness);
            if let Some(group) = group {
                let named = Some(group).filter(|group| !group.is_empty()).map(Name::new).transpose();
                assessment.group = named.map_err(|error| Failure::usage(error.to_string()))?;
            }
            if let Some(note) = &self.note {
                assessment.note = files::typed(note)?;
            }
        }
        Ok(())
    }
}

/// Sets what CSL has no place for; an empty text takes it away.
fn set_custom(source: &mut Source, field: &str, text: &str) {
    let mut custom = match source.csl.remove("custom") {
        Some(Value::Object(custom)) => custom,
        _ => JsonMap::new(),
    };
    custom.remove(field);
    if !text.is_empty() {
        custom.insert(field.into(), text.into());
    }
    if !custom.is_empty() {
        source.csl.insert("custom".into(), custom.into());
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
