//! What a field is: its type, bounds, unit, default, meaning, and since when it works.

use super::Choice;
use crate::units::bounds::Bound;

/// A part of the file that has fields.
pub trait Record: Sized {
    /// Its fields, in the order the documentation lists them.
    const FIELDS: &'static [Field];

    /// What it is.
    const DOC: &'static str;

    /// Reads it from a checked table.
    fn read(table: &super::Table) -> Self;
}

/// A field of the file.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// The unit of a number.
    pub unit: &'static str,
    /// What holds when it is absent, as written in the file.
    pub default: Option<&'static str>,
    /// Whether it must be there.
    pub required: bool,
    /// Whether its meaning comes with a later version; then only its default is accepted.
    pub later: bool,
    /// What it means.
    pub doc: &'static str,
}

/// What may stand at a key.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A number within a bound; it may be a range.
    Number(&'static Bound),
    /// Dollars: a quoted number within a bound.
    Money(&'static Bound),
    /// Any text.
    Text,
    /// True or false.
    Bool,
    /// One of these words; each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A list of numbers.
    Numbers(&'static Bound),
    /// A list of texts.
    Texts,
    /// A number, or this word.
    NumberOrWord(&'static Bound, &'static str),
    /// A table with these fields.
    Record(&'static [Field], &'static str),
    /// A list of such tables.
    Records(&'static [Field], &'static str),
    /// Such tables under names of the user's.
    Map(&'static [Field], &'static str),
    /// Numbers under names of the user's.
    NumberMap(&'static Bound),
    /// Numbers of the file by their paths, and what each becomes: a number, or a change in quotes.
    Changes,
    /// A list of tables whose fields depend on the word under one key.
    Tagged(&'static Tagged),
}

/// Tables whose fields depend on one of their words.
#[derive(Debug)]
pub struct Tagged {
    /// The key whose word decides.
    pub tag: &'static str,
    /// The fields all of them have.
    pub common: &'static [Field],
    /// The words, with what they mean and the further fields each brings.
    pub variants: &'static [(&'static str, &'static str, &'static [&'static [Field]])],
}

impl Tagged {
    /// The further fields of the tables tagged `word`.
    pub fn fields(&self, word: &str) -> Option<&'static [&'static [Field]]> {
        self.variants
            .iter()
            .find(|(name, _, _)| *name == word)
            .map(|(_, _, fields)| *fields)
    }
}

impl Field {
    /// An optional field of that kind, named and explained by `record!`.
    pub const fn of(kind: Kind) -> Self {
        Self {
            name: "",
            kind,
            unit: "",
            default: None,
            required: false,
            later: false,
            doc: "",
        }
    }

    /// The same with the unit of its number.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// The same with what holds when it is absent.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    /// The same, but it must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, but only known so far, not supported.
    #[must_use]
    pub const fn later(mut self) -> Self {
        self.later = true;
        self
    }

    /// The same under another key than the Rust name.
    #[must_use]
    pub const fn key(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// The same with the name and meaning of its declaration.
    #[must_use]
    pub const fn declared(mut self, name: &'static str, doc: &'static str) -> Self {
        if self.name.is_empty() {
            self.name = name;
        }
        self.doc = doc;
        self
    }
}

/// A number.
pub const fn number(bound: &'static Bound) -> Field {
    Field::of(Kind::Number(bound))
}

/// Dollars.
pub const fn money(bound: &'static Bound) -> Field {
    Field::of(Kind::Money(bound))
}

/// A text.
pub const fn text() -> Field {
    Field::of(Kind::Text)
}

/// True or false.
pub const fn boolean() -> Field {
    Field::of(Kind::Bool)
}

/// One of the words of `C`.
pub const fn choice<C: Choice>() -> Field {
    Field::of(Kind::Choice(C::WORDS))
}

/// One of these words.
pub const fn words(words: &'static [(&'static str, &'static str)]) -> Field {
    Field::of(Kind::Choice(words))
}

/// A list of numbers.
pub const fn numbers(bound: &'static Bound) -> Field {
    Field::of(Kind::Numbers(bound))
}

/// A list of texts.
pub const fn texts() -> Field {
    Field::of(Kind::Texts)
}

/// A number or one word, usually `auto`.
pub const fn from(bound: &'static Bound, word: &'static str) -> Field {
    Field::of(Kind::NumberOrWord(bound, word))
}

/// A table.
pub const fn part<R: Record>() -> Field {
    Field::of(Kind::Record(R::FIELDS, R::DOC))
}

/// A list of tables.
pub const fn records<R: Record>() -> Field {
    Field::of(Kind::Records(R::FIELDS, R::DOC))
}

/// Tables under names.
pub const fn map<R: Record>() -> Field {
    Field::of(Kind::Map(R::FIELDS, R::DOC))
}

/// Numbers under names.
pub const fn number_map(bound: &'static Bound) -> Field {
    Field::of(Kind::NumberMap(bound))
}

/// Numbers by their paths, and what each becomes.
pub const fn changes() -> Field {
    Field::of(Kind::Changes)
}

/// Tables whose fields depend on one of their words.
pub const fn tagged(tagged: &'static Tagged) -> Field {
    Field::of(Kind::Tagged(tagged))
}

/// Declares a part of the file: a struct, and the description it is checked and documented by.
macro_rules! record {
    ($(#[doc = $doc:literal])+ $vis:vis struct $name:ident {
        $( $(#[doc = $field_doc:literal])+ $field:ident: $type:ty = $spec:expr, )*
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default)]
        $vis struct $name {
            $( $(#[doc = $field_doc])+ $vis $field: $type, )*
        }

        impl $crate::schema::Record for $name {
            const FIELDS: &'static [$crate::schema::Field] = &[
                $( $spec.declared(stringify!($field), concat!($($field_doc),+)), )*
            ];
            const DOC: &'static str = concat!($($doc),+);

            fn read(table: &$crate::schema::Table) -> Self {
                let fields = <Self as $crate::schema::Record>::FIELDS;
                let mut keys = fields.iter().map(|field| field.name);
                Self {
                    $( $field: <$type as $crate::schema::FieldType>::read(
                        keys.next().and_then(|key| table.get(key)),
                    ), )*
                }
            }
        }
    };
}

pub(crate) use record;
