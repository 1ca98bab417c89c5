//! `groupby` and the groups it gives.

use crate::support::iterator_type;
use runtime::api::{CallArgs, CompareOp, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate};
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, call, compare, iter};

iterator_type! {
    /// groupby(iterable[, key]) -> iterator over pairs (key, group) of neighbours with equal keys
    GROUP_BY: GroupBy = "itertools.groupby" {
        fields { source, function, target_key, current_key, current_value }
        cells {}
        slots { new: group_by_new, next: group_by_next, }
    }
}

iterator_type! {
    /// The items of one group of groupby.
    GROUPER: Grouper = "itertools._grouper" {
        fields { parent, target_key }
        cells {}
        slots { next: grouper_next, }
    }
}

fn group_by_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [items, key] = args::bind(cx, "groupby", args, 1, ["iterable", "key"])?;
    let items = items.expect("a required argument");
    let it = GroupBy {
        head: Header::new(ty),
        source: Field::new(iter::iter(cx, items)?),
        function: Field::from_option(key.filter(|key| !key.is_none()).map(Ref::own)),
        target_key: Field::empty(),
        current_key: Field::empty(),
        current_value: Field::empty(),
    };
    allocate(cx, ty, it)
}

impl GroupBy {
    /// Moves on to the next item; false at the end.
    fn advance(&self, cx: &Cx) -> PyResult<bool> {
        let Some(source) = self.source.get() else { return Ok(false) };
        let Some(value) = iter::next(cx, source.borrow())? else { return Ok(false) };
        let key = match self.function.get() {
            Some(function) => call::call1(cx, function.borrow(), value.borrow())?,
            None => value.clone(),
        };
        self.current_key.set(Some(key));
        self.current_value.set(Some(value));
        Ok(true)
    }

    /// Whether the present item has the key.
    fn is_at(&self, cx: &Cx, key: &Field) -> PyResult<bool> {
        match (key.get(), self.current_key.get()) {
            (Some(key), Some(current)) => {
                compare::rich_compare_bool(cx, key.borrow(), current.borrow(), CompareOp::Eq)
            }
            _ => Ok(false),
        }
    }
}

fn group_by_next(cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = recv.recv::<GroupBy>();
    loop {
        if !it.current_key.is_empty()
            && (it.target_key.is_empty() || !it.is_at(cx, &it.target_key)?)
        {
            break;
        }
        if !it.advance(cx)? {
            return Ok(None);
        }
    }
    let key = it.current_key.get().unwrap_or_else(Owned::none);
    it.target_key.set(Some(key.clone()));
    let group = Grouper {
        head: Header::new(&GROUPER),
        parent: Field::new(recv.own()),
        target_key: Field::new(key.clone()),
    };
    let group = allocate(cx, &GROUPER, group)?;
    Ok(Some(Tuple::pair(cx, key, group)?))
}

fn grouper_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Grouper>();
    let Some(parent) = it.parent.get() else { return Ok(None) };
    let parent = parent.borrow().recv::<GroupBy>();
    if parent.current_value.is_empty() && !parent.advance(cx)? {
        return Ok(None);
    }
    if !parent.is_at(cx, &it.target_key)? {
        return Ok(None);
    }
    Ok(parent.current_value.take())
}
