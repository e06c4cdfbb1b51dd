use super::{Card, Case, Rule};
use super::{Field, Need};
use crate::diagnostic::Diagnostic;

/// **What it finds.** A quotation whose citation lacks what the profile asks for: author or editor, qualifications,
/// date, title, publication; address and date of access where it was read online; page numbers where it has pages. What
/// must be there is an error, what is asked for as far as the source provides it a warning.
///
/// **Why it matters.** Whoever cannot find a source cannot check it. Every association asks for the full written
/// citation, for paraphrases too.
///
/// **Example.** A card whose source has a title and an address, and no author.
///
/// **Better.** Complete the record: `agon source add KEY --by … --year …`.
#[derive(Debug, Clone, Copy, Default)]
pub struct MissingFields;

impl Rule for MissingFields {
    fn id(&self) -> &'static str {
        "E01"
    }

    fn summary(&self) -> &'static str {
        "parts of the citation that are missing"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let label = case.label(card);
            let Some(source) = card.source else {
                let message = "the quotation names no source";
                let finding = Diagnostic::error("E01/source", message).hint(format!("agon set {label} source=KEY"));
                report.push(case.at(finding, card));
                continue;
            };
            for (field, need) in case.profile.fields() {
                if has(card, *field) {
                    continue;
                }
                let message = format!("the citation of {} has no {}", source.key, field.word());
                let finding = match need {
                    Need::Must => Diagnostic::error("E01/missing", message),
                    Need::Should => Diagnostic::warning("E01/wanted", message),
                };
                report.push(case.at(finding.hint(format!("agon source add {} {}", source.key, field.remedy())), card));
            }
        }
    }
}

/// Whether the record has the field, or need not have it.
fn has(card: &Card<'_>, field: Field) -> bool {
    let Some(source) = card.source else { return false };
    let is_online = card.field("URL").is_some();
    let kind = card.field("type").unwrap_or_default();
    match field {
        Field::Author => {
            let editors = source.csl.get("editor").and_then(|list| list.as_array()).is_some_and(|list| !list.is_empty());
            !source.author_names().is_empty() || editors
        }
        Field::Qualifications => card.custom("qualifications").is_some(),
        Field::Date => card.has_date("issued"),
        Field::Title => card.field("title").is_some_and(|title| title != source.key.as_str()),
        Field::Container => {
            ["container-title", "publisher", "event-title"].iter().any(|key| card.field(key).is_some())
                || matches!(kind, "webpage" | "personal_communication" | "interview")
        }
        Field::Url => is_online || card.field("DOI").is_some() || !matches!(kind, "webpage" | "post" | "post-weblog"),
        Field::Accessed => !is_online || card.has_date("accessed"),
        Field::Pages => {
            let has_pages = matches!(kind, "article-journal" | "book" | "chapter" | "report") && !is_online;
            !has_pages || card.field("page").is_some() || card.citation.locator.is_some()
        }
    }
}
