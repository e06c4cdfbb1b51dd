//! The doors of the formats: their names, their options, and what each makes of a scene.

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Output, Registry};
use agon_core::model::Map;

use super::draw::{Look, draw};
use super::palette::Theme;
use super::scene::Scene;
use super::svg::{Style, document};
use super::{pdf, png};
use crate::outline::Shared;
use crate::scores;

/// What every picture can be told.
fn options() -> Vec<OptionSpec> {
    let words = |words: &[&str]| OptionKind::OneOf { one_of: words.iter().map(|word| (*word).to_owned()).collect() };
    vec![
        OptionSpec::new("depth", OptionKind::Integer { min: Some(0), max: Some(1_000_000) }, 0, "Levels to show; 0 for all"),
        OptionSpec::new(
            "direction",
            words(&["auto", "down", "right"]),
            "auto",
            "How the tree grows; auto: down, or right if too wide",
        ),
        scores::spec(),
        OptionSpec::new("shared", words(&Shared::WORDS), "link", "What to do with a node that was shown before"),
        OptionSpec::new("theme", words(&Theme::WORDS[..2]), "light", "Dark letters on light paper, or the other way round"),
        OptionSpec::new(
            "width",
            OptionKind::Integer { min: Some(140), max: Some(2000) },
            260,
            "How wide lines of text are, in pixels",
        ),
    ]
}

/// The scene that the options describe.
fn scene(map: &Map, options: &Options, registry: &Registry) -> Result<(Scene, Vec<Diagnostic>), ExtendError> {
    let scoring = scores::wanted(map, options, registry)?;
    let look = Look {
        direction: options.string("direction"),
        wrap: options.integer("width") as f64,
        depth: usize::try_from(options.integer("depth")).unwrap_or(0),
        shared: Shared::from_word(options.string("shared")),
        framed: true,
        scorer: options.string("scores"),
        prefix: "",
    };
    Ok(draw(map, scoring.as_ref(), &look))
}

/// Declares a format: its name, its summary, its extension, its media type.
macro_rules! picture {
    ($(#[$about:meta])* $name:ident, $options:expr, $word:literal, $extension:literal, $media:literal, $summary:literal, $write:path) => {
        $(#[$about])*
        pub struct $name {
            options: Vec<OptionSpec>,
        }

        impl $name {
            /// The format.
            pub fn new() -> Self {
                Self { options: $options }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Exporter for $name {
            fn name(&self) -> &str {
                $word
            }

            fn summary(&self) -> &str {
                $summary
            }

            fn extension(&self) -> &str {
                $extension
            }

            fn media_type(&self) -> &str {
                $media
            }

            fn options(&self) -> &[OptionSpec] {
                &self.options
            }

            fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
                let (scene, mut losses) = scene(map, options, registry)?;
                let (bytes, more) = $write(&scene, options)?;
                losses.extend(more);
                Ok(Exported { output: Output::Document(bytes), losses })
            }
        }
    };
}

picture! {
    /// Writes SVG, as `svg`.
    ///
    /// ```
    /// use agon_core::extend::{Exporter, Options, Output, Registry};
    /// use agon_core::model::MapBuilder;
    /// use agon_formats::picture::Svg;
    /// let map = MapBuilder::new("drift").claim("a", "They <drift>.").build();
    /// let svg = Svg::new();
    /// let options = Options::check(svg.options(), []).expect("nothing was set");
    /// let Output::Document(picture) = svg.export(&map, &options, &Registry::new())?.output else { unreachable!() };
    /// assert!(String::from_utf8_lossy(&picture).contains("<title>They &lt;drift&gt;.</title>"));
    /// # Ok::<(), agon_core::extend::ExtendError>(())
    /// ```
    Svg, with_auto_theme(options()), "svg", "svg", "image/svg+xml", "A picture of the map, sharp at any size", as_svg
}

picture! {
    /// Writes PNG, as `png`. A picture of more than 64 million pixels is refused.
    ///
    /// ```
    /// use agon_core::extend::{Exporter, Options, Output, Registry};
    /// use agon_core::model::MapBuilder;
    /// use agon_formats::picture::Png;
    /// let map = MapBuilder::new("drift").claim("a", "They drift.").build();
    /// let png = Png::new();
    /// let options = Options::check(png.options(), [("scale".to_owned(), "1".into())]).expect("a number");
    /// let Output::Document(picture) = png.export(&map, &options, &Registry::new())?.output else { unreachable!() };
    /// assert!(picture.starts_with(b"\x89PNG"));
    /// # Ok::<(), agon_core::extend::ExtendError>(())
    /// ```
    Png, with_scale(options()), "png", "png", "image/png", "A picture of the map, for slides and messages", as_png
}

picture! {
    /// Writes PDF, as `map-pdf`: one page as large as the picture.
    ///
    /// ```
    /// use agon_core::extend::{Exporter, Options, Output, Registry};
    /// use agon_core::model::MapBuilder;
    /// use agon_formats::picture::MapPdf;
    /// let map = MapBuilder::new("drift").claim("a", "They drift.").build();
    /// let pdf = MapPdf::new();
    /// let options = Options::check(pdf.options(), []).expect("nothing was set");
    /// let Output::Document(picture) = pdf.export(&map, &options, &Registry::new())?.output else { unreachable!() };
    /// assert!(picture.starts_with(b"%PDF"));
    /// # Ok::<(), agon_core::extend::ExtendError>(())
    /// ```
    MapPdf, options(), "map-pdf", "pdf", "application/pdf", "A picture of the map on one page, to print", as_pdf
}

type Written = Result<(Vec<u8>, Vec<Diagnostic>), ExtendError>;

/// A vector picture can ask its viewer for light or dark.
fn with_auto_theme(mut options: Vec<OptionSpec>) -> Vec<OptionSpec> {
    for spec in options.iter_mut().filter(|spec| spec.name == "theme") {
        if let OptionKind::OneOf { one_of } = &mut spec.kind {
            one_of.push(Theme::WORDS[2].to_owned());
        }
    }
    options
}

fn with_scale(mut options: Vec<OptionSpec>) -> Vec<OptionSpec> {
    let scale = OptionKind::Number { min: Some(0.0), max: Some(8.0) };
    options.insert(2, OptionSpec::new("scale", scale, 0.0, "How much larger than on a screen; 0 for twice, or what fits"));
    options
}

fn theme(options: &Options) -> Theme {
    Theme::from_word(options.string("theme"))
}

fn as_svg(scene: &Scene, options: &Options) -> Written {
    Ok((document(scene, &Style::alone(theme(options))).into_bytes(), Vec::new()))
}

fn as_png(scene: &Scene, options: &Options) -> Written {
    png::write(scene, theme(options), options.number("scale"))
}

fn as_pdf(scene: &Scene, options: &Options) -> Written {
    pdf::write(scene, theme(options))
}
