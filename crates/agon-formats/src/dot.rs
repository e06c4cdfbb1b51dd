//! Graphviz DOT: nodes by kind, links by colour, line and sign; what attacks a link ends in the middle of it.

use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Registry, Scoring};
use agon_core::model::{LinkIndex, Map, NodeIndex, NodeKind, Relation};
use unicode_width::UnicodeWidthChar;

use crate::citation;
use crate::escape::dot;
use crate::scores;
use crate::words::{footer, rounded};

/// How many columns a line of a label has; wide characters take two.
const COLUMNS: usize = 30;

/// Writes DOT, as `dot`.
///
/// ```
/// use agon_core::extend::{Exporter, Options, Output, Registry};
/// use agon_core::model::MapBuilder;
/// use agon_formats::dot::Dot;
/// let map = MapBuilder::new("drift").claim("a", "They \"drift\".").build();
/// let dot = Dot::new();
/// let options = Options::check(dot.options(), []).expect("nothing was set");
/// let Output::Document(text) = dot.export(&map, &options, &Registry::new())?.output else { unreachable!() };
/// assert!(String::from_utf8_lossy(&text).contains(r#"label="claim\nThey \"drift\".""#));
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
pub struct Dot {
    options: [OptionSpec; 3],
}

impl Dot {
    /// The format.
    pub fn new() -> Self {
        let directions = OptionKind::OneOf { one_of: ["RL", "BT", "LR", "TB"].map(str::to_owned).to_vec() };
        Self {
            options: [
                OptionSpec::new("clusters", OptionKind::Boolean, false, "Draw a box around each section"),
                OptionSpec::new(
                    "rankdir",
                    directions,
                    "RL",
                    "Where arrows lead: RL to the left, BT up, LR to the right, TB down",
                ),
                scores::spec(),
            ],
        }
    }
}

impl Default for Dot {
    fn default() -> Self {
        Self::new()
    }
}

impl Exporter for Dot {
    fn name(&self) -> &str {
        "dot"
    }

    fn summary(&self) -> &str {
        "A drawing for Graphviz: dot -Tsvg"
    }

    fn extension(&self) -> &str {
        "dot"
    }

    fn media_type(&self) -> &str {
        "text/vnd.graphviz"
    }

    fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
        let scoring = scores::wanted(map, options, registry)?;
        let mut writer = Writer { map, scoring, out: String::with_capacity(1000 + 300 * map.nodes().len()) };
        writer.graph(options.string("rankdir"), options.boolean("clusters"));
        Ok(Exported::text(writer.out))
    }
}

struct Writer<'a> {
    map: &'a Map,
    scoring: Option<Scoring>,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        std::fmt::Write::write_fmt(&mut self.out, text).expect("writing to a string cannot fail");
        self.out.push('\n');
    }

    fn graph(&mut self, rankdir: &str, clusters: bool) {
        let info = self.map.info();
        self.line(format_args!("// {}", footer(self.map)));
        self.line(format_args!("digraph map {{"));
        let font = "fontname=\"Helvetica,Arial,sans-serif\"";
        self.line(format_args!(
            "  graph [rankdir={rankdir}, ordering=out, nodesep=0.3, ranksep=0.5, {font}, fontsize=16, labelloc=t, label=\"{}\"];",
            dot(&wrapped(&info.title, 2 * COLUMNS))
        ));
        self.line(format_args!(
            "  node [{font}, fontsize=11, style=filled, fillcolor=white, color=\"#5a626d\", margin=\"0.14,0.08\"];"
        ));
        self.line(format_args!("  edge [{font}, fontsize=12];"));
        let sections = if clusters { info.sections.len() } else { 0 };
        let mut members: Vec<Vec<NodeIndex>> = vec![Vec::new(); sections];
        let mut loose = Vec::new();
        for (node, placement) in self.map.node_indices().zip(self.map.placements()) {
            match placement.section.and_then(|at| members.get_mut(at as usize)) {
                Some(section) => section.push(node),
                None => loose.push(node),
            }
        }
        for (at, nodes) in members.into_iter().enumerate().filter(|(_, nodes)| !nodes.is_empty()) {
            self.line(format_args!("  subgraph cluster_{} {{", at + 1));
            self.line(format_args!(
                "    label=\"{}\"; color=\"#b9b4a8\"; style=rounded;",
                dot(&wrapped(&info.sections[at].title, 2 * COLUMNS))
            ));
            for node in nodes {
                self.node(node, "    ");
            }
            self.line(format_args!("  }}"));
        }
        for node in loose {
            self.node(node, "  ");
        }
        for link in self.map.link_indices() {
            self.link(link);
        }
        self.line(format_args!("}}"));
    }

    fn node(&mut self, index: NodeIndex, indent: &str) {
        let map = self.map;
        let node = map.node(index);
        let mut label = node.kind.word().to_owned();
        if let Some(score) = self.scoring.as_ref().and_then(|scoring| scoring.of(index)) {
            label.push_str(&format!(" · {}", rounded(score)));
        } else if let (None, Some(credence)) = (&self.scoring, node.credence) {
            label.push_str(&format!(" · credence {credence}"));
        }
        label.push('\n');
        label.push_str(&wrapped(&node.text, COLUMNS));
        if let Some(short) = node.citation.as_deref().and_then(|citation| citation::short(map, citation)) {
            label.push('\n');
            label.push_str(&wrapped(&format!("[{short}]"), COLUMNS));
        }
        let look = match node.kind {
            NodeKind::Question => "shape=hexagon, fillcolor=\"#eceef1\", margin=\"0.03,0.05\"",
            NodeKind::Claim => "shape=box, style=\"filled,rounded\"",
            NodeKind::Evidence => "shape=note, fillcolor=\"#f6f3ea\"",
            NodeKind::Rebuttal => "shape=box, style=\"filled,dashed\", color=\"#a63c0a\", fillcolor=\"#fbece4\"",
        };
        let tooltip = dot(&node.label());
        self.line(format_args!("{indent}{} [{look}, label=\"{}\", tooltip=\"{tooltip}\"];", node_id(map, index), dot(&label)));
    }

    /// A link is one edge, or edges that meet in a point: where several premises join, or where something bears on the link.
    fn link(&mut self, index: LinkIndex) {
        let map = self.map;
        let link = map.link(index);
        let (colour, style, sign) = match link.relation {
            Relation::Answers => ("#5a626d", "solid", ""),
            Relation::Supports => ("#0a6496", "solid", "+"),
            Relation::Rebuts => ("#a63c0a", "dashed", "−"),
            Relation::Undercuts => ("#6b3f98", "dotted", "~"),
            Relation::Underpins => ("#6b3f98", "solid", "^"),
            Relation::Contradicts => ("#a63c0a", "dashed", "≠"),
        };
        let width = link.strength.map_or_else(String::new, |strength| format!(", penwidth={:.2}", 0.6 + 1.8 * strength.get()));
        let look = format!("color=\"{colour}\", fontcolor=\"{colour}\", style={style}{width}");
        let heads = match link.relation {
            Relation::Contradicts => ", dir=both",
            Relation::Undercuts => ", arrowhead=tee",
            Relation::Answers => ", arrowhead=empty",
            _ => "",
        };
        let tooltip = match &link.reason {
            Some(reason) => dot(&format!("{}: {reason}", link.relation)),
            None => dot(link.relation.word()),
        };
        let target = match (map.target_node(index), map.target_link(index)) {
            (Some(node), _) => node_id(map, node),
            (None, Some(link)) => link_id(map, link),
            // A map holds no such link.
            (None, None) => return,
        };
        let premises = map.premises(index);
        let label = if sign.is_empty() { String::new() } else { format!(", label=\" {sign} \"") };
        if premises.len() == 1 && map.links_to_link(index).is_empty() {
            let premise = node_id(map, premises[0]);
            self.line(format_args!("  {premise} -> {target} [{look}{heads}{label}, tooltip=\"{tooltip}\"];"));
            return;
        }
        let point = link_id(map, index);
        self.line(format_args!("  {point} [shape=point, width=0.09, label=\"\", style=filled, fillcolor=\"{colour}\", color=\"{colour}\", tooltip=\"{tooltip}\"];"));
        let tails = if link.relation == Relation::Contradicts { "dir=back" } else { "arrowhead=none" };
        let heads = heads.replace(", dir=both", "");
        for premise in premises {
            let premise = node_id(map, *premise);
            self.line(format_args!("  {premise} -> {point} [{look}, {tails}];"));
        }
        self.line(format_args!("  {point} -> {target} [{look}{heads}{label}, tooltip=\"{tooltip}\"];"));
    }
}

/// Ids are made of digits, never of what people write.
fn node_id(map: &Map, node: NodeIndex) -> String {
    format!("n{}", agon_core::model::hex(map.node(node).id.as_bytes()))
}

fn link_id(map: &Map, link: LinkIndex) -> String {
    format!("l{}", agon_core::model::hex(map.link(link).id.as_bytes()))
}

/// The text in lines of at most `columns`; words that are longer are broken.
fn wrapped(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.trim_ascii().lines() {
        if !out.is_empty() {
            out.push('\n');
        }
        let mut used = 0;
        for word in line.split([' ', '\t', '\r']).filter(|word| !word.is_empty()) {
            let width: usize = word.chars().map(|c| c.width().unwrap_or(0)).sum();
            if used > 0 && used + 1 + width <= columns {
                out.push(' ');
                out.push_str(word);
                used += 1 + width;
                continue;
            }
            // A long word, such as a line of Chinese, goes on where the last one ended.
            if used > 0 && (width <= columns || used + 1 >= columns) {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            for c in word.chars() {
                let width = c.width().unwrap_or(0);
                if used + width > columns {
                    out.push('\n');
                    used = 0;
                }
                out.push(c);
                used += width;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_wide_as_they_may_be_and_wide_characters_count_twice() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree");
        assert_eq!(wrapped("日本と韓国", 4), "日本\nと韓\n国");
        assert_eq!(wrapped("abcdefgh", 3), "abc\ndef\ngh");
        assert_eq!(wrapped(" a \n\n b ", 9), "a\n\nb");
        assert_eq!(wrapped("", 9), "");
    }
}
