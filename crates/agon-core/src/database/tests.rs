//! The database against the plain model, and against damage. Every test ends with `check`.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::{Database, DatabaseError, Draw, Environment};
use crate::change::{Change, Entity, MemorySnapshot, Snapshot};
use crate::model::{
    Element, FixedClock, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, SeededEntropy, Source,
    SourceKey, Timestamp,
};

fn environment(seed: u64) -> Environment {
    Environment {
        clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000 + seed as i64))),
        entropy: Box::new(SeededEntropy::new(seed)),
        author: "Ada".into(),
        holder: "a test".into(),
        wait: Duration::ZERO,
    }
}

fn new() -> (TempDir, Database) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = Database::init(folder.path(), environment(1)).expect("an empty folder");
    (folder, database)
}

fn open(folder: &Path, seed: u64) -> Database {
    Database::open(&folder.join(".agon"), environment(seed)).expect("a sound database")
}

fn assert_sound(database: &Database) {
    let report = database.check().expect("the disk works");
    assert!(report.is_sound(), "{:#?}", report.problems);
}

fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

fn add_map(draw: &mut Draw<'_>, text: &str) -> Result<MapId, DatabaseError> {
    let map = MapInfo::new(draw.fresh(), name(text), text);
    let id = map.id;
    draw.draft.put_map(map)?;
    Ok(id)
}

fn add_claim(draw: &mut Draw<'_>, map: MapId, text: &str, order: u64) -> Result<NodeId, DatabaseError> {
    let mut node = Node::new(draw.fresh(), NodeKind::Claim, format!("It says {text}."));
    node.name = Some(name(text));
    let id = node.id;
    draw.draft.put_node(node)?;
    draw.draft.put_placement(Placement::new(map, id, order))?;
    Ok(id)
}

/// Two claims, one supporting the other.
fn small(database: &mut Database) -> (MapId, NodeId, NodeId, LinkId) {
    let mut made = None;
    database
        .commit("two claims", |draw| {
            let map = add_map(draw, "m")?;
            let (a, b) = (add_claim(draw, map, "a", 0)?, add_claim(draw, map, "b", 1)?);
            let link = Link::new(draw.fresh(), map, vec![b], Relation::Supports, Element::Node(a));
            let id = link.id;
            draw.draft.put_link(link)?;
            made = Some((map, a, b, id));
            Ok(())
        })
        .expect("it breaks no rule");
    made.expect("it was drawn")
}

/// Everything a snapshot answers, in one comparable value.
fn everything(snapshot: &dyn Snapshot) -> String {
    let mut text = format!("{:?}\n", snapshot.totals().expect("readable"));
    let nodes = snapshot.scan_nodes(None, 10_000).expect("readable");
    for map in snapshot.maps().expect("readable") {
        text += &format!("{map:?}\n{:?}\n", snapshot.placements_in(map.id).expect("readable"));
        for link in snapshot.links_in(map.id).expect("readable") {
            text += &format!(
                "{:?} {:?}\n",
                snapshot.link(link).expect("readable"),
                snapshot.links_to(Element::Link(link)).expect("readable")
            );
        }
        text += &format!("{:?}\n", snapshot.map_named(map.name.as_str()).expect("readable"));
    }
    for node in &nodes {
        text += &format!(
            "{node:?} {:?} {:?} {:?} {:?}\n",
            snapshot.maps_of(node.id).expect("readable"),
            snapshot.links_to(Element::Node(node.id)).expect("readable"),
            snapshot.links_from(node.id).expect("readable"),
            snapshot.with_id_prefix(&node.id.tail()[..6], 10).expect("readable"),
        );
    }
    for kind in NodeKind::ALL {
        text += &format!("{:?}\n", snapshot.nodes_of_kind(kind).expect("readable"));
    }
    for (tag, count) in snapshot.tags().expect("readable") {
        text += &format!("{tag} {count} {:?}\n", snapshot.nodes_tagged(tag.as_str()).expect("readable"));
    }
    for source in snapshot.sources().expect("readable") {
        text += &format!("{source:?} {:?}\n", snapshot.nodes_citing(&source.key).expect("readable"));
    }
    for name in snapshot.element_names("", 10_000).expect("readable") {
        text += &format!("{name} {:?}\n", snapshot.element_named(name.as_str()).expect("readable"));
    }
    // Names that only once stood are not to be found again.
    for number in 0..6 {
        text += &format!("{:?}", snapshot.element_named(&format!("n{number}")).expect("readable"));
    }
    text
}

/// One random thing to do.
#[derive(Debug, Clone)]
enum Step {
    Map(u8),
    Node { name: Option<u8>, kind: u8, tag: u8, map: u8, cites: bool },
    Rename { node: u8, name: Option<u8> },
    Swap(u8, u8),
    Link { premise: u8, target: u8, relation: u8, undercut: bool },
    RemoveNode(u8),
    RemoveLink(u8),
    RemoveMap(u8),
    Place { node: u8, map: u8, order: u8 },
    Undo,
    Redo,
    Restore(u8),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => any::<u8>().prop_map(|n| Step::Map(n % 3)),
        6 => (proptest::option::of(0u8..6), 0u8..4, 0u8..3, any::<u8>(), any::<bool>())
            .prop_map(|(name, kind, tag, map, cites)| Step::Node { name, kind, tag, map, cites }),
        2 => (any::<u8>(), proptest::option::of(0u8..6)).prop_map(|(node, name)| Step::Rename { node, name }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Step::Swap(a, b)),
        6 => (any::<u8>(), any::<u8>(), 0u8..6, any::<bool>())
            .prop_map(|(premise, target, relation, undercut)| Step::Link { premise, target, relation, undercut }),
        2 => any::<u8>().prop_map(Step::RemoveNode),
        1 => any::<u8>().prop_map(Step::RemoveLink),
        1 => any::<u8>().prop_map(Step::RemoveMap),
        2 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(node, map, order)| Step::Place { node, map, order }),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
        1 => any::<u8>().prop_map(Step::Restore),
        1 => Just(Step::Reopen),
    ]
}

fn pick<T: Copy>(list: &[T], at: u8) -> Option<T> {
    (!list.is_empty()).then(|| list[usize::from(at) % list.len()])
}

/// Does a step; a step that the rules refuse does nothing.
fn take(database: &mut Database, step: &Step) -> Result<(), DatabaseError> {
    let snapshot = database.snapshot();
    let nodes: Vec<NodeId> = snapshot.scan_nodes(None, 1000)?.iter().map(|node| node.id).collect();
    let maps: Vec<MapId> = snapshot.maps()?.iter().map(|map| map.id).collect();
    let mut links: Vec<LinkId> = Vec::new();
    for map in &maps {
        links.extend(snapshot.links_in(*map)?);
    }
    let node_of = |at: u8| -> Option<Node> { snapshot.node(pick(&nodes, at)?).ok().flatten() };
    let word = |n: Option<u8>| n.map(|n| name(&format!("n{n}")));
    let done = match step {
        Step::Map(n) => database.commit("map", |draw| add_map(draw, &format!("m{n}")).map(|_| ())),
        Step::Node { name, kind, tag, map, cites } => {
            let Some(map) = pick(&maps, *map) else { return Ok(()) };
            let (name, tag) = (word(*name), self::name(&format!("t{tag}")));
            let kind = NodeKind::ALL[usize::from(*kind)];
            database.commit("node", |draw| {
                let mut node = Node::new(draw.fresh(), kind, "It says so.");
                node.name = name;
                node.add_tag(tag);
                if *cites && kind == NodeKind::Evidence {
                    let key = SourceKey::new("s").expect("a key");
                    draw.draft.put_source(Source::titled(key.clone(), "S"))?;
                    node.citation = Some(Box::new(crate::model::Citation { source: Some(key), ..Default::default() }));
                }
                let id = node.id;
                draw.draft.put_node(node)?;
                draw.draft.put_placement(Placement::new(map, id, 7))?;
                Ok(())
            })
        }
        Step::Rename { node, name } => {
            let Some(mut node) = node_of(*node) else { return Ok(()) };
            node.name = word(*name);
            database.commit("rename", |draw| Ok(draw.draft.put_node(node)?))
        }
        Step::Swap(a, b) => {
            let (Some(mut a), Some(mut b)) = (node_of(*a), node_of(*b)) else { return Ok(()) };
            if a.id == b.id {
                return Ok(());
            }
            std::mem::swap(&mut a.name, &mut b.name);
            database.commit("swap", |draw| {
                draw.draft.put_node(a)?;
                Ok(draw.draft.put_node(b)?)
            })
        }
        Step::Link { premise, target, relation, undercut } => {
            let Some(premise) = pick(&nodes, *premise) else { return Ok(()) };
            let Some(map) = snapshot.maps_of(premise)?.first().copied() else { return Ok(()) };
            let target =
                if *undercut { pick(&links, *target).map(Element::Link) } else { pick(&nodes, *target).map(Element::Node) };
            let Some(target) = target else { return Ok(()) };
            let relation = Relation::ALL[usize::from(*relation)];
            database.commit("link", |draw| {
                let link = Link::new(draw.fresh(), map, vec![premise], relation, target);
                Ok(draw.draft.put_link(link)?)
            })
        }
        Step::RemoveNode(at) => {
            let Some(id) = pick(&nodes, *at) else { return Ok(()) };
            database.commit("remove", |draw| Ok(draw.draft.remove_node(id).map(|_| ())?))
        }
        Step::RemoveLink(at) => {
            let Some(id) = pick(&links, *at) else { return Ok(()) };
            database.commit("remove", |draw| Ok(draw.draft.remove_link(id).map(|_| ())?))
        }
        Step::RemoveMap(at) => {
            let Some(id) = pick(&maps, *at) else { return Ok(()) };
            database.commit("remove", |draw| Ok(draw.draft.remove_map(id).map(|_| ())?))
        }
        Step::Place { node, map, order } => {
            let (Some(node), Some(map)) = (pick(&nodes, *node), pick(&maps, *map)) else { return Ok(()) };
            database.commit("place", |draw| Ok(draw.draft.put_placement(Placement::new(map, node, u64::from(*order)))?))
        }
        Step::Undo => database.undo().map(|(_, report)| report),
        Step::Redo => database.redo().map(|(_, report)| report),
        Step::Restore(at) => {
            let sequence = u64::from(*at) % (snapshot.revision() + 1);
            database.restore(sequence)
        }
        Step::Reopen => return Ok(()),
    };
    match done {
        Ok(_) | Err(DatabaseError::Refused(_) | DatabaseError::Nothing(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("AGON_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)))]

    /// The state answers as the plain model does to which the same journal was applied; every earlier commit is still
    /// there as it was; undo, redo and restore lead where a plain stack of states leads.
    #[test]
    fn the_database_behaves_as_the_model(steps in proptest::collection::vec(step(), 1..60)) {
        let (folder, mut database) = new();
        let mut model = MemorySnapshot::new();
        let mut states = vec![everything(&model)];
        for (at, step) in steps.iter().enumerate() {
            let before = database.snapshot().revision();
            take(&mut database, step).expect("the store works");
            let after = database.snapshot().revision();
            prop_assert!(after <= before + 1);
            if after > before {
                let commit = database.snapshot().commit(after).expect("readable").expect("it was just made");
                let changes: Vec<Change> = database.changes(after).expect("it is there").collect::<Result<_, _>>().expect("readable");
                prop_assert_eq!(commit.counts.total(), changes.len() as u64);
                model.apply(commit, changes);
                states.push(everything(&model));
                if let Step::Restore(wanted) = step {
                    let wanted = u64::from(*wanted) % (before + 1);
                    prop_assert_eq!(&states[wanted as usize], &states[after as usize]);
                }
            }
            if matches!(step, Step::Reopen) {
                drop(database);
                database = open(folder.path(), 100 + at as u64);
                prop_assert!(database.notices().is_empty(), "{:?}", database.notices());
            }
            prop_assert_eq!(&everything(database.snapshot()), states.last().expect("there is one"), "after {:?}", step);
        }
        assert_sound(&database);
        for (sequence, state) in states.iter().enumerate() {
            let then = database.at(sequence as u64).expect("every commit can be read");
            prop_assert_eq!(&everything(then.as_ref()), state, "as of {}", sequence);
        }
    }
}

#[test]
fn undo_and_redo_walk_along_the_line_of_changes() {
    let (_folder, mut database) = new();
    let mut states = vec![everything(database.snapshot())];
    for number in 0..4 {
        database
            .commit(&format!("map {number}"), |draw| add_map(draw, &format!("m{number}")).map(|_| ()))
            .expect("no rule is broken");
        states.push(everything(database.snapshot()));
    }
    for back in (0..4).rev() {
        database.undo().expect("there is something to undo");
        assert_eq!(everything(database.snapshot()), states[back]);
    }
    assert!(matches!(database.undo(), Err(DatabaseError::Nothing("undo"))));
    for (forth, state) in states.iter().enumerate().skip(1).take(2) {
        let (_, report) = database.redo().expect("there is something to redo");
        assert_eq!(report.counts.added, 1);
        assert_eq!(&everything(database.snapshot()), state, "redo {forth}");
    }
    database.undo().expect("a redo can be undone");
    assert_eq!(everything(database.snapshot()), states[1]);
    database.redo().expect("and redone");
    database.commit("a new line", |draw| add_map(draw, "other").map(|_| ())).expect("no rule is broken");
    assert!(matches!(database.redo(), Err(DatabaseError::Nothing("redo"))));
    assert_sound(&database);
}

#[test]
fn a_state_that_lags_is_brought_up_and_one_that_is_gone_is_rebuilt() {
    let (folder, mut database) = new();
    small(&mut database);
    let wanted = everything(database.snapshot());
    drop(database);
    for damage in [0u8, 1, 2, 3] {
        let state = folder.path().join(".agon/state-2");
        match damage {
            0 => std::fs::remove_dir_all(&state).expect("it is there"),
            1 => std::fs::write(state.join("db"), b"not sled's").expect("writable"),
            2 => {
                std::fs::File::options().write(true).open(state.join("db")).and_then(|file| file.set_len(1000)).expect("writable")
            }
            _ => {
                for entry in std::fs::read_dir(&state).expect("it is there") {
                    let path = entry.expect("readable").path();
                    if path.is_file() {
                        std::fs::write(&path, b"").expect("writable");
                    }
                }
            }
        }
        let database = open(folder.path(), 5);
        assert_eq!(everything(database.snapshot()), wanted, "damage {damage}");
        assert_sound(&database);
    }
}

#[test]
fn an_unfinished_commit_never_happened_and_its_bytes_are_kept() {
    let (folder, mut database) = new();
    small(&mut database);
    let wanted = everything(database.snapshot());
    drop(database);
    let journal = folder.path().join(".agon/journal.jsonl");
    let whole = std::fs::read(&journal).expect("readable");
    // A second commit, cut at every byte.
    let mut database = open(folder.path(), 9);
    database.commit("another", |draw| add_map(draw, "late").map(|_| ())).expect("no rule is broken");
    drop(database);
    let longer = std::fs::read(&journal).expect("readable");
    for cut in (whole.len() + 1..longer.len()).step_by(7) {
        std::fs::remove_dir_all(folder.path().join(".agon/state-2")).expect("it is there");
        std::fs::write(&journal, &longer[..cut]).expect("writable");
        let database = open(folder.path(), 10);
        assert_eq!(everything(database.snapshot()), wanted, "cut at {cut}");
        assert!(database.notices().iter().any(|notice| notice.code == "store/torn"));
        assert_eq!(std::fs::read(&journal).expect("readable"), whole);
        assert_eq!(std::fs::read(journal.with_extension("torn-2")).expect("kept"), &longer[whole.len()..cut]);
    }
    assert_sound(&open(folder.path(), 11));
}

#[test]
fn a_damaged_line_is_reported_and_repair_saves_the_rest() {
    let (folder, mut database) = new();
    let (_, a, b, _) = small(&mut database);
    database
        .commit("a tag", |draw| {
            let mut node = draw.draft.node(b)?.expect("it is there");
            node.add_tag(name("late"));
            Ok(draw.draft.put_node(node)?)
        })
        .expect("no rule is broken");
    drop(database);
    let journal = folder.path().join(".agon/journal.jsonl");
    let sound = std::fs::read(&journal).expect("readable");
    let text = String::from_utf8(sound.clone()).expect("JSON is UTF-8");
    // The line that adds the claim `a`: its link and placement refer to it.
    let at = text.find("It says a.").expect("it is in the journal");
    let mut damaged = sound;
    damaged[at] ^= 1;
    std::fs::write(&journal, &damaged).expect("writable");
    std::fs::remove_dir_all(folder.path().join(".agon/state-2")).expect("it is there");
    let refused = Database::open(&folder.path().join(".agon"), environment(3));
    assert!(matches!(refused, Err(DatabaseError::Damaged(message)) if message.contains("line 4")));
    let (database, report) = Database::repair(&folder.path().join(".agon"), environment(4)).expect("the disk works");
    assert_eq!(report.lost_lines, 1);
    assert!(Path::new(&report.kept.expect("the damaged journal is kept")).is_file());
    assert!(database.snapshot().node(a).expect("readable").is_none());
    let b = database.snapshot().node(b).expect("readable").expect("it was not on the damaged line");
    assert_eq!(b.tags, [name("late")]);
    assert_eq!(database.snapshot().totals().expect("readable").links, 0);
    assert_sound(&database);
}

#[test]
fn a_record_whose_addition_is_lost_comes_back_with_its_next_edit() {
    let (folder, mut database) = new();
    let (_, _, b, _) = small(&mut database);
    database
        .commit("a tag", |draw| {
            let mut node = draw.draft.node(b)?.expect("it is there");
            node.text = "It says more.".into();
            Ok(draw.draft.put_node(node)?)
        })
        .expect("no rule is broken");
    drop(database);
    let journal = folder.path().join(".agon/journal.jsonl");
    let mut bytes = std::fs::read(&journal).expect("readable");
    let at = String::from_utf8_lossy(&bytes).find("It says b.").expect("it is in the journal");
    bytes[at] ^= 1;
    std::fs::write(&journal, &bytes).expect("writable");
    let (database, report) = Database::repair(&folder.path().join(".agon"), environment(4)).expect("the disk works");
    assert_eq!(report.lost_lines, 1);
    assert_eq!(database.snapshot().node(b).expect("readable").expect("its edit was saved").text, "It says more.");
    assert_eq!(database.snapshot().totals().expect("readable").nodes, 2);
    assert_sound(&database);
}

#[test]
fn a_second_opener_is_told_who_holds_the_database() {
    let (folder, database) = new();
    let second = Database::open(&folder.path().join(".agon"), environment(2));
    assert!(matches!(second, Err(DatabaseError::InUse { holder }) if holder == "a test"));
    assert_sound(&database);
}

#[test]
fn a_backup_restores_to_the_same_database() {
    let (folder, mut database) = new();
    small(&mut database);
    let hash = database.store_text("The words — as they stood.".as_bytes()).expect("the disk works");
    database
        .commit("a source", |draw| {
            let mut source = Source::titled(SourceKey::new("s").expect("a key"), "S");
            source.text = Some(hash.clone());
            Ok(draw.draft.put_source(source)?)
        })
        .expect("no rule is broken");
    let file = folder.path().join("all.backup");
    let report = database.backup(&file).expect("the disk works");
    assert_eq!((report.commits, report.texts), (2, 1));
    let other = tempfile::tempdir().expect("a temporary folder");
    let restored = Database::restore_backup(&file, other.path(), environment(7)).expect("it is whole");
    assert_eq!(everything(restored.snapshot()), everything(database.snapshot()));
    assert_eq!(restored.load_text(&hash).expect("it came along"), "The words — as they stood.".as_bytes());
    assert_sound(&restored);
    // Any damage is noticed, and nothing is left behind.
    let bytes = std::fs::read(&file).expect("readable");
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 4;
        std::fs::write(&file, &damaged).expect("writable");
        let target = tempfile::tempdir().expect("a temporary folder");
        assert!(Database::restore_backup(&file, target.path(), environment(8)).is_err(), "byte {at}");
        assert!(!target.path().join(".agon").exists());
    }
}

#[test]
fn history_names_the_commits_that_touched_a_record() {
    let (_folder, mut database) = new();
    let (map, a, ..) = small(&mut database);
    database.commit("other", |draw| add_claim(draw, map, "c", 9).map(|_| ())).expect("no rule is broken");
    database.commit("gone", |draw| Ok(draw.draft.remove_node(a).map(|_| ())?)).expect("no rule is broken");
    assert_eq!(database.snapshot().history(&Entity::Node(a)).expect("readable"), [1, 3]);
    let difference = database.difference(1, 3).expect("both are there");
    let verbs: Vec<&str> = difference.iter().map(Change::verb).collect();
    assert_eq!(verbs, ["removed", "removed", "removed", "added", "added"]);
    assert_sound(&database);
}

/// Cards quote whole passages: records far beyond a run's size are kept, edited, taken back and rebuilt.
#[test]
fn long_quotations_are_kept_edited_and_rebuilt() {
    let (folder, mut database) = new();
    let quote = "cannot enforce the rule 규칙 ".repeat(14_000);
    let mut ids = Vec::new();
    database
        .commit("cards", |draw| {
            let map = add_map(draw, "m")?;
            for number in 0..20 {
                let mut node = Node::new(draw.fresh(), NodeKind::Evidence, format!("Card {number}."));
                node.citation = Some(Box::new(crate::model::Citation {
                    quote: Some("cannot enforce the rule 규칙 ".repeat(14_000 / (1 + number % 3))),
                    marks: "0-6 u hl=cyan, 7-14 sz=8".parse().expect("marks"),
                    ..Default::default()
                }));
                ids.push(node.id);
                draw.draft.put_node(node)?;
                draw.draft.put_placement(Placement::new(map, ids[number], number as u64))?;
            }
            Ok::<(), DatabaseError>(())
        })
        .expect("they fit");
    let mut node = database.snapshot().node(ids[0]).expect("readable").expect("it is there");
    node.text = "Edited.".into();
    database.commit("edit", |draw| Ok::<(), DatabaseError>(draw.draft.put_node(node)?)).expect("it fits");
    let too_long = "x".repeat(crate::model::MAX_QUOTING);
    let mut node = database.snapshot().node(ids[1]).expect("readable").expect("it is there");
    node.citation.as_mut().expect("it quotes").quote = Some(too_long);
    assert!(database.commit("too long", |draw| Ok::<(), DatabaseError>(draw.draft.put_node(node)?)).is_err());
    assert_sound(&database);
    drop(database);
    std::fs::remove_dir_all(folder.path().join(".agon/state-2")).expect("it is there");
    let database = open(folder.path(), 2);
    let node = database.snapshot().node(ids[0]).expect("readable").expect("it is there");
    assert_eq!(node.text, "Edited.");
    assert_eq!(node.citation.as_ref().and_then(|citation| citation.quote.as_deref()), Some(quote.as_str()));
    assert_sound(&database);
}
