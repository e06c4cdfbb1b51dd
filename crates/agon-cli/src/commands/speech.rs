//! `agon speech …`: how long what is read aloud takes.

use agon_core::model::{Map, Node, NodeKind, Style};
use agon_formats::debate;
use serde_json::json;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;
use crate::render::{self, Align, Table, harmless};

/// How long a speech takes to read
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Time(Time),
}

/// Count the words that are read aloud, section by section, and the time they take
///
/// Read are tags, the marked words of cites, and of each card what is highlighted; where nothing is, what is underlined,
/// and where nothing is marked at all, every word.
#[derive(clap::Args)]
struct Time {
    /// The map
    #[arg(value_name = "MAP")]
    map: String,
    /// The format of debate: policy, policy-college, ld, pf, bp, wsdc
    #[arg(long, value_name = "FORMAT", default_value = "policy")]
    format: String,
    /// The speech, against whose minutes the time is held
    #[arg(long, value_name = "SPEECH")]
    speech: Option<String>,
    /// How many words are read in a minute; the format's own, if nothing is said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    wpm: Option<u32>,
    #[command(flatten)]
    at: At,
}

/// What is read of a section.
struct Part {
    title: String,
    cards: usize,
    words: usize,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let Command::Time(args) = args.command;
    let format = debate::named(&args.format).map_err(|complaint| Failure::complaints(vec![*complaint]))?;
    let minutes = match &args.speech {
        Some(word) => Some(format.speech(word).map(|speech| speech.minutes).ok_or_else(|| {
            let names: Vec<&str> = format.speeches.iter().map(|speech| speech.name.as_str()).collect();
            Failure::usage(format!("{} has no speech `{}`", format.title, word.escape_debug()))
                .hint(format!("it has {}", names.join(", ")))
        })?),
        None => None,
    };
    let pace = args.wpm.unwrap_or(format.wpm) as usize;
    reading::read(global, output, |session, output| {
        let snapshot = session.at(&args.at)?;
        let map = reading::named_map(snapshot.as_ref(), &args.map)?;
        let parts = parts(&map);
        let words: usize = parts.iter().map(|part| part.words).sum();
        let seconds = |words: usize| words * 60 / pace;
        if output.is_json() {
            let sections: Vec<_> = parts
                .iter()
                .map(|part| json!({ "title": part.title, "cards": part.cards, "words": part.words, "seconds": seconds(part.words) }))
                .collect();
            output.json(&json!({
                "map": map.info().name, "wpm": pace, "sections": sections, "words": words, "seconds": seconds(words),
                "minutes_allowed": minutes,
            }));
            return Ok(0);
        }
        let mut table =
            Table::new(&[("cards", Align::Right), ("words", Align::Right), ("time", Align::Right), ("section", Align::Left)]);
        for part in &parts {
            table.row(vec![
                part.cards.to_string(),
                part.words.to_string(),
                clock(seconds(part.words)),
                harmless(if part.title.is_empty() { "–" } else { &part.title }),
            ]);
        }
        table.print(output);
        output.line("");
        let of = minutes.map_or_else(String::new, |minutes| format!(" of {minutes}:00"));
        output.line(format!("{} at {pace} a minute: {}{of}", render::count(words as u64, "word"), clock(seconds(words))));
        Ok(0)
    })
}

/// `6:40`.
fn clock(seconds: usize) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The sections in their order, those of nothing left out; what stands in none comes first.
fn parts(map: &Map) -> Vec<Part> {
    let titles = map.info().sections.iter().map(|section| section.title.clone());
    let mut parts: Vec<Part> =
        std::iter::once(String::new()).chain(titles).map(|title| Part { title, cards: 0, words: 0 }).collect();
    for (node, place) in map.nodes().iter().zip(map.placements()) {
        let at = place.section.map_or(0, |section| section as usize + 1).min(parts.len() - 1);
        parts[at].words += read(node);
        parts[at].cards += usize::from(node.citation.as_ref().is_some_and(|citation| citation.quote.is_some()));
    }
    parts.retain(|part| part.words > 0);
    parts
}

/// How many words of a node are read aloud.
fn read(node: &Node) -> usize {
    let count = |text: &str| text.split_whitespace().count();
    let Some(citation) = node.citation.as_deref().filter(|_| node.kind == NodeKind::Evidence) else {
        return count(&node.text);
    };
    let cite = citation.cite.as_ref().map_or(0, |cite| count(&cite.marks.pick(&cite.text, " ", |style| style.cite)));
    let Some(quote) = &citation.quote else { return cite + count(&node.text) };
    let picked = [Style::is_spoken as fn(&Style) -> bool, Style::is_summary].map(|is| count(&citation.marks.pick(quote, " ", is)));
    cite + picked.into_iter().find(|words| *words > 0).unwrap_or_else(|| count(quote))
}

#[cfg(test)]
mod tests {
    use agon_core::model::{MapBuilder, Passage};

    use super::*;

    #[test]
    fn tags_cites_and_what_is_highlighted_are_read() {
        let map = MapBuilder::new("m").claim("c", "The plan fails.").evidence("e", "It fails.").citing("s").build();
        let mut card = map.nodes()[1].clone();
        assert_eq!((read(&map.nodes()[0]), read(&card)), (3, 2));
        let citation = card.citation.as_mut().expect("it cites");
        citation.quote = Some("one two three four".into());
        citation.cite = Some(Passage { text: "Doe 24, professor".into(), marks: "0-6 cite".parse().expect("marks") });
        assert_eq!(read(&card), 2 + 4);
        card.citation.as_mut().expect("it cites").marks = "0-7 u".parse().expect("marks");
        assert_eq!(read(&card), 2 + 2);
        card.citation.as_mut().expect("it cites").marks = "0-7 u, 8-13 u hl=cyan".parse().expect("marks");
        assert_eq!(read(&card), 2 + 1);
        assert_eq!(clock(400), "6:40");
    }
}
