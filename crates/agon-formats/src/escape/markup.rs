//! Escapes for languages that documents are written in.

use std::fmt::Write;

use super::{closed, is_control};

/// For HTML, as the text of an element and as the value of an attribute in either quotes.
///
/// ```
/// assert_eq!(agon_formats::escape::html("<b title='x'>&"), "&lt;b title=&#39;x&#39;&gt;&amp;");
/// ```
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in closed(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => out.push(' '),
            c if is_control(c) || is_noncharacter(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For XML 1.0, as the text of an element and as the value of an attribute: line breaks survive in both.
///
/// ```
/// assert_eq!(agon_formats::escape::xml("]]>\n"), "]]&gt;&#10;");
/// ```
pub fn xml(text: &str) -> String {
    let mut out = html(text);
    if out.contains(['\n', '\t']) {
        out = out.replace('\n', "&#10;").replace('\t', "&#9;");
    }
    out
}

/// For the Markdown of openCaselist, one line: quotation marks and dashes as keyboards have them, and a backslash before
/// what its editor reads as markup.
///
/// ```
/// assert_eq!(agon_formats::escape::caselist("“A” – #1 [b]"), "\"A\" \\- \\#1 \\[b\\]");
/// ```
pub fn caselist(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in closed(text).chars() {
        match c {
            '‘' | '’' | '‚' | '‛' => out.push('\''),
            '“' | '”' | '„' | '‟' => out.push('"'),
            '‐'..='―' => out.push_str("\\-"),
            '…' => out.push_str("..."),
            // Raw HTML is Markdown too.
            '*' | '#' | '_' | '-' | '+' | '{' | '}' | '[' | ']' | '|' | '\\' | '`' | '<' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\t' => out.push(' '),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For XML 1.0, as the text of an element, appended. Characters that no XML document may hold are left out, and nothing is
/// added: quoted words stay word for word.
///
/// ```
/// let mut out = String::new();
/// agon_formats::escape::push_xml_words(&mut out, "]]> & \u{1}\u{b6}");
/// assert_eq!(out, "]]&gt; &amp; \u{b6}");
/// ```
pub fn push_xml_words(out: &mut String, text: &str) {
    if !text.contains(|c: char| matches!(c, '&' | '<' | '>' | '"') || is_control(c) || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if is_control(c) => {}
            c => out.push(c),
        }
    }
}

/// Code points that Unicode keeps for itself: no XML and no HTML document may hold them.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// For Markdown (CommonMark and GFM) in the middle of a line. Line breaks become spaces.
///
/// ```
/// assert_eq!(agon_formats::escape::markdown_inline("a *b* [c](d) snake_case"), r"a \*b\* \[c\](d) snake_case");
/// ```
pub fn markdown_inline(text: &str) -> String {
    let text = closed(text);
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        markdown_word(&mut out, first);
        for word in words {
            out.push(' ');
            markdown_word(&mut out, word);
        }
    }
    out
}

/// For Markdown at the start of a line. Each line break becomes a hard one, and every line after the first starts with
/// `indent`; empty lines are left out, as they would end the paragraph.
///
/// ```
/// use agon_formats::escape::markdown_block;
/// assert_eq!(markdown_block("1986. A year\n\n# no heading", "  "), "1986\\. A year\\\n  \\# no heading");
/// ```
pub fn markdown_block(text: &str, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.split(['\n', '\r']) {
        let line = markdown_inline(line);
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\\\n");
            out.push_str(indent);
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        match line.as_bytes().get(digits) {
            Some(b'.' | b')') if (1..=9).contains(&digits) => {
                out.push_str(&line[..digits]);
                out.push('\\');
                out.push_str(&line[digits..]);
            }
            Some(b'-' | b'+' | b'#' | b'=' | b':') if digits == 0 => {
                out.push('\\');
                out.push_str(&line);
            }
            _ => out.push_str(&line),
        }
    }
    out
}

fn markdown_word(out: &mut String, word: &str) {
    let mut before: Option<char> = None;
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        if c == '{' {
            // Readers that know attributes (`# Heading {#id}`) do not all heed a backslash here.
            out.push_str("&#123;");
            before = Some(c);
            continue;
        }
        let escape = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '^' | '$' | '@' => true,
            // Within a word it is no emphasis.
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            // GFM makes links of bare addresses, and emoji of words between colons.
            ':' => next == Some('/') || word.matches(':').nth(1).is_some() || starts(word, "mailto:") || starts(word, "xmpp:"),
            '.' => starts(word, "www."),
            '!' => next == Some('['),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(if is_control(c) { '\u{fffd}' } else { c });
        before = Some(c);
    }
}

fn starts(word: &str, start: &str) -> bool {
    word.trim_start_matches(['(', '*', '_', '~']).get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// For the address of a Markdown link, between `<` and `>` or between brackets: what would end it is percent-encoded.
///
/// ```
/// assert_eq!(agon_formats::escape::markdown_url("https://a.example/x(1)|2"), "https://a.example/x%281%29%7C2");
/// ```
pub fn markdown_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        // Without a `;` there is no character reference.
        if c.is_alphanumeric() || "-._~:/?#@!$&+,=%".contains(c) {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(out, "%{byte:02X}").expect("writing to a string cannot fail");
            }
        }
    }
    out
}

/// For the label of a Graphviz node or edge, between double quotes. Lines are centred; join left-justified ones with `\l` yourself.
///
/// ```
/// assert_eq!(agon_formats::escape::dot("a \"b\" \\N\nc"), r#"a \"b\" \\N\nc"#);
/// ```
pub fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in closed(text).chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            // Graphviz reads character references in labels.
            '&' => out.push_str("&amp;"),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For a field of BibTeX in braces: what LaTeX would take for a command or a mark is escaped, braces are balanced by being
/// escaped, and hyphens in a row stay hyphens.
///
/// ```
/// use agon_formats::escape::bibtex;
/// assert_eq!(bibtex("50% of {x}_1 & \\y -- ü"), "50\\% of \\{x\\}\\_1 \\& \\textbackslash{}y -{}- ü");
/// ```
pub fn bibtex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in closed(text).chars() {
        match c {
            '{' | '}' | '%' | '&' | '#' | '_' | '$' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '-' if out.ends_with('-') => out.push_str("{}-"),
            '\r' => out.push(' '),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For a field of BibTeX that is taken as it stands, such as an address: only braces and backslashes are escaped.
///
/// ```
/// use agon_formats::escape::bibtex_verbatim;
/// assert_eq!(bibtex_verbatim("https://a.example/_%20{x}"), "https://a.example/_%20\\{x\\}");
/// ```
pub fn bibtex_verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => out.extend(['\\', c]),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For LaTeX text.
///
/// ```
/// assert_eq!(agon_formats::escape::latex(r"50% of \$"), r"50\% of \textbackslash{}\$");
/// ```
pub fn latex(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in closed(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            '^' => out.push_str("\\textasciicircum{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            // No ligatures: `--`, `` ` ` ``, `''`.
            '-' | '`' | '\'' => {
                out.push(c);
                out.push_str("{}");
            }
            '\n' | '\t' => out.push(' '),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For the text of a Typst document.
///
/// ```
/// assert_eq!(agon_formats::escape::typst("#let x = $1"), r"\#let x \= \$1");
/// ```
pub fn typst(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in closed(text).chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            c if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '!' | '?' | '(' | ')' | '%' | '&' | '{' | '}' | '|') => {
                out.push('\\');
                out.push(c);
            }
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// For a Mermaid label, between `["` and `"]`.
///
/// ```
/// assert_eq!(agon_formats::escape::mermaid("a \"b\" #1\nc"), "a #quot;b#quot; #35;1<br/>c");
/// ```
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in closed(text).chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '`' => out.push_str("#96;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '\\' => out.push_str("#92;"),
            '%' => out.push_str("#37;"),
            ';' => out.push_str("#59;"),
            '\n' => out.push_str("<br/>"),
            c if is_control(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
