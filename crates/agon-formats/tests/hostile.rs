//! Hostile texts through every exporter: they come out as text, and nothing but text.

mod maps;
mod sink;
mod texts;

use std::process::{Command, Stdio};

use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};
use texts::{harmless, map_of, plain, texts};

/// The elements of a page in order, each with the names of its attributes; its texts; its links.
fn page(html: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut elements, mut texts, mut links) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    let mut emitter = html5gum::DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("text cannot fail to be read") {
            Token::StartTag(tag) => {
                let names: Vec<String> = tag.attributes.keys().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
                let element = format!("{} {}", String::from_utf8_lossy(&tag.name), names.join(" "));
                inside = tag.attributes.iter().any(|(name, value)| name.as_slice() == b"class" && value.starts_with(b"text"));
                for (name, value) in &tag.attributes {
                    let name = String::from_utf8_lossy(name);
                    assert!(!name.starts_with("on") && name != "style", "{element}");
                    if name == "href" || name == "src" {
                        links.push(String::from_utf8_lossy(value).into_owned());
                    }
                }
                elements.push(element);
            }
            Token::EndTag(tag) => {
                elements.push(format!("/{}", String::from_utf8_lossy(&tag.name)));
                inside = false;
            }
            Token::String(text) if inside => texts.push(String::from_utf8_lossy(&text).into_owned()),
            Token::String(_) | Token::Doctype(_) => {}
            Token::Comment(comment) => panic!("a comment: {comment:?}"),
            Token::Error(error) => panic!("the page is broken: {error:?}"),
        }
    }
    (elements, texts, links)
}

#[test]
fn in_html_every_text_is_text_and_no_element_is_added() {
    let texts = texts();
    let (elements, found, links) = page(&sink::export(&map_of(&texts), "html", &[]));
    let (expected, _, _) = page(&sink::export(&harmless(texts.len()), "html", &[]));
    // A source whose address is one of the web gets a link, and no other does.
    // The drawing has as many lines as a text is long, and turns those that run from right to left.
    let kept = |list: Vec<String>| -> Vec<String> {
        let fixed = |element: &String| element != "a href rel" && element != "/a" && !element.contains("tspan");
        list.into_iter().filter(fixed).map(|element| element.replace(" text-anchor", "")).collect()
    };
    assert_eq!(kept(elements), kept(expected));
    for link in links {
        assert!(link.starts_with('#') || link.starts_with("http://") || link.starts_with("https://"), "{link}");
    }
    let found: Vec<String> = found.iter().map(|text| plain(text)).collect();
    for text in &texts {
        assert!(found.contains(&plain(text)), "{text:?} is not on the page");
    }
}

/// The elements of a picture with the names of their attributes, and the texts of its titles.
fn picture(svg: &str) -> (Vec<String>, Vec<String>) {
    use quick_xml::events::Event;
    let (mut elements, mut titles) = (Vec::new(), Vec::new());
    let mut title = false;
    let mut reader = quick_xml::Reader::from_str(svg);
    loop {
        match reader.read_event().expect("the picture is well-formed") {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                for attribute in tag.attributes() {
                    let key = attribute.expect("attributes are well-formed").key;
                    let key = key.as_ref().to_owned();
                    assert!(!key.starts_with("on") && key != "style" && !key.ends_with("href"), "{name} {key}");
                }
                title = name == "title";
                if title {
                    titles.push(String::new());
                }
                // Lines are as many as the text is long.
                if name != "tspan" {
                    elements.push(name);
                }
            }
            Event::Text(text) if title => titles.last_mut().expect("one is open").push_str(&text),
            Event::GeneralRef(entity) if title => {
                let c = entity.resolve_char_ref().expect("it is a number or a word").unwrap_or_else(|| match entity.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    other => panic!("XML does not have {other:?}"),
                });
                titles.last_mut().expect("one is open").push(c);
            }
            Event::End(_) => title = false,
            Event::Eof => return (elements, titles),
            Event::Comment(_) | Event::CData(_) | Event::PI(_) | Event::DocType(_) => panic!("nobody writes this"),
            _ => {}
        }
    }
}

#[test]
fn in_svg_every_text_is_text_and_no_element_is_added() {
    let texts = texts();
    let map = map_of(&texts);
    let (elements, titles) = picture(&sink::export(&map, "svg", &[]));
    let (expected, _) = picture(&sink::export(&harmless(texts.len()), "svg", &[]));
    assert_eq!(elements, expected);
    let titles: std::collections::HashSet<String> = titles.iter().map(|title| plain(title)).collect();
    for text in &texts {
        assert!(titles.contains(&plain(text)), "{text:?} is no title");
    }
}

#[test]
fn as_pixels_and_in_print_every_text_is_drawn() {
    let registry = sink::registry();
    for (format, scale, part) in [("map-pdf", None, 400), ("png", Some(0.2), 60)] {
        let mut map = agon_core::model::MapBuilder::new("hostile");
        for (at, text) in texts().iter().take(part).enumerate() {
            map = map.claim(&format!("text-{at}"), text);
        }
        let exporter = registry.exporter(format).expect("it is built in");
        let given = scale.map(|scale: f64| ("scale".to_owned(), scale.into()));
        let options = agon_core::extend::Options::check(exporter.options(), given).expect("they are declared");
        exporter.export(&map.build(), &options, &registry).expect("it can be drawn");
    }
}

#[test]
fn the_policy_of_the_page_names_the_hashes_of_its_style_and_script() {
    let page = sink::export(&maps::small(), "html", &[]);
    for element in ["style", "script"] {
        let (_, rest) = page.split_once(&format!("<{element}>")).expect("it has one");
        let (content, rest) = rest.split_once(&format!("</{element}>")).expect("it is closed");
        assert!(!rest.contains(&format!("<{element}")), "there is one {element} only");
        let hex = agon_core::model::sha256_hex(content.as_bytes());
        let (_, policy) = page.split_once(&format!("{element}-src 'sha256-")).expect("the policy names it");
        let (coded, _) = policy.split_once('\'').expect("it is closed");
        assert_eq!(decoded(coded), hex);
    }
    assert!(!page.contains("unsafe"));
}

/// Base 64 as hex digits.
fn decoded(text: &str) -> String {
    let mut bits = 0u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for c in text.trim_end_matches('=').bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => panic!("{other} is no digit of base 64"),
        };
        bits = bits << 6 | u32::from(digit);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    agon_core::model::hex(&bytes)
}

/// What a Markdown document is made of, and the text of each of its blocks.
fn outline(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut blocks) = (Vec::new(), vec![String::new()]);
    // Everything any reader may know, but for turning quotation marks.
    for event in Parser::new_ext(markdown, Options::all().difference(Options::ENABLE_SMART_PUNCTUATION)) {
        match event {
            Event::Text(text) => blocks.last_mut().expect("one is open").push_str(&text),
            Event::SoftBreak | Event::HardBreak => {}
            Event::Start(tag) => {
                if matches!(tag, Tag::Item | Tag::Paragraph | Tag::Heading { .. }) {
                    blocks.push(String::new());
                }
                match tag {
                    Tag::Link { dest_url, .. } => {
                        assert!(dest_url.starts_with('#') || dest_url.starts_with("http"), "{dest_url}");
                    }
                    tag => tags.push(format!("{tag:?}")),
                }
            }
            Event::End(pulldown_cmark::TagEnd::Link) => {}
            Event::End(tag) => tags.push(format!("{tag:?}")),
            other => tags.push(format!("{other:?}")),
        }
    }
    (tags, blocks)
}

#[test]
fn in_markdown_every_text_is_text_and_no_structure_is_added() {
    let texts = texts();
    let (tags, blocks) = outline(&sink::export(&map_of(&texts), "markdown", &[]));
    let (expected, _) = outline(&sink::export(&harmless(texts.len()), "markdown", &[]));
    for (at, (tag, expected)) in tags.iter().zip(&expected).enumerate() {
        assert_eq!(tag, expected, "after {:?}", &tags[at.saturating_sub(5)..at]);
    }
    assert_eq!(tags.len(), expected.len());
    let blocks: Vec<String> = blocks.iter().map(|text| plain(text)).collect();
    let all: std::collections::HashSet<&str> = blocks.iter().map(String::as_str).collect();
    for text in &texts {
        let text = plain(text);
        assert!(
            all.iter().any(|block| block.contains(&text) || loose(block).contains(&loose(&text))),
            "{text:?} is not in the document"
        );
    }
}

/// Without what closes directional controls, which stands at the end of a line.
fn loose(text: &str) -> String {
    text.replace(['\u{202c}', '\u{2069}'], "")
}

#[test]
fn in_json_every_text_comes_back() {
    let map = map_of(&texts());
    let again = sink::map_of(sink::export(&map, "json", &[]).as_bytes());
    assert_eq!(map.nodes(), again.nodes());
    assert_eq!(map.sources(), again.sources());
}

#[test]
fn in_dot_every_text_is_a_label_and_no_node_is_added() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: the program `dot` of Graphviz is not installed");
        return;
    }
    for part in texts().chunks(50) {
        let mut texts = part.to_vec();
        texts.push("x".to_owned());
        let map = map_of(&texts);
        let mut child =
            Command::new("dot").args(["-Tjson", "-q"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("dot starts");
        let text = sink::export(&map, "dot", &[]);
        let mut input = child.stdin.take().expect("it is piped");
        let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, text.as_bytes()));
        let output = child.wait_with_output().expect("dot ends");
        writer.join().expect("the thread ends").expect("dot reads all");
        let drawn: serde_json::Value = serde_json::from_slice(&output.stdout).expect("dot writes JSON");
        let objects: Vec<&serde_json::Value> =
            drawn["objects"].as_array().expect("it lists objects").iter().filter(|object| object["nodes"].is_null()).collect();
        assert_eq!(objects.len(), map.nodes().len() + texts.len(), "nodes, and a point for each attacked link");
        let labels: Vec<String> =
            objects.iter().map(|object| plain(&unescaped(object["label"].as_str().unwrap_or_default()))).collect();
        for text in &texts {
            let expected = format!("claim{}", plain(text));
            assert!(labels.iter().any(|label| loose(label) == loose(&expected)), "{text:?} is no label");
        }
    }
}

/// What Graphviz shows for a label.
fn unescaped(label: &str) -> String {
    let mut out = String::new();
    let mut rest = label.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n') => out.push('\n'),
                Some('\\') => out.push('\\'),
                other => panic!("{label:?} holds the escape {other:?}"),
            },
            c => out.push(c),
        }
    }
    out.replace("&amp;", "&")
}
