//! Objects written by name, and those that are made by a call.

use super::super::{copy_reg, opcode as op, pickling_error};
use super::Saver;
use runtime::api::{Owned, PyResult, Ref, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::int::int_value;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::object::names;
use runtime::protocol::{attr, call, iter};

impl Saver<'_> {
    /// Writes a function by name; false if it is no global and may have a reduction.
    pub(super) fn try_global(self, x: Ref<'_>, held: i64) -> PyResult<bool> {
        let Err(raised) = self.save_global(x, None, held) else { return Ok(true) };
        let state = self.cx.take_raised();
        let family = super::super::class(self.cx, "PickleError")?;
        if runtime::exceptions::raise::matches(self.cx, state.ty.borrow(), family.borrow())? {
            return Ok(false);
        }
        self.cx.restore(state);
        Err(raised)
    }

    /// Writes an object as a name in a module.
    pub(super) fn save_global(self, x: Ref<'_>, name: Option<Ref<'_>>, held: i64) -> PyResult<()> {
        let cx = self.cx;
        let name = match name {
            Some(name) => name.own(),
            None => attr::get_attr(cx, x, names::NAME.as_ref())?,
        };
        let module = self.module_of(x, name.borrow())?;
        let Some(text) = module.borrow().cast::<Str>() else {
            let found = module.borrow().ty().name();
            let message = format_args!("expected string or Unicode object, {found} found");
            return Err(cx.raise(&exc::TYPE_ERROR, message));
        };
        let Ok(imported) = call::import_module(cx, &text.to_text()) else {
            cx.clear_raised();
            let text = "Can't pickle {}: import of module {} failed";
            return Err(pickling_error(cx, text, &[x, module.borrow()]));
        };
        let parts = [x, module.borrow(), name.borrow()];
        let Ok(found) = attr::get_attr(cx, imported.borrow(), name.borrow()) else {
            cx.clear_raised();
            let text = "Can't pickle {}: attribute lookup {}.{} failed";
            return Err(pickling_error(cx, text, &parts));
        };
        if !found.borrow().is(x) {
            let text = "Can't pickle {}: it's not the same object as {}.{}";
            return Err(pickling_error(cx, text, &parts));
        }
        drop(found);
        if self.protocol() >= 2 && self.save_extension(x, module.borrow(), name.borrow())? {
            return Ok(());
        }
        self.write(&[op::GLOBAL])?;
        self.write_line(module.borrow())?;
        self.write_line(name.borrow())?;
        self.put_shared(x, held)
    }

    /// Writes the number that `copy_reg.add_extension` gave to a global.
    fn save_extension(self, x: Ref<'_>, module: Ref<'_>, name: Ref<'_>) -> PyResult<bool> {
        let cx = self.cx;
        let registry = copy_reg(cx, "_extension_registry")?;
        let key = Tuple::from_refs(cx, &[module, name])?;
        let Some(registry) = registry.borrow().cast::<Dict>() else { return Ok(false) };
        let Some(code) = registry.get(cx, key.borrow())? else { return Ok(false) };
        let Some(number) = int_value(code.borrow()) else {
            let text = "Can't pickle {}: extension code {} isn't an integer";
            return Err(pickling_error(cx, text, &[x, code.borrow()]));
        };
        if !(1..=0x7FFF_FFFF).contains(&number) {
            let text = "Can't pickle {}: extension code {} is out of range";
            return Err(pickling_error(cx, text, &[x, code.borrow()]));
        }
        let bytes = number.to_le_bytes();
        match number {
            ..=0xFF => self.write(&[op::EXT1, bytes[0]])?,
            0x100..=0xFFFF => self.write(&[op::EXT2, bytes[0], bytes[1]])?,
            _ => self.write(&[op::EXT4, bytes[0], bytes[1], bytes[2], bytes[3]])?,
        }
        Ok(true)
    }

    /// Name of the module an object is found in.
    pub(super) fn module_of(self, x: Ref<'_>, name: Ref<'_>) -> PyResult {
        let cx = self.cx;
        if let Some(module) = attr::find_attr(cx, x, names::MODULE.as_ref())? {
            return Ok(module);
        }
        let modules = cx.vm().modules_dict();
        let Some(modules) = modules.borrow().cast::<Dict>() else {
            return Ok(names::MAIN.as_ref().own());
        };
        for (module_name, module) in modules.to_vec() {
            let is_main = module_name
                .borrow()
                .cast::<Str>()
                .is_some_and(|name| name.as_bytes() == b"__main__");
            if is_main || module.borrow().is_none() {
                continue;
            }
            if let Some(found) = attr::find_attr(cx, module.borrow(), name)?
                && found.borrow().is(x)
            {
                return Ok(module_name);
            }
        }
        Ok(names::MAIN.as_ref().own())
    }

    /// Writes an object from the parts of its reduction: callable, arguments, state, items, pairs.
    pub(super) fn save_reduced(
        self,
        x: Ref<'_>,
        parts: &[Ref<'_>],
        reduce: Ref<'_>,
        held: i64,
    ) -> PyResult<()> {
        let cx = self.cx;
        let part = |index: usize| parts.get(index).copied().filter(|part| !part.is_none());
        let Some(args) = parts[1].cast::<Tuple>() else {
            let text = "Second element of tuple returned by {} must be a tuple";
            return Err(pickling_error(cx, text, &[reduce]));
        };
        let (state, items, pairs) = (part(2), part(3), part(4));
        for (word, it) in [("Fourth", items), ("Fifth", pairs)] {
            if let Some(it) = it.filter(|it| it.ty().slots.next.get().is_none()) {
                let ty = it.ty().name();
                let text = format!(
                    "{word} element of tuple returned by {{}} must be an iterator, not {ty}"
                );
                return Err(pickling_error(cx, &text, &[reduce]));
            }
        }
        if self.protocol() >= 2 && self.is_new_object(parts[0])? {
            self.save_new_object(x, args)?;
        } else {
            self.save(parts[0], 0)?;
            self.save(parts[1], 0)?;
            self.write(&[op::REDUCE])?;
        }
        // A tuple that contains itself has been stored meanwhile: the new one goes.
        if super::owners(x, held) > 1
            && let Some(number) = self.pickler.known(cx, x)?
        {
            self.write(&[op::POP])?;
            return self.get(number);
        }
        if state.is_some_and(|state| state.cast::<Dict>().is_none()) {
            self.put(x)?;
        } else {
            self.put_shared(x, held)?;
        }
        if let Some(items) = items {
            self.batch_list(|| iter::next(cx, items))?;
        }
        if let Some(pairs) = pairs {
            self.batch_pairs(pairs)?;
        }
        if let Some(state) = state {
            self.save(state, 0)?;
            self.write(&[op::BUILD])?;
        }
        Ok(())
    }

    fn is_new_object(self, function: Ref<'_>) -> PyResult<bool> {
        let name = attr::find_attr(self.cx, function, names::NAME.as_ref())?;
        Ok(name.is_some_and(|name| {
            name.borrow().cast::<Str>().is_some_and(|name| name.as_bytes() == b"__newobj__")
        }))
    }

    fn save_new_object(self, x: Ref<'_>, args: &Tuple) -> PyResult<()> {
        let cx = self.cx;
        let Some((class, rest)) = args.as_slice().split_first() else {
            return Err(pickling_error(cx, "__newobj__ arglist is empty", &[]));
        };
        if attr::get_attr(cx, *class, names::NEW.as_ref()).is_err() {
            cx.clear_raised();
            return Err(pickling_error(cx, "args[0] from __newobj__ args has no __new__", &[]));
        }
        let actual = attr::find_attr(cx, x, names::CLASS.as_ref())?;
        if actual.is_none_or(|actual| !actual.borrow().is(*class)) {
            let text = "args[0] from __newobj__ args has the wrong class";
            return Err(pickling_error(cx, text, &[]));
        }
        self.save(*class, 0)?;
        let rest: Owned = Tuple::from_refs(cx, rest)?;
        self.save(rest.borrow(), 0)?;
        self.write(&[op::NEWOBJ])
    }
}
