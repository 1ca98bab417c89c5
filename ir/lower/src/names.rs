//! Identifiers as numbers, and the mangling of private names.
//!
//! Always true: equal texts have equal [`Sym`]s. The parser shares equal names
//! of one source, so most look-ups are by address; the tree outlives the table.

use frontend::ast::Identifier;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// A fast hasher for small keys that nobody can choose maliciously many of.
#[derive(Default, Clone, Copy)]
pub(crate) struct FastHasher(u64);

impl FastHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }
    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }
    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }
    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }
    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

/// A hash map with [`FastHasher`].
pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// A name of the source being compiled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Sym(pub(crate) u32);

/// All names of a source.
#[derive(Default)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    by_address: FastMap<usize, Sym>,
    by_text: FastMap<Arc<str>, Sym>,
    mangled: FastMap<(Sym, Sym), Sym>,
}

impl Names {
    /// Returns the number of a name of the tree.
    pub(crate) fn of(&mut self, name: &Identifier) -> Sym {
        let address = Arc::as_ptr(name).cast::<u8>().addr();
        if let Some(&sym) = self.by_address.get(&address) {
            return sym;
        }
        let sym = self.add(name.clone());
        self.by_address.insert(address, sym);
        sym
    }

    /// Returns the number of any other name.
    pub(crate) fn of_text(&mut self, text: &str) -> Sym {
        match self.by_text.get(text) {
            Some(&sym) => sym,
            None => self.add(text.into()),
        }
    }

    fn add(&mut self, text: Arc<str>) -> Sym {
        let next = Sym(self.texts.len() as u32);
        let texts = &mut self.texts;
        *self.by_text.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            next
        })
    }

    /// Returns the text of a name.
    pub(crate) fn text(&self, sym: Sym) -> &Arc<str> {
        &self.texts[sym.0 as usize]
    }

    /// Returns `name` as it is called inside of the class `class`.
    pub(crate) fn mangle(&mut self, class: Option<Sym>, name: Sym) -> Sym {
        let Some(class) = class else { return name };
        let text = self.text(name);
        if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
            return name;
        }
        if let Some(&known) = self.mangled.get(&(class, name)) {
            return known;
        }
        let stripped = self.text(class).trim_start_matches('_');
        let mangled =
            if stripped.is_empty() { name } else { self.add(format!("_{stripped}{text}").into()) };
        self.mangled.insert((class, name), mangled);
        mangled
    }
}
