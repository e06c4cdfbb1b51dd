//! What each style makes of sources of every kind.

use agon_core::model::{Source, SourceKey};
use agon_formats::citation::{CiteRun, Style, plain};
use proptest::prelude::*;
use serde_json::{Value, json};

fn source(key: &str, csl: Value) -> Source {
    let mut source = Source::titled(SourceKey::new(key).expect("a key"), "T");
    source.csl = csl.as_object().expect("an object").clone();
    source
}

/// A reference with its titles between asterisks, and what is strong between two.
fn marked(runs: &[CiteRun]) -> String {
    let mark = |run: &CiteRun| format!("{}{}", if run.strong { "**" } else { "" }, if run.italic { "*" } else { "" });
    runs.iter().map(|run| format!("{0}{1}{0}", mark(run), run.text)).collect()
}

fn set(style: &str, csl: &Value) -> String {
    let style = Style::named(style).expect("it is known");
    marked(&style.bibliography(&[&source("k", csl.clone())]).expect("it can be set")[0])
}

fn journal() -> Value {
    json!({"type": "article-journal", "title": "On drift", "author": [{"family": "Lee", "given": "Ann"}, {"family": "Kim", "given": "Bo Ra"}],
        "container-title": "The Review", "volume": 12, "issue": "3", "page": "101-119", "DOI": "10.1234/drift",
        "issued": {"date-parts": [[2024, 5, 3]]}, "URL": "https://example.org/drift", "accessed": {"date-parts": [[2025, 2, 1]]},
        "custom": {"qualifications": "professors of law at X", "cutter": "AB"}})
}

fn book() -> Value {
    json!({"type": "book", "title": "A book of drift", "author": [{"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}],
        "translator": [{"family": "Roe", "given": "Jane"}], "publisher": "Harbor Press", "publisher-place": "Leiden", "edition": 2,
        "issued": {"date-parts": [[1999]]}})
}

fn chapter() -> Value {
    json!({"type": "chapter", "title": "Drift at sea", "author": [{"family": "King", "given": "Martin", "suffix": "Jr."}],
        "container-title": "Handbook of Drift", "editor": [{"family": "Roe", "given": "Jane"}, {"family": "Doe", "given": "John"}],
        "publisher": "Harbor Press", "page": "5-9", "issued": {"date-parts": [[2001]]}})
}

fn news() -> Value {
    json!({"type": "article-newspaper", "title": "왜 협력하지 않는가?", "author": [{"family": "김", "given": "철수"}, {"family": "木村", "given": "幹"}],
        "container-title": "한겨레", "URL": "https://example.org/k", "issued": {"date-parts": [["2019", "8", "2"]]}})
}

fn institution() -> Value {
    json!({"type": "report", "title": "White paper", "author": [{"literal": "Ministry of Trade"}], "publisher": "Ministry of Trade",
        "URL": "https://example.org/w", "accessed": {"date-parts": [[2025, 2, 1]]}})
}

#[test]
fn a_card_has_last_name_and_year_strong() {
    let cases = [
        (
            journal(),
            "Ann **Lee** and Bo Ra **Kim**, professors of law at X, 5-3-**2024**, \"On drift,\" The Review, vol. 12, no. 3, pp. 101–119, https://example.org/drift, accessed 2-1-2025, //AB",
        ),
        (book(), "Vincent **van Gogh**, **1999**, \"A book of drift,\" Harbor Press"),
        (chapter(), "Martin **King** Jr., **2001**, \"Drift at sea,\" Handbook of Drift, pp. 5–9"),
        (news(), "**김철수** and **木村幹**, 8-2-**2019**, \"왜 협력하지 않는가?\" 한겨레, https://example.org/k"),
        (
            institution(),
            "**Ministry of Trade**, **no date**, \"White paper,\" Ministry of Trade, https://example.org/w, accessed 2-1-2025",
        ),
        (
            json!({"title": "T", "container-title": "The Wire", "issued": {"date-parts": [[2024, 5]]}}),
            "**The Wire**, 5-**2024**, \"T,\"",
        ),
        (json!({}), "**no date**, \"k,\""),
    ];
    for (csl, expected) in cases {
        assert_eq!(set("card", &csl), expected);
    }
}

#[test]
fn mla_is_right_for_every_kind() {
    let cases = [
        (
            journal(),
            "Lee, Ann, and Bo Ra Kim. “On drift.” *The Review*, vol. 12, no. 3, 3 May 2024, pp. 101–119, https://doi.org/10.1234/drift. Accessed 1 Feb. 2025.",
        ),
        (book(), "van Gogh, Vincent. *A book of drift*. Translated by Jane Roe, 2nd ed., Harbor Press, 1999."),
        (
            chapter(),
            "King, Martin, Jr. “Drift at sea.” *Handbook of Drift*, edited by Jane Roe and John Doe, Harbor Press, 2001, pp. 5–9.",
        ),
        (news(), "김철수, and 木村幹. “왜 협력하지 않는가?” *한겨레*, 2 Aug. 2019, https://example.org/k."),
        (institution(), "Ministry of Trade. *White paper*. Ministry of Trade, https://example.org/w. Accessed 1 Feb. 2025."),
        (
            json!({"type": "webpage", "title": "T", "author": [{"family": "A", "given": "B"}, {"family": "C"}, {"family": "D"}], "container-title": "S"}),
            "A, B, et al. “T.” *S*.",
        ),
        (json!({"title": "T", "editor": [{"family": "A", "given": "B"}]}), "A, B, editor. “T.”"),
    ];
    for (csl, expected) in cases {
        assert_eq!(set("mla", &csl), expected);
    }
}

#[test]
fn chicago_puts_the_year_where_its_system_wants_it() {
    let cases = [
        (
            journal(),
            "Lee, Ann, and Bo Ra Kim. 2024. “On drift.” *The Review* 12, no. 3 (May 3): 101–119. https://doi.org/10.1234/drift.",
            "Lee, Ann, and Bo Ra Kim. “On drift.” *The Review* 12, no. 3 (May 3, 2024): 101–119. https://doi.org/10.1234/drift.",
        ),
        (
            book(),
            "van Gogh, Vincent. 1999. *A book of drift*. Translated by Jane Roe. 2nd ed. Leiden: Harbor Press.",
            "van Gogh, Vincent. *A book of drift*. Translated by Jane Roe. 2nd ed. Leiden: Harbor Press, 1999.",
        ),
        (
            chapter(),
            "King, Martin, Jr. 2001. “Drift at sea.” In *Handbook of Drift*, edited by Jane Roe and John Doe, 5–9. Harbor Press.",
            "King, Martin, Jr. “Drift at sea.” In *Handbook of Drift*, edited by Jane Roe and John Doe, 5–9. Harbor Press, 2001.",
        ),
        (
            news(),
            "김철수, and 木村幹. 2019. “왜 협력하지 않는가?” *한겨레*, August 2, 2019. https://example.org/k.",
            "김철수, and 木村幹. “왜 협력하지 않는가?” *한겨레*, August 2, 2019. https://example.org/k.",
        ),
        (
            institution(),
            "Ministry of Trade. n.d. *White paper*. Ministry of Trade. Accessed February 1, 2025. https://example.org/w.",
            "Ministry of Trade. *White paper*. Ministry of Trade. Accessed February 1, 2025. https://example.org/w.",
        ),
        (json!({"type": "book", "title": "T", "issued": {"date-parts": [[1990], [1994]]}}), "*T*. 1990–1994.", "*T*. 1990–1994."),
        (
            json!({"type": "speech", "title": "T", "author": [{"family": "A"}, {"family": "B", "given": "C"}, {"literal": "D"}], "issued": {"date-parts": [[1990, 1, 2]]}}),
            "A, C B, and D. 1990. “T.” January 2, 1990.",
            "A, C B, and D. “T.” January 2, 1990.",
        ),
    ];
    for (csl, by_date, notes) in cases {
        assert_eq!(set("chicago", &csl), by_date);
        assert_eq!(set("chicago-notes", &csl), notes);
    }
}

#[test]
fn apa_has_initials_and_the_date_in_brackets() {
    let cases = [
        (journal(), "Lee, A., & Kim, B. R. (2024). On drift. *The Review*, *12*(3), 101–119. https://doi.org/10.1234/drift"),
        (book(), "van Gogh, V. (1999). *A book of drift* (2nd ed.; J. Roe, Trans.). Harbor Press."),
        (
            chapter(),
            "King, M., Jr. (2001). Drift at sea. In J. Roe & J. Doe (Eds.), *Handbook of Drift* (pp. 5–9). Harbor Press.",
        ),
        (news(), "김철수, & 木村幹. (2019, August 2). 왜 협력하지 않는가? *한겨레*. https://example.org/k"),
        (institution(), "Ministry of Trade. (n.d.). *White paper*. Retrieved February 1, 2025, from https://example.org/w"),
        (json!({"type": "book", "title": "T", "issued": {"date-parts": [[1990]]}}), "*T*. (1990)."),
        (json!({"type": "book", "title": "T", "editor": [{"family": "A", "given": "B"}]}), "A, B. (Ed.). (n.d.). *T*."),
    ];
    for (csl, expected) in cases {
        assert_eq!(set("apa", &csl), expected);
    }
    let many: Vec<Value> = (1..=22).map(|n| json!({"family": format!("F{n}"), "given": "G"})).collect();
    let text = set("apa", &json!({"title": "T", "author": many}));
    assert!(text.contains("F19, G., . . . F22, G. (n.d.)"), "{text}");
}

#[test]
fn lists_are_sorted_and_works_of_one_year_told_apart() {
    let work = |key: &str, title: &str| {
        source(
            key,
            json!({"type": "book", "title": title, "author": [{"family": "Lee", "given": "Ann"}], "issued": {"date-parts": [[2024]]}}),
        )
    };
    let (late, early, other) = (work("a", "Zeal"), work("b", "The apple"), source("c", json!({"title": "Banana"})));
    let style = Style::named("apa").expect("known");
    let list: Vec<String> = style.bibliography(&[&late, &early, &other]).expect("set").iter().map(|runs| plain(runs)).collect();
    assert_eq!(list, ["Banana. (n.d.).", "Lee, A. (2024a). The apple.", "Lee, A. (2024b). Zeal."]);
    let places: Vec<usize> = style.listed(&[&late, &early, &other]).expect("set").into_iter().map(|(at, _)| at).collect();
    assert_eq!(places, [2, 1, 0]);
}

#[test]
fn short_citations_follow_the_style() {
    let source = source("k", journal());
    let cases = [
        ("card", "Lee & Kim 24"),
        ("mla", "(Lee and Kim 3)"),
        ("chicago", "(Lee and Kim 2024, 3)"),
        ("chicago-notes", "Lee and Kim, “On drift,” 3"),
        ("apa", "(Lee & Kim, 2024, p. 3)"),
    ];
    for (style, expected) in cases {
        let style = Style::named(style).expect("known");
        assert_eq!(style.short(&source, Some("p. 3")).expect("set"), expected);
    }
}

#[test]
fn an_unknown_style_is_told_with_the_nearest() {
    let complaint = Style::named("chicag").err().expect("unknown").to_string();
    assert_eq!(complaint, "error[citation/style]: there is no citation style `chicag` (did you mean `chicago`?)");
}

#[cfg(feature = "csl")]
mod csl {
    use super::*;

    #[test]
    fn every_style_of_the_archive_sets_every_kind_of_source() {
        let sources: Vec<Source> = [
            journal(),
            book(),
            chapter(),
            news(),
            institution(),
            json!({"title": "T", "issued": {"date-parts": [[1990], [1994]]}}),
        ]
        .into_iter()
        .enumerate()
        .map(|(at, csl)| source(&format!("k{at}"), csl))
        .collect();
        let all: Vec<&Source> = sources.iter().collect();
        for name in Style::names() {
            let style = Style::named(name).expect("it is known");
            let list = style.bibliography(&all).unwrap_or_else(|complaint| panic!("{name}: {complaint}"));
            assert_eq!(list.len(), all.len(), "{name}");
            assert!(list.iter().all(|runs| !plain(runs).trim().is_empty()), "{name} {list:?}");
            // Whatever a style names of an article in a newspaper, it names in any writing.
            let mut latin = news();
            latin["author"][0] = json!({"literal": "Xyz"});
            let names = |csl: Value, name: &str| {
                let list = style.bibliography(&[&source("k", csl)]).expect("set");
                plain(&list[0]).to_lowercase().contains(name)
            };
            assert_eq!(names(news(), "김철수"), names(latin, "xyz"), "{name}");
            style.short(&sources[0], Some("p. 3")).unwrap_or_else(|complaint| panic!("{name}: {complaint}"));
        }
    }

    #[test]
    fn styles_of_the_archive_are_as_expected() {
        assert_eq!(
            set("ieee", &journal()),
            "[1] A. Lee and B. R. Kim, “On drift,” *The Review*, vol. 12, no. 3, pp. 101–119, May 2024, doi: 10.1234/drift."
        );
        let ieee = Style::named("ieee").expect("known");
        assert_eq!(ieee.short(&source("k", journal()), Some("p. 3")).expect("set"), "[1, p. 3]");
    }

    const STYLE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Own</title><id>own</id><updated>2024-01-01T00:00:00+00:00</updated></info>
  <macro name="who"><names variable="author"><name form="short"/></names></macro>
  MACROS
  <citation><layout><text macro="who"/></layout></citation>
  <bibliography><layout><text macro="who"/><text variable="title" font-style="italic" prefix=": "/></layout></bibliography>
</style>"#;

    #[test]
    fn a_style_of_ones_own_is_read() {
        let style = Style::from_csl(&STYLE.replace("MACROS", ""), "own.csl").unwrap_or_else(|complaint| panic!("{complaint}"));
        let list = style.bibliography(&[&source("k", journal())]).expect("set");
        assert_eq!(marked(&list[0]), "Lee, Kim*: On drift*");
    }

    #[test]
    fn styles_that_would_not_end_are_refused() {
        let said = |xml: &str| Style::from_csl(xml, "own.csl").err().map(|complaint| complaint.to_string()).unwrap_or_default();
        let circle =
            STYLE.replace("MACROS", r#"<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>"#);
        assert!(said(&circle).contains("calls itself"), "{}", said(&circle));
        let mut doubling = String::new();
        for level in 0..40 {
            doubling += &format!(r#"<macro name="m{level}"><text macro="m{0}"/><text macro="m{0}"/></macro>"#, level + 1);
        }
        let laughs =
            STYLE.replace("MACROS", &doubling).replace(r#"<citation><layout>"#, r#"<citation><layout><text macro="m0"/>"#);
        assert!(said(&laughs).contains("too often"), "{}", said(&laughs));
        let deep = STYLE.replace("MACROS", &("<group>".repeat(100) + &"</group>".repeat(100)));
        assert!(said(&deep).contains("nest deeper than 64"));
        for bad in ["", "x", "<style/>", "<style", "<html></html>", &STYLE.replace("MACROS", "<macro>")] {
            let said = said(bad);
            assert!(said.starts_with("error[citation/csl] own.csl:"), "{bad} {said}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_item_harms_a_csl_style(csl in item()) {
            let source = source("k", csl);
            for name in ["american-psychological-association", "ieee", "chicago-notes", "alphanumeric"] {
                let style = Style::named(name).expect("known");
                prop_assert!(style.bibliography(&[&source, &source]).is_ok(), "{name}");
                prop_assert!(style.short(&source, Some("iv")).is_ok(), "{name}");
            }
        }
    }
}

/// Items with fields of every kind, right or wrong.
fn item() -> impl Strategy<Value = Value> {
    let text = prop_oneof![Just(String::new()), Just("2024-05".to_owned()), ".{0,12}", "[0-9]{1,12}", "[a-zé한木 .,-]{1,9}"];
    let scalar = prop_oneof![
        text.prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null)
    ];
    let keys = prop::sample::select(vec![
        "type",
        "title",
        "author",
        "editor",
        "issued",
        "accessed",
        "page",
        "volume",
        "issue",
        "URL",
        "DOI",
        "container-title",
        "edition",
        "family",
        "given",
        "literal",
        "suffix",
        "date-parts",
        "season",
        "publisher",
        "number",
        "language",
        "note",
        "non-dropping-particle",
        "custom",
        "circa",
    ]);
    let deep = scalar.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys.clone().prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    let date =
        prop::collection::vec(prop::collection::vec(any::<i32>(), 0..4), 0..3).prop_map(|parts| json!({"date-parts": parts}));
    let fields = prop::sample::select(vec![
        "type",
        "title",
        "author",
        "editor",
        "page",
        "volume",
        "issue",
        "URL",
        "DOI",
        "container-title",
        "edition",
        "custom",
    ]);
    (prop::collection::btree_map(fields.prop_map(str::to_owned), deep, 0..8), date).prop_map(|(map, date)| {
        let mut map: serde_json::Map<String, Value> = map.into_iter().collect();
        map.insert("issued".into(), date);
        Value::Object(map)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn no_item_harms_a_style_written_here(csl in item()) {
        let source = source("k", csl);
        for name in ["apa", "card", "chicago", "chicago-notes", "mla"] {
            let style = Style::named(name).expect("known");
            prop_assert_eq!(style.bibliography(&[&source, &source]).expect("set").len(), 2);
            prop_assert!(!style.short(&source, Some("p. 3")).expect("set").is_empty());
        }
    }
}
