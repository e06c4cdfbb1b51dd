//! Writes documents: debate files in the styles of Verbatim, and reports.

mod argued;
mod cites;
mod package;
mod plan;
mod report;
mod runs;
mod styles;
mod verbatim;

use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Output, Registry};
use agon_core::model::Map;

use crate::outline::Shared;
use styles::EastAsian;
use verbatim::{Analytics, Preset, Wanted};

pub use cites::CaselistCites;
pub(super) use package::zip;

/// The styles of debate files, for files that have lost them.
pub(super) fn verbatim_styles() -> String {
    styles::verbatim(EastAsian::UNKNOWN)
}

/// Writes Word documents, as `docx`: a debate file where the map holds cards, else a report.
///
/// ```
/// use agon_core::extend::{Exporter, Options, Output, Registry};
/// use agon_core::model::MapBuilder;
/// use agon_formats::docx::DocxWriter;
/// let map = MapBuilder::new("drift").question("q", "Why?").claim("a", "They drift.").answers("a", "q").build();
/// let docx = DocxWriter::new();
/// let options = Options::check(docx.options(), []).expect("nothing was set");
/// let Output::Document(bytes) = docx.export(&map, &options, &Registry::new())?.output else { unreachable!() };
/// assert!(bytes.starts_with(b"PK"));
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
pub struct DocxWriter {
    options: [OptionSpec; 4],
}

impl DocxWriter {
    /// The format.
    pub fn new() -> Self {
        let words = |words: &[&str]| OptionKind::OneOf { one_of: words.iter().map(|word| (*word).to_owned()).collect() };
        Self {
            options: [
                OptionSpec::new(
                    "map",
                    words(&["auto", "verbatim", "report"]),
                    "auto",
                    "A debate file, a report, or (auto) a debate file where the map holds cards",
                ),
                OptionSpec::new(
                    "preset",
                    words(&["as-is", "send", "read", "marked"]),
                    "as-is",
                    "Debate files: all of it, without analytics, only what is read aloud, or with markers",
                ),
                OptionSpec::new(
                    "analytics",
                    words(&["keep", "style", "tag", "drop"]),
                    "keep",
                    "Debate files: analytics as they came, in a style of their own, as tags, or not at all",
                ),
                OptionSpec::new("shared", words(&Shared::WORDS), "link", "Reports: what to do with a node that was shown before"),
            ],
        }
    }
}

impl Default for DocxWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl Exporter for DocxWriter {
    fn name(&self) -> &str {
        "docx"
    }

    fn summary(&self) -> &str {
        "Word: a debate file (Verbatim) of a map with cards, else a report"
    }

    fn extension(&self) -> &str {
        "docx"
    }

    fn media_type(&self) -> &str {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    }

    fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    fn export(&self, map: &Map, options: &Options, _: &Registry) -> Result<Exported, ExtendError> {
        let preset = match options.string("preset") {
            "send" => Preset::Send,
            "read" => Preset::Read,
            "marked" => Preset::Marked,
            _ => Preset::AsIs,
        };
        let analytics = match options.string("analytics") {
            "style" => Analytics::Style,
            "tag" => Analytics::Tag,
            "drop" => Analytics::Drop,
            _ => Analytics::Keep,
        };
        let is_debate = match options.string("map") {
            "verbatim" => true,
            "report" => false,
            _ => preset != Preset::AsIs || analytics != Analytics::Keep || plan::has_cards(map),
        };
        let east = EastAsian::of(map);
        let (bytes, losses) = if is_debate {
            let is_own = plan::is_debate_file(map);
            let items = if is_own { plan::placed(map) } else { argued::argued(map) };
            let (document, mut losses) = verbatim::document(map, &items, Wanted { preset, analytics });
            losses.extend(argued::loss(map));
            (package::pack(&document, &styles::verbatim(east), package::Extras::Bare)?, losses)
        } else {
            let (document, losses) = report::document(map, Shared::from_word(options.string("shared")));
            let (core, settings, footer) = (report::core(map), report::settings(east), report::footer());
            let extras = package::Extras::Report { core: &core, settings: &settings, footer: &footer };
            (package::pack(&document, &styles::report(east), extras)?, losses)
        };
        Ok(Exported { output: Output::Document(bytes), losses })
    }
}
