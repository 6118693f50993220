//! Cells: how Rust types lie in columns, the same on both databases.
//!
//! Three kinds are enough: integers (also booleans and moments), texts (also words of a closed set and JSON) and
//! bytes (hashes, documents). Floats, database-side dates and JSON types are deliberately absent: the two databases
//! disagree on them.

use guicheng_core::value::{Hash, Moment};

use super::connection::Raw;

/// One value on its way to the database. `None` is NULL; it keeps its kind because PostgreSQL wants to know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    /// NULL of the same kind.
    pub(crate) fn null(&self) -> Cell {
        match self {
            Cell::Int(_) => Cell::Int(None),
            Cell::Text(_) => Cell::Text(None),
            Cell::Bytes(_) => Cell::Bytes(None),
        }
    }
}

/// A Rust type that fits into a column.
pub trait Column: Sized {
    /// NULL of this kind.
    const NULL: Cell;
    /// The value as a cell.
    fn cell(&self) -> Cell;
    /// Reads column number `index` of a row.
    fn read(raw: &Raw, index: usize) -> Result<Self, String>;
}

impl Column for i64 {
    const NULL: Cell = Cell::Int(None);
    fn cell(&self) -> Cell {
        Cell::Int(Some(*self))
    }
    fn read(raw: &Raw, index: usize) -> Result<i64, String> {
        raw.int(index)
    }
}

impl Column for bool {
    const NULL: Cell = Cell::Int(None);
    fn cell(&self) -> Cell {
        Cell::Int(Some(i64::from(*self)))
    }
    fn read(raw: &Raw, index: usize) -> Result<bool, String> {
        match raw.int(index)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err("neither 0 nor 1".to_owned()),
        }
    }
}

impl Column for Moment {
    const NULL: Cell = Cell::Int(None);
    fn cell(&self) -> Cell {
        Cell::Int(Some(self.0))
    }
    fn read(raw: &Raw, index: usize) -> Result<Moment, String> {
        raw.int(index).map(Moment)
    }
}

impl Column for String {
    const NULL: Cell = Cell::Text(None);
    fn cell(&self) -> Cell {
        Cell::Text(Some(self.clone()))
    }
    fn read(raw: &Raw, index: usize) -> Result<String, String> {
        raw.text(index)
    }
}

impl Column for Vec<u8> {
    const NULL: Cell = Cell::Bytes(None);
    fn cell(&self) -> Cell {
        Cell::Bytes(Some(self.clone()))
    }
    fn read(raw: &Raw, index: usize) -> Result<Vec<u8>, String> {
        raw.bytes(index)
    }
}

impl Column for Hash {
    const NULL: Cell = Cell::Bytes(None);
    fn cell(&self) -> Cell {
        Cell::Bytes(Some(self.0.to_vec()))
    }
    fn read(raw: &Raw, index: usize) -> Result<Hash, String> {
        let bytes = raw.bytes(index)?;
        bytes.try_into().map(Hash).map_err(|_| "not 32 bytes long".to_owned())
    }
}

impl<T: Column> Column for Option<T> {
    const NULL: Cell = T::NULL;
    fn cell(&self) -> Cell {
        self.as_ref().map_or(T::NULL, T::cell)
    }
    fn read(raw: &Raw, index: usize) -> Result<Option<T>, String> {
        if raw.is_null(index)? { Ok(None) } else { T::read(raw, index).map(Some) }
    }
}

/// Declares an enumeration that is stored as one word in a text column.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word that is stored.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The variant that a word stands for.
            pub fn of(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::store::cell::Column for $name {
            const NULL: $crate::store::cell::Cell = $crate::store::cell::Cell::Text(None);
            fn cell(&self) -> $crate::store::cell::Cell {
                $crate::store::cell::Cell::Text(Some(self.word().to_owned()))
            }
            fn read(raw: &$crate::store::connection::Raw, index: usize) -> Result<$name, String> {
                $name::of(&raw.text(index)?).ok_or_else(|| {
                    format!("not one of {}", [$($word,)+].join(", "))
                })
            }
        }
    };
}
pub(crate) use words;
