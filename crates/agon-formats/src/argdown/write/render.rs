//! From the plan to the text.

use std::collections::HashMap;

use agon_core::model::{Element, LinkIndex, Map, NodeIndex, Relation};

use super::data::{Says, is_rule, link_data, node_data, step_data};
use super::escape::{Flow, push_string, push_value, tag, text_line};
use super::plan::{Line, Plan};
use super::titles::{Title, Titles};

/// Keys of the front matter that are no free fields.
const FRONT_KEYS: [&str; 5] = ["title", "name", "id", "summary", "attributes"];

pub(super) fn render(map: &Map, plan: &Plan, titles: &Titles, ids: bool) -> String {
    let mut renderer = Renderer { map, plan, titles, ids, nth: repeated(map), out: String::new() };
    renderer.front();
    for line in &plan.lines {
        renderer.line(line);
    }
    renderer.out
}

struct Renderer<'m> {
    map: &'m Map,
    plan: &'m Plan,
    titles: &'m Titles,
    ids: bool,
    /// Which of several links of the same ends a link is, where it is not the first.
    nth: HashMap<LinkIndex, u32>,
    out: String,
}

/// Links that join the same things in the same way as an older one, counted from 2.
fn repeated(map: &Map) -> HashMap<LinkIndex, u32> {
    let mut counts: HashMap<(Vec<NodeIndex>, Relation, Element), u32> = HashMap::with_capacity(map.links().len());
    let mut nth = HashMap::new();
    for link in map.link_indices() {
        let record = map.link(link);
        let mut premises = map.premises(link).to_vec();
        premises.sort_unstable();
        let mut target = record.target;
        if record.relation == Relation::Contradicts
            && let (Some(node), [premise]) = (map.target_node(link), premises.as_mut_slice())
            && node < *premise
        {
            target = Element::Node(map.node(*premise).id);
            *premise = node;
        }
        let count = counts.entry((premises, record.relation, target)).or_insert(0);
        *count += 1;
        if *count > 1 {
            nth.insert(link, *count);
        }
    }
    nth
}

impl Renderer<'_> {
    fn front(&mut self) {
        let info = self.map.info();
        self.out.push_str("===\n");
        let mut pair = |key: &str, write: &dyn Fn(&mut String)| {
            push_string(&mut self.out, key);
            self.out.push_str(": ");
            write(&mut self.out);
            self.out.push('\n');
        };
        pair("title", &|out| push_string(out, &info.title));
        pair("name", &|out| push_string(out, info.name.as_str()));
        if self.ids {
            pair("id", &|out| push_string(out, &info.id.to_string()));
        }
        if !info.summary.is_empty() {
            pair("summary", &|out| push_string(out, &info.summary));
        }
        let mut clashing = serde_json::Map::new();
        for (key, value) in &info.attributes {
            if FRONT_KEYS.contains(&key.as_str()) {
                clashing.insert(key.clone(), value.clone());
            } else {
                pair(key, &|out| push_value(out, value));
            }
        }
        if !clashing.is_empty() {
            pair("attributes", &|out| push_value(out, &serde_json::Value::Object(clashing.clone())));
        }
        self.out.push_str("===\n");
    }

    fn line(&mut self, line: &Line) {
        match *line {
            Line::Section(section) => self.section(section),
            Line::Statement { node, introduced } => {
                self.out.push('\n');
                self.element(node, introduced, true, Flow::default());
            }
            Line::Relation { depth, link, introduced } => self.relation(depth, link, introduced),
            Line::Again(link) => {
                let title = self.titles.links[link.at()].text().unwrap_or_default();
                self.out.push_str(&format!("\n<{title}>\n"));
            }
            Line::Steps(link) => self.head_of_steps(link),
            Line::Premise { number, node, introduced } => {
                self.out.push_str(if number == 1 { "\n" } else { "" });
                self.out.push_str(&format!("({number}) "));
                self.element(node, introduced, false, Flow::default());
            }
            Line::Conclusion { link, node, introduced } => {
                self.inference(link);
                self.out.push_str(&format!("({}) ", self.map.premises(link).len() + 1));
                self.element(node, introduced, false, Flow::default());
            }
        }
    }

    fn section(&mut self, index: usize) {
        let section = &self.map.info().sections[index];
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n('#', usize::from(section.level).max(1)));
        self.out.push(' ');
        let mut data = Flow::default();
        match text_line(&section.title, false) {
            Some(line) => self.out.push_str(&line),
            None => {
                data.quoted("title", &section.title);
                self.out.push_str("section");
            }
        }
        if section.level == 0 {
            data.plain("level", 0);
        }
        self.end_line(&data);
    }

    fn end_line(&mut self, data: &Flow) {
        if !data.is_empty() {
            self.out.push(' ');
            self.out.push_str(&data.braced());
        }
        self.out.push('\n');
    }

    fn relation(&mut self, depth: usize, link: LinkIndex, introduced: bool) {
        let symbol = match self.map.link(link).relation {
            Relation::Supports | Relation::Answers | Relation::Underpins => "+",
            Relation::Rebuts => "-",
            Relation::Undercuts => "_",
            Relation::Contradicts => "><",
        };
        self.out.extend(std::iter::repeat_n(' ', depth * 2));
        self.out.push_str(symbol);
        self.out.push(' ');
        let Some(&node) = self.map.premises(link).first() else { return };
        let nth = self.nth.get(&link).copied().unwrap_or(1);
        let data = link_data(self.map, link, self.titles, nth, self.ids);
        self.element(node, introduced, true, data);
    }

    /// A statement: its title and, where it is introduced, all there is to say of it.
    fn element(&mut self, node: NodeIndex, introduced: bool, begins_line: bool, link: Flow) {
        let title = &self.titles.nodes[node.at()];
        let record = self.map.node(node);
        let mut data = Flow::default();
        if let Some(title) = title.text() {
            self.out.push('[');
            self.out.push_str(title);
            self.out.push(']');
        }
        if introduced {
            let line = text_line(&record.text, begins_line || title.text().is_none());
            match (&line, title.text()) {
                (Some(line), Some(_)) => {
                    self.out.push_str(": ");
                    self.out.push_str(line);
                }
                (Some(line), None) => self.out.push_str(line),
                (None, _) => {}
            }
            for name in &record.tags {
                self.out.push(' ');
                self.out.push_str(&tag(name.as_str()));
            }
            let text = if line.is_none() { Some(record.text.as_str()) } else { None };
            data = node_data(self.map, node, title, text, self.plan.misplaced[node.at()], self.ids);
        }
        if !link.is_empty() {
            data.flow("link", &link);
        }
        self.end_line(&data);
    }

    /// What of a structure its lines can say.
    fn says(&self, link: LinkIndex) -> (Option<String>, Says) {
        let record = self.map.link(link);
        let titled = self.titles.links[link.at()] != Title::None;
        let reason = record.reason.as_deref().filter(|_| titled).and_then(|reason| text_line(reason, false));
        let scheme = record.scheme.as_ref().is_some_and(is_rule);
        let says = Says { scheme, reason: reason.is_some() };
        (reason, says)
    }

    fn step_data(&self, link: LinkIndex, says: Says) -> Flow {
        let nth = self.nth.get(&link).copied().unwrap_or(1);
        step_data(self.map.link(link), &self.titles.links[link.at()], nth, says, self.ids)
    }

    fn head_of_steps(&mut self, link: LinkIndex) {
        let Some(title) = self.titles.links[link.at()].text() else { return };
        let (reason, says) = self.says(link);
        self.out.push_str(&format!("\n<{title}>"));
        if let Some(reason) = reason {
            self.out.push_str(": ");
            self.out.push_str(&reason);
        }
        let data = self.step_data(link, says);
        self.end_line(&data);
    }

    fn inference(&mut self, link: LinkIndex) {
        let (_, says) = self.says(link);
        let scheme = self.map.link(link).scheme.as_ref().filter(|_| says.scheme);
        let data = match self.titles.links[link.at()] {
            Title::None => self.step_data(link, says),
            _ => Flow::default(),
        };
        if scheme.is_none() && data.is_empty() {
            return self.out.push_str("----\n");
        }
        self.out.push_str("--");
        if let Some(scheme) = scheme {
            self.out.push(' ');
            self.out.push_str(scheme.as_str());
        }
        if !data.is_empty() {
            self.out.push(' ');
            self.out.push_str(&data.braced());
        }
        self.out.push_str(" --\n");
    }
}
