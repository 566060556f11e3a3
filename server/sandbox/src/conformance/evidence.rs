//! How sure we are of a statement.

use super::sources::Source;

type Sources = &'static [Source];

/// What stands behind a statement; the letters are those of the page's key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Evidence {
    /// A: Fintoc's documentation of 2026 says so.
    Stated(Sources),
    /// B: its older documentation does, or the code of its SDKs.
    Older(Sources),
    /// C: integrators saw it.
    Observed(Sources),
    /// D: nobody says so, but it follows from what they say.
    Inferred(Sources),
    /// D, and a choice of this sandbox: these sources are silent, or disagree.
    Ours(Sources),
}

/// The letters and what they mean.
pub(super) const KEY: [(&str, &str); 4] = [
    ("A", "Stated in Fintoc's documentation of 2026."),
    ("B", "Stated in older documentation of Fintoc's, or visible in the code of its SDKs."),
    ("C", "Seen by integrators only: in running code, or in a developer's notes."),
    ("D", "Our inference: nothing published says so."),
];

impl Evidence {
    /// A to D.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Stated(_) => "A",
            Self::Older(_) => "B",
            Self::Observed(_) => "C",
            Self::Inferred(_) | Self::Ours(_) => "D",
        }
    }

    /// Whether another sandbox could as well have chosen otherwise.
    pub(super) fn is_our_choice(self) -> bool {
        matches!(self, Self::Ours(_))
    }

    pub(super) fn sources(self) -> Sources {
        match self {
            Self::Stated(sources)
            | Self::Older(sources)
            | Self::Observed(sources)
            | Self::Inferred(sources)
            | Self::Ours(sources) => sources,
        }
    }
}
