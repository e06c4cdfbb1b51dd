//! From `KEY=VALUE` to a changed record. An empty value removes; a key that is not known is a free field.

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{
    Attributes, Citation, EvidenceForm, Link, MapInfo, Marks, Name, Node, NodeKind, Passage, Relation, RivalRelation, SourceKey,
    Translation,
};
use serde_json::Value;

use crate::assignment::Assignment;
use crate::failure::Failure;
use crate::{fields, naming};

/// Changes a node. Gives notes on what may not be meant.
pub fn to_node(node: &mut Node, assignment: &Assignment) -> Result<Option<Diagnostic>, Failure> {
    let citation = |node: &mut Node| -> Box<Citation> { node.citation.take().unwrap_or_default() };
    match assignment.key.as_str() {
        "text" => node.text = assignment.required()?.to_owned(),
        "name" => node.name = assignment.name()?,
        "kind" => {
            let kinds: Vec<&str> = NodeKind::ALL.iter().map(|kind| kind.word()).collect();
            node.kind = assignment.word(&kinds, NodeKind::from_word)?.ok_or_else(|| assignment.wrong("a kind"))?;
        }
        "tags" | "tag" => tags(&mut node.tags, assignment)?,
        "credence" => node.credence = assignment.score()?,
        "source" => {
            let key = assignment.given().map(|key| SourceKey::new(key.trim()));
            let mut changed = citation(node);
            changed.source = key.transpose().map_err(|error| Failure::usage(error.to_string()))?;
            node.citation = Some(changed);
        }
        "form" => {
            let forms: Vec<&str> = EvidenceForm::ALL.iter().map(|form| form.word()).collect();
            let form = assignment.word(&forms, EvidenceForm::from_word)?.unwrap_or_default();
            let mut changed = citation(node);
            changed.form = form;
            node.citation = Some(changed);
        }
        "quote" => {
            let mut changed = citation(node);
            let (old, new) = (changed.quote.take().unwrap_or_default(), assignment.given().map(str::to_owned));
            changed.marks = changed.marks.carried(&old, new.as_deref().unwrap_or_default());
            changed.quote = new;
            node.citation = Some(changed);
        }
        "marks" => {
            let mut changed = citation(node);
            changed.marks = marks(assignment)?.unwrap_or_default();
            node.citation = Some(changed);
        }
        "cite" => {
            let mut changed = citation(node);
            changed.cite = assignment.given().map(|text| {
                let old = changed.cite.take().unwrap_or_default();
                Passage { text: text.to_owned(), marks: old.marks.carried(&old.text, text) }
            });
            node.citation = Some(changed);
        }
        "reported_in" => {
            let keys = assignment.given().unwrap_or_default().split(',').map(str::trim).filter(|key| !key.is_empty());
            let mut changed = citation(node);
            changed.reported_in =
                keys.map(SourceKey::new).collect::<Result<_, _>>().map_err(|error| Failure::usage(error.to_string()))?;
            node.citation = Some(changed);
        }
        "language" => {
            let mut changed = citation(node);
            changed.language = assignment.given().map(str::to_owned);
            node.citation = Some(changed);
        }
        "translation" => {
            let mut changed = citation(node);
            changed.translation = assignment.given().map(|text| {
                let old = changed.translation.take().unwrap_or_default();
                Translation { text: text.to_owned(), ..old }
            });
            node.citation = Some(changed);
        }
        "translator" => {
            let mut changed = citation(node);
            match &mut changed.translation {
                Some(translation) => translation.translator = assignment.given().map(str::to_owned),
                None => return Err(Failure::usage("there is no translation").hint("give it first: translation='…'")),
            }
            node.citation = Some(changed);
        }
        "locator" => {
            let mut changed = citation(node);
            changed.locator = assignment.given().map(str::to_owned);
            node.citation = Some(changed);
        }
        "paragraph" => {
            let paragraph = assignment.given().map(|value| value.trim().parse().ok().filter(|number| *number > 0));
            let mut changed = citation(node);
            changed.paragraph = match paragraph {
                Some(None) => return Err(assignment.wrong("a whole number from 1")),
                Some(number) => number,
                None => None,
            };
            node.citation = Some(changed);
        }
        "anchor" => {
            if assignment.given().is_some() {
                return Err(Failure::usage("an anchor is found, not typed").hint("set quote=…; `anchor=` removes it"));
            }
            let mut changed = citation(node);
            changed.anchor = None;
            node.citation = Some(changed);
        }
        "rivals" => {
            let relation = assignment.word(&["exclusive", "independent", "partial"], RivalRelation::from_word)?;
            node.rivals.get_or_insert_default().relation = relation;
        }
        "exhaustive" => node.rivals.get_or_insert_default().exhaustive = assignment.truth()?,
        "strength" | "scheme" | "reason" | "relation" => {
            return Err(misplaced(assignment, "a link", &node.label(), node.kind.word()));
        }
        "title" | "summary" => return Err(misplaced(assignment, "a map", &node.label(), node.kind.word())),
        _ => return Ok(free(&mut node.attributes, assignment, &fields::NODE)),
    }
    // What says nothing is nothing.
    if node.kind != NodeKind::Evidence && node.citation.as_deref() == Some(&Citation::default()) {
        node.citation = None;
    }
    if node.rivals == Some(Default::default()) {
        node.rivals = None;
    }
    Ok(None)
}

/// `0-4 u, 12-45 em hl=cyan`.
fn marks(assignment: &Assignment) -> Result<Option<Marks>, Failure> {
    let read = assignment.given().map(str::parse).transpose();
    read.map_err(|error: agon_core::model::MarkError| {
        Failure::usage(error.to_string()).hint("agon mark finds the words by themselves: agon mark NODE --underline 'words'")
    })
}

/// Changes a link.
pub fn to_link(link: &mut Link, assignment: &Assignment) -> Result<Option<Diagnostic>, Failure> {
    match assignment.key.as_str() {
        "name" => link.name = assignment.name()?,
        "strength" => link.strength = assignment.score()?,
        "scheme" => link.scheme = assignment.name()?,
        "reason" => link.reason = assignment.given().map(str::to_owned),
        "marks" => link.marks = marks(assignment)?.map(Box::new),
        "relation" => {
            let relations: Vec<&str> = Relation::ALL.iter().map(|relation| relation.word()).collect();
            link.relation = assignment.word(&relations, Relation::from_word)?.ok_or_else(|| assignment.wrong("a relation"))?;
        }
        "text" | "kind" | "credence" | "tags" | "tag" | "source" | "form" | "quote" | "locator" | "paragraph" | "rivals"
        | "exhaustive" => return Err(misplaced(assignment, "a node", &link.label(), "link")),
        "title" | "summary" => return Err(misplaced(assignment, "a map", &link.label(), "link")),
        _ => return Ok(free(&mut link.attributes, assignment, &fields::LINK)),
    }
    Ok(None)
}

/// Changes a map's own record.
pub fn to_map(map: &mut MapInfo, assignment: &Assignment) -> Result<Option<Diagnostic>, Failure> {
    match assignment.key.as_str() {
        "name" => map.name = assignment.name()?.ok_or_else(|| Failure::usage("a map needs a name"))?,
        "title" => map.title = assignment.required()?.to_owned(),
        "summary" => map.summary = assignment.given().unwrap_or_default().to_owned(),
        "text" | "kind" | "credence" | "tags" | "tag" | "source" | "quote" => {
            return Err(misplaced(assignment, "a node", map.name.as_str(), "map"));
        }
        "strength" | "scheme" | "reason" => return Err(misplaced(assignment, "a link", map.name.as_str(), "map")),
        _ => return Ok(free(&mut map.attributes, assignment, &fields::MAP)),
    }
    Ok(None)
}

fn misplaced(assignment: &Assignment, whose: &str, name: &str, what: &str) -> Failure {
    let article = if what == "evidence" { "" } else { "a " };
    Failure::usage(format!("`{}` is said of {whose}, and `{name}` is {article}{what}", assignment.key))
}

/// Sets a free field: JSON where the value is JSON, else the text. A key that is nearly a known one is asked about.
fn free(attributes: &mut Attributes, assignment: &Assignment, known: &[&str]) -> Option<Diagnostic> {
    let key = &assignment.key;
    let note = known.iter().find(|word| strsim::damerau_levenshtein(word, key) <= 1 + usize::from(word.len() > 6)).map(|word| {
        Diagnostic::warning("set/free-field", format!("`{key}` is kept as a free field")).hint(format!("did you mean `{word}`?"))
    });
    let note = note.filter(|_| !attributes.contains_key(key));
    match assignment.given() {
        None => {
            attributes.remove(key);
            None
        }
        Some(value) => {
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
            attributes.insert(key.clone(), value);
            note
        }
    }
}

/// `a,b` replaces the tags, `+a,-b` adds and takes away, nothing removes all.
fn tags(tags: &mut Vec<Name>, assignment: &Assignment) -> Result<(), Failure> {
    let words: Vec<&str> = assignment.value.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let signed = words.iter().filter(|word| word.starts_with(['+', '-'])).count();
    if signed != 0 && signed != words.len() {
        return Err(
            Failure::usage("tags either all have a sign or none has").hint("tags=a,b sets them; tags=+a,-b adds and takes away")
        );
    }
    if signed == 0 {
        tags.clear();
    }
    for word in words {
        let tag = naming::name(word.trim_start_matches(['+', '-'])).map_err(Failure::usage)?;
        tags.retain(|known| *known != tag);
        if !word.starts_with('-') {
            tags.push(tag);
        }
    }
    tags.sort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use agon_core::model::NodeId;

    use super::*;

    fn set(node: &mut Node, text: &str) -> Result<Option<Diagnostic>, Failure> {
        to_node(node, &text.parse().expect("it has a key"))
    }

    #[test]
    fn every_key_of_a_node_can_be_set_and_removed() {
        let mut node = Node::new(NodeId::from_bytes([1; 16]), NodeKind::Evidence, "x");
        let bare = node.clone();
        let values = [
            ("name", "n"),
            ("tags", "b,a"),
            ("credence", "0.25"),
            ("source", "lee-24"),
            ("form", "statistic"),
            ("quote", "words"),
            ("locator", "p. 4"),
            ("paragraph", "3"),
            ("year", "2019"),
        ];
        for (key, value) in values {
            assert!(set(&mut node, &format!("{key}={value}")).expect("it fits").is_none(), "{key}");
        }
        assert_eq!(fields::of_node(&node).len(), 11);
        assert_eq!(node.attributes["year"], 2019);
        for (key, _) in values {
            set(&mut node, &format!("{key}=")).expect("it can be removed");
        }
        set(&mut node, "kind=claim").expect("it fits");
        assert_eq!(node, Node { kind: NodeKind::Claim, ..bare });
    }

    #[test]
    fn tags_are_set_or_added_and_taken_away() {
        let mut node = Node::new(NodeId::from_bytes([1; 16]), NodeKind::Claim, "x");
        set(&mut node, "tags=b,a").expect("it fits");
        set(&mut node, "tags=+c,-b").expect("it fits");
        assert_eq!(node.tags.iter().map(Name::as_str).collect::<Vec<_>>(), ["a", "c"]);
        assert!(set(&mut node, "tags=+c,b").is_err());
    }

    #[test]
    fn a_mistyped_key_is_asked_about() {
        let mut node = Node::new(NodeId::from_bytes([1; 16]), NodeKind::Claim, "x");
        let note = set(&mut node, "credance=0.5").expect("it is a free field").expect("it is nearly a known key");
        assert_eq!(note.hints, ["did you mean `credence`?"]);
        assert!(set(&mut node, "year=2019").expect("it is a free field").is_none());
    }
}
