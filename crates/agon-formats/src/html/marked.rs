//! Marked words: underlined, emphasised, highlighted, shrunk. Classes alone, for the page allows no style of an element.

use agon_core::model::{Highlight, Marks, Style};

use crate::escape::html;

/// The rules for every highlighting colour. Ink on them is dark in either scheme.
pub(super) fn sheet() -> String {
    let dark = |colour: Highlight| colour.rgb().0.iter().map(|part| u32::from(*part)).sum::<u32>() < 300;
    Highlight::ALL
        .into_iter()
        .map(|colour| {
            let ink = if dark(colour) { "#fff" } else { "#111" };
            format!("mark.{} {{ background: #{}; color: {ink}; }}\n", class(colour), colour.rgb())
        })
        .collect()
}

fn class(colour: Highlight) -> String {
    format!("hl-{}", colour.word().to_ascii_lowercase())
}

/// A quotation with its marks as elements: `u`, `strong`, `mark`, `small`, `em`, `s`, and a class where none of them says it.
pub(super) fn marked(quote: &str, marks: &Marks) -> String {
    let mut out = String::with_capacity(quote.len() * 2);
    for (words, style) in marks.runs(quote) {
        let opening = elements(&style);
        for (element, class) in &opening {
            out.push('<');
            out.push_str(element);
            if let Some(class) = class {
                out.push_str(" class=\"");
                out.push_str(class);
                out.push('"');
            }
            out.push('>');
        }
        out.push_str(&html(words));
        for (element, _) in opening.iter().rev() {
            out.push_str("</");
            out.push_str(element);
            out.push('>');
        }
    }
    out
}

/// The elements around a run, from the outside in.
fn elements(style: &Style) -> Vec<(&'static str, Option<String>)> {
    let mut list = Vec::new();
    match (style.highlight, style.shade) {
        (Some(colour), _) => list.push(("mark", Some(class(colour)))),
        (None, Some(_)) => list.push(("mark", None)),
        (None, None) => {}
    }
    // Smaller than 10 points: shrunk beside the 11 points of body text.
    if style.half_points.is_some_and(|half| half < 20) {
        list.push(("small", None));
    }
    if style.emphasis {
        list.push(("strong", Some("em".to_owned())));
    } else if style.bold || style.cite {
        list.push(("strong", None));
    }
    if style.underline {
        list.push(("u", None));
    }
    if style.italic {
        list.push(("i", None));
    }
    if style.strike {
        list.push(("s", None));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_elements_and_words_stay_words() {
        let marks: Marks = "4-9 u em hl=cyan, 10-14 sz=8, 15-16 shade=ffff00".parse().expect("marks");
        assert_eq!(
            marked("The <b>&x tiny y.", &marks),
            "The <mark class=\"hl-cyan\"><strong class=\"em\"><u>&lt;b&gt;&amp;x</u></strong></mark> <small>tiny</small> <mark>y</mark>."
        );
        assert_eq!(sheet().lines().count(), 16);
        assert!(sheet().contains("mark.hl-darkblue { background: #000080; color: #fff; }"));
    }
}
