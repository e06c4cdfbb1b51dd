//! Mending debate files: what they say stays, the styles of the contract come back.

mod sink;
mod word;

use agon_formats::docx::repair;
use word::{docx, map_of, p, part, r, read, shape};

/// A file as it looks after years: junk styles, aliases gone, runs in pieces, pasted shading.
fn worn() -> Vec<u8> {
    let mut styles = String::from(
        "<w:style w:type=\"paragraph\" w:styleId=\"Normal\" w:default=\"1\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"MyTag\"><w:name w:val=\"Tags\"/></w:style>\
         <w:style w:type=\"character\" w:styleId=\"C\"><w:name w:val=\"Author-Date\"/><w:rPr><w:b/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"U\"><w:name w:val=\"Debate Underline\"/><w:rPr><w:u w:val=\"single\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"J\"><w:name w:val=\"junk\"/><w:rPr><w:i/><w:sz w:val=\"16\"/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Web\"><w:name w:val=\"Normal (Web)\"/><w:rPr><w:sz w:val=\"12\"/></w:rPr></w:style>",
    );
    for at in 0..3000 {
        styles.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"j{at}\"><w:name w:val=\"Junk {at}\"/><w:basedOn w:val=\"j{}\"/></w:style>",
            (at + 1) % 3000
        ));
    }
    let body = [
        p("H1", &r("", "Politics")),
        p("MyTag", &r("<w:lang w:val=\"en\"/>", "Plan costs capital")),
        p("j7", &format!("{}{}", r("<w:rStyle w:val=\"C\"/>", "Doe 24"), r("", ", \"Title,\" https://a.example"))),
        p(
            "Web",
            &format!(
                "{}{}{}<w:proofErr w:type=\"x\"/>{}{}",
                r("<w:rStyle w:val=\"J\"/>", "However "),
                r("<w:rStyle w:val=\"U\"/><w:highlight w:val=\"cyan\"/>", "it "),
                r("<w:rStyle w:val=\"U\"/><w:highlight w:val=\"cyan\"/><w:lang w:val=\"en\"/>", "can"),
                r("<w:rStyle w:val=\"U\"/><w:highlight w:val=\"cyan\"/><w:noProof/>", "not & will"),
                r("<w:shd w:val=\"clear\" w:fill=\"FEFEFE\"/>", " work.")
            ),
        ),
    ];
    docx(&body.concat(), &styles)
}

#[test]
fn a_worn_file_says_the_same_and_has_the_styles_of_the_contract() {
    let worn = worn();
    let (mended, done) = repair(&worn).expect("it can be read");
    assert_eq!(shape(&map_of(&worn)), shape(&map_of(&mended)));
    assert_eq!(done.styles_before, 3007);
    assert_eq!((done.runs_before, done.runs_after), (9, 7));
    let styles = part(&mended, "word/styles.xml");
    for alias in ["Pocket", "Hat", "Block", "Tag", "Cite", "Underline", "Normal/Card"] {
        assert!(styles.contains(&format!("<w:aliases w:val=\"{alias}\"/>")), "{alias}");
    }
    assert!(!styles.contains("Junk"));
    let text = part(&mended, "word/document.xml");
    assert!(text.contains("<w:pStyle w:val=\"Heading4\"/>") && text.contains("Style13ptBold"), "{text}");
    assert!(text.contains("<w:t xml:space=\"preserve\">it cannot &amp; will</w:t>"), "{text}");
    assert!(!text.contains("proofErr") && !text.contains("FEFEFE") && !text.contains("w:lang"), "{text}");
    let (again, _) = repair(&mended).expect("it can be read");
    for name in word::names(&mended) {
        assert_eq!(part(&again, &name), part(&mended, &name), "mending what is mended changes nothing in {name}");
    }
}

#[test]
fn a_file_that_is_in_order_says_the_same() {
    let Some(folder) = sink::data("verbatim-docx") else { return };
    let bytes = std::fs::read(folder.join("minimal.docx")).expect("it can be read");
    let (mended, _) = repair(&bytes).expect("it can be read");
    assert_eq!(shape(&map_of(&bytes)), shape(&map_of(&mended)));
}

#[test]
fn pictures_notes_tables_and_links_stay() {
    let Some(folder) = sink::data("mammoth-docx") else { return };
    for entry in std::fs::read_dir(&folder).expect("it can be read") {
        let path = entry.expect("it is there").path();
        if path.extension().is_none_or(|end| end != "docx") {
            continue;
        }
        let bytes = std::fs::read(&path).expect("it can be read");
        let Ok((before, _)) = read(&bytes) else { continue };
        let (mended, _) = repair(&bytes).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()));
        let (after, _) = read(&mended).unwrap_or_else(|reasons| panic!("{}: {reasons:?}", path.display()));
        assert_eq!(shape(&before), shape(&after), "{}", path.display());
        let names = |bytes: &[u8], what: &str| word::names(bytes).iter().filter(|name| name.contains(what)).count();
        assert_eq!(names(&bytes, "media/") > 0, names(&mended, "media/") > 0, "{}", path.display());
    }
}

#[test]
fn what_is_no_document_is_refused_with_the_reason() {
    for (bytes, code) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a file of an older Word".to_vec(), "docx/legacy"),
        (b"hello".to_vec(), "docx/no-zip"),
        (word::package(&[("xl/workbook.xml", "<x/>")]), "docx/no-document"),
    ] {
        assert_eq!(repair(&bytes).expect_err("it is none").code, code);
    }
}
