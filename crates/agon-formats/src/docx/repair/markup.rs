//! The text of a part, its styles mapped and its runs merged.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::Repaired;
use super::order::rank;
use crate::docx::package::Refusal;
use crate::docx::styles::{Accent, Props, Role, Styles};
use crate::docx::xml::{self, Word};
use crate::escape::push_xml_words;

/// A run: its properties as they are written, and what is in it.
type Run = (String, String);

/// What is written at one level: of the part, or within a run, which may hold paragraphs in its pictures.
#[derive(Default)]
struct Level {
    out: String,
    /// A run that the next one may join.
    pending: Option<Run>,
    /// The properties of the run that this level is the inside of, by rank.
    properties: BTreeMap<usize, String>,
    accent: Accent,
    style: Props,
    said: Props,
    /// The paragraph in which the run stands.
    within: (Role, Props),
}

/// What is read of the properties of a paragraph.
#[derive(Default)]
struct Paragraph {
    role: Role,
    props: Props,
    has_style: bool,
    /// What is kept of them, as it stands.
    kept: String,
}

#[derive(PartialEq, Eq)]
enum State {
    Content,
    Paragraph,
    Run,
}

struct Mending<'a> {
    styles: &'a Styles,
    done: &'a mut Repaired,
    levels: Vec<Level>,
    /// The names of open elements.
    open: Vec<String>,
    state: State,
    /// How many elements are open within one that is left out, itself included.
    skipping: usize,
    /// How many are open within a property of a paragraph that is kept as it stands.
    copying: usize,
    paragraph: Paragraph,
    /// The prefix of the language, with its colon.
    prefix: String,
    trims: bool,
}

/// The part, mended.
///
/// # Errors
/// It is no XML.
pub fn mended(data: &[u8], part: &str, styles: &Styles, done: &mut Repaired) -> Result<String, Refusal> {
    let mut mending = Mending {
        styles,
        done,
        levels: vec![Level::default()],
        open: Vec::new(),
        state: State::Content,
        skipping: 0,
        copying: 0,
        paragraph: Paragraph::default(),
        prefix: "w:".into(),
        trims: false,
    };
    mending.levels[0].out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    xml::walk(&mut { data }, part, |event| {
        match event {
            Word::Open { name, own, element, empty } => mending.start(name, own, element, empty),
            Word::Close { name, own } => mending.end(name, own),
            Word::Text(text) => mending.text(text),
        }
        Ok(())
    })?;
    mending.flush();
    Ok(mending.levels.pop().unwrap_or_default().out)
}

/// An opening tag without what word processors note for themselves.
fn tag(element: &BytesStart<'_>, empty: bool) -> String {
    let mut out = format!("<{}", element.name().0);
    for attribute in element.attributes().with_checks(false).flatten() {
        let key = attribute.key.0;
        let local = key.rsplit(':').next().unwrap_or(key);
        if local.starts_with("rsid") || matches!(local, "paraId" | "textId") {
            continue;
        }
        out.push_str(&format!(" {key}=\"{}\"", attribute.value.replace('"', "&#34;")));
    }
    out.push_str(if empty { "/>" } else { ">" });
    out
}

impl Mending<'_> {
    fn level(&mut self) -> &mut Level {
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn put(&mut self, text: &str) {
        self.flush();
        self.level().out.push_str(text);
    }

    /// Writes the run that waits for another to join it.
    fn flush(&mut self) {
        let prefix = self.prefix.clone();
        let level = self.level();
        let Some((properties, content)) = level.pending.take() else { return };
        level.out.push_str(&format!("<{prefix}r>"));
        if !properties.is_empty() {
            level.out.push_str(&format!("<{prefix}rPr>{properties}</{prefix}rPr>"));
        }
        level.out.push_str(&content);
        level.out.push_str(&format!("</{prefix}r>"));
        self.done.runs_after += 1;
    }

    fn start(&mut self, name: &str, own: bool, element: &BytesStart<'_>, empty: bool) {
        if !empty {
            self.open.push(element.name().0.to_owned());
        }
        if self.open.len() == 1 && own {
            self.prefix = element.name().0.split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
        }
        if self.skipping > 0 {
            self.skipping += usize::from(!empty);
            return;
        }
        if self.copying > 0 {
            self.copying += usize::from(!empty);
            let text = tag(element, empty);
            self.paragraph.kept.push_str(&text);
            return;
        }
        match self.state {
            State::Paragraph => self.paragraph_property(name, own, element, empty),
            State::Run => self.run_property(name, own, element, empty),
            State::Content => self.content(name, own, element, empty),
        }
    }

    fn content(&mut self, name: &str, own: bool, element: &BytesStart<'_>, empty: bool) {
        match (name, own) {
            ("p", true) => {
                self.paragraph = Paragraph::default();
                let text = tag(element, empty);
                self.put(&text);
            }
            ("pPr", true) if !empty => {
                self.paragraph = Paragraph::default();
                self.state = State::Paragraph;
            }
            ("r", true) => {
                self.done.runs_before += 1;
                if !empty {
                    let within = (self.paragraph.role, self.paragraph.props);
                    self.levels.push(Level { within, ..Level::default() });
                }
            }
            ("rPr", true) if !empty => self.state = State::Run,
            ("pPr" | "rPr", true) => {}
            (
                "proofErr" | "bookmarkStart" | "bookmarkEnd" | "permStart" | "permEnd" | "lastRenderedPageBreak" | "tblStyle",
                true,
            ) => {
                self.skipping = usize::from(!empty);
                self.done.properties_dropped += 1;
            }
            ("t", true) if !empty => {
                self.trims = !element.attributes_raw().contains("preserve");
                let text = format!("<{} xml:space=\"preserve\">", element.name().0);
                self.put(&text);
            }
            _ => {
                let text = tag(element, empty);
                self.put(&text);
            }
        }
    }

    fn paragraph_property(&mut self, name: &str, own: bool, element: &BytesStart<'_>, empty: bool) {
        match (name, own) {
            ("pStyle", true) => {
                let style = xml::val(element).map(|id| self.styles.paragraph(&id)).unwrap_or_default();
                self.paragraph.role = style.role;
                self.paragraph.props = style.props;
                self.paragraph.has_style = true;
            }
            ("outlineLvl", true) => {
                if !matches!(self.paragraph.role, Role::Analytic | Role::Undertag) {
                    let level = xml::val(element).and_then(|level| level.trim().parse().ok());
                    self.paragraph.role = level.map(Role::of_outline).unwrap_or_default();
                }
            }
            // The mark of a paragraph says nothing of its words; noted changes of formatting are settled.
            ("rPr" | "pPrChange", true) => {
                self.skipping = usize::from(!empty);
                self.done.properties_dropped += 1;
            }
            _ => {
                let text = tag(element, empty);
                self.paragraph.kept.push_str(&text);
                self.copying = usize::from(!empty);
            }
        }
    }

    fn run_property(&mut self, name: &str, own: bool, element: &BytesStart<'_>, empty: bool) {
        self.skipping = usize::from(!empty);
        if name == "rStyle" && own {
            let style = xml::val(element).map(|id| self.styles.character(&id)).unwrap_or_default();
            let level = self.level();
            level.accent = style.accent;
            level.style = style.props;
            return;
        }
        match rank(name).filter(|_| own) {
            Some(rank) => {
                let mut text = tag(element, true);
                if name == "shd" && Props::default().take(name, element) {
                    let mut props = Props::default();
                    props.take(name, element);
                    // What pages from the web leave behind a text.
                    if props.shade == Some(None) {
                        text = String::new();
                    }
                }
                let level = self.level();
                level.said.take(name, element);
                if !text.is_empty() {
                    level.properties.insert(rank, text);
                }
            }
            None => self.done.properties_dropped += 1,
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipping > 0 || self.open.is_empty() {
            return;
        }
        let mut escaped = String::new();
        push_xml_words(&mut escaped, text);
        if self.copying > 0 {
            self.paragraph.kept.push_str(&escaped);
        } else if self.state == State::Content {
            self.put(&escaped);
        }
    }

    fn end(&mut self, name: &str, own: bool) {
        let full = self.open.pop().unwrap_or_default();
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        if self.copying > 0 {
            self.copying -= 1;
            self.paragraph.kept.push_str(&format!("</{full}>"));
            return;
        }
        match (name, own) {
            ("pPr", true) if self.state == State::Paragraph => {
                self.state = State::Content;
                self.close_properties();
            }
            ("rPr", true) if self.state == State::Run => self.state = State::Content,
            ("r", true) if self.levels.len() > 1 => self.close_run(),
            ("t", true) => {
                if std::mem::take(&mut self.trims) {
                    let level = self.level();
                    // Blanks at the ends of words that are not said to be kept are none.
                    if let Some(start) = level.out.rfind('>') {
                        let words = level.out[start + 1..].trim_matches([' ', '\t', '\n', '\r']).to_owned();
                        level.out.truncate(start + 1);
                        level.out.push_str(&words);
                    }
                }
                self.put(&format!("</{full}>"));
            }
            _ => self.put(&format!("</{full}>")),
        }
    }

    fn close_properties(&mut self) {
        let prefix = self.prefix.clone();
        let style = match self.paragraph.role {
            Role::Heading(level) => format!("Heading{level}"),
            Role::Tag => "Heading4".into(),
            Role::Analytic => "Analytic".into(),
            Role::Undertag => "Undertag".into(),
            Role::Contents | Role::Cites | Role::Body => String::new(),
        };
        if self.paragraph.has_style || !style.is_empty() {
            self.done.paragraphs_restyled += 1;
        }
        let kept = std::mem::take(&mut self.paragraph.kept);
        if style.is_empty() && kept.is_empty() {
            return;
        }
        let style = if style.is_empty() { style } else { format!("<{prefix}pStyle {prefix}val=\"{style}\"/>") };
        self.put(&format!("<{prefix}pPr>{style}{kept}</{prefix}pPr>"));
    }

    fn close_run(&mut self) {
        self.flush();
        let Some(mut level) = self.levels.pop() else { return };
        (self.paragraph.role, self.paragraph.props) = level.within;
        let prefix = self.prefix.clone();
        let style = match level.accent {
            Accent::Cite => Some("Style13ptBold"),
            Accent::Underline => Some("StyleUnderline"),
            Accent::Emphasis => Some("Emphasis"),
            Accent::Empty | Accent::Own => None,
        };
        let is_body = matches!(self.paragraph.role, Role::Body | Role::Cites);
        let paragraph = if is_body { self.paragraph.props } else { Props::default() };
        // A style that goes leaves what it looked like.
        let looks = match level.accent {
            Accent::Own => level.style.over(paragraph),
            Accent::Empty => paragraph,
            Accent::Cite | Accent::Underline | Accent::Emphasis => Props::default(),
        };
        spell(looks, &level.said, &prefix, &mut level.properties);
        if let Some(style) = style {
            level.properties.insert(0, format!("<{prefix}rStyle {prefix}val=\"{style}\"/>"));
        }
        self.done.runs_restyled += usize::from(level.accent != Accent::Own || level.style != Props::default());
        let properties: String = level.properties.into_values().collect();
        let content = level.out;
        let outer = self.level();
        match &mut outer.pending {
            Some((before, words)) if *before == properties => {
                let (end, start) = (format!("</{prefix}t>"), format!("<{prefix}t xml:space=\"preserve\">"));
                match content.strip_prefix(&start) {
                    Some(rest) if words.ends_with(&end) => {
                        words.truncate(words.len() - end.len());
                        words.push_str(rest);
                    }
                    _ => words.push_str(&content),
                }
            }
            _ => {
                self.flush();
                self.level().pending = Some((properties, content));
            }
        }
    }
}

/// Writes out what a style said, where the run itself says nothing.
fn spell(looks: Props, said: &Props, prefix: &str, properties: &mut BTreeMap<usize, String>) {
    let mut put = |name: &str, attributes: String| {
        if let Some(rank) = rank(name) {
            properties.entry(rank).or_insert_with(|| format!("<{prefix}{name}{attributes}/>"));
        }
    };
    let is = |look: Option<bool>, said: Option<bool>| look == Some(true) && said.is_none();
    if is(looks.bold, said.bold) {
        put("b", String::new());
    }
    if is(looks.italic, said.italic) {
        put("i", String::new());
    }
    if is(looks.strike, said.strike) {
        put("strike", String::new());
    }
    if is(looks.hidden, said.hidden) {
        put("vanish", String::new());
    }
    if is(looks.underline, said.underline) {
        put("u", format!(" {prefix}val=\"single\""));
    }
    if let (Some(Some(colour)), None) = (looks.color, said.color) {
        put("color", format!(" {prefix}val=\"{colour}\""));
    }
    if let (Some(size), None) = (looks.size, said.size) {
        put("sz", format!(" {prefix}val=\"{size}\""));
    }
    if let (Some(Some(colour)), None) = (looks.highlight, said.highlight) {
        put("highlight", format!(" {prefix}val=\"{}\"", colour.word()));
    }
    if let (Some(Some(shade)), None) = (looks.shade, said.shade) {
        put("shd", format!(" {prefix}val=\"clear\" {prefix}color=\"auto\" {prefix}fill=\"{shade}\""));
    }
}
