//! Assignment to `__bases__`.

use super::attributes::check_change;
use crate::builtins::classic::CLASSIC_CLASS;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::types::{Type, create, layout, lookup, update};

/// Sets `__bases__`, recomputes the orders of the class and all its subclasses, and takes
/// everything back if that fails.
pub(super) fn set_bases(cx: &Cx, ty: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let this = ty.recv::<Type>();
    let value = check_change(cx, this, "__bases__", value)?;
    let Some(bases) = value.cast::<Tuple>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "can only assign tuple to {}.__bases__, not {}",
                this.name(),
                value.ty().name()
            ),
        ));
    };
    if bases.is_empty() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can only assign non-empty tuple to {}.__bases__, not ()", this.name()),
        ));
    }
    check_bases(cx, this, bases)?;
    let new_base = create::best_base(cx, bases.as_slice())?;
    let old_base = this.base.get().expect("user classes have a base");
    check_layout(cx, old_base.borrow().recv::<Type>(), new_base.borrow().recv::<Type>())?;

    let old_bases = this.bases.replace(Some(value.own()));
    let old_base = this.base.replace(Some(new_base));
    let mut old_orders: Vec<(Owned, Option<Owned>)> = Vec::new();
    if let Err(raised) = reorder(cx, this, &mut old_orders) {
        let state = cx.take_raised();
        for (class, order) in old_orders {
            class.borrow().recv::<Type>().mro.set(order);
        }
        this.bases.set(old_bases);
        this.base.set(old_base);
        lookup::changed(cx, this);
        cx.restore(state);
        return Err(raised);
    }
    for base in old_bases.iter().flat_map(|bases| bases.borrow().recv::<Tuple>().as_slice()) {
        if let Some(base) = base.cast::<Type>() {
            lookup::remove_subclass(base, this);
        }
    }
    for base in bases.as_slice() {
        if let Some(base) = base.cast::<Type>() {
            lookup::add_subclass(cx, base, this)?;
        }
    }
    lookup::changed(cx, this);
    update::all_changed(this);
    Ok(())
}

fn check_bases(cx: &Cx, this: &Type, bases: &Tuple) -> PyResult<()> {
    for base in bases.as_slice() {
        let Some(base_type) = base.cast::<Type>() else {
            if base.is_exact(&CLASSIC_CLASS) {
                continue;
            }
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(
                    "{}.__bases__ must be tuple of old- or new-style classes, not '{}'",
                    this.name(),
                    base.ty().name()
                ),
            ));
        };
        if base_type.is_subtype(this) {
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("a __bases__ item causes an inheritance cycle"),
            ));
        }
    }
    Ok(())
}

fn check_layout(cx: &Cx, old: &Type, new: &Type) -> PyResult<()> {
    let dealloc = |ty: &Type| ty.slots.dealloc.get().map(|f| f as *const () as usize);
    let text = if dealloc(old) == dealloc(new) {
        "object layout differs from"
    } else {
        "deallocator differs from"
    };
    if layout::is_compatible(old, new) && dealloc(old) == dealloc(new) {
        return Ok(());
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("__bases__ assignment: '{}' {text} '{}'", new.name(), old.name()),
    ))
}

fn reorder(cx: &Cx, ty: &Type, old: &mut Vec<(Owned, Option<Owned>)>) -> PyResult<()> {
    let saved = ty.mro.get();
    create::set_order(cx, ty)?;
    old.push((ty.as_ref().own(), saved));
    lookup::changed(cx, ty);
    for subclass in lookup::subclasses(ty) {
        if let Some(subclass) = subclass.borrow().cast::<Type>() {
            reorder(cx, subclass, old)?;
        }
    }
    Ok(())
}
