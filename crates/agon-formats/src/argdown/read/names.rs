//! Names: each title becomes one, and no two things get the same.

use std::collections::{HashMap, HashSet};

use agon_core::model::{MAX_NAME, Name};

use super::super::report::{At, Report};
use super::draft::{Draft, NodeRef};
use super::fields::{NameChoice, NodeFields};
use super::resolve::Joined;

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
}

impl Named {
    pub(super) fn new(
        draft: &Draft,
        fields: &[NodeFields],
        argument_nodes: &HashSet<NodeRef>,
        joined: &[Joined],
        report: &mut Report<'_>,
    ) -> Self {
        let mut names = Names::default();
        let mut nodes: Vec<Option<Name>> = vec![None; draft.nodes.len()];
        let mut links: Vec<Option<Name>> = vec![None; joined.len()];
        let taken = "names of nodes and links are unique; choose another one";
        for (node, said) in draft.nodes.iter().enumerate() {
            if let NameChoice::Given(name) = &fields[node].name {
                if !names.reserve(name) {
                    report.error(said.at, "argdown/name", format!("the name `{name}` is given twice"), taken);
                }
                nodes[node] = Some(name.clone());
            }
        }
        for (link, joint) in joined.iter().enumerate() {
            if let NameChoice::Given(name) = &joint.fields.name {
                if !names.reserve(name) {
                    report.error(joint.at, "argdown/name", format!("the name `{name}` is given twice"), taken);
                }
                links[link] = Some(name.clone());
            }
        }
        // Titles that are names, statements first; then what has to be made into a name.
        let mut take = |title: &str, at: At, exact: bool, report: &mut Report<'_>| -> Option<Name> {
            let name = if exact { Name::new(title).ok() } else { Name::slug(title) }?;
            let got = names.take(name.clone());
            if exact && got != name {
                let hint = "give the two different titles";
                report.note(at, "argdown/name", format!("`{title}` is the name of something else: this becomes `{got}`"), hint);
            }
            Some(got)
        };
        for exact in [true, false] {
            for arguments in [false, true] {
                for (node, said) in draft.nodes.iter().enumerate() {
                    let Some(title) = said.title.as_deref() else { continue };
                    if fields[node].name == NameChoice::Title
                        && argument_nodes.contains(&node) == arguments
                        && Name::new(title).is_ok() == exact
                    {
                        nodes[node] = take(title, said.at, exact, report);
                    }
                }
            }
            for (link, joint) in joined.iter().enumerate() {
                let Some(argument) = joint.argument else { continue };
                let said = &draft.arguments[argument].said;
                let Some(title) = said.title.as_deref() else { continue };
                if joint.fields.name == NameChoice::Title && Name::new(title).is_ok() == exact {
                    links[link] = take(title, said.at, exact, report);
                }
            }
        }
        Self { nodes, links }
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
