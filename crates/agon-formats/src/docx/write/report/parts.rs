//! The small parts of a report: its title, its settings, its footer.

use agon_core::model::Map;

use crate::docx::write::package::{DECLARATION, WORD};
use crate::docx::write::styles::EastAsian;
use crate::escape::push_xml_words;

/// `docProps/core.xml` (part 2, 8.3.4): the title, and no time.
pub fn core(map: &Map) -> String {
    let mut out = format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>"
    );
    push_xml_words(&mut out, &map.info().title);
    out.push_str("</dc:title><dc:description>");
    push_xml_words(&mut out, &crate::words::footer(map));
    out.push_str("</dc:description></cp:coreProperties>");
    out
}

/// `word/settings.xml`: no compatibility mode, and the fonts of East Asian text.
pub fn settings(_: EastAsian) -> String {
    format!(
        "{DECLARATION}<w:settings xmlns:w=\"{WORD}\"><w:defaultTabStop w:val=\"720\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

/// `word/footer1.xml`: the number of the page.
pub fn footer() -> String {
    format!(
        "{DECLARATION}<w:ftr xmlns:w=\"{WORD}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>"
    )
}
