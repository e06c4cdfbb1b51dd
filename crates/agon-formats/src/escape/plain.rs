//! Escapes for places that hold no markup: terminals, cells, file names, addresses.

use std::borrow::Cow;

use super::push_code;

/// For a terminal: control characters, directional controls and characters without width are shown as `\u{1b}`.
/// Line breaks, tabs and the joiners that scripts and emoji need are kept.
///
/// ```
/// use agon_formats::escape::terminal;
/// assert_eq!(terminal("\u{1b}[31mred"), "\\u{1b}[31mred");
/// assert_eq!(terminal("abc\u{202e}def"), "abc\\u{202e}def");
/// ```
pub fn terminal(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c,
                '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            push_code(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// For a cell of a CSV table (RFC 4180): quoted where it must be. With `guard`, a cell that a spreadsheet would take for
/// a formula gets a `'` before it; the guard changes the text, so a lossless table is written without.
///
/// ```
/// use agon_formats::escape::csv_cell;
/// assert_eq!(csv_cell("a \"b\", c", true), "\"a \"\"b\"\", c\"");
/// assert_eq!(csv_cell("=1+1", true), "'=1+1");
/// assert_eq!(csv_cell("=1+1", false), "=1+1");
/// ```
pub fn csv_cell(text: &str, guard: bool) -> String {
    let formula = guard && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if text.contains([',', ';', '"', '\n', '\r', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

/// For a value of a tagged line of RIS: it stands in one line.
///
/// ```
/// use agon_formats::escape::ris;
/// assert_eq!(ris("one\r\n\ntwo\u{0}"), "one two\u{fffd}");
/// ```
pub fn ris(text: &str) -> String {
    let words = text.split(['\n', '\r', '\t', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}']).map(str::trim);
    let line = words.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// For one part of a path, on any system: no separators, no reserved names or characters, at most 200 bytes, never empty.
/// Two texts may give the same name.
///
/// ```
/// use agon_formats::escape::file_name;
/// assert_eq!(file_name("../../etc/passwd"), "etc-passwd");
/// assert_eq!(file_name("CON"), "CON_");
/// assert_eq!(file_name("?"), "untitled");
/// ```
pub fn file_name(text: &str) -> String {
    const RESERVED: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];
    let mut out = String::new();
    for c in text.chars() {
        let bad = c.is_control()
            || c.is_whitespace()
            || "\\/:*?\"<>|#^[]%$&;`'~!{}()=".contains(c)
            || terminal(c.encode_utf8(&mut [0; 4])).len() > c.len_utf8();
        let c = if bad { '-' } else { c };
        if out.len() + c.len_utf8() > 200 {
            break;
        }
        if !(c == '-' && out.ends_with('-')) {
            out.push(c);
        }
    }
    let name = out.trim_start_matches(['-', '.', '+', '@', '_']).trim_end_matches(['-', '.']);
    let stem = name.split('.').next().unwrap_or(name);
    let device = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let reserved = RESERVED.iter().any(|word| word.eq_ignore_ascii_case(device)) && stem.len() - device.len() <= 1;
    match name {
        "" => "untitled".to_owned(),
        name if reserved => format!("{stem}_{}", &name[stem.len()..]),
        name => name.to_owned(),
    }
}

/// The address if it may be made a link: `http` or `https`, with nothing in it that cannot be seen. No other scheme is let through.
///
/// ```
/// use agon_formats::escape::web_address;
/// assert_eq!(web_address(" https://a.example/ "), Some("https://a.example/"));
/// assert_eq!(web_address("javascript:alert(1)"), None);
/// assert_eq!(web_address("java\nscript:alert(1)"), None);
/// ```
pub fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len()
    });
    let hidden = url.chars().any(|c| c.is_control() || c.is_whitespace()) || terminal(url).len() > url.len();
    (scheme.is_some() && !hidden).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_character_and_keeps_what_people_write() {
        for kept in ["한일관계 日韓", "👩\u{200d}👩\u{200d}👧", "a\nb\tc", "می\u{200c}خواهم"] {
            assert_eq!(terminal(kept), kept);
        }
        let shown = terminal("\0\u{7}\u{1b}]52;c;aGk=\u{7}\u{9b}31m\u{7f}\u{2066}\u{feff}\u{e0041}\r");
        assert!(shown.chars().all(|c| !c.is_control() && c.is_ascii()), "{shown}");
    }

    #[test]
    fn no_text_makes_a_file_name_that_leaves_its_folder() {
        let long = "x".repeat(1000);
        for text in
            ["", ".", "..", "/", "-rf", "a/../b", "C:\\x", "nul.txt", "com1", "a\0b", "日本", "$(reboot)", "\u{202e}txt", &long]
        {
            let name = file_name(text);
            assert!(!name.is_empty() && name.len() <= 200 && !name.contains(['/', '\\', '\0', '$']), "{text:?} {name:?}");
            assert!(!name.starts_with(['.', '-']), "{text:?} {name:?}");
        }
        assert_eq!(file_name("nul.txt"), "nul_.txt");
        assert_eq!(file_name("console"), "console");
        assert_eq!(file_name("日本"), "日本");
    }

    #[test]
    fn only_web_addresses_become_links() {
        for bad in [
            "data:text/html,x",
            "JaVaScRiPt:x",
            "vbscript:x",
            "file:///etc/passwd",
            "//a.example",
            "https://",
            "",
            "http://a b",
            "https://a\u{202e}b",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
        assert!(web_address("HTTPS://例え.jp/パス").is_some());
    }
}
