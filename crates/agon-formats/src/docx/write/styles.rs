//! The style tables of written documents: the contract of debate files, and that of reports.
//!
//! Ids, names and aliases are those that macros of debaters' templates look for; children of `w:style` come in the
//! order of the schema (ECMA-376 part 1, 17.7.4.17).

use agon_core::model::Map;

use super::package::{DECLARATION, WORD};

/// A heading style and the character style that it is linked with.
struct Linked {
    id: &'static str,
    name: &'static str,
    char_name: &'static str,
    alias: &'static str,
    based_on: &'static str,
    priority: u8,
    custom: bool,
    paragraph: &'static str,
    run: &'static str,
}

const LINKED: [Linked; 6] = [
    Linked {
        id: "Heading1",
        name: "heading 1",
        char_name: "Heading 1 Char",
        alias: "Pocket",
        based_on: "Normal",
        priority: 1,
        custom: false,
        paragraph: "<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:pBdr><w:top w:val=\"single\" w:sz=\"24\" w:space=\"1\" w:color=\"auto\"/><w:left w:val=\"single\" w:sz=\"24\" w:space=\"1\" w:color=\"auto\"/><w:bottom w:val=\"single\" w:sz=\"24\" w:space=\"1\" w:color=\"auto\"/><w:right w:val=\"single\" w:sz=\"24\" w:space=\"1\" w:color=\"auto\"/></w:pBdr><w:spacing w:before=\"240\" w:after=\"0\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>",
        run: "<w:b/><w:sz w:val=\"52\"/>",
    },
    Linked {
        id: "Heading2",
        name: "heading 2",
        char_name: "Heading 2 Char",
        alias: "Hat",
        based_on: "Normal",
        priority: 2,
        custom: false,
        paragraph: "<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:spacing w:before=\"40\" w:after=\"0\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"1\"/>",
        run: "<w:b/><w:sz w:val=\"44\"/><w:u w:val=\"double\"/>",
    },
    Linked {
        id: "Heading3",
        name: "heading 3",
        char_name: "Heading 3 Char",
        alias: "Block",
        based_on: "Normal",
        priority: 3,
        custom: false,
        paragraph: "<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:spacing w:before=\"40\" w:after=\"0\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"2\"/>",
        run: "<w:b/><w:sz w:val=\"32\"/><w:u w:val=\"single\"/>",
    },
    Linked {
        id: "Heading4",
        name: "heading 4",
        char_name: "Heading 4 Char",
        alias: "Tag",
        based_on: "Normal",
        priority: 4,
        custom: false,
        paragraph: "<w:keepNext/><w:keepLines/><w:spacing w:before=\"40\" w:after=\"0\"/><w:outlineLvl w:val=\"3\"/>",
        run: "<w:b/><w:sz w:val=\"26\"/>",
    },
    Linked {
        id: "Analytic",
        name: "Analytic",
        char_name: "Analytic Char",
        alias: "",
        based_on: "Heading4",
        priority: 5,
        custom: true,
        paragraph: "",
        run: "<w:color w:val=\"1F3864\"/>",
    },
    Linked {
        id: "Undertag",
        name: "Undertag",
        char_name: "Undertag Char",
        alias: "",
        based_on: "Normal",
        priority: 5,
        custom: true,
        paragraph: "<w:spacing w:after=\"0\"/>",
        run: "<w:i/><w:color w:val=\"385623\"/><w:sz w:val=\"24\"/>",
    },
];

/// The character styles of cards.
const CHARACTERS: &str = "<w:style w:type=\"character\" w:styleId=\"Emphasis\"><w:name w:val=\"Emphasis\"/><w:basedOn w:val=\"DefaultParagraphFont\"/><w:uiPriority w:val=\"7\"/><w:qFormat/><w:rPr><w:b/><w:i w:val=\"0\"/><w:sz w:val=\"22\"/><w:u w:val=\"single\"/></w:rPr></w:style><w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"Style13ptBold\"><w:name w:val=\"Style 13 pt Bold\"/><w:aliases w:val=\"Cite\"/><w:basedOn w:val=\"DefaultParagraphFont\"/><w:uiPriority w:val=\"5\"/><w:qFormat/><w:rPr><w:b/><w:sz w:val=\"26\"/><w:u w:val=\"none\"/></w:rPr></w:style><w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"StyleUnderline\"><w:name w:val=\"Style Underline\"/><w:aliases w:val=\"Underline\"/><w:basedOn w:val=\"DefaultParagraphFont\"/><w:uiPriority w:val=\"6\"/><w:qFormat/><w:rPr><w:b w:val=\"0\"/><w:sz w:val=\"22\"/><w:u w:val=\"single\"/></w:rPr></w:style>";

/// The fonts and language of East Asian letters, by the script that a text has most of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EastAsian {
    font: &'static str,
    language: &'static str,
}

impl EastAsian {
    /// What the nodes of a map are written in. Letters of Korean and Japanese tell; Han letters alone are Chinese.
    pub fn of(map: &Map) -> Self {
        let (mut hangul, mut kana) = (0usize, 0usize);
        let quotes = map.nodes().iter().filter_map(|node| node.citation.as_ref()?.quote.as_deref());
        for text in map.nodes().iter().map(|node| node.text.as_str()).chain(quotes).filter(|text| !text.is_ascii()) {
            for c in text.chars() {
                match c as u32 {
                    0x1100..=0x11ff | 0xac00..=0xd7a3 => hangul += 1,
                    0x3040..=0x30ff => kana += 1,
                    _ => {}
                }
            }
        }
        match (hangul, kana) {
            (0, 0) => Self { font: "SimSun", language: "zh-CN" },
            _ if hangul >= kana => Self { font: "Malgun Gothic", language: "ko-KR" },
            _ => Self { font: "Yu Gothic", language: "ja-JP" },
        }
    }

    /// Where no map is known.
    pub const UNKNOWN: Self = Self { font: "SimSun", language: "zh-CN" };
}

fn defaults(font: &str, east: EastAsian, size: u16, after: u16, line: u16) -> String {
    let EastAsian { font: asian, language } = east;
    format!(
        "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{asian}\" w:hAnsi=\"{font}\" w:cs=\"{font}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"en-US\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"{after}\" w:line=\"{line}\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
}

fn linked(style: &Linked) -> String {
    let Linked { id, name, char_name, alias, based_on, priority, custom, paragraph, run } = style;
    let is_custom = if *custom { " w:customStyle=\"1\"" } else { "" };
    let aliases = |suffix: &str| if alias.is_empty() { String::new() } else { format!("<w:aliases w:val=\"{alias}{suffix}\"/>") };
    let (own, char_own) = (aliases(""), aliases(" Char"));
    let paragraph = if paragraph.is_empty() { String::new() } else { format!("<w:pPr>{paragraph}</w:pPr>") };
    // A style based on a heading looks like it; the character style has nothing to be based on.
    let char_run = if *id == "Analytic" { format!("<w:b/>{run}<w:sz w:val=\"26\"/>") } else { (*run).to_owned() };
    format!(
        "<w:style w:type=\"paragraph\"{is_custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{own}<w:basedOn w:val=\"{based_on}\"/><w:next w:val=\"Normal\"/><w:link w:val=\"{id}Char\"/><w:uiPriority w:val=\"{priority}\"/><w:qFormat/>{paragraph}<w:rPr>{run}</w:rPr></w:style><w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"{id}Char\"><w:name w:val=\"{char_name}\"/>{char_own}<w:basedOn w:val=\"DefaultParagraphFont\"/><w:link w:val=\"{id}\"/><w:uiPriority w:val=\"{priority}\"/><w:rPr>{char_run}</w:rPr></w:style>"
    )
}

const NORMAL: &str = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:aliases w:val=\"Normal/Card\"/><w:qFormat/></w:style>";
const DEFAULT_FONT: &str = "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>";

/// The styles of debate files.
pub fn verbatim(east: EastAsian) -> String {
    let mut out =
        format!("{DECLARATION}<w:styles xmlns:w=\"{WORD}\">{}{NORMAL}{DEFAULT_FONT}", defaults("Calibri", east, 22, 160, 259));
    LINKED.iter().for_each(|style| out.push_str(&linked(style)));
    out.push_str(CHARACTERS);
    out.push_str("</w:styles>");
    out
}

/// The styles of reports: nine headings, quotations, a bibliography.
pub fn report(east: EastAsian) -> String {
    let mut out = format!(
        "{DECLARATION}<w:styles xmlns:w=\"{WORD}\">{}{}{DEFAULT_FONT}",
        defaults("Calibri", east, 22, 120, 276),
        NORMAL.replace("<w:aliases w:val=\"Normal/Card\"/>", "")
    );
    let mut style = |id: &str, name: &str, next: &str, paragraph: &str, run: &str| {
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"{next}\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        ));
    };
    style(
        "Title",
        "Title",
        "Normal",
        "<w:keepNext/><w:spacing w:before=\"0\" w:after=\"120\" w:line=\"240\" w:lineRule=\"auto\"/><w:contextualSpacing/>",
        "<w:b/><w:color w:val=\"1F3864\"/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/>",
    );
    style(
        "Subtitle",
        "Subtitle",
        "Normal",
        "<w:spacing w:after=\"240\"/>",
        "<w:color w:val=\"595959\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>",
    );
    for level in 1..=9u16 {
        let (size, before) = match level {
            1 => (32, 360),
            2 => (27, 280),
            3 => (24, 240),
            _ => (22, 200),
        };
        let look = if level > 4 { "<w:i/>" } else { "" };
        let paragraph = format!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"{before}\" w:after=\"80\" w:line=\"252\" w:lineRule=\"auto\"/><w:outlineLvl w:val=\"{}\"/>",
            level - 1
        );
        let run = format!("<w:b/>{look}<w:color w:val=\"1F3864\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
        style(&format!("Heading{level}"), &format!("heading {level}"), "Normal", &paragraph, &run);
    }
    style(
        "Quote",
        "Quote",
        "Normal",
        "<w:pBdr><w:left w:val=\"single\" w:sz=\"12\" w:space=\"8\" w:color=\"A6A6A6\"/></w:pBdr><w:spacing w:before=\"40\" w:after=\"100\"/><w:ind w:left=\"567\" w:right=\"567\"/>",
        "<w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>",
    );
    style("ListParagraph", "List Paragraph", "ListParagraph", "<w:spacing w:after=\"80\"/>", "");
    style("Note", "Note", "Normal", "<w:spacing w:after=\"80\"/>", "<w:i/><w:color w:val=\"595959\"/>");
    style(
        "Bibliography",
        "Bibliography",
        "Bibliography",
        "<w:spacing w:after=\"100\"/><w:ind w:left=\"567\" w:hanging=\"567\"/>",
        "",
    );
    style(
        "Footer",
        "footer",
        "Footer",
        "<w:spacing w:after=\"0\"/><w:jc w:val=\"center\"/>",
        "<w:color w:val=\"595959\"/><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>",
    );
    out.push_str(CHARACTERS);
    out.push_str("<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:color w:val=\"1F3864\"/><w:u w:val=\"single\"/></w:rPr></w:style></w:styles>");
    out
}
