//! Sets of characters.

use runtime::builtins::unicode::table;

/// A class of characters that `\d`, `\s`, `\w` stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Category {
    Digit,
    Space,
    Word,
}

/// Part of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Item {
    /// Characters from the first to the second.
    Range(u32, u32),
    /// A category, or with `negated` all others; `unicode` asks the character database.
    Category { category: Category, negated: bool, unicode: bool },
}

/// A set of characters; those below 256 are looked up in a bitmap.
#[derive(Clone, Debug)]
pub(crate) struct CharSet {
    bitmap: [u64; 4],
    items: Vec<Item>,
    negated: bool,
    /// Compare the lower-case form of the text's character.
    fold: Option<Fold>,
}

/// How characters are made lower case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fold {
    Ascii,
    Unicode,
}

impl Fold {
    /// Returns the lower-case form of a character.
    pub(crate) fn lower(self, c: u32) -> u32 {
        match self {
            Fold::Ascii if c < 128 => u32::from((c as u8).to_ascii_lowercase()),
            Fold::Ascii => c,
            Fold::Unicode => table::to_lower(c),
        }
    }

    /// Returns what stands for all characters that are equal but for case: lower-case forms with
    /// the same upper-case form (`s` and the long s) are one.
    pub(crate) fn key(self, c: u32) -> u32 {
        match self {
            Fold::Ascii => self.lower(c),
            Fold::Unicode if c < 128 => self.lower(c),
            Fold::Unicode => table::to_lower(table::to_upper(table::to_lower(c))),
        }
    }
}

impl Category {
    /// Returns whether a character belongs.
    pub(crate) fn contains(self, c: u32, unicode: bool) -> bool {
        if unicode && c >= 128 {
            return match self {
                Category::Digit => table::is_decimal(c),
                Category::Space => table::is_space(c),
                Category::Word => table::is_alnum(c),
            };
        }
        let Ok(byte) = u8::try_from(c) else { return false };
        match self {
            Category::Digit => byte.is_ascii_digit(),
            Category::Space => {
                matches!(byte, b' ' | 9..=13) || (unicode && matches!(byte, 0x1c..=0x1f))
            }
            Category::Word => byte.is_ascii_alphanumeric() || byte == b'_',
        }
    }
}

impl CharSet {
    /// Makes a set; with `fold` its characters are lower case and texts are compared so.
    pub(crate) fn new(items: Vec<Item>, negated: bool, fold: Option<Fold>) -> CharSet {
        let items = match fold {
            None => items,
            Some(fold) => folded(items, fold),
        };
        let mut set = CharSet { bitmap: [0; 4], items, negated, fold };
        for c in 0..256u32 {
            let key = fold.map_or(c, |fold| fold.key(c));
            if set.items.iter().any(|item| item.contains(key)) != negated {
                set.bitmap[(c / 64) as usize] |= 1 << (c % 64);
            }
        }
        set
    }

    /// Returns the characters below 256.
    pub(crate) fn bitmap(&self) -> [u64; 4] {
        self.bitmap
    }

    /// Returns whether the set may have characters from 256 on.
    pub(crate) fn may_be_wide(&self) -> bool {
        let is_wide = |item: &Item| match item {
            Item::Range(_, high) => *high > 255,
            Item::Category { negated, unicode, .. } => *negated || *unicode,
        };
        self.negated || self.fold == Some(Fold::Unicode) || self.items.iter().any(is_wide)
    }

    /// Returns whether the set has a character.
    #[inline]
    pub(crate) fn contains(&self, c: u32) -> bool {
        if c < 256 {
            return self.bitmap[(c / 64) as usize] >> (c % 64) & 1 != 0;
        }
        let key = self.fold.map_or(c, |fold| fold.key(c));
        self.items.iter().any(|item| item.contains(key)) != self.negated
    }
}

impl Item {
    fn contains(self, c: u32) -> bool {
        match self {
            Item::Range(low, high) => (low..=high).contains(&c),
            Item::Category { category, negated, unicode } => {
                category.contains(c, unicode) != negated
            }
        }
    }
}

/// What stands for the characters of small ranges; large ranges stay as they are.
fn folded(items: Vec<Item>, fold: Fold) -> Vec<Item> {
    let mut result = Vec::new();
    for item in items {
        match item {
            Item::Range(low, high) if high - low <= 0x800 => {
                result.extend((low..=high).map(|c| {
                    let key = fold.key(c);
                    Item::Range(key, key)
                }));
            }
            other => result.push(other),
        }
    }
    result
}
