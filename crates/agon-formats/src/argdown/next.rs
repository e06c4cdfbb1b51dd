//! Looking for the next occurrence of something, again and again, in linear time.

/// Remembers its last answer, so that asking from every place of a text costs one pass.
#[derive(Debug, Default)]
pub(super) struct Next {
    /// From where it was asked, and the answer.
    answer: Option<(usize, Option<usize>)>,
}

impl Next {
    /// The first `what` in `text` at or after `from`. Always asked about the same text and the same string.
    pub(super) fn find(&mut self, text: &str, from: usize, what: &str) -> Option<usize> {
        if let Some((asked, answer)) = self.answer
            && asked <= from
            && answer.is_none_or(|answer| answer >= from)
        {
            return answer;
        }
        let answer = text.get(from..).and_then(|rest| rest.find(what)).map(|at| at + from);
        self.answer = Some((from, answer));
        answer
    }
}
