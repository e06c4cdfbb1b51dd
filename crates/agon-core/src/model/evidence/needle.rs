//! All places of some bytes, those that overlap too, in one pass (Knuth, Morris and Pratt 1977): a text of one repeated
//! word costs no more than any other.

/// Bytes to look for.
pub(super) struct Needle<'a> {
    bytes: &'a [u8],
    /// For each length of a matched beginning: the longest shorter beginning that is also its end.
    falls: Vec<u32>,
}

impl<'a> Needle<'a> {
    /// `text` must not be empty and not reach 4 GiB, which no record does.
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut falls = vec![0u32; bytes.len() + 1];
        let mut matched = 0usize;
        for at in 1..bytes.len() {
            while matched > 0 && bytes[matched] != bytes[at] {
                matched = falls[matched] as usize;
            }
            matched += usize::from(bytes[matched] == bytes[at]);
            falls[at + 1] = matched as u32;
        }
        Self { bytes, falls }
    }

    /// Calls `visit` with the first byte of each place, in order, until it says `false`.
    pub(super) fn each(&self, text: &str, mut visit: impl FnMut(usize) -> bool) {
        let text = text.as_bytes();
        let (mut at, mut matched) = (0, 0usize);
        while at < text.len() {
            if matched == 0 {
                match text[at..].iter().position(|byte| *byte == self.bytes[0]) {
                    Some(ahead) => at += ahead,
                    None => return,
                }
            }
            while matched > 0 && self.bytes[matched] != text[at] {
                matched = self.falls[matched] as usize;
            }
            matched += usize::from(self.bytes[matched] == text[at]);
            at += 1;
            if matched == self.bytes.len() {
                if !visit(at - matched) {
                    return;
                }
                matched = self.falls[matched] as usize;
            }
        }
    }
}
