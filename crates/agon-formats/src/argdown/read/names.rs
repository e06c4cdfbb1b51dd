//! Names: each title becomes one, and no two things get the same.

use std::collections::{HashMap, HashSet};

use agon_core::model::{MAX_NAME, Name};

use super::super::report::{At, Report};
use super::draft::{Draft, NodeRef};
use super::fields::{NameChoice, NodeFields};
use super::resolve::Joined;
use super::sparse::Sparse;

/// Names that are given and those that are still free.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<Name>,
    /// The last suffix tried for a name.
    suffixes: HashMap<Name, u64>,
}

impl Names {
    /// Takes exactly this name; `false` if it is taken already.
    pub(super) fn reserve(&mut self, name: &Name) -> bool {
        self.taken.insert(name.clone())
    }

    /// Takes this name, or the first of `name-2`, `name-3` … that is free.
    pub(super) fn take(&mut self, name: Name) -> Name {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let mut suffix = self.suffixes.get(&name).copied().unwrap_or(1);
        loop {
            suffix += 1;
            let ending = format!("-{suffix}");
            let stem: String = name.as_str().chars().take(MAX_NAME - ending.len()).collect();
            if let Ok(next) = Name::new(&format!("{stem}{ending}"))
                && self.taken.insert(next.clone())
            {
                self.suffixes.insert(name, suffix);
                return next;
            }
        }
    }
}

/// The names that nodes and joined links get.
pub(super) struct Named {
    pub nodes: Vec<Option<Name>>,
    pub links: Vec<Option<Name>>,
    /// Nodes whose title is no name.
    pub made: Vec<bool>,
}

impl Named {
    pub(super) fn new(
        draft: &Draft<'_>,
        fields: &Sparse<NodeFields>,
        argument_nodes: &HashSet<NodeRef>,
        joined: &[Joined],
        report: &mut Report<'_>,
    ) -> Self {
        // Titles that are names as they stand.
        let mut nodes: Vec<Option<Name>> = Vec::with_capacity(draft.nodes.len());
        let mut contested = !draft.arguments.is_empty();
        for (said, fields) in draft.nodes.iter().zip(fields.iter()) {
            let title = said.title.as_deref().filter(|_| fields.name == NameChoice::Title);
            nodes.push(title.and_then(|title| Name::new(title).ok()));
            contested |= matches!(fields.name, NameChoice::Given(_)) || (title.is_some() && nodes.last() == Some(&None));
        }
        contested |= joined.iter().any(|joint| matches!(joint.name(), NameChoice::Given(_)));
        let mut named = Self { links: vec![None; joined.len()], made: vec![false; nodes.len()], nodes };
        // Titles of statements differ from each other; without anything else there is nothing to compare.
        if contested {
            named.settle(draft, fields, argument_nodes, joined, report);
        }
        named
    }

    /// Names given in data come first, then titles of statements, of arguments, then what is made of other titles.
    fn settle(
        &mut self,
        draft: &Draft<'_>,
        fields: &Sparse<NodeFields>,
        argument_nodes: &HashSet<NodeRef>,
        joined: &[Joined],
        report: &mut Report<'_>,
    ) {
        let mut names = Names::default();
        let mut given = |name: &Name, at: At, report: &mut Report<'_>| {
            if !names.reserve(name) {
                let hint = "names of nodes and links are unique; choose another one";
                report.error(at, "argdown/name", format!("the name `{name}` is given twice"), hint);
            }
            Some(name.clone())
        };
        for (node, said) in draft.nodes.iter().enumerate() {
            if let NameChoice::Given(name) = &fields[node].name {
                self.nodes[node] = given(name, said.at, report);
            }
        }
        for (link, joint) in joined.iter().enumerate() {
            if let NameChoice::Given(name) = joint.name() {
                self.links[link] = given(name, joint.at, report);
            }
        }
        let mut exact = |name: Name, at: At, report: &mut Report<'_>| {
            let got = names.take(name.clone());
            if got != name {
                let hint = "give the two different titles";
                report.note(at, "argdown/name", format!("`{name}` is the name of something else: this becomes `{got}`"), hint);
            }
            Some(got)
        };
        let by_title = |node: NodeRef| fields[node].name == NameChoice::Title;
        for arguments in [false, true] {
            for (node, said) in draft.nodes.iter().enumerate() {
                if by_title(node)
                    && argument_nodes.contains(&node) == arguments
                    && let Some(name) = self.nodes[node].take()
                {
                    self.nodes[node] = exact(name, said.at, report);
                }
            }
        }
        let steps = joined.iter().enumerate().filter(|(_, joint)| *joint.name() == NameChoice::Title);
        let steps: Vec<(usize, &str, At)> = steps
            .filter_map(|(link, joint)| {
                let said = &draft.arguments[joint.argument?].said;
                Some((link, said.title.as_deref()?, said.at))
            })
            .collect();
        for (link, title, at) in &steps {
            if let Ok(name) = Name::new(title) {
                self.links[*link] = exact(name, *at, report);
            }
        }
        for (node, said) in draft.nodes.iter().enumerate() {
            if self.nodes[node].is_none()
                && by_title(node)
                && let Some(title) = said.title.as_deref()
            {
                self.nodes[node] = Name::slug(title).map(|name| names.take(name));
                self.made[node] = true;
            }
        }
        for (link, title, _) in steps {
            if self.links[link].is_none() {
                self.links[link] = Name::slug(title).map(|name| names.take(name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_of_a_name_gets_a_three() {
        let mut names = Names::default();
        let name = || Name::new("a").expect("a letter");
        assert_eq!(names.take(name()).as_str(), "a");
        assert_eq!(names.take(name()).as_str(), "a-2");
        assert_eq!(names.take(name()).as_str(), "a-3");
        let long = Name::new(&"x".repeat(MAX_NAME)).expect("letters");
        names.take(long.clone());
        assert_eq!(names.take(long).as_str().chars().count(), MAX_NAME);
    }
}
