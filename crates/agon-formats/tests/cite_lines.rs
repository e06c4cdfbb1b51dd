//! One-line cites as debaters write them. The names are invented.

use agon_formats::cite_line::parse;
use proptest::prelude::*;
use serde_json::Value;

/// `short | given family; literal | quals | date | title | container | url`, as far as they are there.
fn told(line: &str) -> String {
    let cite = parse(line);
    let text = |key: &str| cite.csl.get(key).and_then(Value::as_str).unwrap_or("-").to_owned();
    let custom = |key: &str| cite.csl["custom"].get(key).and_then(Value::as_str).unwrap_or("-").to_owned();
    let date = |key: &str| {
        let parts = cite.csl.get(key).and_then(|date| date["date-parts"][0].as_array().cloned()).unwrap_or_default();
        parts.iter().map(Value::to_string).collect::<Vec<_>>().join("-")
    };
    let people = cite.csl.get("author").and_then(Value::as_array).cloned().unwrap_or_default();
    let name = |person: &Value| {
        let part = |key: &str| person.get(key).and_then(Value::as_str).unwrap_or_default();
        match person.get("literal") {
            Some(literal) => format!("[{}]", literal.as_str().unwrap_or_default()),
            None => format!("{}/{}{}", part("given"), part("family"), part("suffix")),
        }
    };
    let people: Vec<String> = people.iter().map(name).collect();
    assert_eq!(custom("cite_raw"), line);
    format!(
        "{} | {} | {} | {} | {} | {} | {} | {} | {}",
        cite.short,
        people.join("; "),
        custom("qualifications"),
        date("issued"),
        text("title"),
        text("container-title"),
        text("URL"),
        date("accessed"),
        custom("cutter")
    )
}

#[test]
fn cites_are_read_as_they_are_written() {
    let cases = [
        (
            r#"Jane Doe, professor of law at X, 1-9-2024, "On Drift," The Review, https://example.org/d, accessed 2-1-2025, //AB"#,
            "Doe 24 | Jane/Doe | professor of law at X | 2024-1-9 | On Drift | The Review | https://example.org/d | 2025-2-1 | AB",
        ),
        (
            r#"Doe 24 (Jane, professor of law at X, 1-9-2024, "On Drift," The Review, https://example.org/d) //AB"#,
            "Doe 24 | Jane/Doe | professor of law at X | 2024-1-9 | On Drift | The Review | https://example.org/d |  | AB",
        ),
        (
            r#"Doe and Roe '24 (Jane Doe and Rick Roe, fellows at the Y Institute, "On Drift", 3/4/2024)"#,
            "Doe & Roe 24 | Jane/Doe; Rick/Roe | fellows at the Y Institute | 2024-3-4 | On Drift | - | - |  | -",
        ),
        (
            r#"Last 24 — First Last, senior fellow, "Why?" Daily Post, May 3, 2024, https://example.org/w"#,
            "Last 24 | First/Last | senior fellow | 2024-5-3 | Why? | Daily Post | https://example.org/w |  | -",
        ),
        (
            r#"Doe et al. 2023 (Jane Doe, PhD candidate at Z, "Tides", Journal of Drift, vol. 3, no. 2, pp. 1-9)"#,
            "Doe 23 | Jane/Doe | PhD candidate at Z | 2023 | Tides | Journal of Drift | - |  | -",
        ),
        (r#"Doe '23"#, "Doe 23 | /Doe | - | 2023 | - | - | - |  | -"),
        (r#"Doe & Roe 19, "Tides," The Post"#, "Doe & Roe 19 | /Doe; /Roe | - | 2019 | Tides | The Post | - |  | -"),
        (
            "“Ships at Sea,” The Post, January 9th, 2024, www.example.org/ships",
            "The Post 24 |  | - | 2024-1-9 | Ships at Sea | The Post | https://www.example.org/ships |  | -",
        ),
        (
            r#"Ministry of Trade, 2024-01-09, "White Paper," https://example.org/w.pdf"#,
            "Ministry of Trade 24 | [Ministry of Trade] | - | 2024-1-9 | White Paper | - | https://example.org/w.pdf |  | -",
        ),
        (r#"UNESCO, 2021, "Report""#, "UNESCO 21 | [UNESCO] | - | 2021 | Report | - | - |  | -"),
        (
            r#"Jane Doe, Rick Roe, and Ann Lee, researchers at Q, 9 January 2024, "Three," Site"#,
            "Doe et al. 24 | Jane/Doe; Rick/Roe; Ann/Lee | researchers at Q | 2024-1-9 | Three | Site | - |  | -",
        ),
        (
            r#"Jane Doe; Rick Roe, 1/9/24, "Semi," Site"#,
            "Doe & Roe 24 | Jane/Doe; Rick/Roe | - | 2024-1-9 | Semi | Site | - |  | -",
        ),
        (
            r#"Vincent van Doe, Professor Emeritus, 1999, "Art," Harbor"#,
            "van Doe 99 | Vincent/van Doe | Professor Emeritus | 1999 | Art | Harbor | - |  | -",
        ),
        (r#"Martin Doe, Jr., reverend, 1963, "Letter""#, "Doe 63 | Martin/DoeJr. | reverend | 1963 | Letter | - | - |  | -"),
        (r#"김철수, 2019, "왜?" 한겨레"#, "김철수 19 | [김철수] | - | 2019 | 왜? | 한겨레 | - |  | -"),
        (
            r#"木村 幹, 神戸大学教授, 2019, 「なぜ」, The Post"#,
            "木村幹 19 | 幹/木村 | 神戸大学教授 | 2019 | なぜ | The Post | - |  | -",
        ),
        (
            r#"Jane Doe (director of the Q Center) 5-2024 "Brackets" Site https://example.org/b, date accessed: 6-7-24"#,
            "Doe 24 | Jane/Doe | director of the Q Center | 2024-5 | Brackets | Site | https://example.org/b | 2024-6-7 | -",
        ),
        (
            r#"[Jane Doe, analyst, 12-31-2023, "Square," Site, DOA: 1-2-2024]"#,
            "Doe 23 | Jane/Doe | analyst | 2023-12-31 | Square | Site | - | 2024-1-2 | -",
        ),
        (r#"Doe, Jane, 2020, "Turned," Site"#, "Doe 20 | Jane/Doe | - | 2020 | Turned | Site | - |  | -"),
        (
            r#"Jane Doe, n.d., "Undated," Site, retrieved on 3/4/2025 from https://example.org/u"#,
            "Doe n.d. | Jane/Doe | - |  | Undated | Site | https://example.org/u | 2025-3-4 | -",
        ),
        (r#"Jane Doe, 31-1-2024, "Day first," Site // JD"#, "Doe 24 | Jane/Doe | - | 2024-1-31 | Day first | Site | - |  | JD"),
        (r#"Jane Doe 2024 "No comma" Site"#, "Doe 24 | Jane/Doe | - | 2024 | No comma | Site | - |  | -"),
        (
            r#"Jane Doe, economist, "Shock", Journal of X 12.3 (2021): 1-9, doi: 10.1234/x.y"#,
            "Doe 21 | Jane/Doe | economist | 2021 | Shock | Journal of X | https://doi.org/10.1234/x.y |  | -",
        ),
        ("https://example.org/only", "source n.d. |  | - |  | - | - | https://example.org/only |  | -"),
        ("just some words", "source n.d. |  | just some words |  | - | - | - |  | -"),
        ("", "source n.d. |  | - |  | - | - | - |  | -"),
    ];
    let mut wrong = Vec::new();
    for (line, expected) in cases {
        let told = told(line);
        if told != expected {
            wrong.push(format!("{line}\n  is  {told}\n  not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_guessed_is_said() {
    let codes = |line: &str| parse(line).unsure.iter().map(|doubt| doubt.code.to_string()).collect::<Vec<_>>();
    assert_eq!(codes(r#"Jane Doe, 31-1-2024, "T," Site"#), ["cite/date"]);
    assert_eq!(codes("Doe '24"), ["cite/author", "cite/no-title"]);
    assert_eq!(codes(""), ["cite/no-date", "cite/no-author", "cite/no-title"]);
    assert_eq!(codes(&format!("Jane Doe, 2024, \"T\" {}", "x ".repeat(3000))), ["cite/long"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_line_is_read_and_kept(line in "([ -~]|é|木|’|“|”|[0-9]{1,4}|, |and |'24|Doe |//|https://|\"|accessed |May |\\(|\\)|1-9-2024){0,60}|\\PC{0,200}") {
        let cite = parse(&line);
        prop_assert_eq!(&cite.csl["custom"]["cite_raw"], &line);
        prop_assert!(!cite.key.as_str().is_empty());
    }
}
