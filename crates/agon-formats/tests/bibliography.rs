//! Files of references: what is read of each kind, and that what is written is read back the same.

mod sink;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{Source, SourceKey};
use agon_formats::{biblatex, csl, ris};
use proptest::prelude::*;
use serde_json::{Value, json};

fn source(key: &str, item: Value) -> Source {
    let mut source = Source::titled(SourceKey::new(key).expect("a key"), "T");
    source.csl = item.as_object().expect("an object").clone();
    source
}

fn said(complaints: &[Diagnostic]) -> Vec<String> {
    complaints.iter().map(ToString::to_string).collect()
}

/// One of every kind, with names of every kind.
fn samples() -> Vec<Source> {
    let mut samples = vec![
        source(
            "lee-2024",
            json!({"type": "article-journal", "title": "On Drift: 50% of {it} & NATO_1", "author": [{"family": "Lee", "given": "Ann"}, {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}],
                "container-title": "The Review", "volume": "12", "issue": "3", "page": "101-119", "DOI": "10.1234/drift_(1)",
                "issued": {"date-parts": [[2024, 5, 3]]}, "URL": "https://example.org/a_b?c=%20&d", "accessed": {"date-parts": [[2025, 2, 1]]}}),
        ),
        source(
            "kim-2019",
            json!({"type": "article-newspaper", "title": "왜 협력하지 않는가?", "author": [{"family": "김", "given": "철수"}, {"family": "木村", "given": "幹"}, {"literal": "외교부"}],
                "container-title": "한겨레", "issued": {"date-parts": [[2019, 8]]}, "language": "ko"}),
        ),
        source(
            "ministry",
            json!({"type": "report", "title": "Über die Lage", "author": [{"literal": "Ministry of Trade and Industry"}, {"family": "King", "given": "Martin Luther", "suffix": "Jr."}],
                "publisher": "Harbor Press", "publisher-place": "Leiden", "issued": {"date-parts": [[1999]]}}),
        ),
    ];
    for (index, kind) in csl::TYPES.iter().enumerate() {
        samples.push(source(
            &format!("of-type-{index}"),
            json!({"type": kind, "title": "T", "author": [{"family": "Roe", "given": "Jane"}], "container-title": "A Place", "publisher": "P",
                "issued": {"date-parts": [[2001, 12, 31]]}}),
        ));
    }
    samples
}

#[test]
fn what_is_written_as_bibtex_is_read_back() {
    let sources = samples();
    let mut bytes = Vec::new();
    biblatex::write(&sources, &mut bytes).expect("memory can be written");
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    let (read, complaints) = biblatex::read(&text, "x.bib");
    assert_eq!(said(&complaints), [""; 0], "{text}");
    for (source, read) in sources.iter().zip(&read) {
        assert_eq!(source.key, read.key);
        assert_eq!(Value::from(source.csl.clone()), Value::from(read.csl.clone()), "{}", source.key);
    }
    assert_eq!(sources.len(), read.len());
}

#[test]
fn what_is_written_as_ris_is_read_back() {
    let sources = samples();
    let mut bytes = Vec::new();
    ris::write(&sources, &mut bytes).expect("memory can be written");
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    let (read, complaints) = ris::read(&text, "x.ris");
    assert_eq!(said(&complaints), [""; 0], "{text}");
    for (source, read) in sources.iter().zip(&read) {
        assert_eq!(source.key, read.key);
        let mut expected = source.csl.clone();
        // RIS has no particles of its own.
        for person in expected.get_mut("author").and_then(Value::as_array_mut).into_iter().flatten() {
            let person = person.as_object_mut().expect("a name");
            if let Some(Value::String(particle)) = person.remove("non-dropping-particle") {
                let family = person["family"].as_str().expect("a text");
                person["family"] = format!("{particle} {family}").into();
            }
        }
        assert_eq!(Value::from(expected), Value::from(read.csl.clone()), "{}\n{text}", source.key);
    }
    assert_eq!(sources.len(), read.len());
}

#[test]
fn latex_names_and_dates_are_understood() {
    let text = r#"
% a comment with @article{no, title = {no}}
@comment{ @book{no2, title = {no}} }
@string{rev = "The " # {Review}}
@string{long = rev # " of Drift"}
@article{garcia:2020,
  author = {Garc{\'\i}a, Jos\'e and {\O}stby, Gudrun and de la Fuente, Ana and others},
  title = "Caf{\'e}s \& {NATO}: the na\"ive view --- part 1",
  journal = long, year = 2020, month = mar, pages = {1--9}, note = {kept}, mynote = {kept too}, keywords = {a, b}
}
@inproceedings{part, title = {A part}, author = {Roe, Jane}, crossref = {whole}}
@proceedings{whole, title = {The Whole}, subtitle = {Of It}, editor = {Doe, John}, publisher = {Harbor}, year = {1999}}
@online{page, title = {Page}, organization = {Site}, url = {https://example.org/a_b}, urldate = {2024-05-03}, date = {2020/2021}}
@book{vague, title = {Vague}, year = {forthcoming}}
"#;
    let (sources, complaints) = biblatex::read(text, "refs.bib");
    assert_eq!(
        said(&complaints),
        [
            "warning[source/key] refs.bib:6:10: `garcia:2020` cannot be a key, so it became `garcia-2020`",
            "warning[bib/date] refs.bib:14:38: `forthcoming` is no date, so it is kept as words (write it as 2024-05-03)",
        ]
    );
    assert_eq!(sources.len(), 5);
    let first = Value::from(sources[0].csl.clone());
    assert_eq!(
        first,
        json!({"type": "article-journal", "citation-key": "garcia:2020", "title": "Cafés & NATO: the naïve view — part 1",
            "author": [{"family": "García", "given": "José"}, {"family": "Østby", "given": "Gudrun"}, {"family": "Fuente", "given": "Ana", "non-dropping-particle": "de la"}],
            "container-title": "The Review of Drift", "issued": {"date-parts": [[2020, 3]]}, "page": "1-9", "note": "kept", "keyword": "a, b",
            "custom": {"bibtex": {"mynote": "kept too"}}})
    );
    assert_eq!(sources[1].csl["container-title"], "The Whole: Of It");
    assert_eq!(sources[1].csl["publisher"], "Harbor");
    assert_eq!(sources[3].csl["container-title"], "Site");
    assert_eq!(sources[3].csl["issued"], json!({"date-parts": [[2020], [2021]]}));
    assert_eq!(sources[4].csl["issued"], json!({"literal": "forthcoming"}));
}

#[test]
fn broken_entries_are_told_with_their_lines_and_the_others_read() {
    let text = "@article{a, title = {A}}\n@article{b, title = {B}\n@article{c, title = {C}}\n@article{d title = {D}}\n@article{e, title = nope}\n@article{c, title = {C2}}\n@book{f, title = {{\\\"}}}";
    let (sources, complaints) = biblatex::read(text, "x.bib");
    let keys: Vec<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    assert!(keys.starts_with(&["a", "c", "e"]), "{keys:?}");
    let said = said(&complaints);
    assert!(said[0].starts_with("error[bib/open] x.bib:2:1: this entry is not closed"), "{said:?}");
    assert!(said[1].starts_with("error[bib/syntax] x.bib:4:"), "{said:?}");
    assert!(said[2].starts_with("warning[bib/string] x.bib:5:"), "{said:?}");
    assert!(said[3].starts_with("error[bib/duplicate] x.bib:6:10: two entries have the key `c`"), "{said:?}");
}

#[test]
fn circles_and_doublings_come_to_an_end() {
    let mut text = String::from("@string{a = a}\n@string{b0 = \"lol\"}\n");
    for level in 1..60 {
        text += &format!("@string{{b{level} = b{0} # b{0}}}\n", level - 1);
    }
    text += "@book{x, title = b59, crossref = {y}}\n@book{y, title = a, crossref = {x}}\n@book{z, crossref = {z}, xdata = {z}, title = {Z}}\n";
    text += &format!("@book{{deep, title = {{{}x{}}}}}\n", "{".repeat(5000), "}".repeat(5000));
    text += &format!("@book{{command, title = {{{}x{}}}}}\n", "\\a{".repeat(5000), "}".repeat(5000));
    let (sources, complaints) = biblatex::read(&text, "x.bib");
    assert!(sources.iter().any(|source| source.key.as_str() == "z"));
    assert_eq!(complaints.iter().filter(|complaint| complaint.code == "bib/field").count(), 2, "{:?}", said(&complaints));
}

#[test]
fn the_shared_files_are_read() {
    let Some(folder) = sink::data("biblatex") else { return };
    let read = |name: &str| biblatex::read(&std::fs::read_to_string(folder.join(name)).expect("it can be read"), name);
    for entry in std::fs::read_dir(folder.join("valid")).expect("a folder") {
        let name = format!("valid/{}", entry.expect("an entry").file_name().to_string_lossy());
        let (sources, complaints) = read(&name);
        let errors: Vec<&Diagnostic> = complaints.iter().filter(|complaint| complaint.is_error()).collect();
        assert!(errors.is_empty() && !sources.is_empty(), "{name}: {errors:?}");
        // And back again.
        let mut bytes = Vec::new();
        biblatex::write(&sources, &mut bytes).expect("memory can be written");
        let (again, complaints) = biblatex::read(&String::from_utf8(bytes).expect("UTF-8"), &name);
        assert!(complaints.iter().all(|complaint| !complaint.is_error()), "{name}: {:?}", said(&complaints));
        for (source, again) in sources.iter().zip(&again) {
            for field in ["type", "title", "issued", "container-title", "volume", "issue", "page", "DOI", "publisher"] {
                assert_eq!(source.csl.get(field), again.csl.get(field), "{name} {} {field}", source.key);
            }
            assert_eq!(source.author_names(), again.author_names(), "{name} {}", source.key);
        }
    }
    let invalid =
        ["gral_rep_key.bib", "incorrect_data.bib", "incorrect_syntax.bib"].map(|name| said(&read(&format!("invalid/{name}")).1));
    assert!(invalid[0].iter().any(|said| said.contains("two entries have the key `ishihara2012`")), "{invalid:?}");
    assert!(
        invalid[1].iter().any(|said| said.contains("invalid/incorrect_data.bib:7:") && said.contains("19XXX-XX-XX")),
        "{invalid:?}"
    );
    assert!(invalid[2].iter().any(|said| said.contains("invalid/incorrect_syntax.bib:12:")), "{invalid:?}");
}

#[test]
fn ris_is_read_as_others_write_it() {
    let text = "\u{feff}\r\nTY  - JOUR\r\nT1  - On drift\r\nand on\r\nA1  - Lee, Ann\r\nAU  - King, Martin, Jr.\r\nAU  - UNESCO\r\nJF  - The Review\r\nPY  - 2024\r\nY1  - 2024/05/03/\r\nSP  - 1\r\nEP  - 9\r\nDO  - https://doi.org/10.1/x\r\nSN  - 1234-5678\r\nKW  - a\r\nKW  - b\r\nXX  - kept\r\nTY  - BOOK\r\nTI  - No end\r\nID  - two words\r\nDA  - 2024//spring\r\n";
    let (sources, complaints) = ris::read(text, "x.ris");
    assert_eq!(said(&complaints), ["warning[source/key] x.ris:18:1: `two words` cannot be a key, so it became `two-words`"]);
    assert_eq!(
        Value::from(sources[0].csl.clone()),
        json!({"type": "article-journal", "title": "On drift and on",
            "author": [{"family": "Lee", "given": "Ann"}, {"family": "King", "given": "Martin", "suffix": "Jr."}, {"literal": "UNESCO"}],
            "container-title": "The Review", "issued": {"date-parts": [[2024]]}, "page": "1-9", "DOI": "10.1/x", "ISSN": "1234-5678",
            "keyword": "a, b", "custom": {"ris": {"XX": ["kept"]}}})
    );
    assert_eq!(sources[0].key.as_str(), "lee-2024");
    assert_eq!(sources[1].csl["type"], "book");
    let (none, complaints) = ris::read("hello\n", "x.ris");
    assert!(none.is_empty());
    assert_eq!(complaints.len(), 2, "{:?}", said(&complaints));
}

/// Blanks are not kept, and what cannot stand in a document is replaced.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_whitespace() && !('\u{202a}'..='\u{202e}').contains(c) && !('\u{2066}'..='\u{2069}').contains(c));
    kept.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[test]
fn hostile_texts_stay_texts() {
    let mut texts: Vec<String> =
        ["}", "@book{x, title = {y}}", "\\input{/etc/passwd}", "TY  - BOOK\nER  - ", "a\r\nER  - \r\nTY  - GEN", "%\n}", "#\"$"]
            .map(str::to_owned)
            .to_vec();
    if let Some(folder) = sink::data("naughty-strings") {
        let list = std::fs::read_to_string(folder.join("blns.json")).expect("it can be read");
        texts.extend(serde_json::from_str::<Vec<String>>(&list).expect("it is a list of texts"));
    }
    texts.retain(|text| !text.trim().is_empty() && text.len() < 10_000);
    let of = |(at, text): (usize, &String)| {
        source(&format!("k-{at}"), json!({"type": "book", "title": text, "publisher": text, "author": [{"literal": text}]}))
    };
    let sources: Vec<Source> = texts.iter().enumerate().map(of).collect();
    let mut bytes = Vec::new();
    biblatex::write(&sources, &mut bytes).expect("memory can be written");
    let (read, complaints) = biblatex::read(&String::from_utf8(bytes).expect("UTF-8"), "x.bib");
    assert_eq!((read.len(), said(&complaints)), (sources.len(), Vec::new()));
    for (source, read) in sources.iter().zip(&read) {
        assert_eq!(plain(read.title()), plain(source.title()), "{}", source.title());
    }
    let mut bytes = Vec::new();
    ris::write(&sources, &mut bytes).expect("memory can be written");
    let (read, complaints) = ris::read(&String::from_utf8(bytes).expect("UTF-8"), "x.ris");
    assert_eq!((read.len(), said(&complaints)), (sources.len(), Vec::new()));
    for (source, read) in sources.iter().zip(&read) {
        assert_eq!(plain(read.title()), plain(source.title()), "{}", source.title());
    }
}

#[test]
fn many_records_alike_get_keys_in_good_time() {
    let (sources, _) = ris::read(&"TY  - BOOK\nTI  - Same\nER  - \n".repeat(20_000), "x.ris");
    assert_eq!(sources.len(), 20_000);
    let keys: Vec<&str> = sources.iter().take(3).map(|source| source.key.as_str()).collect();
    assert_eq!(keys, ["same", "same-b", "same-c"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_harms_a_reader(text in "(@[a-z]{0,6}|[{}\"#=,%\\\\$]|title|author|date|crossref|[a-z ]{0,6}|\n|TY  - |AU  - |ER  - |é|[0-9]{1,5}){0,60}") {
        let _ = biblatex::read(&text, "x.bib");
        let _ = ris::read(&text, "x.ris");
    }

    #[test]
    fn texts_come_back_from_bibtex_and_ris(title in "[ -~é木—]{1,30}", family in "[ -~é木]{1,12}", given in "[ -~é]{0,12}") {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (title, family, given) = (words(&title), words(&family), words(&given));
        prop_assume!(!title.is_empty() && !family.is_empty());
        // Where names are given part by part, = stands between a part and its value.
        prop_assume!(!family.contains('='));
        let source = source("k", json!({"type": "book", "title": title, "author": [{"family": family, "given": given}]}));
        let mut bytes = Vec::new();
        biblatex::write([&source], &mut bytes).expect("memory can be written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (read, complaints) = biblatex::read(&text, "x.bib");
        prop_assert!(complaints.is_empty(), "{} {:?}", text, said(&complaints));
        prop_assert_eq!(read[0].title(), &title, "{}", text);
        prop_assert!(read[0].csl.contains_key("author"), "{}", text);
        let mut bytes = Vec::new();
        ris::write([&source], &mut bytes).expect("memory can be written");
        let (read, _) = ris::read(&String::from_utf8(bytes).expect("UTF-8"), "x.ris");
        prop_assert_eq!(read[0].title(), &title);
    }
}
