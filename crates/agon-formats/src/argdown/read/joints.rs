//! What may be joined by a line: its premises and the relation that its sign means.

use agon_core::model::rules::{MAX_PREMISES, TargetKind, may_join};
use agon_core::model::{NodeKind, Relation};

use super::draft::{LinkRef, NodeRef, Premises};
use super::line::Sign;
use super::link_fields::LinkFields;
use super::resolve::{ArgumentEnd, Goal, Joined, Resolver};
use super::yaml::key_place;

impl Resolver<'_, '_, '_> {
    /// The premises of a line, `with` included.
    pub(super) fn premises(&mut self, line: LinkRef, said: Option<&LinkFields>) -> Option<Vec<NodeRef>> {
        let link = &self.draft.links[line];
        let at = link.at;
        let mut premises = match &link.premises {
            Premises::Step(nodes) => nodes.clone(),
            Premises::One(end) => match self.end(*end) {
                ArgumentEnd::Node(node) => vec![node],
                ArgumentEnd::Steps(steps) => vec![steps.conclusion],
                ArgumentEnd::Broken => return None,
                ArgumentEnd::Link(_) => {
                    let message = "a link cannot be a premise";
                    self.report.error(at, "argdown/relation", message, "name the statement that it leads to or starts from");
                    return None;
                }
            },
        };
        for title in said.map_or(&[][..], |said| said.with.as_slice()) {
            match self.nodes_called.get(title) {
                Some(node) => premises.push(*node),
                None => {
                    let near = agon_core::diagnostic::nearest(title, self.nodes_called.keys().map(String::as_str));
                    let hint = near.map_or_else(|| "define it in this file".to_owned(), |near| format!("did you mean `{near}`?"));
                    let place = key_place(self.report.text(), said.map_or(at, |said| said.place), "with");
                    self.report.error(
                        place,
                        "argdown/with",
                        format!("`with` names `{title}`, which this file does not define"),
                        &hint,
                    );
                    return None;
                }
            }
        }
        let mut sorted = if premises.len() > 1 { premises.clone() } else { Vec::new() };
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            self.report.error(at, "argdown/premises", "a premise stands twice in the same link", "name it once");
            return None;
        }
        if premises.len() > MAX_PREMISES {
            let message = format!("a link has at most {MAX_PREMISES} premises, this one has {}", premises.len());
            self.report.error(at, "argdown/premises", message, "split the argument into steps");
            return None;
        }
        Some(premises)
    }

    /// The relation that a sign means here, if the model allows it.
    pub(super) fn relation(
        &mut self,
        line: LinkRef,
        premises: &[NodeRef],
        goal: Goal,
        said: Option<&LinkFields>,
        joined: &[Joined],
    ) -> Option<Relation> {
        let link = &self.draft.links[line];
        let target = match goal {
            Goal::Node(node) => TargetKind::Node(self.kinds[node]),
            Goal::Link(on) => TargetKind::Link(joined[on].relation),
        };
        let first = premises.first().map(|node| self.kinds[*node]);
        let relation = match (link.sign, target) {
            (Sign::Pro, TargetKind::Node(NodeKind::Question)) if first == Some(NodeKind::Claim) => Relation::Answers,
            (Sign::Pro, TargetKind::Node(_)) => Relation::Supports,
            (Sign::Pro, TargetKind::Link(_)) => Relation::Underpins,
            (Sign::Con | Sign::Undercut, TargetKind::Node(_)) => Relation::Rebuts,
            (Sign::Con | Sign::Undercut, TargetKind::Link(_)) => Relation::Undercuts,
            (Sign::Contradiction, _) => Relation::Contradicts,
        };
        let refused = if goal.is_one_of(premises) {
            Some(("a node cannot bear on itself", "name another target"))
        } else if relation == Relation::Contradicts && premises.len() > 1 {
            Some(("a contradiction is between two nodes", "write one line for each pair"))
        } else if relation == Relation::Answers && premises.len() > 1 {
            Some(("one claim answers a question; linked claims do not", "write one line for each answer"))
        } else if relation == Relation::Answers && said.is_some_and(|said| said.strength.is_some()) {
            Some(("that a claim answers a question carries no strength", "give the claim a credence"))
        } else {
            premises.iter().find_map(|node| may_join(self.kinds[*node], relation, target).err())
        };
        if let Some((message, hint)) = refused {
            self.report.error(link.at, "argdown/relation", message, hint);
            return None;
        }
        if let Some((said, wanted)) = said.and_then(|said| Some((said, said.relation?)))
            && wanted != relation
        {
            let place = key_place(self.report.text(), said.place, "relation");
            let message = format!("`relation: {wanted}` does not fit `{}` here, which means {relation}", link.sign.symbol());
            self.report.error(place, "argdown/relation", message, "leave `relation` out, or write another symbol");
        }
        Some(relation)
    }
}
