//! `agon mark EVIDENCE …`: underlines, emphasises, highlights and shrinks words of a quotation.

use agon_core::database::resolve_node;
use agon_core::model::{Citation, Element, Highlight, Marks, Style};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{clip, harmless};
use crate::session::Session;
use crate::{committed, files, naming};

/// Mark words of a quotation: the summary underlined, what is read aloud highlighted
///
///   agon mark lee-close --underline 'once close' --highlight 'drifted apart'
///   agon mark lee-close --shrink 8               everything that is not marked, in 8 points
///   agon mark lee-close --for 'lee-close->drift' --highlight 'drifted'      in this use only
///
/// The words are looked up in the quotation as they stand there. Marks are added to those there are.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The evidence
    #[arg(value_name = "EVIDENCE")]
    node: String,
    /// Words of the summary; may be repeated, as every flag that takes words
    #[arg(long, value_name = "WORDS")]
    underline: Vec<String>,
    /// The strongest words
    #[arg(long, value_name = "WORDS")]
    emphasis: Vec<String>,
    /// Words that are read aloud
    #[arg(long, value_name = "WORDS")]
    highlight: Vec<String>,
    /// The colour of --highlight
    #[arg(long, value_name = "COLOR", default_value = "cyan", value_parser = colour)]
    pen: Highlight,
    /// The size of all words that are neither underlined, emphasised nor highlighted, in points
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u16).range(1..=72))]
    shrink: Option<u16>,
    /// Words that lose their marks; all of them where no words follow
    #[arg(long, value_name = "WORDS", num_args = 0..=1, default_missing_value = "")]
    clear: Vec<String>,
    /// Mark the words in this use only: the link by which the evidence bears on something
    #[arg(long = "for", value_name = "LINK")]
    link: Option<String>,
}

fn colour(text: &str) -> Result<Highlight, String> {
    Highlight::from_word(text).ok_or_else(|| {
        let known: Vec<&str> = Highlight::ALL.iter().map(|colour| colour.word()).collect();
        format!("a colour is one of {}", known.join(", "))
    })
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let id = resolve_node(snapshot, &args.node)?;
    let gone = || Failure::refused(format!("`{}` is gone", args.node));
    let mut node = snapshot.node(id)?.ok_or_else(gone)?;
    let label = node.label();
    let Some((quote, own)) = node.citation.as_deref().and_then(quoted) else {
        return Err(Failure::refused(format!("`{label}` quotes no words")).hint(format!("give it some: agon set {label} quote='…'")));
    };
    let mut link = match &args.link {
        Some(typed) => {
            let id = naming::link(snapshot, typed)?;
            let link = snapshot.link(id)?.ok_or_else(gone)?;
            if link.premises != [node.id] {
                let message = format!("`{typed}` is no use of `{label}` alone");
                return Err(Failure::refused(message).hint(format!("agon used-by {label} lists its uses")));
            }
            Some(link)
        }
        None => None,
    };
    let before = link.as_ref().and_then(|link| link.marks.as_deref()).unwrap_or(&own).clone();
    let marks = args.paint(&quote, before)?;
    let report = session.database.commit(&format!("mark {label}"), |draw| {
        match &mut link {
            Some(link) => {
                link.marks = (marks != own).then(|| Box::new(marks.clone()));
                draw.draft.put_link(link.clone())?;
            }
            None => {
                if let Some(citation) = &mut node.citation {
                    citation.marks = marks.clone();
                }
                draw.draft.put_node(node.clone())?;
            }
        }
        Ok(())
    })?;
    let read = marks.pick(&quote, " … ", Style::is_spoken);
    let summary = marks.pick(&quote, " … ", Style::is_summary);
    let element = link.as_ref().map_or(Element::Node(id), |link| Element::Link(link.id));
    let extra = json!({ "marks": marks, "read": read, "summary": summary, "marked": element });
    committed::say(output, &format!("marked {label}"), &report, extra);
    if !output.is_json() {
        for (what, words) in [("summary", summary), ("read", read)].into_iter().filter(|(_, words)| !words.is_empty()) {
            output.line(clip(&format!("  {what:<8}{}", harmless(&words)), output.width()));
        }
    }
    Ok(0)
}

fn quoted(citation: &Citation) -> Option<(String, Marks)> {
    Some((citation.quote.clone()?, citation.marks.clone()))
}

impl Args {
    fn paint(&self, quote: &str, mut marks: Marks) -> Result<Marks, Failure> {
        let flags = [&self.clear, &self.underline, &self.emphasis, &self.highlight];
        if flags.iter().all(|words| words.is_empty()) && self.shrink.is_none() {
            return Err(Failure::usage("nothing is to be marked").hint("--underline, --emphasis, --highlight, --shrink or --clear"));
        }
        let colour = self.pen;
        let paints: [&dyn Fn(&mut Style); 4] = [
            &|style| *style = Style::PLAIN,
            &|style| style.underline = true,
            &|style| style.emphasis = true,
            &|style| style.highlight = Some(colour),
        ];
        for (words, paint) in flags.into_iter().zip(paints) {
            for words in words {
                let (start, end) = if words.is_empty() { (0, length(quote)) } else { place(quote, words)? };
                marks = marks.painted(start, end, paint);
            }
        }
        if let Some(points) = self.shrink {
            marks = marks.painted(0, length(quote), |style| {
                style.half_points = (!style.is_spoken() && !style.is_summary()).then_some(points * 2);
            });
        }
        Ok(marks)
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Where the words stand in the quotation, in code points.
fn place(quote: &str, words: &str) -> Result<(u32, u32), Failure> {
    let words = files::typed(words)?;
    let mut places = quote.match_indices(words.as_str());
    let Some((at, _)) = places.next() else {
        return Err(Failure::refused(format!("“{}” does not stand in the quotation", clip(&harmless(&words), 60)))
            .hint("quote it as it stands there, letter by letter: agon show NODE"));
    };
    if let Some((next, _)) = places.next() {
        let around = |at: usize| {
            let start = quote[..at].char_indices().rev().nth(15).map_or(0, |(at, _)| at);
            let end = quote[at..].char_indices().nth(words.chars().count() + 15).map_or(quote.len(), |(more, _)| at + more);
            format!("“…{}…”", harmless(&quote[start..end]))
        };
        return Err(Failure::refused(format!("“{}” stands there more than once", clip(&harmless(&words), 60)))
            .hint(format!("quote more of it: {} or {}", around(at), around(next))));
    }
    let start = length(&quote[..at]);
    Ok((start, start + length(&words)))
}
