//! The flags that say how something bears on something else, the same for `add` and `link`.

use agon_core::change::Snapshot;
use agon_core::database::resolve_node;
use agon_core::model::{Element, Link, Name, Relation, Score};
use clap::{ArgGroup, Args};

use crate::failure::Failure;
use crate::{files, naming};

/// One relation and its target.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("relation").multiple(false))]
#[command(next_help_heading = "What it bears on")]
pub struct Bearing {
    /// Answer this question
    #[arg(long, group = "relation", value_name = "QUESTION")]
    answers: Option<String>,
    /// Speak for this node
    #[arg(long, group = "relation", value_name = "NODE")]
    supports: Option<String>,
    /// Speak against this node
    #[arg(long, group = "relation", value_name = "NODE")]
    rebuts: Option<String>,
    /// Speak against this link: its name, its id, or its ends as 'premise->target'
    #[arg(long, group = "relation", value_name = "LINK")]
    undercuts: Option<String>,
    /// Speak for this link: its name, its id, or its ends as 'premise->target'
    #[arg(long, group = "relation", value_name = "LINK")]
    underpins: Option<String>,
    /// Cannot hold together with this node
    #[arg(long, group = "relation", value_name = "NODE")]
    contradicts: Option<String>,
}

impl Bearing {
    /// The relation and what was typed for its target, if one was named.
    pub fn named(&self) -> Option<(Relation, &str)> {
        [
            (Relation::Answers, &self.answers),
            (Relation::Supports, &self.supports),
            (Relation::Rebuts, &self.rebuts),
            (Relation::Undercuts, &self.undercuts),
            (Relation::Underpins, &self.underpins),
            (Relation::Contradicts, &self.contradicts),
        ]
        .into_iter()
        .find_map(|(relation, target)| Some((relation, target.as_deref()?)))
    }

    /// The relation and the target that is meant, if one was named.
    pub fn resolve(&self, snapshot: &dyn Snapshot) -> Result<Option<(Relation, Element)>, Failure> {
        let Some((relation, text)) = self.named() else { return Ok(None) };
        let target = if relation.targets_link() {
            Element::Link(naming::link(snapshot, text)?)
        } else {
            Element::Node(resolve_node(snapshot, text)?)
        };
        Ok(Some((relation, target)))
    }
}

/// That a link is needed and none was named.
pub fn no_link(message: impl Into<String>) -> Failure {
    Failure::usage(message).hint("one of --answers, --supports, --rebuts, --undercuts, --underpins, --contradicts")
}

/// What may be said of a link.
#[derive(Args, Debug)]
#[command(next_help_heading = "The link")]
pub struct LinkFields {
    /// How far the step carries, from 0 to 1
    #[arg(long, value_name = "S", value_parser = naming::score, allow_negative_numbers = true)]
    strength: Option<Score>,
    /// Its argumentation scheme, as in cause-to-effect
    #[arg(long, value_name = "SCHEME", value_parser = naming::name)]
    scheme: Option<Name>,
    /// Its warrant, in words; `-` reads standard input
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl LinkFields {
    /// The first flag that was given, by its name.
    pub fn given(&self) -> Option<&'static str> {
        [("--strength", self.strength.is_some()), ("--scheme", self.scheme.is_some()), ("--reason", self.reason.is_some())]
            .into_iter()
            .find_map(|(flag, is_given)| is_given.then_some(flag))
    }

    /// Puts what was said into the link.
    pub fn fill(&self, link: &mut Link) -> Result<(), Failure> {
        link.strength = self.strength.or(link.strength);
        link.scheme = self.scheme.clone().or(link.scheme.take());
        if let Some(reason) = &self.reason {
            link.reason = Some(files::typed(reason)?);
        }
        Ok(())
    }
}
