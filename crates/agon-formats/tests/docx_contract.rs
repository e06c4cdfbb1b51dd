//! What is written keeps the contract of debate files: the parts, the styles, the order of the schema.

mod maps;
mod word;

use std::io::Cursor;

use quick_xml::Reader;
use quick_xml::events::Event;
use word::{docx, map_of, names, p, part, r, write};

/// Role, type, id, name, aliases, outline level.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, Option<u8>);

/// Elements with their values.
type Children = Vec<(String, String)>;

const TABLE: [Row; 18] = [
    ("Pocket", "paragraph", "Heading1", "heading 1", "Pocket", Some(0)),
    ("Hat", "paragraph", "Heading2", "heading 2", "Hat", Some(1)),
    ("Block", "paragraph", "Heading3", "heading 3", "Block", Some(2)),
    ("Tag", "paragraph", "Heading4", "heading 4", "Tag", Some(3)),
    ("Card", "paragraph", "Normal", "Normal", "Normal/Card", None),
    ("Cite", "character", "Style13ptBold", "Style 13 pt Bold", "Cite", None),
    ("Underline", "character", "StyleUnderline", "Style Underline", "Underline", None),
    ("Emphasis", "character", "Emphasis", "Emphasis", "", None),
    ("Analytic", "paragraph", "Analytic", "Analytic", "", None),
    ("Undertag", "paragraph", "Undertag", "Undertag", "", None),
    ("", "character", "Heading1Char", "Heading 1 Char", "Pocket Char", None),
    ("", "character", "Heading2Char", "Heading 2 Char", "Hat Char", None),
    ("", "character", "Heading3Char", "Heading 3 Char", "Block Char", None),
    ("", "character", "Heading4Char", "Heading 4 Char", "Tag Char", None),
    ("", "character", "AnalyticChar", "Analytic Char", "", None),
    ("", "character", "UndertagChar", "Undertag Char", "", None),
    ("", "character", "DefaultParagraphFont", "Default Paragraph Font", "", None),
    ("", "paragraph", "Normal", "Normal", "Normal/Card", None),
];

const PARTS: [&str; 5] =
    ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"];

/// The styles of a part: the opening tag, and the names of the children with their values.
fn styles(text: &str) -> Vec<(String, Children, String)> {
    let mut found = Vec::new();
    for style in text.split("<w:style ").skip(1) {
        let style = style.split("</w:style>").next().expect("it is closed");
        let (tag, content) = style.split_once('>').expect("it has content");
        let (mut children, mut depth) = (Vec::new(), 0);
        let mut reader = Reader::from_str(content);
        loop {
            match reader.read_event().expect("it is XML") {
                Event::Start(element) => {
                    if depth == 0 {
                        children.push((element.name().0.to_owned(), String::new()));
                    }
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                Event::Empty(element) if depth == 0 => {
                    let value = element.try_get_attribute("w:val").expect("sound").map(|one| one.value.to_string());
                    children.push((element.name().0.to_owned(), value.unwrap_or_default()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        found.push((tag.to_owned(), children, content.to_owned()));
    }
    found
}

fn in_order(what: &[String], order: &[&str]) {
    let places: Vec<usize> = what
        .iter()
        .map(|name| order.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} is not in {order:?}")))
        .collect();
    assert!(places.is_sorted(), "{what:?}");
}

#[test]
fn a_debate_file_has_the_five_parts_and_the_styles_of_the_contract() {
    let bytes = write(&maps::small(), &[("map", "verbatim")]);
    assert_eq!(names(&bytes), PARTS);
    let found = styles(&part(&bytes, "word/styles.xml"));
    for (role, kind, id, name, aliases, outline) in TABLE {
        let (tag, children, content) = found
            .iter()
            .find(|(tag, ..)| tag.contains(&format!("w:styleId=\"{id}\"")))
            .unwrap_or_else(|| panic!("there is no style {id}"));
        assert!(tag.contains(&format!("w:type=\"{kind}\"")), "{id}");
        let value = |wanted: &str| children.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str());
        assert_eq!((value("w:name"), value("w:aliases")), (name, aliases), "{id}");
        let level = outline.map(|level| format!("<w:outlineLvl w:val=\"{level}\"/>"));
        assert_eq!(level.is_some(), content.contains("outlineLvl"), "{id}");
        assert!(level.is_none_or(|level| content.contains(&level)), "{id}");
        assert_eq!(!role.is_empty(), children.iter().any(|(name, _)| name == "w:qFormat") && !role.is_empty(), "{id}");
        let is_custom = id.ends_with("Char") || ["Style13ptBold", "StyleUnderline", "Analytic", "Undertag"].contains(&id);
        assert_eq!(is_custom, tag.contains("w:customStyle=\"1\""), "{id}");
        if outline.is_some() {
            assert_eq!(value("w:link"), format!("{id}Char"));
        }
        let names: Vec<String> = children.iter().map(|(name, _)| name.clone()).collect();
        in_order(
            &names,
            &[
                "w:name",
                "w:aliases",
                "w:basedOn",
                "w:next",
                "w:link",
                "w:uiPriority",
                "w:semiHidden",
                "w:qFormat",
                "w:pPr",
                "w:rPr",
            ],
        );
    }
    assert_eq!(found.len(), TABLE.len() - 1, "there is no other style");
    let analytic = found.iter().find(|(tag, ..)| tag.contains("\"Analytic\"")).expect("it is there");
    assert!(analytic.2.contains("<w:basedOn w:val=\"Heading4\"/>"));
}

#[test]
fn runs_keep_the_order_of_the_schema_and_every_text_its_blanks() {
    let body = [
        p("Heading4", &r("", "Tag")),
        p("", &format!("{}{}", r("<w:rStyle w:val=\"Style13ptBold\"/>", "Doe 24"), r("", ", \"x\""))),
        p(
            "",
            &r(
                "<w:rStyle w:val=\"Emphasis\"/><w:b/><w:i/><w:strike/><w:vanish/><w:color w:val=\"555555\"/><w:sz w:val=\"18\"/><w:highlight w:val=\"cyan\"/><w:u w:val=\"single\"/><w:shd w:fill=\"FFFF99\"/>",
                "كل شيء",
            ),
        ),
        p("", &r("<w:b/><w:sz w:val=\"40\"/><w:highlight w:val=\"lightGray\"/>", " bold and large ")),
    ];
    let bytes = write(&map_of(&docx(&body.concat(), "")), &[]);
    let text = part(&bytes, "word/document.xml");
    let order = ["rStyle", "rFonts", "b", "i", "strike", "vanish", "color", "sz", "highlight", "u", "bdr", "shd", "rtl"];
    for properties in text.split("<w:rPr>").skip(1) {
        let properties = properties.split("</w:rPr>").next().expect("it is closed");
        let names: Vec<String> =
            properties.split("<w:").skip(1).map(|one| one.split(['/', ' ', '>']).next().expect("a name").to_owned()).collect();
        in_order(&names, &order);
    }
    assert_eq!(text.matches("<w:t>").count(), 0, "every text says that its blanks are kept");
    assert!(!text.contains("lightGray") && text.contains("w:fill=\"C0C0C0\""), "Word loses this highlighter");
    assert!(text.contains("<w:b/><w:sz w:val=\"22\"/>"), "bold words are no larger than the body");
    assert!(text.contains("<w:bidi/>") && text.contains("<w:rtl/>"));
    // A body has no style at all.
    assert_eq!(text.matches("<w:pStyle").count(), 1);
}

#[test]
fn the_presets_leave_out_what_they_promise() {
    let body = [
        p("Heading3", &r("", "Block")),
        p("Analytic", &r("", "An analytic")),
        p("Heading4", &r("", "2. A tag")),
        p("Undertag", &r("", "An undertag")),
        p("", &format!("{}{}", r("<w:rStyle w:val=\"Style13ptBold\"/>", "Doe 24"), r("", ", professor, \"Title\""))),
        p(
            "",
            &format!(
                "{}{}{}{}",
                r("<w:sz w:val=\"16\"/>", "Not read "),
                r("<w:rStyle w:val=\"StyleUnderline\"/><w:highlight w:val=\"cyan\"/>", "read aloud"),
                r("<w:sz w:val=\"16\"/>", " not read either"),
                r("<w:highlight w:val=\"cyan\"/>", "to the end")
            ),
        ),
    ];
    let map = map_of(&docx(&body.concat(), ""));
    let text = |preset: &str| {
        let text = part(&write(&map, &[("preset", preset)]), "word/document.xml");
        let paragraphs = text.split("<w:p>").skip(1).map(|one| {
            one.split("<w:t xml:space=\"preserve\">")
                .skip(1)
                .map(|run| run.split("</w:t>").next().expect("closed"))
                .collect::<String>()
        });
        paragraphs.collect::<Vec<_>>()
    };
    assert_eq!(
        text("send"),
        ["Block", "2. A tag", "Doe 24, professor, &quot;Title&quot;", "Not read read aloud not read eitherto the end"]
    );
    assert_eq!(text("read"), ["Block", "An analytic", "2. A tag", "An undertag", "Doe 24", "read aloud to the end"]);
    let mut nodes: Vec<_> = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
    for (_, node) in &mut nodes {
        if node.citation.is_some() {
            node.attributes.insert("marked".into(), "read aloud".into());
        }
    }
    let marked = agon_core::model::Map::assemble(map.info().clone(), 0, nodes, map.links().to_vec(), map.sources().clone())
        .expect("sound");
    let text = part(&write(&marked, &[("preset", "marked")]), "word/document.xml");
    assert!(
        text.contains(
            ">read aloud</w:t></w:r><w:r><w:rPr><w:b/><w:color w:val=\"C00000\"/></w:rPr><w:t xml:space=\"preserve\"> [MARKED] "
        ),
        "{text}"
    );
}

#[test]
fn a_report_is_whole_and_the_same_map_gives_the_same_bytes() {
    let map = maps::small();
    let bytes = write(&map, &[]);
    assert_eq!(bytes, write(&map, &[]));
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a package");
    for at in 0..archive.len() {
        let entry = archive.by_index(at).expect("it is there");
        assert_eq!(entry.last_modified().map(|time| time.year()), Some(1980), "no clock");
    }
    for name in names(&bytes) {
        let text = part(&bytes, &name);
        let mut reader = Reader::from_str(&text);
        loop {
            if reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) == Event::Eof {
                break;
            }
        }
    }
    let text = part(&bytes, "word/document.xml");
    for words in
        ["Why the trade talks failed", "Answer: ", "For", "Against", "Undercuts this support", "Sources", "no concession"]
    {
        assert!(text.contains(words), "{words}");
    }
    // Every reference leads to a bookmark that is there.
    for reference in text.split("w:anchor=\"").skip(1) {
        let name = reference.split('"').next().expect("it is closed");
        assert!(text.contains(&format!("w:name=\"{name}\"")), "{name}");
    }
    assert!(part(&bytes, "word/styles.xml").contains("w:eastAsia=\"Malgun Gothic\""));
}

#[test]
fn cites_for_disclosure_tell_the_ends_of_long_cards() {
    let words: Vec<String> = (1..=60).map(|at| format!("word{at}")).collect();
    let body = [
        p("Heading1", &r("", "Case #1")),
        p("Heading4", &r("", "It “works”")),
        p("", &format!("{}{}", r("<w:rStyle w:val=\"Style13ptBold\"/>", "Doe 24"), r("", ", [x], \"Title\""))),
        p("", &r("", &words.join(" "))),
    ];
    let map = map_of(&docx(&body.concat(), ""));
    let registry = {
        let mut registry = agon_core::extend::Registry::new();
        agon_formats::register(&mut registry).expect("no name is taken");
        registry
    };
    let exporter = registry.exporter("caselist-cites").expect("it is built in");
    let made = exporter.export(&map, &agon_core::extend::Options::default(), &registry).expect("it can be written");
    let agon_core::extend::Output::Document(bytes) = made.output else { panic!("it writes one document") };
    let text = String::from_utf8(bytes).expect("it is text");
    let (first, last) = (words[..25].join(" "), words[35..].join(" "));
    assert_eq!(text, format!("# Case \\#1\n\n#### It \"works\"\n\nDoe 24, \\[x\\], \"Title\"\n\n{first}\nAND\n{last}\n"));
}
