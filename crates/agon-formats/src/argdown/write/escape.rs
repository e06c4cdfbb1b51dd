//! Texts and values as they must be written so that they read back as they are.

use serde_json::{Map as JsonMap, Value};

use super::super::inline::{inline, is_tag_char};
use super::super::report::At;
use super::super::shortcodes::shortcode;

/// A text as it can stand in a line, or `None` if no line can say it.
pub(super) fn text_line(text: &str, begins_line: bool) -> Option<String> {
    if text.is_empty() || text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) || text.contains(['\n', '\r', '\0']) {
        return None;
    }
    let mut line = String::with_capacity(text.len() + 8);
    let mut special = false;
    // Within a bare URL `//` is no comment, up to a blank or an escape.
    let mut in_url = false;
    let mut before: Option<char> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let after = rest.chars().next();
        if c == '@'
            && let Some(length) = mention(&text[at..])
        {
            special = true;
            line.push_str(&text[at..at + length]);
            in_url = false;
            before = line.chars().next_back();
            at += length;
            continue;
        }
        if c == '/' && after == Some('/') && before == Some(':') {
            special = true;
            in_url = true;
            line.push_str("//");
            before = Some('/');
            at += 2;
            continue;
        }
        let blank_after = after.is_none_or(|c| matches!(c, ' ' | '\t'));
        let within_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let escape = match c {
            '\\' | '*' | '[' | '{' => true,
            '_' => !within_word,
            '#' => !blank_after || before.is_none(),
            '<' => !blank_after,
            '/' => !in_url && matches!(after, Some('/' | '*')),
            '@' => rest.starts_with("include("),
            ':' | '.' => {
                shortcode(&text[at..], before.is_some_and(char::is_alphanumeric)).is_some()
                    || (c == '.' && begins_line && is_number(&text[..at]) && blank_after)
            }
            _ => false,
        };
        in_url &= !escape && !matches!(c, ' ' | '\t');
        let begins = begins_line && before.is_none() && c.is_ascii_punctuation();
        special |= escape || begins || matches!(c, '_' | ':' | '.' | '#' | '@' | '\t');
        if escape || begins {
            line.push('\\');
        }
        line.push(c);
        before = Some(c);
        at += c.len_utf8();
    }
    if special {
        let read = inline(&line, At::new(0, line.len()));
        if read.text != text || !read.tags.is_empty() || !read.links.is_empty() || !read.includes.is_empty() {
            return None;
        }
    }
    Some(line)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How long the plain mention is with which the text begins.
fn mention(text: &str) -> Option<usize> {
    let close = match text.as_bytes().get(1) {
        Some(b'[') => ']',
        Some(b'<') => '>',
        _ => return None,
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '\'' | '?' | '!');
    let length = text[2..].find(|c| !plain(c))?;
    (length > 0 && text[2 + length..].starts_with(close)).then_some(length + 3)
}

/// A tag with its `#`.
pub(super) fn tag(name: &str) -> String {
    if name.chars().all(is_tag_char) { format!("#{name}") } else { format!("#({name})") }
}

/// Whether a title can stand between brackets as it is.
pub(super) fn is_title(title: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '\'' | '?' | '!' | '/' | ':' | ';' | '%' | '&' | '"')
    };
    title.starts_with(char::is_alphanumeric)
        && !title.ends_with([' ', ':'])
        && title.chars().all(|c| plain(c) || is_mark(c))
        && !title.contains("//")
}

/// Marks that may stand in names and are no letters: they are harmless here.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace()
}

/// Words that YAML, or an older YAML, reads as something else than a text.
const NO_WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// A string that needs no quotation marks.
fn is_plain(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'))
        && !NO_WORDS.contains(&text.to_ascii_lowercase().as_str())
        && !text.contains("//")
}

/// Writes a string as YAML: bare if it is a plain word, else in double quotation marks, on one line.
pub(super) fn push_string(out: &mut String, text: &str) {
    if is_plain(text) {
        return out.push_str(text);
    }
    push_quoted(out, text);
}

/// Writes a string in double quotation marks.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Characters that YAML will not take as they are, or that nobody would see.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{fff0}'..='\u{ffff}')
}

/// What is left to write of a value.
enum Rest<'v> {
    Value(&'v Value),
    Key(&'v str),
    Text(&'static str),
}

/// Writes a value as flow YAML, without recursion.
pub(super) fn push_value(out: &mut String, value: &Value) {
    let mut rest = vec![Rest::Value(value)];
    while let Some(next) = rest.pop() {
        match next {
            Rest::Text(text) => out.push_str(text),
            Rest::Key(key) => push_key(out, key),
            Rest::Value(Value::Null) => out.push_str("null"),
            Rest::Value(Value::Bool(truth)) => out.push_str(if *truth { "true" } else { "false" }),
            Rest::Value(Value::Number(number)) => out.push_str(&number.to_string()),
            Rest::Value(Value::String(text)) => push_string(out, text),
            Rest::Value(Value::Array(list)) => {
                out.push('[');
                rest.push(Rest::Text("]"));
                for (index, item) in list.iter().enumerate().rev() {
                    rest.push(Rest::Value(item));
                    if index > 0 {
                        rest.push(Rest::Text(", "));
                    }
                }
            }
            Rest::Value(Value::Object(fields)) => {
                out.push('{');
                rest.push(Rest::Text("}"));
                for (index, (key, value)) in fields.iter().enumerate().rev() {
                    rest.push(Rest::Value(value));
                    rest.push(Rest::Key(key));
                    if index > 0 {
                        rest.push(Rest::Text(", "));
                    }
                }
            }
        }
    }
}

fn push_key(out: &mut String, key: &str) {
    push_string(out, key);
    out.push_str(": ");
}

/// Keys and values in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Flow {
    out: String,
}

impl Flow {
    pub(super) fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    fn key(&mut self, key: &str) -> &mut String {
        if !self.out.is_empty() {
            self.out.push_str(", ");
        }
        push_key(&mut self.out, key);
        &mut self.out
    }

    pub(super) fn string(&mut self, key: &str, text: &str) {
        push_string(self.key(key), text);
    }

    pub(super) fn quoted(&mut self, key: &str, text: &str) {
        push_quoted(self.key(key), text);
    }

    pub(super) fn plain(&mut self, key: &str, value: impl std::fmt::Display) {
        let value = value.to_string();
        self.key(key).push_str(&value);
    }

    pub(super) fn value(&mut self, key: &str, value: &Value) {
        push_value(self.key(key), value);
    }

    pub(super) fn flow(&mut self, key: &str, inner: &Self) {
        let braced = inner.braced();
        self.key(key).push_str(&braced);
    }

    /// Free fields: by themselves, or under `attributes` where their keys mean something else.
    pub(super) fn attributes<'v>(&mut self, all: impl Iterator<Item = (&'v String, &'v Value)>, reserved: &[&str]) {
        let mut clashing = JsonMap::new();
        for (key, value) in all {
            if reserved.contains(&key.as_str()) {
                clashing.insert(key.clone(), value.clone());
            } else {
                self.value(key, value);
            }
        }
        if !clashing.is_empty() {
            self.value("attributes", &Value::Object(clashing));
        }
    }

    pub(super) fn braced(&self) -> String {
        format!("{{{}}}", self.out)
    }
}
