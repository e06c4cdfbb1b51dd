//! Texts of sources out of bytes of every kind.

mod sink;

use std::io::Write;

use agon_core::model::{Anchor, Nearby, SourceText};
use agon_formats::source_text::read;
use proptest::prelude::*;

fn said(bytes: &[u8], name: &str) -> String {
    read(bytes, name).expect_err("it is refused").to_string()
}

/// A PDF of one page whose content, resources and further objects are given.
fn pdf(content: &[u8], resources: &str, others: &[(&str, Vec<u8>)], trailer: &str) -> Vec<u8> {
    let mut objects: Vec<(String, Option<Vec<u8>>)> = vec![
        ("<< /Type /Catalog /Pages 2 0 R >>".into(), None),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(), None),
        (format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << {resources} >> >>"), None),
        (String::new(), Some(content.to_vec())),
        ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into(), None),
    ];
    objects.extend(others.iter().map(|(dictionary, content)| ((*dictionary).to_owned(), Some(content.clone()))));
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, (dictionary, content)) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj", index + 1).expect("memory");
        match content {
            Some(content) => {
                write!(out, "<< {dictionary} /Length {} >>\nstream\n", content.len()).expect("memory");
                out.extend(content);
                out.extend(b"\nendstream");
            }
            None => out.extend(dictionary.as_bytes()),
        }
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("memory");
    for place in places {
        writeln!(out, "{place:010} 00000 n ").expect("memory");
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).expect("memory");
    out
}

const FONT: &str = "/Font << /F1 5 0 R >>";
const WORDS: &[u8] = b"BT /F1 12 Tf 72 700 Td (On drift, they said.) Tj 0 -20 Td (Trade fell by half.) Tj ET";

#[test]
fn the_text_layer_of_a_pdf_is_read() {
    let (text, kind) = read(&pdf(WORDS, FONT, &[], ""), "lee.pdf").expect("it is read");
    assert_eq!(kind, Some("application/pdf"));
    assert_eq!(text, "On drift, they said.\nTrade fell by half.\n");
    let source = SourceText::new(&text);
    assert!(Anchor::find(&source, "they said", &Nearby::default()).is_ok());
}

#[test]
fn a_pdf_without_words_or_rights_is_refused_with_a_remedy() {
    assert!(said(&pdf(b"0 0 m 1 1 l S", FONT, &[], ""), "scan.pdf").contains("scan.pdf has no text, only pictures of it"));
    let locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) /U (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) /P -4 >> /ID [(a) (a)]";
    let refused = said(&pdf(WORDS, FONT, &[], locked), "locked.pdf");
    assert!(refused.contains("encrypted") || refused.contains("damaged"), "{refused}");
    assert!(said(b"%PDF-1.7\nnothing", "x.pdf").contains("damaged"));
}

#[test]
fn forms_that_draw_themselves_or_each_other_too_often_are_refused() {
    let objects = format!("{FONT} /XObject << /X 6 0 R >>");
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]";
    let circle = pdf(b"/X Do", &objects, &[(&format!("{form} /Resources << /XObject << /X 6 0 R >> >>"), b"/X Do".to_vec())], "");
    assert!(said(&circle, "x.pdf").contains("more than can be read"));
    // Without resources of its own a form has those of the page.
    let circle = pdf(b"/X Do", &objects, &[(form, b"/X Do".to_vec())], "");
    assert!(said(&circle, "x.pdf").contains("more than can be read"));
    let many = b"/X Do ".repeat(3_000);
    let level = |next: u32| format!("{form} /Resources << /XObject << /X {next} 0 R >> >>");
    let bomb = pdf(&many, &objects, &[(&level(7), many.clone()), (&level(8), many.clone()), (form, many.clone())], "");
    assert!(said(&bomb, "x.pdf").contains("more than can be read"));
}

#[test]
fn html_becomes_its_words_one_line_a_paragraph() {
    let page = "<!DOCTYPE html><html><head><title>No</title><style>p{}</style></head><body><h1>On &ldquo;drift&rdquo;</h1>
<p>They   <b>dri</b>fted,
<a href='https://example.org'>apart</a>.<br>Then &#50;0&nbsp;% fell.</p><script>if (a<b) alert('<p>no</p>')</script>
<ul><li>One<li>Two</ul><table><tr><td>a</td><td>b</td></tr></table><!-- no --><pre>x
  y</pre><p>한국&amp;日本</body></html>";
    let (text, kind) = read(page.as_bytes(), "lee").expect("it is read");
    assert_eq!(kind, Some("text/html"));
    assert_eq!(text, "On “drift”\nThey drifted, apart.\nThen 20 % fell.\nOne\nTwo\na b\nx\ny\n한국&日本\n");
    let deep = "<div>".repeat(200_000) + "x" + &"</div>".repeat(200_000);
    assert_eq!(read(format!("<html>{deep}").as_bytes(), "x").expect("it is read").0, "x\n");
}

#[test]
fn plain_text_stays_and_what_has_no_words_is_refused() {
    for text in ["On drift.\r\n  Two\n", "# Title\n\n*x* < y\n", "", "\u{feff}x"] {
        assert_eq!(read(text.as_bytes(), "lee.md").expect("it is read"), (text.to_owned(), None));
    }
    assert!(said(b"caf\xe9", "lee.txt").contains("lee.txt is not UTF-8: byte 4"));
    assert!(said(b"PK\x03\x04x", "lee.docx").contains("a zip or Word file"));
    assert!(said(b"\x89PNG\r\n", "lee.png").contains("picture"));
}

#[test]
fn words_of_the_shared_speeches_are_found_again() {
    let mut pages = 0;
    for folder in ["un-general-debates", "wh-briefings"].into_iter().filter_map(sink::data) {
        for entry in std::fs::read_dir(folder).expect("a folder").take(40) {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if !path.is_file() || !matches!(path.extension().and_then(|end| end.to_str()), Some("txt" | "html" | "htm" | "md")) {
                continue;
            }
            let bytes = std::fs::read(&path).expect("it can be read");
            let Ok(text) = std::str::from_utf8(&bytes) else { continue };
            let (read_text, _) = read(&bytes, &name).unwrap_or_else(|complaint| panic!("{complaint}"));
            assert!(!read_text.contains("</p>") || text.contains("&lt;"), "{name}");
            // As a page, the words of a text are the same.
            let page = format!("<!doctype html><body><p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
            let (from_page, _) = read(page.as_bytes(), &name).expect("it is read");
            let words: Vec<&str> = text.split_whitespace().collect();
            let quote = words[words.len() / 2..].iter().take(12).copied().collect::<Vec<_>>().join(" ");
            let of = |text: &str| Anchor::find(&SourceText::new(text), &quote, &Nearby::default()).is_ok();
            assert_eq!(of(text), of(&from_page), "{name}: {quote}");
            pages += 1;
        }
    }
    assert!(pages > 0 || sink::data("un-general-debates").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..4usize) {
        let start: &[u8] = [&b""[..], b"%PDF-1.4\n", b"<!doctype html>", b"<html><head>"][kind];
        let _ = read(&[start, &bytes].concat(), "x");
    }

    #[test]
    fn no_damage_to_a_pdf_harms(at in 0..900usize, byte in any::<u8>(), cut in 0..900usize) {
        let mut bytes = pdf(WORDS, FONT, &[], "");
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = read(&bytes, "x.pdf");
        bytes.truncate(cut);
        let _ = read(&bytes, "x.pdf");
    }
}
