//! Which closing brace belongs to an opening one: balanced, aware of YAML's quotes, in linear time.

use std::collections::HashMap;

/// Finds the ends of `{…}` in one text. What one search learns the next ones use, so that thousands of stray
/// braces cost no more than a few passes over the text.
pub(super) struct Braces {
    known: HashMap<usize, Option<usize>>,
    /// Starts of blank lines, in order.
    blank_lines: Vec<usize>,
}

impl Braces {
    pub(super) fn new(text: &str, line_starts: &[usize]) -> Self {
        let bytes = text.as_bytes();
        let blank = |start: &usize| {
            let rest = &bytes[*start..];
            rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
        };
        Self { known: HashMap::new(), blank_lines: line_starts.iter().copied().filter(blank).collect() }
    }

    /// The byte of the brace that closes the one at `open`. Data on the line of its brace ends before the next
    /// empty line; data that begins on a line of its own may hold empty lines.
    pub(super) fn close(&mut self, text: &str, open: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let close = self.search(bytes, open)?;
        if !opens_block(bytes, open) {
            let next_blank = self.blank_lines.partition_point(|start| *start <= open);
            if self.blank_lines.get(next_blank).is_some_and(|start| *start < close) {
                return None;
            }
        }
        Some(close)
    }

    fn search(&mut self, bytes: &[u8], open: usize) -> Option<usize> {
        if let Some(known) = self.known.get(&open) {
            return *known;
        }
        let mut open_ones = vec![open];
        let mut at = open + 1;
        // A quotation mark opens a quotation only where a value may begin.
        let mut value_may_begin = true;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'{' => match self.known.get(&at) {
                    Some(Some(end)) => {
                        at = *end;
                        value_may_begin = false;
                    }
                    Some(None) => break,
                    None => {
                        open_ones.push(at);
                        value_may_begin = true;
                    }
                },
                b'}' => {
                    if let Some(opener) = open_ones.pop() {
                        self.known.insert(opener, Some(at));
                    }
                    if open_ones.is_empty() {
                        return Some(at);
                    }
                    value_may_begin = false;
                }
                b'"' | b'\'' if value_may_begin => {
                    let Some(end) = quotation_end(bytes, at) else { break };
                    at = end;
                    value_may_begin = false;
                }
                b'[' | b',' | b':' | b'\n' => value_may_begin = true,
                b'-' if bytes.get(at + 1) == Some(&b' ') => value_may_begin = true,
                b' ' | b'\t' | b'\r' => {}
                _ => value_may_begin = false,
            }
            at += 1;
        }
        for opener in open_ones {
            self.known.insert(opener, None);
        }
        None
    }
}

/// Whether only blanks follow the brace on its line.
pub(super) fn opens_block(bytes: &[u8], open: usize) -> bool {
    bytes[open + 1..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

fn quotation_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mark = bytes[open];
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if mark == b'"' => at += 1,
            byte if *byte == mark => {
                if mark == b'\'' && bytes.get(at + 1) == Some(&b'\'') {
                    at += 1;
                } else {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(text: &str) -> Option<usize> {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Braces::new(text, &starts).close(text, 0)
    }

    #[test]
    fn quotations_may_hold_braces_and_apostrophes_open_none() {
        assert_eq!(close(r#"{a: "x } y"}"#), Some(11));
        assert_eq!(close("{q: 'a } b'}"), Some(11));
        assert_eq!(close("{q: it's, b: {c: d}}"), Some(19));
        assert_eq!(close(r#"{a: "\" }"}"#), Some(10));
        assert_eq!(close("{a: 'it''s }'}"), Some(13));
    }

    #[test]
    fn flow_data_ends_before_an_empty_line_and_block_data_does_not() {
        assert_eq!(close("{a: 1,\n b: 2}"), Some(12));
        assert_eq!(close("{a: 1,\n\n b: 2}"), None);
        assert_eq!(close("{\na: 1\n\nb: 2\n}"), Some(13));
    }

    #[test]
    fn stray_braces_take_linear_time() {
        for pattern in ["{ ", "{'a ", "{\"a ", "{a: 'b {", "{\n\n", "{}} {", "{ {a: \" "] {
            let text = pattern.repeat(100_000);
            let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
            let mut braces = Braces::new(&text, &starts);
            for (open, _) in text.match_indices('{') {
                braces.close(&text, open);
            }
        }
    }
}
