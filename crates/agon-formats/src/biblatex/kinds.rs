//! Types of entries and of CSL items, both ways.

/// What a type of entry is in CSL.
const READ: [(&str, &str); 34] = [
    ("article", "article-journal"),
    ("book", "book"),
    ("bookinbook", "chapter"),
    ("booklet", "pamphlet"),
    ("collection", "book"),
    ("conference", "paper-conference"),
    ("dataset", "dataset"),
    ("electronic", "webpage"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("inreference", "entry-encyclopedia"),
    ("legislation", "legislation"),
    ("jurisdiction", "legal_case"),
    ("manual", "book"),
    ("mastersthesis", "thesis"),
    ("misc", "document"),
    ("movie", "motion_picture"),
    ("mvbook", "book"),
    ("mvcollection", "book"),
    ("online", "webpage"),
    ("patent", "patent"),
    ("periodical", "periodical"),
    ("phdthesis", "thesis"),
    ("proceedings", "book"),
    ("reference", "book"),
    ("report", "report"),
    ("review", "review"),
    ("software", "software"),
    ("suppbook", "chapter"),
    ("techreport", "report"),
    ("thesis", "thesis"),
    ("unpublished", "manuscript"),
    ("www", "webpage"),
];

/// What a CSL type is as an entry, where an entry says it all.
const WRITE: [(&str, &str); 15] = [
    ("article-journal", "article"),
    ("book", "book"),
    ("chapter", "incollection"),
    ("dataset", "dataset"),
    ("document", "misc"),
    ("entry-encyclopedia", "inreference"),
    ("manuscript", "unpublished"),
    ("pamphlet", "booklet"),
    ("paper-conference", "inproceedings"),
    ("patent", "patent"),
    ("periodical", "periodical"),
    ("report", "report"),
    ("software", "software"),
    ("thesis", "thesis"),
    ("webpage", "online"),
];

/// The CSL type of an entry with its `entrysubtype`.
pub(super) fn csl(kind: &str, subtype: Option<&str>) -> String {
    match subtype {
        Some("newspaper") => return "article-newspaper".to_owned(),
        Some("magazine") => return "article-magazine".to_owned(),
        // What the writer adds for types of CSL that no entry has.
        Some(subtype) if crate::csl::TYPES.contains(&subtype) => return subtype.to_owned(),
        _ => {}
    }
    READ.iter().find(|(known, _)| *known == kind).map_or("document", |(_, csl)| csl).to_owned()
}

/// The type of entry for a CSL type, and the `entrysubtype` it needs to be read back as it was.
pub(super) fn entry(csl: &str) -> (&'static str, Option<&str>) {
    if let Some((_, entry)) = WRITE.iter().find(|(known, _)| *known == csl) {
        return (entry, None);
    }
    match csl {
        "article-newspaper" => ("article", Some("newspaper")),
        "article-magazine" => ("article", Some("magazine")),
        "article" | "review" | "review-book" => ("article", Some(csl)),
        "post" | "post-weblog" => ("online", Some(csl)),
        "entry" | "entry-dictionary" => ("inreference", Some(csl)),
        _ => ("misc", Some(csl).filter(|csl| !csl.is_empty())),
    }
}
