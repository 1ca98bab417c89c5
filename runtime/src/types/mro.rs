//! The method resolution order: C3 over new-style bases, depth first through classic ones.

use crate::builtins::classic::ClassicClass;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::types::{Type, TypeFlags};

/// Computes the linearisation of `ty` from its bases.
///
/// # Errors
/// Raises `TypeError` if there is no consistent order.
pub(crate) fn linearise(cx: &Cx, ty: &Type) -> PyResult<Vec<Owned>> {
    let bases = ty.bases.get().expect("bases are set before the order is computed");
    let bases = bases.borrow().recv::<Tuple>();
    let mut lists: Vec<Vec<Owned>> = Vec::with_capacity(bases.len() + 1);
    for base in bases.as_slice() {
        let list = match base.cast::<Type>() {
            Some(base) => {
                let mro = base.mro.get().expect("bases are ready");
                mro.borrow().recv::<Tuple>().as_slice().iter().map(|class| class.own()).collect()
            }
            None => {
                let mut list = Vec::new();
                add_classic(*base, &mut list);
                list
            }
        };
        lists.push(list);
    }
    for (index, base) in bases.as_slice().iter().enumerate() {
        if bases.as_slice()[..index].iter().any(|other| other.is(*base)) {
            let name = class_name(*base);
            return Err(cx.raise(&table::TYPE_ERROR, format_args!("duplicate base class {name}")));
        }
    }
    lists.push(bases.as_slice().iter().map(|base| base.own()).collect());
    let mut result = vec![ty.as_ref().own()];
    merge(cx, &lists, &mut result)?;
    Ok(result)
}

fn merge(cx: &Cx, lists: &[Vec<Owned>], result: &mut Vec<Owned>) -> PyResult<()> {
    let mut positions = vec![0; lists.len()];
    loop {
        let mut done = true;
        let mut chosen = None;
        for (list, position) in lists.iter().zip(&positions) {
            let Some(candidate) = list.get(*position) else { continue };
            done = false;
            let in_a_tail = lists.iter().zip(&positions).any(|(other, position)| {
                other.iter().skip(position + 1).any(|class| class.borrow().is(candidate.borrow()))
            });
            if !in_a_tail {
                chosen = Some(candidate.clone());
                break;
            }
        }
        if done {
            return Ok(());
        }
        let Some(chosen) = chosen else { return Err(conflict(cx, lists, &positions)) };
        for (list, position) in lists.iter().zip(&mut positions) {
            if list.get(*position).is_some_and(|class| class.borrow().is(chosen.borrow())) {
                *position += 1;
            }
        }
        result.push(chosen);
    }
}

/// Names the classes still to be placed.
fn conflict(cx: &Cx, lists: &[Vec<Owned>], positions: &[usize]) -> Raised {
    let mut remaining: Vec<&Owned> = Vec::new();
    for (list, position) in lists.iter().zip(positions) {
        if let Some(class) = list.get(*position)
            && !remaining.iter().any(|known| known.borrow().is(class.borrow()))
        {
            remaining.push(class);
        }
    }
    // CPython names them in the order of a dict of classes, whose hashes are addresses; the later a
    // class was made the earlier it usually comes.
    remaining.sort_by(|a, b| {
        let order =
            |class: &Owned| class.borrow().cast::<Type>().map(|ty| ty.has_flag(TypeFlags::HEAP));
        order(a).cmp(&order(b)).then(b.borrow().address().cmp(&a.borrow().address()))
    });
    let names: Vec<String> = remaining.iter().map(|class| class_name(class.borrow())).collect();
    cx.raise(
        &table::TYPE_ERROR,
        format_args!(
            "Cannot create a consistent method resolution\norder (MRO) for bases {}",
            names.join(", ")
        ),
    )
}

/// Appends a classic class and its bases, depth first, without duplicates.
fn add_classic(class: Ref<'_>, list: &mut Vec<Owned>) {
    if list.iter().any(|known| known.borrow().is(class)) {
        return;
    }
    list.push(class.own());
    let Some(class) = class.cast::<ClassicClass>() else { return };
    let Some(bases) = class.bases.get() else { return };
    for base in bases.borrow().recv::<Tuple>().as_slice() {
        add_classic(*base, list);
    }
}

/// Returns the name of a class of either kind, without its module.
pub(crate) fn class_name(class: Ref<'_>) -> String {
    if let Some(ty) = class.cast::<Type>() {
        return ty.short_name();
    }
    match class.cast::<ClassicClass>().and_then(|class| class.name.get()) {
        Some(name) => crate::protocol::attr::text(name.borrow()),
        None => "?".to_string(),
    }
}
