//! Who wrote it and what they are, out of the beginning of a cite.

use serde_json::{Value, json};

use crate::citation::name::is_cjk;

/// Words of a family name that are written small.
const PARTICLES: [&str; 14] = ["de", "del", "della", "der", "den", "di", "da", "dos", "du", "la", "le", "van", "von", "bin"];
/// Words that no person's name has.
const INSTITUTION: [&str; 38] = [
    "academy",
    "administration",
    "agency",
    "association",
    "bank",
    "board",
    "bureau",
    "center",
    "centre",
    "church",
    "coalition",
    "college",
    "commission",
    "committee",
    "company",
    "congress",
    "council",
    "court",
    "department",
    "federation",
    "foundation",
    "fund",
    "government",
    "group",
    "house",
    "initiative",
    "institute",
    "institution",
    "league",
    "ministry",
    "nations",
    "network",
    "office",
    "organization",
    "party",
    "service",
    "society",
    "university",
];
/// Words with which a qualification begins, or that it has.
const QUALIFICATION: [&str; 46] = [
    "adviser",
    "advisor",
    "ambassador",
    "analyst",
    "assistant",
    "associate",
    "attorney",
    "author",
    "candidate",
    "ceo",
    "chair",
    "chairman",
    "columnist",
    "consultant",
    "correspondent",
    "dean",
    "director",
    "doctor",
    "economist",
    "editor",
    "emeritus",
    "esq",
    "expert",
    "faculty",
    "fellow",
    "founder",
    "graduate",
    "head",
    "historian",
    "jd",
    "journalist",
    "judge",
    "lawyer",
    "lecturer",
    "ma",
    "manager",
    "md",
    "member",
    "minister",
    "phd",
    "president",
    "prof",
    "professor",
    "reporter",
    "researcher",
    "secretary",
];
const SUFFIXES: [&str; 7] = ["jr", "sr", "ii", "iii", "iv", "esq", "phd"];
/// Institutions that have one word for a name.
const NEWS: [&str; 12] = ["afp", "ap", "bbc", "bloomberg", "cnn", "npr", "reuters", "unesco", "unicef", "un", "who", "xinhua"];

fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn has(text: &str, words: &[&str]) -> bool {
    text.split_whitespace().any(|word| words.contains(&bare(word).as_str()))
}

/// The authors at the beginning of a list of parts, and how many parts they take.
pub(super) fn authors(parts: &[&str]) -> (Vec<Value>, usize) {
    let mut people = Vec::new();
    let mut taken = 0;
    for part in parts {
        let part = part.trim();
        if taken > 0 && !is_continued(part) {
            break;
        }
        // A name begins with a capital, or in writing that has none.
        let names = if without_and(part).starts_with(char::is_lowercase) { Vec::new() } else { split(part) };
        if names.is_empty() {
            taken += usize::from(part.is_empty());
            break;
        }
        // `Doe, Jane, professor`: one word, then another.
        let is_given = taken == 1 && people.len() == 1 && is_word(parts[0]) && is_word(part) && !has(part, &QUALIFICATION);
        if is_given {
            people = vec![json!({ "family": parts[0].trim(), "given": part })];
            taken += 1;
            break;
        }
        if taken == 1 && SUFFIXES.contains(&bare(part).as_str()) && bare(part) != "phd" {
            if let Some(Value::Object(last)) = people.last_mut() {
                last.insert("suffix".into(), part.into());
            }
            taken += 1;
            continue;
        }
        people.extend(names.into_iter().map(person));
        taken += 1;
    }
    (people, taken)
}

fn is_word(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.contains(char::is_whitespace) && text.chars().next().is_some_and(char::is_uppercase)
}

fn without_and(part: &str) -> &str {
    part.strip_prefix("and ").or_else(|| part.strip_prefix("& ")).unwrap_or(part).trim()
}

/// Whether a further part is one more author, and not what the last one is.
fn is_continued(part: &str) -> bool {
    let text = without_and(part);
    if SUFFIXES.contains(&bare(text).as_str()) && bare(text) != "phd" {
        return true;
    }
    if has(text, &QUALIFICATION) || has(text, &INSTITUTION) || text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(|c| c.is_uppercase() && c.is_alphabetic())
            || PARTICLES.contains(word)
            || matches!(*word, "and" | "&")
    };
    // One word alone may be a given name that follows; more than eight are none.
    (1..=8).contains(&words.len())
        && words.iter().all(is_name)
        && words.iter().all(|word| !word.chars().all(|c| c.is_uppercase()) || word.len() <= 2)
}

/// The names of one part: parted by `and`, `&` and `;`, without `et al.`
pub(super) fn split(part: &str) -> Vec<&str> {
    let part = part.trim().trim_end_matches("et al.").trim_end_matches("et al").trim();
    let mut names = Vec::new();
    for part in part.split(';') {
        for part in part.split(" and ") {
            for name in part.split(" & ") {
                let name = name.trim().trim_start_matches("and ").trim_start_matches("& ").trim();
                if !name.is_empty() {
                    names.push(name);
                }
            }
        }
    }
    // The name of an institution may have `and` in it.
    if names.len() > 1 && has(part, &INSTITUTION) && names.iter().any(|name| !name.contains(' ')) { vec![part] } else { names }
}

/// A name as it is written: `Jane van Doe Jr.`, an institution, or a name in its own writing.
pub(super) fn person(name: &str) -> Value {
    let name = name.trim().trim_end_matches(',');
    let words: Vec<&str> = name.split_whitespace().collect();
    if let [family, given] = words.as_slice()
        && is_cjk(family)
        && is_cjk(given)
    {
        return json!({ "family": family, "given": given });
    }
    if is_institution(name) || (!name.is_empty() && is_cjk(name)) {
        return json!({ "literal": name });
    }
    let (words, suffix) = match words.as_slice() {
        [first @ .., last] if first.len() >= 2 && SUFFIXES[..5].contains(&bare(last).as_str()) => (first, Some(*last)),
        all => (all, None),
    };
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches(',')).collect();
    let start = words.iter().skip(1).position(|word| PARTICLES.contains(word)).map_or(words.len().saturating_sub(1), |at| at + 1);
    let (given, family) = (words[..start].join(" "), words[start..].join(" "));
    let mut person = serde_json::Map::new();
    person.insert("family".into(), family.into());
    if !given.is_empty() {
        person.insert("given".into(), given.into());
    }
    if let Some(suffix) = suffix {
        person.insert("suffix".into(), suffix.into());
    }
    person.into()
}

fn is_institution(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let all_capitals = words == 1 && name.chars().count() > 1 && name.chars().all(|c| c.is_uppercase() || c == '.' || c == '&');
    all_capitals
        || (words == 1 && NEWS.contains(&bare(name).as_str()))
        || has(name, &INSTITUTION)
        || name.starts_with("The ")
        || words > 5
}
