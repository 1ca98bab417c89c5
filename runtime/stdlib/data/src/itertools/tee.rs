//! `tee`: several iterators over one, sharing the items that some have seen and others not.
//!
//! The items lie in a chain of links; each link holds an item and the next link, or the iterator at
//! its end. A link dies when the last tee has passed it.

use crate::support::{iterator_type, positional};
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{attr, call, iter, number};
use std::cell::Cell;

/// Items of a link.
const LINK_ITEMS: usize = 57;

/// Part of the chain: a list of items, then the next link once it is full.
#[repr(C)]
pub(crate) struct Link {
    pub(crate) head: Header,
    source: Field,
    items: Field,
    following: Field,
    /// An item is being fetched.
    running: Cell<bool>,
}

runtime::py_type! {
    /// Items shared by tees.
    pub(crate) static LINK: Link = "itertools.tee_dataobject" {
        flags: [GC],
        slots { traverse: Link::traverse }
    }
}

impl Link {
    fn traverse(link: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
        let link = link.recv::<Link>();
        let fields = [&link.source, &link.items, &link.following];
        fields.iter().filter_map(|field| field.peek()).for_each(visit);
    }

    fn make(cx: &Cx, source: Owned) -> PyResult {
        let link = Link {
            head: Header::new(&LINK),
            source: Field::new(source),
            items: Field::new(runtime::builtins::list::List::new(cx, Vec::new())?),
            following: Field::empty(),
            running: Cell::new(false),
        };
        allocate(cx, &LINK, link)
    }

    /// Returns an item, fetching it if nobody has seen it.
    fn item(&self, cx: &Cx, index: usize) -> PyResult<Option<Owned>> {
        let items = self.items.get().expect("set when made");
        let items = items.borrow().recv::<runtime::builtins::list::List>();
        if let Some(item) = items.get(index) {
            return Ok(Some(item));
        }
        let Some(source) = self.source.get() else { return Ok(None) };
        if self.running.replace(true) {
            return Err(
                cx.raise(&exc::RUNTIME_ERROR, format_args!("cannot re-enter the tee iterator"))
            );
        }
        let item = iter::next(cx, source.borrow());
        self.running.set(false);
        let Some(item) = item? else { return Ok(None) };
        items.push(cx, item.clone())?;
        Ok(Some(item))
    }

    /// Returns the link behind this full one.
    fn next_link(&self, cx: &Cx) -> PyResult {
        if let Some(following) = self.following.get() {
            return Ok(following);
        }
        let source = self.source.get().unwrap_or_else(Owned::none);
        let following = Link::make(cx, source)?;
        self.following.set(Some(following.clone()));
        Ok(following)
    }
}

iterator_type! {
    /// An iterator that shares its items with others.
    TEE: Tee = "itertools.tee" {
        fields { link }
        cells { index: Cell<usize> }
        slots { new: tee_new, next: tee_next, }
        methods {
            /// Returns an independent iterator at the same place.
            "__copy__" => tee_copy, ();
        }
    }
}

fn make_tee(cx: &Cx, link: Owned, index: usize) -> PyResult {
    let tee = Tee { head: Header::new(&TEE), link: Field::new(link), index: Cell::new(index) };
    allocate(cx, &TEE, tee)
}

fn tee_of(cx: &Cx, items: Ref<'_>) -> PyResult {
    let source = iter::iter(cx, items)?;
    if source.borrow().is_exact(&TEE) {
        return tee_copy(cx, source.borrow());
    }
    make_tee(cx, Link::make(cx, source)?, 0)
}

fn tee_new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    tee_of(cx, positional(cx, "tee", args, 1, 1)?[0])
}

fn tee_copy(cx: &Cx, tee: Ref<'_>) -> PyResult {
    let tee = tee.recv::<Tee>();
    make_tee(cx, tee.link.get().expect("set when made"), tee.index.get())
}

fn tee_next(cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let tee = recv.recv::<Tee>();
    let mut link = tee.link.get().expect("set when made");
    if tee.index.get() >= LINK_ITEMS {
        link = link.borrow().recv::<Link>().next_link(cx)?;
        tee.link.set(Some(link.clone()));
        tee.index.set(0);
    }
    let item = link.borrow().recv::<Link>().item(cx, tee.index.get())?;
    if item.is_some() {
        tee.index.set(tee.index.get() + 1);
    }
    Ok(item)
}

/// `itertools.tee`
pub(super) fn tee(cx: &Cx, _module: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    call::no_keywords(cx, "tee", args)?;
    let args = args.positional();
    if args.is_empty() || args.len() > 2 {
        // CPython's function does not know its name.
        let (word, bound, plural) =
            if args.is_empty() { ("least", 1, "") } else { ("most", 2, "s") };
        return Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!(
                "function takes at {word} {bound} argument{plural} ({} given)",
                args.len()
            ),
        ));
    }
    let count = match args.get(1) {
        Some(count) => number::as_i64(cx, *count)?,
        None => 2,
    };
    let Ok(count) = usize::try_from(count) else {
        return Err(cx.raise(&exc::VALUE_ERROR, format_args!("n must be >= 0")));
    };
    if count == 0 {
        return Ok(Tuple::empty().own());
    }
    let source = iter::iter(cx, args[0])?;
    let copy_name = runtime::builtins::str::intern_bytes(cx, b"__copy__");
    let first = match attr::find_attr(cx, source.borrow(), copy_name.borrow())? {
        Some(_) => source,
        None => tee_of(cx, source.borrow())?,
    };
    let mut tees = runtime::builtins::list::try_vec(cx, count)?;
    tees.push(first.clone());
    for _ in 1..count {
        tees.push(call::call_method(cx, first.borrow(), copy_name.borrow(), &[])?);
    }
    Tuple::new(cx, tees)
}
