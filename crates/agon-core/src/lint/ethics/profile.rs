//! What each association asks for.

/// A part of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Who wrote or edited it.
    Author,
    /// What makes the author fit to say it.
    Qualifications,
    /// When it was published.
    Date,
    /// The title of the article or book.
    Title,
    /// Where it appeared, or who published it.
    Container,
    /// The full address, where it was read online.
    Url,
    /// When it was read online.
    Accessed,
    /// The pages, where it has pages.
    Pages,
}

impl Field {
    /// How it is called in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Qualifications => "qualifications of the author",
            Self::Date => "date of publication",
            Self::Title => "title",
            Self::Container => "publication",
            Self::Url => "address",
            Self::Accessed => "date of access",
            Self::Pages => "page numbers",
        }
    }

    /// How it is given.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Author => "--by 'Family, Given'",
            Self::Qualifications => "--quals '…'",
            Self::Date => "--year YYYY-MM-DD",
            Self::Title => "--title '…'",
            Self::Container => "--container '…'",
            Self::Url => "--url https://…",
            Self::Accessed => "--accessed YYYY-MM-DD",
            Self::Pages => "--pages 3-5",
        }
    }
}

/// How badly a field is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the card breaks the rules.
    Must,
    /// As far as the source provides it.
    Should,
}

/// An association's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// National Speech & Debate Association.
    Nsda,
    /// National Debate Coaches Association.
    Ndca,
    /// National Christian Forensics and Communications Association.
    Ncfca,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Nsda, Self::Ndca, Self::Ncfca];

    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nsda => "nsda",
            Self::Ndca => "ndca",
            Self::Ncfca => "ncfca",
        }
    }

    /// The profile with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.word() == word)
    }

    /// What a written citation needs, in the order it is read.
    pub const fn fields(self) -> &'static [(Field, Need)] {
        use Field::{Accessed, Author, Container, Date, Pages, Qualifications, Title, Url};
        use Need::{Must, Should};
        match self {
            Self::Nsda => &[
                (Author, Must),
                (Qualifications, Should),
                (Date, Must),
                (Title, Must),
                (Container, Must),
                (Url, Must),
                (Accessed, Must),
                (Pages, Should),
            ],
            Self::Ndca => &[
                (Author, Must),
                (Qualifications, Must),
                (Date, Must),
                (Title, Must),
                (Container, Must),
                (Url, Should),
                (Accessed, Should),
                (Pages, Should),
            ],
            Self::Ncfca => &[
                (Author, Must),
                (Qualifications, Should),
                (Date, Must),
                (Title, Must),
                (Container, Must),
                (Url, Must),
                (Accessed, Must),
                (Pages, Should),
            ],
        }
    }

    /// How many words in a row may be left unread of what was highlighted before it is clipping.
    pub const fn unread_words(self) -> usize {
        match self {
            Self::Nsda | Self::Ndca => 5,
            Self::Ncfca => 1,
        }
    }

    /// Whether words in brackets, which the author did not write, break the rules by themselves.
    pub const fn forbids_insertions(self) -> bool {
        matches!(self, Self::Ncfca)
    }
}
