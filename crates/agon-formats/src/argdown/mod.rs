//! Argdown: the reader, which takes what people write, and the writer, whose text reads back as the map it came from.
//!
//! # What a text means
//! | written | read |
//! |---|---|
//! | front matter | `title`, `name`, `id`, `summary` of the map; other keys are its attributes |
//! | `# Heading` | a section; a node belongs to the section in which it is first defined |
//! | `[Title]: text #tag {data}` | a node; the title is its name, or is made into one and kept as attribute `title` |
//! | `<Title>` with a premise-conclusion structure | one `supports` link a step; title, description and data are the last one's |
//! | `<Title>` without one | a claim with attribute `argdown: argument`, or, if a link of the file has that name or label, that link |
//! | `+` `-` `><` | supports (answers, under a question), rebuts, contradicts; `+>` and `->` turn it round |
//! | `+` `-` on an argument with steps, `_` anywhere | underpins or undercuts a link: the one that the line above made |
//!
//! Data of a node: `kind`, `id`, `credence`, `source`, `form`, `paragraph`, `locator`, `quote`, `anchor`, `rivals`,
//! `exhaustive`, `side`; the rest are attributes. Data of a line's link, under `link:`: `strength`, `scheme`, `reason`, `marks`,
//! `name`, `id`, `relation`, `with` (further premises, by title), `attributes`. Inferences and arguments take the same
//! keys without `link:`, and other keys as attributes of the link.
//!
//! # What the writer needs besides
//! Some maps hold what Argdown has no words for; these keys say it, and are read wherever they are found:
//! - `text: "…"` for a text with line breaks or blanks at its ends; `title` and `level` in the data of such a heading;
//! - `name: null` (or another name) where the title was made for the file only: an unnamed node that is spoken of more
//!   than once is `[unnamed-1]`, counted in the order of the text so that writing twice gives the same, and never by id;
//! - `label` names a link for the file only, and `<label>` or `<name>` alone in a block is that link again, for something
//!   later to bear on it; so each link is written once, wherever its undercuts come;
//! - `nth: 2` tells apart links that join the same things in the same way;
//! - `section: 3` or `section: null` where a node stands in another section than its definition;
//! - `attributes: {…}` holds free fields whose keys mean something else.
//!
//! Nodes are introduced in the author's order, each under what it bears on if that is open or can be opened, else by
//! itself; so the order in which a text first speaks of them is the order of the map. Nothing is nested deeper than 32.
//!
//! # Other than Argdown's tool, on purpose
//! Marks without a partner, brackets within a text and stray braces (with a warning) are text; an empty line after the
//! front matter is not asked for; bare URLs are kept; a comment may end the file; tags and shortcodes do not begin within
//! a word; lists in data are united; a title may be anything. Bold and italic become plain text (a note says so), the
//! address of a link is dropped (with a warning). `@include` is refused, strict mode is not read (with a warning). An
//! undefined title is its own text (with a warning).

mod braces;
mod exporter;
mod importer;
mod inline;
mod next;
mod read;
mod report;
mod shortcodes;
mod write;

pub use exporter::ArgdownWriter;
pub use importer::ArgdownReader;
pub use read::read;
pub use write::write;
