use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{EvidenceForm, Map};

/// **What it finds.** A quotation whose words have no place in their source: it carries no anchor. A quotation with
/// neither words nor anchor is told apart. A sealed quotation (an anchor without the words, which may not be kept) is
/// in order.
///
/// **Why it matters.** A quotation that cannot be held against its source cannot be told from a misquotation.
///
/// **Example.** Evidence of the form `quotation` with the words “once close” and no anchor.
///
/// **Better.** Anchor the words in the text of the source; whoever has that text can then hold them against it.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnanchoredQuote;

impl Lint for UnanchoredQuote {
    fn name(&self) -> &str {
        "unanchored-quote"
    }

    fn summary(&self) -> &str {
        "quotations without a place in their source"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for index in map.node_indices() {
            let node = map.node(index);
            let Some(citation) = &node.citation else { continue };
            let is_quotation = citation.form == EvidenceForm::Quotation;
            if citation.anchor.is_some() || !(is_quotation || citation.quote.is_some()) {
                continue;
            }
            let name = node.label();
            let (code, message) = if citation.quote.is_none() {
                ("unanchored-quote/no-quote", "this quotation has neither its words nor their place")
            } else {
                ("unanchored-quote/no-anchor", "the quoted words have no place in their source")
            };
            report.push(
                Diagnostic::warning(code, message)
                    .at(at_node(map, index))
                    .hint("store the text of the source: agon source add KEY --text FILE")
                    .hint(format!("then anchor the words: agon set {name} quote=WORDS")),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::codes;
    use crate::model::{Anchor, Citation, MapBuilder, Nearby, SourceText};

    fn cited(citation: Citation) -> Map {
        let map = MapBuilder::new("m").evidence("e", "E.").build();
        let mut node = map.nodes()[0].clone();
        node.citation = Some(Box::new(citation));
        let placed = vec![(map.placements()[0].clone(), node)];
        Map::assemble(map.info().clone(), 0, placed, Vec::new(), Default::default()).unwrap()
    }

    #[test]
    fn words_without_a_place_and_quotations_without_words_are_found() {
        let quote = Some("once close".to_owned());
        let no_anchor = Citation { quote: quote.clone(), form: EvidenceForm::Quotation, ..Citation::default() };
        assert_eq!(codes(&UnanchoredQuote, &cited(no_anchor)), ["unanchored-quote/no-anchor"]);
        let testimony = Citation { quote, form: EvidenceForm::Testimony, ..Citation::default() };
        assert_eq!(codes(&UnanchoredQuote, &cited(testimony)), ["unanchored-quote/no-anchor"]);
        let empty = Citation { form: EvidenceForm::Quotation, ..Citation::default() };
        assert_eq!(codes(&UnanchoredQuote, &cited(empty)), ["unanchored-quote/no-quote"]);
    }

    #[test]
    fn anchored_and_sealed_quotations_and_paraphrases_are_not_found() {
        let text = SourceText::new("They were once close.");
        let anchor = Anchor::find(&text, "once close", &Nearby::default()).ok();
        let anchored = Citation {
            quote: Some("once close".into()),
            form: EvidenceForm::Quotation,
            anchor: anchor.clone(),
            ..Citation::default()
        };
        assert_eq!(codes(&UnanchoredQuote, &cited(anchored)), [""; 0]);
        let sealed = Citation { form: EvidenceForm::Quotation, anchor: anchor.map(Anchor::sealed), ..Citation::default() };
        assert_eq!(codes(&UnanchoredQuote, &cited(sealed)), [""; 0]);
        assert_eq!(codes(&UnanchoredQuote, &cited(Citation::default())), [""; 0]);
    }
}
