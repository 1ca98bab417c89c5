//! The type `enumerate`.

use crate::builtins::iterators::itself;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use crate::protocol::{args, iter, number};
use crate::types::{CallArgs, Type};

/// Memory of an enumerate object.
#[repr(C)]
pub struct Enumerate {
    pub(crate) head: Header,
    /// Iterator over the items.
    pub(crate) source: Field,
    /// Next number, an int or long.
    pub(crate) number: Field,
}

crate::py_type! {
    /// enumerate(iterable[, start]) -> iterator over pairs (number, item)
    pub static ENUMERATE: Enumerate = "enumerate" {
        flags: [BASE, GC],
        slots { new: new, traverse: traverse, iter: itself, next: next }
    }
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [items, start] = args::bind(cx, "enumerate", args, 1, ["sequence", "start"])?;
    let start = match start {
        Some(start) => {
            let start = number::index(cx, start)?;
            match crate::builtins::long::to_i64(start.borrow()) {
                Some(small) => Owned::int(small),
                None => start,
            }
        }
        None => Owned::int(0),
    };
    let items = items.expect("a required argument");
    let it = Enumerate {
        head: Header::new(ty),
        source: Field::new(iter::iter(cx, items)?),
        number: Field::new(start),
    };
    allocate(cx, ty, it)
}

impl Enumerate {
    /// The iterator over the items, until it has ended.
    pub(crate) fn source(&self) -> Option<Ref<'_>> {
        self.source.peek()
    }

    /// The next number, if it is an immediate and the one behind it is.
    pub(crate) fn small_number(&self) -> Option<i64> {
        let word = self.number.peek()?.word();
        (word.is_int() && word.int() < i64::from(i32::MAX)).then(|| word.int())
    }

    /// Sets the next number.
    pub(crate) fn set_number(&self, number: i64) {
        self.number.set(Some(Owned::int(number)));
    }
}

fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let it = it.recv::<Enumerate>();
    [&it.source, &it.number].iter().filter_map(|field| field.peek()).for_each(visit);
}

fn next(cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = recv.recv::<Enumerate>();
    let Some(source) = it.source.get() else { return Ok(None) };
    let Some(item) = iter::next(cx, source.borrow())? else { return Ok(None) };
    let one = Owned::int(1);
    let number = it.number.get().expect("set when made");
    let next = if number.word().is_int() {
        Owned::int(number.word().int() + 1)
    } else {
        number::add(cx, number.borrow(), one.borrow())?
    };
    it.number.set(Some(next));
    Ok(Some(Tuple::pair(cx, number, item)?))
}
