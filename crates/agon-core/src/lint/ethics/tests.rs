//! Each rule on cards that break it and on cards that do not; the page that gathers the rules.

use serde_json::json;

use super::{Case, Profile, Texts, rules};
use crate::model::{Citation, Map, MapBuilder, Name, Passage, Relation, Source, SourceKey};

/// A map with one card `e` under the claim `c`, in order in every way, before `change`.
fn map(change: impl FnOnce(&mut Citation, &mut Source)) -> Map {
    let map =
        MapBuilder::new("m").claim("c", "The plan fails.").evidence("e", "It fails.").citing("doe-24").supports("e", "c").build();
    let mut source = Source::titled(SourceKey::new("doe-24").expect("a key"), "On plans");
    for (key, value) in [
        ("type", json!("article-newspaper")),
        ("author", json!([{"family": "Doe", "given": "Jane"}])),
        ("issued", json!({"date-parts": [[2024, 3, 1]]})),
        ("container-title", json!("The Paper")),
        ("URL", json!("https://paper.example/plans")),
        ("accessed", json!({"date-parts": [[2024, 4, 1]]})),
        ("custom", json!({"qualifications": "professor of law"})),
    ] {
        source.csl.insert(key.into(), value);
    }
    let mut citation = Citation {
        source: Some(source.key.clone()),
        quote: Some("The agency may not enforce the rule. Nobody has the staff.".into()),
        marks: "0-36 u hl=cyan, 36-58 sz=8".parse().expect("marks"),
        cite: Some(Passage { text: "Doe 24 (Jane Doe, professor)".into(), marks: "0-6 cite".parse().expect("marks") }),
        ..Citation::default()
    };
    change(&mut citation, &mut source);
    let mut placed: Vec<_> = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
    placed[1].1.citation = Some(Box::new(citation));
    Map::assemble(map.info().clone(), 0, placed, map.links().to_vec(), [(source.key.clone(), source)].into()).expect("sound")
}

fn codes_of(map: &Map, profile: Profile, texts: &dyn Texts, transcript: Option<&str>) -> Vec<String> {
    let mut case = Case::new(map, profile, 2026, texts);
    case.transcript = transcript;
    let mut report = Vec::new();
    for rule in rules() {
        let before = report.len();
        rule.check(&case, &mut report);
        for finding in &report[before..] {
            assert!(finding.code.starts_with(rule.id()), "{finding}");
            assert!(finding.place.is_some() && !finding.hints.is_empty(), "{finding} has a place and a remedy");
        }
    }
    report.into_iter().map(|finding| finding.code.into_owned()).collect()
}

fn codes(change: impl FnOnce(&mut Citation, &mut Source)) -> Vec<String> {
    codes_of(&map(change), Profile::Nsda, &(), None)
}

fn quoting(quote: &str, marks: &str) -> Vec<String> {
    codes(|citation, _| {
        citation.quote = Some(quote.into());
        citation.marks = marks.parse().expect("marks");
    })
}

const NONE: [&str; 0] = [];

#[test]
fn a_card_in_order_is_in_order_for_every_association() {
    for profile in Profile::ALL {
        assert_eq!(codes_of(&map(|_, _| ()), profile, &(), None), NONE, "{profile:?}");
    }
}

#[test]
fn missing_parts_of_the_citation_are_found_as_each_association_asks() {
    let bare = |_: &mut Citation, source: &mut Source| *source = Source::titled(source.key.clone(), source.key.as_str());
    assert_eq!(codes(bare), ["E01/missing", "E01/wanted", "E01/missing", "E01/missing", "E01/missing"].map(String::from));
    let without = |key: &'static str| move |_: &mut Citation, source: &mut Source| drop(source.csl.remove(key));
    assert_eq!(codes(without("custom")), ["E01/wanted"]);
    assert_eq!(codes_of(&map(without("custom")), Profile::Ndca, &(), None), ["E01/missing"]);
    assert_eq!(codes(without("author")), ["E01/missing"]);
    assert_eq!(codes(without("accessed")), ["E01/missing", "E14/accessed"]);
    assert_eq!(codes(|citation, _| citation.source = None), ["E01/source"]);
}

#[test]
fn cites_are_marked_and_agree_with_the_record() {
    assert_eq!(codes(|citation, _| citation.cite.as_mut().expect("a cite").marks = Default::default()), ["E02/style"]);
    assert_eq!(codes(|citation, _| citation.cite.as_mut().expect("a cite").text.push_str("\nhttps://x")), ["E02/lines"]);
    for (cite, expected) in [
        ("Roe 24", vec!["E03/name"]),
        ("Doe 23", vec!["E03/year"]),
        ("Doe 2023", vec!["E03/year"]),
        ("Doe 2024", vec![]),
        ("DOE ’24", vec![]),
        ("Doe 3-1", vec![]),
    ] {
        let found = codes(|citation, _| {
            let mut passage = Passage::default();
            passage.push(cite, "cite".parse().expect("marks"));
            citation.cite = Some(passage);
        });
        assert_eq!(found, expected, "{cite}");
    }
}

/// One text under every hash.
struct One(&'static str);

impl Texts for One {
    fn text(&self, _: &str) -> Option<String> {
        Some(self.0.into())
    }
}

#[test]
fn words_are_held_against_the_stored_text() {
    let stored = map(|_, source| source.text = Some("00".into()));
    let find = |text: &'static str| codes_of(&stored, Profile::Nsda, &One(text), None);
    assert_eq!(find("Before.\nThe agency may not enforce the rule. Nobody has the staff.\nAfter."), NONE);
    assert_eq!(find("The agency may enforce the rule."), ["E04/absent"]);
    assert_eq!(find("And so: The agency may not enforce the rule. Nobody has the staff. Or the will."), ["E10/start", "E10/end"]);
}

#[test]
fn what_is_left_out_and_what_is_put_in_is_found() {
    assert_eq!(quoting("The plan … fails.", ""), ["E05/ellipsis"]);
    assert_eq!(quoting("… The plan fails …", ""), NONE);
    assert_eq!(quoting("The plan [of theirs] fails.", ""), ["E06/inserted"]);
    assert_eq!(quoting("The plan [Table Omitted] fails.", ""), NONE);
}

#[test]
fn highlighting_is_looked_at_word_by_word() {
    assert_eq!(quoting("The plan fails.", "0-8 u, 9-14 hl=cyan"), ["E07/outside"]);
    assert_eq!(quoting("It may not work.", "0-2 u hl=cyan, 11-15 u hl=cyan"), ["E08/hedge", "E08/hedge"]);
    assert_eq!(quoting("It works. Not so here.", "0-8 u hl=cyan, 17-21 u hl=cyan"), NONE);
    assert_eq!(quoting("It is unlikely.", "8-14 u hl=cyan"), ["E09/part"]);
    assert_eq!(quoting("United States of America.", "0-1 u hl=cyan, 7-8 u hl=cyan, 17-18 u hl=cyan"), NONE);
    assert_eq!(quoting("however the plan fails", ""), ["E10/start", "E10/end"]);
}

#[test]
fn what_cannot_be_read_is_found() {
    for marks in ["0-8 sz=1", "0-8 hidden", "0-8 color=ffffff", "0-8 color=ffffff shade=fefefe"] {
        assert_eq!(quoting("The plan fails.", marks), ["E11/unreadable"], "{marks}");
    }
    assert_eq!(quoting("The plan fails.", "0-3 sz=4, 4-8 color=ffffff shade=000000"), NONE);
}

#[test]
fn a_card_for_and_against_the_same_is_found() {
    let build = |builder: MapBuilder| {
        let built = builder.build();
        let sound = map(|_, _| ());
        let mut placed: Vec<_> = built.placements().iter().cloned().zip(built.nodes().iter().cloned()).collect();
        placed[1].1.citation = sound.nodes()[1].citation.clone();
        Map::assemble(built.info().clone(), 0, placed, built.links().to_vec(), sound.sources().clone()).expect("sound")
    };
    let start = || MapBuilder::new("m").claim("c", "C.").evidence("e", "E.").citing("doe-24").supports("e", "c");
    assert_eq!(codes_of(&build(start().rebuts("e", "c")), Profile::Nsda, &(), None), ["E12/both"]);
    let attacked = start().claim("d", "D.").supports("e", "d").link(&["d"], Relation::Rebuts, "c");
    assert_eq!(codes_of(&build(attacked), Profile::Nsda, &(), None), ["E12/attack"]);
}

#[test]
fn old_evidence_for_how_things_stand_is_found() {
    let unique = |year: Option<i64>| {
        let sound = map(|_, source| match year {
            Some(year) => drop(source.csl.insert("issued".into(), json!({"date-parts": [[year]]}))),
            None => drop(source.csl.insert("issued".into(), json!({"date-parts": []}))),
        });
        let mut placed: Vec<_> = sound.placements().iter().cloned().zip(sound.nodes().iter().cloned()).collect();
        placed[0].1.attributes.insert("role".into(), "Uniqueness".into());
        Map::assemble(sound.info().clone(), 0, placed, sound.links().to_vec(), sound.sources().clone()).expect("sound")
    };
    assert_eq!(codes_of(&unique(Some(2024)), Profile::Nsda, &(), None), NONE);
    assert_eq!(codes_of(&unique(Some(2019)), Profile::Nsda, &(), None), ["E03/year", "E13/old"]);
    assert_eq!(codes_of(&unique(None), Profile::Nsda, &(), None), ["E01/missing", "E13/undated"]);
}

#[test]
fn addresses_that_are_dois_are_found() {
    assert_eq!(codes(|_, source| drop(source.csl.insert("URL".into(), "https://doi.org/10.1/x".into()))), ["E14/doi"]);
}

#[test]
fn tags_without_cards_and_cards_without_tags_are_found() {
    let sound = map(|_, _| ());
    let placed: Vec<_> = sound.placements().iter().cloned().zip(sound.nodes().iter().cloned()).collect();
    let mut lone = Map::assemble(sound.info().clone(), 0, placed.clone(), Vec::new(), sound.sources().clone()).expect("sound");
    assert_eq!(codes_of(&lone, Profile::Nsda, &(), None), ["E15/tag", "E15/card"]);
    let mut placed = placed;
    placed[0].1.add_tag(Name::new("analytic").expect("a name"));
    lone = Map::assemble(sound.info().clone(), 0, placed, Vec::new(), sound.sources().clone()).expect("sound");
    assert_eq!(codes_of(&lone, Profile::Nsda, &(), None), ["E15/card"]);
}

#[test]
fn highlighted_words_that_were_not_said_are_found() {
    let quote = "one two three four five six seven eight nine ten eleven twelve.";
    let card = |marked: Option<u64>| {
        let sound = map(|citation, _| {
            citation.quote = Some(quote.into());
            citation.marks = "0-63 u hl=cyan".parse().expect("marks");
        });
        let mut placed: Vec<_> = sound.placements().iter().cloned().zip(sound.nodes().iter().cloned()).collect();
        placed[1].1.attributes.extend(marked.map(|at| ("marked".to_owned(), json!(at))));
        Map::assemble(sound.info().clone(), 0, placed, sound.links().to_vec(), sound.sources().clone()).expect("sound")
    };
    let find = |marked, profile, said: &str| codes_of(&card(marked), profile, &(), Some(said));
    let all = ["E10/start".to_owned()];
    assert_eq!(find(None, Profile::Nsda, &format!("Next card: {}", quote.to_uppercase())), all);
    let clipped = "one two three four five, eleven twelve. one two three. ten eleven twelve";
    assert_eq!(find(None, Profile::Nsda, clipped), ["E10/start"]);
    assert_eq!(find(None, Profile::Ncfca, clipped), ["E10/start", "E16/clipping"]);
    let most = "one two three four and that is it";
    assert_eq!(find(None, Profile::Nsda, most), ["E10/start", "E16/clipping"]);
    assert_eq!(find(Some(18), Profile::Nsda, most), ["E10/start"]);
    assert_eq!(find(None, Profile::Nsda, "another card altogether"), ["E10/start"]);
}

/// The pages are the rules' own: what stands in their files. `AGON_BLESS=1` writes the reference anew.
#[test]
fn the_reference_says_what_the_rules_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut page = String::from(HEAD);
    for rule in rules() {
        let file = folder.join(format!("src/lint/ethics/{}.rs", rule.id().to_lowercase()));
        let source = std::fs::read_to_string(&file).expect("a rule is a file");
        let head = source.split("pub struct").next().unwrap_or_default();
        let head = head.rsplit("type Is").next().unwrap_or_default();
        let lines: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("///")).map(str::trim_start).collect();
        let mut found: Vec<&str> = source.split('"').filter(|part| part.starts_with(&format!("{}/", rule.id()))).collect();
        found.dedup();
        let codes: Vec<String> = found.into_iter().map(|code| format!("`{code}`")).collect();
        page.push_str(&format!(
            "\n## {}: {}\n\n{}\n\n**Codes.** {}.\n",
            rule.id(),
            rule.summary(),
            lines.join("\n"),
            codes.join(", ")
        ));
    }
    let path = folder.join("../../docs/reference/ethics.md");
    if std::env::var_os("AGON_BLESS").is_some() {
        std::fs::write(&path, &page).expect("docs can be written");
    }
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), page, "AGON_BLESS=1 writes it anew");
}

const HEAD: &str = "# The ethics of evidence

`agon lint --profile nsda|ndca|ncfca [MAP]` looks at every quotation as a debate association would, and exits with status 1 if there
is an error: for use before a tournament. `--transcript FILE` adds what was said in a round. Nothing is changed.

The rules follow what the National Speech & Debate Association, the National Debate Coaches Association and the National Christian
Forensics and Communications Association publish. Their texts change from year to year, and decide. Words are never mended by
themselves: a card says what its source says.
";
