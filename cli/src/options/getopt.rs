//! Splits arguments into options as CPython 2.7 does: letters may be bundled,
//! an option's argument is the rest of its word or the next word, and the first
//! word that is no option ends them. Long options are `--help` and `--version`.

use super::row;

/// The next thing on the command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// An option and its argument, empty if it takes none.
    Option(u8, Vec<u8>),
    /// The options are over; the rest starts at this index.
    Rest(usize),
    /// Wrong use; the message.
    Wrong(String),
}

/// Where the scan is.
pub(super) struct Scanner<'a> {
    words: &'a [Vec<u8>],
    index: usize,
    /// Letters of the current word that are still to be looked at.
    letters: &'a [u8],
}

impl<'a> Scanner<'a> {
    /// Starts at the first of the words behind the program's name.
    pub(super) fn new(words: &'a [Vec<u8>]) -> Self {
        Self { words, index: 0, letters: &[] }
    }

    /// Returns the index of the first word that is not consumed.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// Makes the scan go on behind the word at the index it has reached.
    pub(super) fn skip_word(&mut self) {
        self.index += 1;
    }

    /// Returns the next item.
    pub(super) fn next(&mut self) -> Item {
        if self.letters.is_empty() {
            let Some(word) = self.words.get(self.index) else { return Item::Rest(self.index) };
            match word.as_slice() {
                b"--" => return Item::Rest(self.index + 1),
                b"--help" => return self.long(b'h'),
                b"--version" => return self.long(b'V'),
                [b'-', letters @ ..] if !letters.is_empty() => self.letters = letters,
                _ => return Item::Rest(self.index),
            }
            self.index += 1;
        }
        let letter = self.letters[0];
        self.letters = &self.letters[1..];
        let Some(row) = row(letter) else {
            return Item::Wrong(format!("Unknown option: -{}", char::from(letter)));
        };
        if row.argument.is_none() {
            return Item::Option(letter, Vec::new());
        }
        let rest = std::mem::take(&mut self.letters);
        if !rest.is_empty() {
            return Item::Option(letter, rest.to_vec());
        }
        match self.words.get(self.index) {
            Some(word) => {
                self.index += 1;
                Item::Option(letter, word.clone())
            }
            None => {
                let letter = char::from(letter);
                Item::Wrong(format!("Argument expected for the -{letter} option"))
            }
        }
    }

    fn long(&mut self, letter: u8) -> Item {
        self.index += 1;
        Item::Option(letter, Vec::new())
    }
}
