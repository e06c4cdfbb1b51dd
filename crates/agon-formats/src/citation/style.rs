//! Styles by name, and what they make of sources.

use std::collections::BTreeMap;

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::{ExtendError, OptionKind, OptionSpec, Options};
use agon_core::model::{Map, Source};

use super::facts::Facts;
use super::run::CiteRun;
use super::{apa, card, chicago, mla};

/// The styles written here, by name.
const OWN: [(&str, Own); 5] =
    [("apa", Own::Apa), ("card", Own::Card), ("chicago", Own::Chicago), ("chicago-notes", Own::ChicagoNotes), ("mla", Own::Mla)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Own {
    Apa,
    Card,
    Chicago,
    ChicagoNotes,
    Mla,
}

/// A way in which sources are cited.
///
/// ```
/// use agon_core::model::{Source, SourceKey};
/// use agon_formats::citation::{Style, plain};
/// let mut source = Source::titled(SourceKey::new("lee-24").expect("a key"), "On drift");
/// source.csl.insert("type".into(), "book".into());
/// source.csl.insert("author".into(), serde_json::json!([{"family": "Lee", "given": "Ann"}]));
/// source.csl.insert("issued".into(), serde_json::json!({"date-parts": [[2024]]}));
/// let style = Style::named("apa")?;
/// assert_eq!(plain(&style.bibliography(&[&source])?[0]), "Lee, A. (2024). On drift.");
/// assert_eq!(style.short(&source, Some("p. 3"))?, "(Lee, 2024, p. 3)");
/// # Ok::<(), Box<agon_core::diagnostic::Diagnostic>>(())
/// ```
pub struct Style(Kind);

enum Kind {
    Own(Own),
    #[cfg(feature = "csl")]
    Csl(Box<super::csl::CslStyle>),
}

impl Style {
    /// The style of this name: `apa`, `card`, `chicago`, `chicago-notes`, `mla`; with the feature `csl` also what
    /// hayagriva brings along, such as `ieee`.
    ///
    /// # Errors
    /// Nobody knows the name; the nearest is told.
    pub fn named(name: &str) -> Result<Self, Box<Diagnostic>> {
        if let Some((_, own)) = OWN.iter().find(|(known, _)| *known == name) {
            return Ok(Self(Kind::Own(*own)));
        }
        #[cfg(feature = "csl")]
        if let Some(style) = super::csl::CslStyle::named(name)? {
            return Ok(Self(Kind::Csl(Box::new(style))));
        }
        let known = Self::names();
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("often used are {}", OWN.map(|(name, _)| name).join(", ")),
        };
        let shown: String = name.chars().take(80).collect();
        Err(Box::new(Diagnostic::error("citation/style", format!("there is no citation style `{shown}`")).hint(hint)))
    }

    /// A style of the Citation Style Language, as in a file that ends in `.csl`. `path` is how messages call it.
    ///
    /// # Errors
    /// It is no such style, it is too large, or its macros call each other without end.
    #[cfg(feature = "csl")]
    pub fn from_csl(xml: &str, path: &str) -> Result<Self, Box<Diagnostic>> {
        Ok(Self(Kind::Csl(Box::new(super::csl::CslStyle::read(xml, path)?))))
    }

    /// The same without the feature `csl`: every file is refused.
    #[cfg(not(feature = "csl"))]
    #[allow(missing_docs, clippy::missing_errors_doc)]
    pub fn from_csl(_xml: &str, path: &str) -> Result<Self, Box<Diagnostic>> {
        let message = format!("{path} cannot be read: this program was built without CSL styles");
        Err(Box::new(
            Diagnostic::error("citation/no-csl", message).hint(format!("use one of {}", OWN.map(|(name, _)| name).join(", "))),
        ))
    }

    /// Every name that [`Style::named`] knows, sorted.
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<&str> = OWN.iter().map(|(name, _)| *name).collect();
        #[cfg(feature = "csl")]
        names.extend(super::csl::names());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The full reference of each source, in the order in which the style lists them.
    ///
    /// # Errors
    /// A CSL style fails, or there is more than it may be asked for; the styles written here never fail.
    pub fn bibliography(&self, sources: &[&Source]) -> Result<Vec<Vec<CiteRun>>, Box<Diagnostic>> {
        Ok(self.listed(sources)?.into_iter().map(|(_, runs)| runs).collect())
    }

    /// As [`Style::bibliography`], with the place of each source among those that were given.
    ///
    /// # Errors
    /// As there.
    pub fn listed(&self, sources: &[&Source]) -> Result<Vec<(usize, Vec<CiteRun>)>, Box<Diagnostic>> {
        let own = match &self.0 {
            Kind::Own(own) => *own,
            #[cfg(feature = "csl")]
            Kind::Csl(style) => return style.listed(sources),
        };
        let mut facts: Vec<Facts<'_>> = sources.iter().map(|source| Facts::of(source)).collect();
        let mut order: Vec<usize> = (0..facts.len()).collect();
        let names: Vec<(String, String)> = facts.iter().map(sorting).collect();
        order.sort_by(|a, b| names[*a].cmp(&names[*b]));
        if matches!(own, Own::Apa | Own::Chicago) {
            tell_apart(&mut facts, &order);
        }
        Ok(order.into_iter().map(|at| (at, own.reference(&facts[at]))).collect())
    }

    /// The citation in the running text: `(Lee 2024, 3)`.
    ///
    /// # Errors
    /// As [`Style::bibliography`].
    pub fn short(&self, source: &Source, locator: Option<&str>) -> Result<String, Box<Diagnostic>> {
        let facts = Facts::of(source);
        let locator = locator.map(str::trim).filter(|locator| !locator.is_empty());
        match &self.0 {
            Kind::Own(Own::Apa) => Ok(apa::short(&facts, locator)),
            Kind::Own(Own::Card) => Ok(card::short(&facts)),
            Kind::Own(Own::Chicago) => Ok(chicago::short(&facts, chicago::System::AuthorDate, locator)),
            Kind::Own(Own::ChicagoNotes) => Ok(chicago::short(&facts, chicago::System::Notes, locator)),
            Kind::Own(Own::Mla) => Ok(mla::short(&facts, locator)),
            #[cfg(feature = "csl")]
            Kind::Csl(style) => style.short(source, locator),
        }
    }
}

impl Own {
    fn reference(self, facts: &Facts<'_>) -> Vec<CiteRun> {
        match self {
            Self::Apa => apa::reference(facts),
            Self::Card => card::reference(facts),
            Self::Chicago => chicago::reference(facts, chicago::System::AuthorDate),
            Self::ChicagoNotes => chicago::reference(facts, chicago::System::Notes),
            Self::Mla => mla::reference(facts),
        }
    }
}

/// The option `style` of exporters that write a list of sources.
pub fn option() -> OptionSpec {
    OptionSpec::new(
        "style",
        OptionKind::String,
        "",
        "The style of the list of sources: apa, mla, chicago, card, …; empty for Agon's own",
    )
}

/// The references of a map in the style that `option` asks for, with their keys; `None` where it asks for none.
pub(crate) fn wanted<'a>(map: &'a Map, options: &Options) -> Result<Option<Wanted<'a>>, ExtendError> {
    let name = options.string("style");
    if name.is_empty() {
        return Ok(None);
    }
    let refused = |complaint: Box<Diagnostic>| ExtendError::refused(*complaint);
    let sources: Vec<&Source> = map.sources().values().collect();
    let listed = Style::named(name).and_then(|style| style.listed(&sources)).map_err(refused)?;
    Ok(Some(listed.into_iter().map(|(at, runs)| (sources[at], runs)).collect()))
}

/// References in the order of their style.
pub(crate) type Wanted<'a> = Vec<(&'a Source, Vec<CiteRun>)>;

/// By what a reference stands where it does: who, then when, then what.
fn sorting(facts: &Facts<'_>) -> (String, String) {
    let who: Vec<String> = facts.people().0.iter().map(super::name::Person::inverted).collect();
    let title = facts.title().to_lowercase();
    let title = ["the ", "a ", "an "].iter().find_map(|article| title.strip_prefix(article)).unwrap_or(&title).to_owned();
    let who = if who.is_empty() { title.clone() } else { who.join(" ").to_lowercase() };
    (who, format!("{} {title}", facts.issued.year().unwrap_or_default()))
}

/// Works of the same people in the same year get letters: 2024a, 2024b.
fn tell_apart(facts: &mut [Facts<'_>], order: &[usize]) {
    let mut alike: BTreeMap<(Vec<String>, String), Vec<usize>> = BTreeMap::new();
    for &at in order {
        let people: Vec<String> = facts[at].people().0.iter().map(super::name::Person::inverted).collect();
        if let (false, Some(year)) = (people.is_empty(), facts[at].issued.year()) {
            alike.entry((people, year)).or_default().push(at);
        }
    }
    for group in alike.into_values().filter(|group| group.len() > 1) {
        for (number, at) in group.into_iter().enumerate() {
            facts[at].letter = letters(number);
        }
    }
}

/// `a` to `z`, then `aa`.
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        if number < 26 {
            return letters.iter().rev().collect();
        }
        number = number / 26 - 1;
    }
}

/// A place without the mark for pages, where a style writes none: `p. 3` is `3`.
pub(super) fn bare_locator(locator: &str) -> &str {
    ["pp.", "p."].iter().find_map(|mark| locator.strip_prefix(mark)).map_or(locator, str::trim_start)
}
