//! What stands inside a text: escapes, bold and italic, links, tags, mentions, shortcodes, bare URLs.
//!
//! Agon keeps plain text. Marks of bold and italic that belong together are taken away, and a link leaves its
//! label; a mark without its partner is text. Tags at the end are taken off, tags within stay as they are written.

use super::next::Next;
use super::report::At;
use super::shortcodes::shortcode;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub text: String,
    /// Where the words of the tags stand, and the whole tags.
    pub tags: Vec<(At, At)>,
    /// The addresses of links, which the text does not keep.
    pub links: Vec<At>,
    /// The first mark of bold or italic that was taken away.
    pub markup: Option<At>,
    /// `@include(…)`, which is not done.
    pub includes: Vec<At>,
}

/// Reads the stretch `at` of a text whose comments were made holes (NUL).
pub(super) fn inline(source: &str, at: At) -> Inline {
    let source = &source[..at.end];
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        at: at.start,
        start: at.start,
        end: at.end,
        out: String::with_capacity(at.end - at.start),
        found: Inline::default(),
        open: Vec::new(),
        counts: [0; 4],
        removed: Vec::new(),
        trail: None,
        url_end: 0,
        bracket: Next::default(),
        parenthesis: Next::default(),
        angle: Next::default(),
        line: Next::default(),
    };
    reader.run();
    reader.finish()
}

/// Marks of bold and italic by length and sign.
const MARKS: [&str; 4] = ["**", "__", "*", "_"];

/// Bytes at which something may begin; all others are copied.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let special = b"\\*_#[@:.\n\r\0";
    let mut index = 0;
    while index < special.len() {
        table[special[index] as usize] = true;
        index += 1;
    }
    table
};

struct Reader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    start: usize,
    end: usize,
    out: String,
    found: Inline,
    /// Opened marks: kind, place in the source, place in `out`.
    open: Vec<(usize, usize, usize)>,
    counts: [usize; 4],
    /// Stretches of `out` to be taken away.
    removed: Vec<(usize, usize)>,
    /// Where the tags at the end of `out` begin and end.
    trail: Option<(usize, usize)>,
    url_end: usize,
    bracket: Next,
    parenthesis: Next,
    angle: Next,
    line: Next,
}

impl Reader<'_> {
    fn run(&mut self) {
        while self.at < self.end {
            let run = self.bytes[self.at..self.end].iter().position(|byte| SPECIAL[*byte as usize]);
            let next = run.map_or(self.end, |length| self.at + length);
            self.copy_to(next);
            if self.at >= self.end {
                break;
            }
            match self.bytes[self.at] {
                b'\\' => self.escape(),
                b'*' | b'_' => self.mark(),
                b'#' => self.tag(),
                b'[' => self.link(),
                b'@' => self.mention(),
                b':' | b'.' => self.shortcode_or_url(),
                b'\n' | b'\r' => self.line_end(),
                _ => self.at += 1,
            }
        }
    }

    fn copy_to(&mut self, next: usize) {
        let piece = &self.source[self.at..next];
        self.out.push_str(if self.out.is_empty() { piece.trim_start_matches([' ', '\t']) } else { piece });
        self.at = next;
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        if self.at + offset < self.end { self.bytes.get(self.at + offset).copied() } else { None }
    }

    /// The character before, in the source; `None` at the start.
    fn before(&self) -> Option<char> {
        self.source[self.start..self.at].chars().next_back()
    }

    fn escape(&mut self) {
        match self.source[self.at + 1..self.end].chars().next() {
            Some(escaped) if !matches!(escaped, '\n' | '\r' | '\0') => {
                self.out.push(escaped);
                self.at += 1 + escaped.len_utf8();
            }
            _ => self.copy_to(self.at + 1),
        }
    }

    fn line_end(&mut self) {
        if self.bytes[self.at] == b'\r' && self.byte(1).is_some_and(|next| next != b'\n') {
            return self.copy_to(self.at + 1);
        }
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        if !self.out.is_empty() {
            self.out.push(' ');
        }
        while matches!(self.byte(0), Some(b' ' | b'\t' | b'\n' | b'\r' | 0)) {
            self.at += 1;
        }
    }

    fn mark(&mut self) {
        if self.at < self.url_end {
            return self.copy_to(self.at + 1);
        }
        let sign = self.bytes[self.at];
        let double = if sign == b'*' { 0 } else { 1 };
        let single = double + 2;
        let is_double = self.byte(1) == Some(sign);
        let before = self.before();
        let can_end = before.is_some_and(|c| !c.is_whitespace());
        let order = if self.open.last().is_some_and(|top| top.0 == single) { [single, double] } else { [double, single] };
        for kind in order {
            if (kind < 2 && !is_double) || self.counts[kind] == 0 || !can_end {
                continue;
            }
            let length = MARKS[kind].len();
            let after = self.source[self.at + length..self.end].chars().next();
            if after.is_none_or(|c| !c.is_alphanumeric()) {
                return self.close_mark(kind);
            }
        }
        let kind = if is_double { double } else { single };
        let length = MARKS[kind].len();
        let after = self.source[self.at + length..self.end].chars().next();
        let within_word = sign == b'_' && before.is_some_and(char::is_alphanumeric);
        if after.is_some_and(|c| !c.is_whitespace()) && !within_word {
            self.open.push((kind, self.at, self.out.len()));
            self.counts[kind] += 1;
        }
        self.copy_to(self.at + length);
    }

    fn close_mark(&mut self, kind: usize) {
        let length = MARKS[kind].len();
        while let Some((opened, at, place)) = self.open.pop() {
            self.counts[opened] -= 1;
            if opened == kind {
                self.found.markup.get_or_insert(At::new(at, at + length));
                self.removed.push((place, place + length));
                self.removed.push((self.out.len(), self.out.len() + length));
                break;
            }
        }
        self.copy_to(self.at + length);
    }

    fn tag(&mut self) {
        let free = self.before().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '&' | '/'));
        let word = if self.at < self.url_end || !free { None } else { self.tag_word() };
        let Some((word, end)) = word else { return self.copy_to(self.at + 1) };
        let begins = self.out.trim_end_matches([' ', '\t']).len();
        let start = match self.trail {
            Some((start, last)) if self.out[last..].trim_matches([' ', '\t']).is_empty() => start,
            _ => begins,
        };
        self.found.tags.push((word, At::new(self.at, end)));
        self.copy_to(end);
        self.trail = Some((start, self.out.len()));
    }

    /// The word of the tag that begins here, and where it ends.
    fn tag_word(&mut self) -> Option<(At, usize)> {
        let start = self.at + 1;
        if self.byte(1) == Some(b'(') {
            let close = self.parenthesis.find(self.source, start, ")").filter(|close| *close < self.end)?;
            if self.line_breaks_before(start, close) {
                return None;
            }
            let word = &self.source[start + 1..close];
            return (!word.trim().is_empty()).then(|| (At::new(start + 1, close), close + 1));
        }
        let rest = &self.source[start..self.end];
        let length = rest.find(|c: char| !is_tag_char(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        word.starts_with(char::is_alphanumeric).then(|| (At::new(start, start + length), start + length))
    }

    fn link(&mut self) {
        let close = if self.at < self.url_end { None } else { self.bracket.find(self.source, self.at, "]") };
        if let Some(close) = close
            && close > self.at + 1
            && self.bytes.get(close + 1) == Some(&b'(')
            && let Some(end) = self.parenthesis.find(self.source, close, ")")
            && end > close + 2
            && end < self.end
            && !self.line_breaks_before(close, end)
        {
            let label = &self.source[self.at + 1..close];
            self.out.extend(label.chars().filter(|c| !matches!(c, '\r' | '\0')).map(|c| if c == '\n' { ' ' } else { c }));
            self.found.links.push(At::new(close + 2, end));
            self.at = end + 1;
            return;
        }
        self.copy_to(self.at + 1);
    }

    fn line_breaks_before(&mut self, from: usize, to: usize) -> bool {
        self.line.find(self.source, from, "\n").is_some_and(|line| line < to)
    }

    fn mention(&mut self) {
        let close = match self.byte(1) {
            Some(b'[') => self.bracket.find(self.source, self.at, "]"),
            Some(b'<') => self.angle.find(self.source, self.at, ">"),
            _ => None,
        };
        if let Some(close) = close
            && close < self.end
            && !self.line_breaks_before(self.at, close)
        {
            return self.copy_to(close + 1);
        }
        if self.source[self.at..self.end].starts_with("@include(") {
            self.found.includes.push(At::new(self.at, self.at + "@include(".len()));
        }
        self.copy_to(self.at + 1);
    }

    fn shortcode_or_url(&mut self) {
        let rest = &self.source[self.at..self.end];
        let after_word = self.before().is_some_and(char::is_alphanumeric);
        if after_word && self.at >= self.url_end && rest.starts_with("://") {
            let length = rest.find([' ', '\t', '\n', '\r', '\0']).unwrap_or(rest.len());
            let url = rest[..length].trim_end_matches(['*', '_', '.', ',', ';', ':', '!', '?', ')']);
            self.url_end = self.at + url.len();
        } else if self.at >= self.url_end
            && let Some((sign, length)) = shortcode(rest, after_word)
        {
            self.out.push_str(sign);
            self.at += length;
            return;
        }
        self.copy_to(self.at + 1);
    }

    fn finish(mut self) -> Inline {
        if let Some((start, last)) = self.trail
            && self.out[last..].trim_matches([' ', '\t']).is_empty()
        {
            self.out.truncate(start);
        }
        if !self.removed.is_empty() {
            self.removed.sort_unstable();
            let mut kept = String::with_capacity(self.out.len());
            let mut from = 0;
            for (start, end) in self.removed {
                if end <= self.out.len() {
                    kept.push_str(&self.out[from..start]);
                    from = end;
                }
            }
            kept.push_str(&self.out[from..]);
            self.out = kept;
        }
        if self.out.contains('\0') {
            self.out.retain(|c| c != '\0');
        }
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        self.found.text = self.out;
        self.found
    }
}

/// Letters, digits, `_` and `-`. (Argdown's own range takes in brackets and foreign punctuation too.)
pub(super) fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        inline(source, At::new(0, source.len())).text
    }

    fn tags(source: &str) -> Vec<String> {
        inline(source, At::new(0, source.len()))
            .tags
            .into_iter()
            .map(|(word, _)| source[word.start..word.end].to_owned())
            .collect()
    }

    #[test]
    fn bold_and_italic_leave_their_text() {
        assert_eq!(text("a *b* __c__ ***d*** **e _f_**."), "a b c d e f.");
        assert_eq!(text("****eight****"), "eight");
        assert_eq!(text("(*in brackets*)"), "in brackets".replace("in", "(in") + ")");
    }

    #[test]
    fn marks_without_a_partner_are_text() {
        assert_eq!(text("5 * 3 * 2, snake_case_word, 5*3, *open"), "5 * 3 * 2, snake_case_word, 5*3, *open");
        assert_eq!(text("___ a ** b"), "___ a ** b");
    }

    #[test]
    fn tags_at_the_end_are_taken_off_and_tags_within_stay() {
        assert_eq!(text("The #china question. #a-b #(two words)"), "The #china question.");
        assert_eq!(tags("The #china question. #a-b #(two words)"), ["china", "a-b", "two words"]);
        assert_eq!(tags("C#sharp, &#39; and http://x.org/#part"), Vec::<String>::new());
        assert_eq!(text("#one #two"), "");
        assert_eq!(tags("ends. #한국 #日本"), ["한국", "日本"]);
    }

    #[test]
    fn links_leave_their_label_and_bare_urls_are_kept() {
        assert_eq!(text("see [this](https://a.b/c_d_) now"), "see this now");
        assert_eq!(text("see http://a.b/c_d_e#f*g* now"), "see http://a.b/c_d_e#f*g* now");
        assert_eq!(text("a [x] b [y"), "a [x] b [y");
    }

    #[test]
    fn line_ends_become_one_blank_and_escapes_are_undone() {
        assert_eq!(text("  one  \r\n   two\n\tthree \n"), "one two three");
        assert_eq!(text(r"\*a\* \\ \[x\] \é end\"), r"*a* \ [x] é end\");
        assert_eq!(text(".~. p :->: q, J.E. Smith, p.~.q, a :nosuch: b"), "¬ p → q, J.E. Smith, p¬q, a :nosuch: b");
    }

    #[test]
    fn mentions_stay_as_they_are_written() {
        assert_eq!(text("as @[A_b_ c] and @<D *e* f> say"), "as @[A_b_ c] and @<D *e* f> say");
    }

    #[test]
    fn thousands_of_marks_take_linear_time() {
        for pattern in ["*a ", "[", "[a](", "#(", "@[", "_a* **b ", "a* ", ":a", "*"] {
            let source = pattern.repeat(100_000);
            inline(&source, At::new(0, source.len()));
        }
    }
}
