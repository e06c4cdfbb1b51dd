//! What is wrong with a text is said: what, where, and what to do; all of it in one run.

mod argdown;

use std::time::{Duration, Instant};

use agon_core::diagnostic::Place;
use agon_core::extend::{Document, ImportInput, Importer, Options};
use agon_core::model::{IdMaker, SeededEntropy, Timestamp};
use agon_formats::argdown::{ArgdownReader, write};
use argdown::{document, read_map};

/// Each complaint about a text, with the place.
fn complaints(text: &str) -> Vec<String> {
    document(text, "t").complaints.iter().map(|complaint| complaint.to_string().replace("t.argdown:", "")).collect()
}

const BROKEN: &[(&str, &[&str])] = &[
    ("", &["error[argdown/empty] 1:1: there is nothing to read (a map needs at least a title between two lines of `===`)"]),
    ("  \n\n", &["error[argdown/empty] 1:1: there is nothing to read (a map needs at least a title between two lines of `===`)"]),
    (
        "[a]: t\n\n  - [b]: x\n",
        &[
            "error[argdown/orphan] 3:3-10: a relation has nothing above it to bear on (remove the empty line above, or escape the symbol with `\\`)",
        ],
    ),
    (
        "[a]: t\n- [b]: x\n",
        &[
            "error[argdown/indentation] 2:1-8: a relation begins at the edge: `-` bears on nothing there (indent it under what it bears on)",
        ],
    ),
    (
        "# Head\n  + [b]: x\n",
        &["error[argdown/orphan] 2:3-10: a heading takes no relations (put a statement or an argument above it)"],
    ),
    (
        "# Head\n[b]: x\n",
        &["error[argdown/heading] 2:1-6: a text follows its heading without an empty line (leave a line empty between them)"],
    ),
    (
        "#\n\n# \n",
        &[
            "error[argdown/heading] 1:1: this heading says nothing (write a title after the `#`)",
            "error[argdown/heading] 3:1: this heading says nothing (write a title after the `#`)",
        ],
    ),
    (
        "(1) p1\n(2) p2\n",
        &["error[argdown/steps] 1:1-6: this structure has no inference (put four hyphens between premises and conclusion)"],
    ),
    (
        "(1) p1\n---\n(2) c\n",
        &[
            "error[argdown/inference] 2:1-3: three hyphens are no inference (write four hyphens or more, or rules between two lines of `--`)",
        ],
    ),
    (
        "(1) p1\n-- rule\n(2) c\n",
        &[
            "error[argdown/inference] 2:1-7: this inference is never closed (close it with `--` at the end of a line, or write four hyphens for an inference without rules)",
        ],
    ),
    (
        "----\n(1) c\n",
        &[
            "error[argdown/steps] 1:1-4: an inference stands outside of a premise-conclusion structure (number the statements around it: `(1) …`)",
            "error[argdown/steps] 2:1-5: this structure has no inference (put four hyphens between premises and conclusion)",
        ],
    ),
    (
        "(1) p\n----\n----\n(2) c\n",
        &["error[argdown/steps] 3:1-4: an inference follows another one (put its conclusion between them)"],
    ),
    (
        "(1) p\n----\n",
        &[
            "error[argdown/steps] 1:1-5: this structure ends with an inference and no conclusion (write a numbered statement below the last inference)",
        ],
    ),
    (
        "(1) p\n----\n(2) c\n(3) more\n",
        &[
            "error[argdown/steps] 1:1-5: premises stand below the last conclusion of this structure and lead to nothing (put four hyphens between premises and conclusion)",
        ],
    ),
    (
        "(1) <a>\n----\n(2) c\n",
        &[
            "error[argdown/steps] 1:5-7: an argument cannot be a step of an argument (write its conclusion as a statement)",
            "note[argdown/undefined] 1:5-7: `<a>` is never described: its title is its text",
            "error[argdown/steps] 2:1-4: an inference has no premise above it (put a numbered premise above it)",
        ],
    ),
    (
        "<a>\n\n(1) p\n----\n(2) c\n\n<a>\n\n(1) q\n----\n(2) d\n",
        &[
            "error[argdown/steps] 9:1-5: the argument `<a>` has a premise-conclusion structure already, in line 3 (give the second one an argument of its own)",
        ],
    ),
    (
        "(1) p\n----\n(2) c\n-- {uses: [7]} --\n(3) d\n",
        &[
            "error[argdown/steps] 4:5-8: `uses` names (7), which does not stand above this inference (name the numbers of statements above)",
        ],
    ),
    (
        "text\n----\n",
        &[
            "error[argdown/steps] 2:1-4: an inference stands outside of a premise-conclusion structure (number the statements around it: `(1) …`)",
        ],
    ),
    (
        "text\n(1) p\n",
        &[
            "error[argdown/empty-line] 2:1-5: a premise-conclusion structure begins in the middle of a paragraph (leave a line empty above it, or escape its first character with `\\` to make it text)",
            "error[argdown/steps] 2:1-5: this structure has no inference (put four hyphens between premises and conclusion)",
        ],
    ),
    (
        "text\n* item\n",
        &[
            "error[argdown/empty-line] 2:1-6: a list begins in the middle of a paragraph (leave a line empty above it, or escape its first character with `\\` to make it text)",
        ],
    ),
    (
        "[a] some text after reference\n",
        &[
            "warning[argdown/undefined] 1:1-29: `[a]` is never defined: its title is its text (define it: `[a]: …`)",
            "error[argdown/reference] 1:5-29: a text follows a title without a colon (put a colon after the title to define it, or escape the bracket with `\\` to make it text)",
        ],
    ),
    (
        "[a]:\n\n<b>:\n",
        &[
            "error[argdown/nothing] 1:1-4: this definition says nothing (write a text after the colon, or leave the colon out to refer to it)",
            "warning[argdown/undefined] 1:1-4: `[a]` is never defined: its title is its text (define it: `[a]: …`)",
            "error[argdown/nothing] 3:1-4: this definition says nothing (write a text after the colon, or leave the colon out to refer to it)",
            "note[argdown/undefined] 3:1-4: `<b>` is never described: its title is its text",
        ],
    ),
    (
        "+\n",
        &[
            "error[argdown/orphan] 1:1: a relation has nothing above it to bear on (remove the empty line above, or escape the symbol with `\\`)",
            "error[argdown/nothing] 1:1: there is no statement here (write a text, or refer to a statement by `[title]` or to an argument by `<title>`)",
        ],
    ),
    (
        "[a]: x\n  +\n",
        &[
            "error[argdown/nothing] 2:3: there is no statement here (write a text, or refer to a statement by `[title]` or to an argument by `<title>`)",
        ],
    ),
    (
        "[a]: x\n  + [b]: y\n      - [c]: z\n    + [d]: v\n",
        &[
            "warning[argdown/indentation] 4:5-12: this line is indented by 4, unlike any line above; it is read as a sibling of line 2 (indent it like its siblings)",
        ],
    ),
    (
        "[a]: x {kind: clam}\n",
        &[
            "error[argdown/value] 1:9-12: `kind` wants question, claim, evidence or rebuttal, this is `clam` (did you mean `claim`?)",
        ],
    ),
    ("[a]: x {credence: 1.5}\n", &["error[argdown/value] 1:9-16: `credence` wants a number from 0 to 1, this is 1.5"]),
    (
        "[a]: x {credence: high, side: two words, section: 4}\n",
        &[
            "error[argdown/value] 1:9-16: `credence` wants a number from 0 to 1, this is `high`",
            "error[argdown/value] 1:25-28: `side` wants a name (letters, digits, `-`, `_`, `.`, `/`), this is `two words`",
            "error[argdown/value] 1:42-48: `section` wants null, as there are no sections, this is 4",
        ],
    ),
    (
        "[a]: x {source: s-1}\n",
        &[
            "error[argdown/value] 1:9-14: `source`: only evidence cites a source, and this is a claim (add `kind: evidence`, or support it by evidence)",
        ],
    ),
    (
        "[a]: x {rivals: exclusive}\n",
        &[
            "error[argdown/value] 1:9-14: `rivals`: only a question declares rivals, and this is a claim (declare them on the question they answer)",
        ],
    ),
    (
        "[a]: x? {kind: question, credence: 0.5}\n",
        &[
            "error[argdown/value] 1:26-33: `credence`: a question asserts nothing, so it has no credence (give the credence to its answers)",
        ],
    ),
    (
        "[a]: x {kind: evidence, anchor: {start: 5, end: 3, sha256: ab, prefx: c}}\n",
        &[
            "error[argdown/value] 1:52-57: `sha256` wants 64 hex digits in quotation marks, this is `ab`",
            "error[argdown/key] 1:64-68: `anchor` knows no key `prefx` (did you mean `prefix`?)",
        ],
    ),
    ("[a]: x {id: 7}\n", &["error[argdown/value] 1:9-10: `id` wants a UUID, this is 7"]),
    (
        "[a]: x {source: \"x\", bad: [1,2}\n",
        &[
            "error[argdown/data] 1:27: the data is no YAML: mismatched bracket '[' closed by '}' (quote texts that hold `,`, `:`, `#`, `{`, `}`, `[` or `]`)",
        ],
    ),
    ("[a]: x {a: 1, a: 2}\n", &["error[argdown/data] 1:15: the data is no YAML: duplicate mapping key: a (keep one of the two)"]),
    (
        "[a]: x {[1]}\n",
        &[
            "error[argdown/data] 1:9: the data is no YAML: expected string scalar (quote texts that hold `,`, `:`, `#`, `{`, `}`, `[` or `]`)",
        ],
    ),
    (
        "[a]: x {a: 1} y\n",
        &[
            "warning[argdown/brace] 1:8: no data begins with this brace; it is kept as text (write `\\{` if it is meant as text; data ends its statement and closes with `}` at the end of a line)",
        ],
    ),
    (
        "[a]: x {link: {strength: 1}}\n",
        &[
            "error[argdown/link] 1:9-12: `link` describes the link of a relation line, and this line makes none (put it on a line that begins with a relation, or on the inference)",
        ],
    ),
    (
        "[a]: x\n  + [b]: y {link: {strenght: 1}}\n",
        &["error[argdown/key] 2:20-27: `link` knows no key `strenght` (did you mean `strength`?)"],
    ),
    (
        "[a]: x\n  + [b]: y {link: 1}\n",
        &["error[argdown/value] 2:13-16: `link` holds a number where keys and values are wanted (write `link: {strength: 0.5}`)"],
    ),
    (
        "[a]: x\n  + [b]: y {link: {with: [bb]}}\n",
        &["error[argdown/with] 2:20-23: `with` names `bb`, which this file does not define (did you mean `b`?)"],
    ),
    (
        "[a]: x\n  - [b]: y {link: {relation: supports}}\n",
        &[
            "error[argdown/relation] 2:20-27: `relation: supports` does not fit `-` here, which means rebuts (leave `relation` out, or write another symbol)",
        ],
    ),
    ("[a]: x\n  + [a]\n", &["error[argdown/relation] 2:5-7: a node cannot bear on itself (name another target)"]),
    (
        "[a]: x\n  + [b]: y {kind: rebuttal}\n",
        &["error[argdown/relation] 2:5-27: a rebuttal cannot support: every link that leaves it attacks (make it a claim)"],
    ),
    (
        "[a]: x\n  _ [b]: y\n",
        &[
            "error[argdown/undercut] 2:5-10: there is nothing to undercut: no link leaves the statement above (write it under the relation line whose link it undercuts)",
        ],
    ),
    (
        "[a]: x\n  + [b]: y\n  - [c]: z\n\n[q]: v\n  + [b]\n\n[b]\n  _ [d]: w\n",
        &[
            "error[argdown/undercut] 9:5-10: it cannot be told which link this undercuts: several leave the statement above (write it under the relation line whose link it undercuts)",
        ],
    ),
    (
        "[a]: x\n  _ [b]: y\n\n[b]\n  _ [a]\n",
        &["error[argdown/circle] 5:5-7: links bear on each other in a circle (let one of them bear on a node)"],
    ),
    (
        "[natonal-identity]\n\n[national-identity]: x\n",
        &[
            "warning[argdown/undefined] 1:1-18: `[natonal-identity]` is never defined: its title is its text (did you mean `[national-identity]`?)",
        ],
    ),
    (
        "[a]: x {name: n}\n\n[b]: y {name: n}\n",
        &["error[argdown/name] 3:1-16: the name `n` is given twice (names of nodes and links are unique; choose another one)"],
    ),
    (
        "[a]: x {id: \"01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\"}\n\n[b]: y {id: \"01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\"}\n",
        &[
            "error[argdown/repeated-id] 3:1-51: the id 01932c4e-7d00-7a3b-9c55-0f2e41d7aa10 stands twice in the text (leave it out of the second one)",
        ],
    ),
    ("===\ntitle: x\n", &["error[argdown/front-matter] 1:1-3: the front matter is never closed (close it by a line of `===`)"]),
    (
        "===\ntitle: [x\n===\n\n[a]: x\n",
        &[
            "error[argdown/front-matter] 2:8: the front matter is no YAML: unclosed bracket '[' (quote texts that hold `,`, `:`, `#`, `{`, `}`, `[` or `]`)",
        ],
    ),
    (
        "===\n- x\n===\n\n[a]: x\n",
        &[
            "error[argdown/front-matter] 2:1-4: the front matter holds a list where keys and values are wanted (write it as `key: value`)",
        ],
    ),
    (
        "===\nname: two words\nid: 3\nmodel:\n  mode: strict\n===\n\n[a]: x\n",
        &[
            "error[argdown/value] 2:1-4: `name` wants a name (letters, digits, `-`, `_`, `.`, `/`), this is `two words`",
            "error[argdown/value] 3:1-2: `id` wants a UUID, this is 3",
            "warning[argdown/strict] 5:3-6: strict mode is not read: relations are support and attack, not entailment and contrariety",
        ],
    ),
    (
        "x /* y\n",
        &[
            "error[argdown/comment] 1:3-4: this comment is never closed by `*/` (close it, or escape its first character with `\\`)",
        ],
    ),
    (
        "@include(other.argdown)\n",
        &["error[argdown/include] 1:1-9: other files are not included (put its text here, or import it by itself)"],
    ),
    (
        "x\u{0}y \u{7}\n",
        &[
            "error[argdown/control-character] 1:2: the control character \\u{0} stands here (only line breaks and tabs may stand in a text besides what can be seen)",
            "error[argdown/control-character] 1:5: the control character \\u{7} stands here (only line breaks and tabs may stand in a text besides what can be seen)",
        ],
    ),
    (
        "see *this* [page](http://x.org/y) #(some tag)\n",
        &[
            "note[argdown/markup] 1:5: bold and italic are read as plain text, here and below (escape the marks with `\\` to keep them)",
            "warning[argdown/link-address] 1:19-32: the address of this link is not kept: http://x.org/y (write the address itself into the text)",
            "note[argdown/tag] 1:35-45: the tag `some tag` is kept as `some-tag` (tags are letters, digits, `-`, `_`, `.` and `/`)",
        ],
    ),
    (
        "* a\n  * b\n",
        &[
            "warning[argdown/nested-list] 2:3-5: lists within lists are read as one list (indent all items alike, or write relations)",
        ],
    ),
    (
        "<a>\n  _ <b>\n",
        &[
            "note[argdown/undefined] 1:1-3: `<a>` is never described: its title is its text",
            "warning[argdown/undercut] 2:5-7: the argument has no steps to undercut; this is read as a rebuttal of it (give it a premise-conclusion structure)",
            "note[argdown/undefined] 2:5-7: `<b>` is never described: its title is its text",
        ],
    ),
];

#[test]
fn each_fault_is_named_at_its_place() {
    for (text, expected) in BROKEN {
        assert_eq!(complaints(text), *expected, "in {text:?}");
    }
}

#[test]
fn all_faults_of_a_text_are_found_in_one_run_each_with_its_line() {
    let text = "[a]: x {kind: clam}\n\n  - [b]: x\n\n(1) p\n(2) q\n\n[c] text\n\n[d]: y {e: [}\n\n[f]: fine\n  _ [g]: x\n";
    let found = document(text, "t").complaints;
    let codes: Vec<&str> =
        found.iter().filter(|complaint| complaint.is_error()).map(|complaint| complaint.code.as_ref()).collect();
    let expected = ["argdown/value", "argdown/orphan", "argdown/steps", "argdown/reference", "argdown/data", "argdown/undercut"];
    assert_eq!(codes, expected);
    for complaint in &found {
        let Some(Place::File { span, .. }) = &complaint.place else { panic!("{complaint} has no place") };
        assert_eq!(complaint.excerpt.as_deref(), text.lines().nth(span.line - 1));
    }
}

#[test]
fn thousands_of_faults_are_counted_and_a_hundred_shown() {
    let found = complaints(&"+ x\n\n".repeat(5_000));
    assert_eq!(found.len(), 101);
    assert_eq!(found[100], "error[argdown/more]: 4900 more errors are not shown (repair the first ones and read it again)");
}

fn import(bytes: &[u8]) -> Document {
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    let options = Options::default();
    let about = ImportInput { path: "t.argdown", fallback_name: "t", options: &options };
    ArgdownReader.import(&mut &bytes[..], &about, &mut document).expect("a document takes everything");
    document
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    let found = import(b"[a]: x\n\n[\xc3\xa9]: \xff y\n").complaints;
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].to_string(),
        "error[argdown/encoding] t.argdown:3:6: the text is not UTF-8: here stands the byte 0xff (save it as UTF-8)"
    );
    assert!(import("\u{feff}[a]: x\n".as_bytes()).complaints.is_empty());
    assert!(ArgdownReader.detect("\u{feff}===\ntitle: x\n===\n".as_bytes()));
    assert!(ArgdownReader.detect(b"# H\n\n[a]: x\n"));
    assert!(!ArgdownReader.detect(b"{\"a\": 1}"));
}

/// Far more than any of these takes, and far less than a pass for each mark would.
const LONG: Duration = Duration::from_secs(60);

#[test]
fn heaps_of_stray_marks_take_no_time() {
    let start = Instant::now();
    for stray in ["{", "}", "[", "](", "*", "_a", "<", "/*", "<!--", "{\"", "{'", "@[", "#(", "::", "//", "--", "> "] {
        let count = if stray.contains(['{', '}']) { 50_000 } else { 10_000 };
        let text = format!("[a]: x {} y\n", format!("{stray} ").repeat(count));
        document(&text, "t");
        let text: String = (0..count).map(|line| format!("[s{line}]: x {stray} y\n\n")).collect();
        document(&text, "t");
    }
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

#[test]
fn depth_does_not_matter() {
    let start = Instant::now();
    // Brackets within data, marks within marks, indentation, references: each 100 000 deep, or as deep as its size lets.
    document(&format!("[a]: x {{b: {}{}}}\n", "[".repeat(100_000), "]".repeat(100_000)), "t");
    document(&format!("[a]: x {{{}{}}}\n", "{b: ".repeat(100_000), "}".repeat(100_000)), "t");
    document(&format!("[a]: {}x{}\n", "*".repeat(100_000), "*".repeat(100_000)), "t");
    let mut nested = String::from("[s0]: x\n");
    for level in 1..3_000 {
        nested.push_str(&" ".repeat(level));
        nested.push_str(&format!("- [s{level}]: x\n"));
    }
    let map = read_map(&nested, "t");
    assert_eq!(map.links().len(), 2_999);
    assert_eq!(read_map(&write(&map, false), "t").links().len(), 2_999);
    let mut chain = String::from("[s0]: x\n  - [s1]: x\n\n");
    for level in 1..100_000 {
        chain.push_str(&format!("[s{level}]\n  _ [s{}]: x\n\n", level + 1));
    }
    let map = read_map(&chain, "t");
    assert_eq!(map.links().len(), 100_000);
    let written = write(&map, false);
    assert!(written.len() < 20 * chain.len(), "{} bytes", written.len());
    assert_eq!(document(&written, "t").links.len(), 100_000);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

#[test]
fn hubs_take_linear_time() {
    let start = Instant::now();
    let mut text = String::from("[hub]: x\n");
    for leaf in 0..50_000 {
        text.push_str(&format!("  + [s{leaf}]: x\n"));
    }
    // And each mentioned again from elsewhere.
    for leaf in 0..20_000 {
        text.push_str(&format!("\n[t{leaf}]: x\n  - [hub]\n  + [s{leaf}]\n\n[hub]\n  + [t{leaf}]\n"));
    }
    let map = read_map(&text, "t");
    assert_eq!(document(&write(&map, true), "t").links.len(), map.links().len());
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}
