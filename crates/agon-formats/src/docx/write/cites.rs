//! Disclosure as openCaselist takes it: tags, citations, first and last words, in Markdown.

use agon_core::extend::{Exported, Exporter, ExtendError, Options, Registry};
use agon_core::model::{Map, NodeIndex};

use super::argued::argued;
use super::plan::{Item, is_debate_file, placed};
use super::verbatim::made_cite;

/// How many words of a card are told at each end.
const ENDS: usize = 25;

/// Writes cites for disclosure, as `caselist-cites`.
///
/// ```
/// use agon_core::extend::{Exporter, Options, Output, Registry};
/// use agon_core::model::MapBuilder;
/// use agon_formats::docx::CaselistCites;
/// let map = MapBuilder::new("case").claim("a", "Plan fails [again]").evidence("e", "So it is.").supports("e", "a").build();
/// let Output::Document(text) = CaselistCites.export(&map, &Options::default(), &Registry::new())?.output else { unreachable!() };
/// assert_eq!(String::from_utf8_lossy(&text), "# case\n\n#### Plan fails \\[again\\]\n\nSo it is.\n");
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct CaselistCites;

impl Exporter for CaselistCites {
    fn name(&self) -> &str {
        "caselist-cites"
    }

    fn summary(&self) -> &str {
        "Cites for disclosure on openCaselist: tags, citations, first and last words"
    }

    fn extension(&self) -> &str {
        // Not `md` alone, which means the outline to read.
        "cites.md"
    }

    fn media_type(&self) -> &str {
        "text/markdown"
    }

    fn export(&self, map: &Map, _: &Options, _: &Registry) -> Result<Exported, ExtendError> {
        let items = if is_debate_file(map) { placed(map) } else { argued(map) };
        let mut out = String::new();
        for item in &items {
            match item {
                Item::Heading { level, title } if !title.trim().is_empty() => {
                    block(&mut out, &"#".repeat(usize::from(*level)), title);
                }
                Item::Heading { .. } | Item::Note(_) => {}
                Item::Tag(index) => block(&mut out, "####", &map.node(*index).text),
                Item::Card(index, link) => {
                    let cite = link.and_then(|link| map.link(link).attributes.get("cite")?.as_str().map(str::to_owned));
                    card(map, *index, cite, &mut out);
                }
            }
        }
        Ok(Exported::text(out))
    }
}

fn card(map: &Map, index: NodeIndex, cite: Option<String>, out: &mut String) {
    let node = map.node(index);
    let citation = node.citation.as_deref();
    let own = || Some(citation?.cite.clone().or_else(|| made_cite(map, citation?))?.text);
    if let Some(cite) = cite.or_else(own) {
        block(out, "", &cite);
    }
    let quote = citation.and_then(|citation| citation.quote.as_deref());
    let words = match quote {
        Some(quote) => quote,
        None if citation.is_some_and(|citation| citation.cite.is_some()) => return,
        None => &node.text,
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    let told = if words.len() > 2 * ENDS {
        format!("{}\nAND\n{}", words[..ENDS].join(" "), words[words.len() - ENDS..].join(" "))
    } else {
        words.join(" ")
    };
    let lines: Vec<String> = told.lines().map(crate::escape::caselist).collect();
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&lines.join("\n"));
    out.push('\n');
}

/// A paragraph, or a heading where there are marks; its line breaks become blanks.
fn block(out: &mut String, marks: &str, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !out.is_empty() {
        out.push('\n');
    }
    if !marks.is_empty() {
        out.push_str(marks);
        out.push(' ');
    }
    out.push_str(&crate::escape::caselist(&text));
    out.push('\n');
}
