//! Sets of characters.

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
            Fold::Ascii => match u8::try_from(c) {
                Ok(byte) => u32::from(byte.to_ascii_lowercase()),
                Err(_) => c,
            },
            Fold::Unicode => {
                let Some(c) = char::from_u32(c) else { return c };
                let mut lower = c.to_lowercase();
                match (lower.next(), lower.next()) {
                    (Some(lower), None) => lower as u32,
                    _ => c as u32,
                }
            }
        }
    }
}

impl Category {
    /// Returns whether a character belongs.
    pub(crate) fn contains(self, c: u32, unicode: bool) -> bool {
        if unicode && c >= 128 {
            let Some(c) = char::from_u32(c) else { return false };
            return match self {
                Category::Digit => is_decimal(c),
                Category::Space => c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}' | '\u{85}'),
                Category::Word => c.is_alphanumeric(),
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

/// Decimal digits outside ASCII stand in runs of ten that begin at a digit zero.
fn is_decimal(c: char) -> bool {
    const ZEROS: [u32; 24] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1b50, 0x1bb0, 0xff10,
    ];
    ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&(c as u32)))
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
            let key = fold.map_or(c, |fold| fold.lower(c));
            if set.items.iter().any(|item| item.contains(key)) != negated {
                set.bitmap[(c / 64) as usize] |= 1 << (c % 64);
            }
        }
        set
    }

    /// Returns whether the set has a character.
    #[inline]
    pub(crate) fn contains(&self, c: u32) -> bool {
        if c < 256 {
            return self.bitmap[(c / 64) as usize] >> (c % 64) & 1 != 0;
        }
        let key = self.fold.map_or(c, |fold| fold.lower(c));
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

/// Lower-case forms of all characters of small ranges; large ranges keep themselves too.
fn folded(items: Vec<Item>, fold: Fold) -> Vec<Item> {
    let mut result = Vec::new();
    for item in items {
        match item {
            Item::Range(low, high) if high - low <= 0x800 => {
                result.extend((low..=high).map(|c| {
                    let lower = fold.lower(c);
                    Item::Range(lower, lower)
                }));
            }
            other => result.push(other),
        }
    }
    result
}
