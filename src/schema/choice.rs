//! Closed sets of words.

/// An enum whose variants have names in the file.
pub trait Choice: Sized + Copy + 'static {
    /// Every name, in the order of the declaration, with what it means.
    const WORDS: &'static [(&'static str, &'static str)];

    /// The variant of that name.
    fn from_word(word: &str) -> Option<Self>;

    /// The name of this variant.
    fn word(self) -> &'static str;
}

/// Declares an enum and the words its variants are written with.
macro_rules! choices {
    ($(#[doc = $doc:literal])+ $vis:vis enum $name:ident {
        $( $(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal, )+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        $vis enum $name { $( $(#[doc = $variant_doc])+ $variant, )+ }

        impl $crate::schema::Choice for $name {
            const WORDS: &'static [(&'static str, &'static str)] =
                &[$( ($word, concat!($($variant_doc),+)), )+];

            fn from_word(word: &str) -> Option<Self> {
                match word { $( $word => Some(Self::$variant), )+ _ => None }
            }

            fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str($crate::schema::Choice::word(*self))
            }
        }
    };
}

pub(crate) use choices;
