//! Hostile documents are refused with the reason or read within bounds; hostile texts come out as text.

mod sink;
mod word;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use agon_core::model::{
    Citation, Element, IdMaker, Link, Map, MapInfo, Name, Node, NodeKind, Placement, Relation, Section, SeededEntropy, Source,
    SourceKey, Timestamp,
};
use quick_xml::Reader;
use quick_xml::events::Event;
use word::{WORD, collect, docx, map_of, names, p, package, part, r, read, write};

fn refused(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(_) => "read".into(),
        Err(complaints) => complaints.first().map(|one| one.code.to_string()).unwrap_or_default(),
    }
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>")
}

#[test]
fn what_is_no_document_is_refused_with_the_reason() {
    let legacy = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Microsoft Word 97-2003".to_vec();
    let mut encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let sound = docx(&p("Heading4", &r("", "Tag")), "");
    let entity =
        format!("<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>{}", document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"));
    for (bytes, code) in [
        (legacy, "docx/legacy"),
        (encrypted, "docx/encrypted"),
        (Vec::new(), "docx/no-zip"),
        (b"%PDF-1.7".to_vec(), "docx/no-zip"),
        (sound[..sound.len() / 2].to_vec(), "docx/broken-zip"),
        (package(&[("mimetype", "x")]), "docx/no-document"),
        (package(&[("word/document.xml", &entity)]), "docx/doctype"),
        (package(&[("word/document.xml", &document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"))]), "docx/entity"),
        (package(&[("word/document.xml", "<w:document><w:body></w:document>")]), "docx/xml"),
        (package(&[("word/document.xml", "")]), "read"),
    ] {
        assert_eq!(refused(&bytes), code);
    }
}

#[test]
fn a_bomb_and_too_many_entries_are_refused_early() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("memory takes it");
    writer.write_all(document("").trim_end_matches("</w:body></w:document>").as_bytes()).expect("memory takes it");
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..40 {
        writer.write_all(&blanks).expect("memory takes it");
    }
    let bomb = writer.finish().expect("memory takes it").into_inner();
    assert!(bomb.len() < 100_000);
    assert_eq!(refused(&bomb), "limit/inflated");
    let many: Vec<String> = (0..10_001).map(|at| format!("x{at}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(refused(&package(&many)), "limit/entries");
}

#[test]
fn names_that_lead_outside_are_ignored_and_told() {
    let text = document(&p("Heading4", &r("", "Tag")));
    let bytes = package(&[("../../evil", "x"), ("/etc/evil", "x"), ("word/document.xml", &text)]);
    let (map, warnings) = read(&bytes).expect("the rest can be read");
    assert_eq!(map.nodes().len(), 1);
    assert_eq!(warnings.iter().filter(|one| one.code == "docx/entry-name").count(), 2, "{warnings:?}");
}

#[test]
fn the_hostile_collection_is_read_or_refused() {
    let Some(folder) = sink::data("hostile/docx") else { return };
    let outcome = |name: &str| refused(&std::fs::read(folder.join(name)).expect("it can be read"));
    assert_eq!(outcome("bomb_50MB.docx"), "limit/inflated");
    assert_eq!(outcome("entity.docx"), "docx/doctype");
    for name in ["many_entries.docx", "zip_slip.docx"] {
        let outcome = outcome(name);
        assert!(
            outcome == "read" || outcome.starts_with("docx/") || outcome.starts_with("limit/") || outcome == "import/no-map",
            "{name}: {outcome}"
        );
    }
    let card = map_of(&std::fs::read(folder.join("debate_card.docx")).expect("it can be read"));
    let citation = card.nodes().iter().find_map(|node| node.citation.as_deref()).expect("it holds a card");
    assert!(citation.quote.is_some() && citation.cite.is_some(), "{citation:?}");
}

#[test]
fn documents_of_other_programs_are_read_without_a_panic() {
    let Some(folder) = sink::data("mammoth-docx") else { return };
    let mut texts = 0;
    for entry in std::fs::read_dir(&folder).expect("it can be read") {
        let path = entry.expect("it is there").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("it can be read");
            texts += usize::from(read(&bytes).is_ok_and(|(map, _)| !map.nodes().is_empty()));
        }
    }
    assert!(texts >= 12, "{texts}");
}

#[test]
fn a_hundred_thousand_paragraphs_are_read_and_so_is_any_depth() {
    let mut body = String::new();
    for at in 0..100_000 {
        body.push_str(&p(if at % 10 == 0 { "Heading3" } else { "" }, &r("", &format!("Paragraph {at} of many, {}", at * 7919))));
    }
    let (map, warnings) = read(&docx(&body, "")).expect("it is sound");
    assert_eq!(map.nodes().iter().filter(|node| node.text.starts_with("Paragraph")).count() + map.info().sections.len(), 100_000);
    assert!(warnings.iter().any(|one| one.code == "docx/headings"), "{warnings:?}");
    let deep = format!("{}{}{}", "<w:p><w:r>".repeat(50_000), "<w:t>deep</w:t>", "</w:r></w:p>".repeat(50_000));
    assert!(read(&docx(&deep, "")).is_ok());
    let tables =
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(30_000), p("", &r("", "deep")), "</w:tc></w:tr></w:tbl>".repeat(30_000));
    assert_eq!(map_of(&docx(&tables, "")).nodes().len(), 1);
}

#[test]
fn a_paragraph_larger_than_a_node_is_kept_in_parts() {
    let long = "many words ".repeat(60_000);
    for style in ["", "Heading4"] {
        let body = format!("{}{}", p(style, &r("", &long)), p("", &r("<w:u w:val=\"single\"/>", &long)));
        let document = collect(&docx(&body, ""));
        assert!(document.complaints.iter().any(|one| one.code == "docx/long-text"), "{:?}", document.complaints);
        let (map, _) = document.into_map().expect("every part fits a record");
        let kept: usize = map
            .nodes()
            .iter()
            .map(|node| match &node.citation {
                Some(citation) => citation.quote.as_deref().unwrap_or_default().matches("words").count(),
                None => node.text.matches("words").count(),
            })
            .sum();
        assert_eq!(kept, 120_000);
    }
}

/// The texts of the shared collections, and some of this file.
fn texts() -> Vec<String> {
    let own = [
        "]]></w:t></w:r><w:r><w:t>x",
        "<w:fldSimple w:instr=\"INCLUDETEXT c:\\\\x\"/>",
        "{ DDEAUTO c:\\\\cmd }",
        "&#x0;&amp;&lt;",
        "_x000D_",
        "nul\0bell\u{7}\u{ffff}",
        "tab\there",
        "line\u{2028}separator",
        "مرحبا שלום \u{202e}x",
        "日本と韓国",
        "Z̸̡̢a̶͎͝l̷͔̈g̵̱͝o̴",
    ];
    let mut texts: Vec<String> = own.iter().map(|text| (*text).to_owned()).collect();
    if let Some(folder) = sink::data("hostile/text") {
        let lines = std::fs::read_to_string(folder.join("claims.jsonl")).expect("it can be read");
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            texts.extend(line["text"].as_str().map(str::to_owned));
        }
    }
    if let Some(folder) = sink::data("naughty-strings") {
        let list = std::fs::read_to_string(folder.join("blns.json")).expect("it can be read");
        texts.extend(serde_json::from_str::<Vec<String>>(&list).expect("it is a list of texts"));
    }
    if let Some(folder) = sink::data("dompurify") {
        for entry in std::fs::read_dir(folder).expect("it can be read").flatten() {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            if let Ok(serde_json::Value::Array(list)) = serde_json::from_str(&text) {
                texts.extend(list.iter().filter_map(|one| one["payload"].as_str().map(str::to_owned)));
            }
        }
    }
    texts.retain(|text| !plain(text).is_empty() && text.len() < 16_000);
    texts
}

/// A text without blanks and without what no document can hold.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// Every text as a question, as the cited words of a card, as a title and in a record.
fn map_of_texts(texts: &[String]) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(5)));
    let now = Timestamp::from_millis(1_600_000_000_000);
    let mut info = MapInfo::new(ids.next(now), Name::new("hostile").expect("a name"), texts[0].clone());
    info.summary = texts[0].clone();
    info.sections = vec![Section { title: texts[0].clone(), level: 1 }];
    let (mut placed, mut links, mut sources) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (at, text) in texts.iter().enumerate() {
        let claim = Node::new(ids.next(now), NodeKind::Claim, text.clone());
        let mut evidence = Node::new(ids.next(now), NodeKind::Evidence, text.clone());
        let key = SourceKey::new(&format!("source-{at}")).expect("a key");
        let mut source = Source::titled(key.clone(), text);
        source.csl.insert("URL".into(), text.clone().into());
        source.csl.insert("author".into(), serde_json::json!([{ "literal": text }]));
        sources.insert(key.clone(), source);
        evidence.citation = Some(Box::new(Citation {
            source: Some(key),
            quote: Some(text.clone()),
            locator: Some(text.clone()),
            ..Citation::default()
        }));
        let mut link = Link::new(ids.next(now), info.id, vec![evidence.id], Relation::Supports, Element::Node(claim.id));
        link.reason = Some(text.clone());
        links.push(link);
        for node in [claim, evidence] {
            placed.push((Placement::new(info.id, node.id, placed.len() as u64), node));
        }
    }
    Map::assemble(info, 0, placed, links, sources).expect("links refer to what is there")
}

/// The names of elements of a part, and the words of each paragraph.
fn taken_apart(text: &str) -> (BTreeMap<String, usize>, Vec<String>) {
    let (mut elements, mut paragraphs) = (BTreeMap::new(), Vec::new());
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(element) | Event::Empty(element) => {
                *elements.entry(element.name().0.to_owned()).or_default() += 1;
                if element.name().0 == "w:p" {
                    paragraphs.push(String::new());
                }
            }
            Event::Text(words) => {
                if let Some(last) = paragraphs.last_mut() {
                    last.push_str(&words);
                }
            }
            Event::GeneralRef(entity) => {
                let c = match entity.resolve_char_ref().expect("a character") {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&entity).expect("one that XML knows").to_owned(),
                };
                if let Some(last) = paragraphs.last_mut() {
                    last.push_str(&c);
                }
            }
            Event::Eof => return (elements, paragraphs),
            Event::DocType(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) => panic!("only elements and words"),
            _ => {}
        }
    }
}

#[test]
fn hostile_texts_come_out_as_text_and_nothing_but_text() {
    let texts = texts();
    let map = map_of_texts(&texts);
    let harmless = map_of_texts(&vec!["x y".to_owned(); texts.len()]);
    for kind in ["verbatim", "report"] {
        let bytes = write(&map, &[("map", kind)]);
        let (elements, paragraphs) = taken_apart(&part(&bytes, "word/document.xml"));
        let (expected, _) = taken_apart(&part(&write(&harmless, &[("map", kind)]), "word/document.xml"));
        for (name, count) in &elements {
            // Line breaks, tabs and right-to-left words bring elements of their own; they split no structure.
            let may_differ =
                ["w:br", "w:tab", "w:bidi", "w:rtl", "w:rStyle", "w:rPr", "w:t", "w:r", "w:p", "w:pPr", "w:pStyle", "w:ind"]
                    .contains(&name.as_str());
            assert!(may_differ || expected.get(name) == Some(count), "{kind}: {count} {name}, expected {:?}", expected.get(name));
            assert!(!name.contains("fld") && !name.contains("instr") && !name.contains("object"), "{name}");
        }
        let all: Vec<String> = paragraphs.iter().map(|text| plain(text)).collect();
        let whole = all.concat();
        for text in &texts {
            let wanted = plain(text);
            assert!(whole.contains(&wanted), "{kind}: {text:?} is not in the document");
        }
        for name in names(&bytes).iter().filter(|name| name.ends_with(".rels")) {
            assert!(!part(&bytes, name).contains("External"), "{name}");
        }
        for name in names(&bytes) {
            taken_apart(&part(&bytes, &name));
        }
    }
}

#[test]
fn hostile_texts_come_back_from_a_debate_file() {
    let texts = texts();
    let again = map_of(&write(&map_of_texts(&texts), &[("map", "verbatim")]));
    let tags: Vec<String> = again.nodes().iter().map(|node| plain(&node.text)).collect();
    let quotes: String = again.nodes().iter().filter_map(|node| node.citation.as_ref()?.quote.as_deref()).map(plain).collect();
    let cites: String = again
        .nodes()
        .iter()
        .filter_map(|node| Some(node.citation.as_ref()?.cite.as_ref()?.text.clone()))
        .map(|text| plain(&text))
        .collect();
    for text in &texts {
        let wanted = plain(text);
        assert!(tags.contains(&wanted), "{text:?} is no tag");
        assert!(quotes.contains(&wanted) || cites.contains(&wanted), "{text:?} is not quoted");
    }
}
