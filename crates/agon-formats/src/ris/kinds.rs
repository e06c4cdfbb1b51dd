//! Types of RIS and of CSL, both ways.

/// A type of RIS and what it is in CSL. Where several stand for one, the first is written.
const KINDS: [(&str, &str); 36] = [
    ("JOUR", "article-journal"),
    ("MGZN", "article-magazine"),
    ("NEWS", "article-newspaper"),
    ("BLOG", "post-weblog"),
    ("BOOK", "book"),
    ("EDBOOK", "book"),
    ("EBOOK", "book"),
    ("CHAP", "chapter"),
    ("ECHAP", "chapter"),
    ("CLSWK", "classic"),
    ("CONF", "paper-conference"),
    ("CPAPER", "paper-conference"),
    ("DATA", "dataset"),
    ("AGGR", "dataset"),
    ("ENCYC", "entry-encyclopedia"),
    ("DICT", "entry-dictionary"),
    ("ART", "graphic"),
    ("FIGURE", "figure"),
    ("HEAR", "hearing"),
    ("BILL", "bill"),
    ("CASE", "legal_case"),
    ("STAT", "legislation"),
    ("LEGAL", "legislation"),
    ("MANSCPT", "manuscript"),
    ("UNPB", "manuscript"),
    ("MAP", "map"),
    ("VIDEO", "motion_picture"),
    ("MPCT", "motion_picture"),
    ("PAMP", "pamphlet"),
    ("PAT", "patent"),
    ("ICOMM", "personal_communication"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("COMP", "software"),
    ("STAND", "standard"),
    ("THES", "thesis"),
];

/// The CSL type of a type of RIS.
pub(super) fn csl(kind: &str) -> String {
    match kind.to_ascii_uppercase().as_str() {
        "ELEC" | "WEB" => "webpage",
        "EJOUR" | "INPR" | "JFULL" | "ABST" => "article-journal",
        kind => KINDS.iter().find(|(known, _)| *known == kind).map_or("document", |(_, csl)| csl),
    }
    .to_owned()
}

/// The type of RIS for a CSL type; whether it says all.
pub(super) fn ris(csl: &str) -> (&'static str, bool) {
    match csl {
        "webpage" => ("ELEC", true),
        "document" => ("GEN", true),
        "post" => ("ELEC", false),
        csl => KINDS.iter().find(|(_, known)| *known == csl).map_or(("GEN", false), |(kind, _)| (kind, true)),
    }
}
