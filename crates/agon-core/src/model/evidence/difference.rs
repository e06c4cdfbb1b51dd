//! What differs between two wordings, word by word.

/// Cells of the table beyond which everything between the common beginning and end counts as changed.
const CELLS: usize = 1 << 22;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the first only.
    Gone(String),
    /// In the second only.
    New(String),
}

/// The runs of words that two texts have in common, and those they do not: a longest common subsequence.
///
/// ```
/// use agon_core::model::{Piece, difference_of_words};
/// assert_eq!(
///     difference_of_words("they were once close", "they were close"),
///     [Piece::Same("they were".into()), Piece::Gone("once".into()), Piece::Same("close".into())],
/// );
/// ```
pub fn difference_of_words(before: &str, after: &str) -> Vec<Piece> {
    let old: Vec<&str> = before.split_whitespace().collect();
    let new: Vec<&str> = after.split_whitespace().collect();
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut pieces = Vec::new();
    push(&mut pieces, Piece::Same, &old[..head]);
    if old_middle.len().saturating_mul(new_middle.len()) > CELLS {
        push(&mut pieces, Piece::Gone, old_middle);
        push(&mut pieces, Piece::New, new_middle);
    } else {
        middle(&mut pieces, old_middle, new_middle);
    }
    push(&mut pieces, Piece::Same, &old[old.len() - tail..]);
    pieces
}

fn middle(pieces: &mut Vec<Piece>, old: &[&str], new: &[&str]) {
    let wide = new.len() + 1;
    // longest[i][j]: of what old[i..] and new[j..] have in common. A record has fewer words than 65 536.
    let mut longest = vec![0u16; (old.len() + 1) * wide];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * wide + j] = if old[i] == new[j] {
                longest[(i + 1) * wide + j + 1].saturating_add(1)
            } else {
                longest[(i + 1) * wide + j].max(longest[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(pieces, Piece::Same, &old[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]) {
            push(pieces, Piece::Gone, &old[i..=i]);
            i += 1;
        } else {
            push(pieces, Piece::New, &new[j..=j]);
            j += 1;
        }
    }
}

/// Appends words, to the last piece if it is of the same kind.
fn push(pieces: &mut Vec<Piece>, kind: fn(String) -> Piece, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    let words = words.join(" ");
    match (pieces.last_mut(), kind(String::new())) {
        (Some(Piece::Same(text)), Piece::Same(_))
        | (Some(Piece::Gone(text)), Piece::Gone(_))
        | (Some(Piece::New(text)), Piece::New(_)) => {
            text.push(' ');
            text.push_str(&words);
        }
        _ => pieces.push(kind(words)),
    }
}
