//! Styles of the Citation Style Language, set by hayagriva.
//!
//! What goes in is cut to what its types hold without harm ([`super::csl_item`]), styles are checked before they run
//! ([`super::csl_check`]), and a panic inside is an error here.

use std::sync::OnceLock;

use agon_core::diagnostic::{Diagnostic, Place, Span};
use agon_core::model::Source;
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{FontStyle, FontWeight, IndependentStyle, Locale, Style as Parsed};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, Formatted, LocatorPayload,
    Rendered, SpecificLocator,
};

use super::chicago;
use super::csl_check::check;
use super::csl_item::item;
use super::facts::Facts;
use super::run::{CiteRun, Runs};
use crate::caught::caught;

/// The most sources of one list: telling them apart takes more than linear time.
const MOST: usize = 500;

/// A style and how messages call it.
pub(super) struct CslStyle {
    style: IndependentStyle,
    name: String,
}

/// The names of the styles that are brought along.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ArchivedStyle::all().iter().flat_map(|style| style.names()).copied()
}

fn all_locales() -> &'static [Locale] {
    static LOCALES: OnceLock<Vec<Locale>> = OnceLock::new();
    LOCALES.get_or_init(locales)
}

impl CslStyle {
    pub(super) fn named(name: &str) -> Result<Option<Self>, Box<Diagnostic>> {
        ArchivedStyle::by_name(name).map(|archived| Self::independent(archived.get(), name)).transpose()
    }

    pub(super) fn read(xml: &str, path: &str) -> Result<Self, Box<Diagnostic>> {
        check(xml, path)?;
        let parsed = caught(|| Parsed::from_xml(xml)).unwrap_or_else(|| Parsed::from_xml("<style/>"));
        match parsed {
            Ok(style) => Self::independent(style, path),
            Err(error) => {
                let place = Place::File { path: path.to_owned(), span: Span::point(1, 1) };
                let message: String = error.to_string().chars().take(300).collect();
                Err(Box::new(
                    Diagnostic::error("citation/csl", format!("this is no CSL style: {message}"))
                        .at(place)
                        .hint("styles are found at zotero.org/styles; they end in .csl"),
                ))
            }
        }
    }

    /// A style that only names another is that other one.
    fn independent(style: Parsed, name: &str) -> Result<Self, Box<Diagnostic>> {
        match style {
            Parsed::Independent(style) => Ok(Self { style, name: name.to_owned() }),
            Parsed::Dependent(style) => {
                let parent = &style.parent_link.href;
                match ArchivedStyle::by_id(parent).map(ArchivedStyle::get) {
                    Some(Parsed::Independent(style)) => Ok(Self { style, name: name.to_owned() }),
                    _ => {
                        let shown: String = parent.chars().take(200).collect();
                        let complaint = Diagnostic::error("citation/parent", format!("{name} only names another style, {shown}"));
                        Err(Box::new(complaint.hint("use the file of that style")))
                    }
                }
            }
        }
    }

    pub(super) fn listed(&self, sources: &[&Source]) -> Result<Vec<(usize, Vec<CiteRun>)>, Box<Diagnostic>> {
        if sources.len() > MOST {
            let message = format!("{} sources are more than a CSL style may be asked for, which is {MOST}", sources.len());
            return Err(Box::new(
                Diagnostic::error("citation/too-many", message).hint("use apa, card, chicago, chicago-notes or mla"),
            ));
        }
        let items: Vec<Item> = sources.iter().enumerate().map(|(at, source)| item(source, &at.to_string())).collect();
        let rendered = self.render(items.iter().map(CitationItem::with_entry).collect())?;
        let Some(list) = rendered.bibliography else {
            // A style for notes alone has no list: each source is cited by itself.
            let each = items.iter().map(|item| self.render(vec![CitationItem::with_entry(item)]));
            let each =
                each.map(|one| one.map(|one| one.citations.first().map(|cited| runs(&cited.citation)).unwrap_or_default()));
            return Ok(each.collect::<Result<Vec<_>, _>>()?.into_iter().enumerate().collect());
        };
        let set = list.items.into_iter().filter_map(|item| {
            let mut text = item.first_field.map(|first| runs(&ElemChildren(vec![first]))).unwrap_or_default();
            if !text.is_empty() {
                text.push(CiteRun { text: " ".to_owned(), ..CiteRun::default() });
            }
            text.extend(runs(&item.content));
            let at: usize = item.key.parse().ok()?;
            // Some styles leave out what they have no rule for; a list has every source.
            if text.is_empty() {
                text = chicago::reference(&Facts::of(sources.get(at)?), chicago::System::Notes);
            }
            Some((at, text))
        });
        Ok(set.collect())
    }

    pub(super) fn short(&self, source: &Source, locator: Option<&str>) -> Result<String, Box<Diagnostic>> {
        let item = item(source, "0");
        let locator = locator.map(|locator| {
            let bare = super::style::bare_locator(locator);
            let kind = if bare.len() < locator.len() || bare.starts_with(|c: char| c.is_ascii_digit()) {
                Locator::Page
            } else {
                Locator::Custom
            };
            SpecificLocator(kind, LocatorPayload::Str(bare))
        });
        let rendered = self.render(vec![CitationItem::with_locator(&item, locator)])?;
        Ok(rendered.citations.first().map(|cited| super::run::plain(&runs(&cited.citation))).unwrap_or_default())
    }

    fn render(&self, items: Vec<CitationItem<'_, Item>>) -> Result<Rendered, Box<Diagnostic>> {
        caught(|| {
            let mut driver = BibliographyDriver::new();
            driver.citation(CitationRequest::from_items(items, &self.style, all_locales()));
            driver.finish(BibliographyRequest::new(&self.style, None, all_locales()))
        })
        .ok_or_else(|| {
            Box::new(
                Diagnostic::error("citation/failed", format!("the style {} cannot set these sources", self.name))
                    .hint("use apa, card, chicago, chicago-notes or mla"),
            )
        })
    }
}

/// The text of elements with how it is set, from the first to the last.
fn runs(children: &ElemChildren) -> Vec<CiteRun> {
    let mut out = Runs::default();
    let mut open: Vec<&ElemChild> = children.0.iter().rev().collect();
    while let Some(child) = open.pop() {
        match child {
            ElemChild::Text(text) | ElemChild::Link { text, .. } => formatted(text, &mut out),
            ElemChild::Elem(elem) => {
                if elem.display.is_some() && !out.ends_with_space() {
                    out.plain(" ");
                }
                open.extend(elem.children.0.iter().rev());
            }
            ElemChild::Markup(text) => {
                out.plain(text);
            }
            ElemChild::Transparent { .. } => {}
        }
    }
    out.trimmed()
}

fn formatted(text: &Formatted, out: &mut Runs) {
    let set = text.formatting;
    out.push(&text.text, set.font_weight == FontWeight::Bold, set.font_style == FontStyle::Italic);
}
