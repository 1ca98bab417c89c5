//! Globals, and what calls of them make.

use super::super::{copy_reg, opcode as op, unpickling_error};
use super::{Machine, Mode};
use runtime::api::{CallArgs, Owned, PyResult, Ref, exc, types::Type};
use runtime::builtins::classic::ClassicClass;
use runtime::builtins::dict::Dict;
use runtime::builtins::instance;
use runtime::builtins::str::{Str, intern, intern_bytes};
use runtime::builtins::tuple::Tuple;
use runtime::object::names;
use runtime::protocol::{attr, call, mapping};

impl Machine<'_> {
    pub(super) fn build(&mut self, code: u8) -> PyResult<()> {
        match code {
            op::GLOBAL => {
                let (module, name) = self.global_name()?;
                let value = self.global(module.borrow(), name.borrow())?;
                self.push(value)
            }
            op::INST => {
                let mark = self.mark()?;
                let (module, name) = self.global_name()?;
                let class = self.global(module.borrow(), name.borrow())?;
                let args = Tuple::new(self.cx, self.stack.split_off(mark.min(self.stack.len())))?;
                self.instantiate(class, args)
            }
            op::OBJ => {
                let mark = self.mark()?;
                if self.mode == Mode::Skip {
                    self.stack.truncate(mark + 1);
                    return Ok(());
                }
                if self.stack.len() <= mark {
                    return Err(self.underflow());
                }
                let args = Tuple::new(self.cx, self.stack.split_off(mark + 1))?;
                let class = self.pop()?;
                self.instantiate(class, args)
            }
            op::REDUCE => {
                if self.mode == Mode::Skip {
                    if self.stack.len() < 2 {
                        return Err(self.underflow());
                    }
                    self.stack.truncate(self.stack.len() - 2);
                    return self.push(Owned::none());
                }
                let args = self.pop()?;
                let callable = self.pop()?;
                self.instantiate(callable, args)
            }
            op::NEWOBJ => self.new_object(),
            op::BUILD => self.set_state(),
            _ => self.extension(code),
        }
    }

    /// Two lines: module and name.
    fn global_name(&mut self) -> PyResult<(Owned, Owned)> {
        let least = if self.mode == Mode::Skip { 0 } else { 2 };
        let mut line = || -> PyResult<Option<Owned>> {
            let line = self.source.line(self.cx)?;
            if line.len() < least {
                return Ok(None);
            }
            Str::new(self.cx, &line[..line.len().saturating_sub(1)]).map(Some)
        };
        let Some(module) = line()? else { return Err(self.truncated()) };
        let Some(name) = line()? else { return Err(self.truncated()) };
        Ok((module, name))
    }

    fn global(&self, module: Ref<'_>, name: Ref<'_>) -> PyResult {
        let cx = self.cx;
        if self.mode == Mode::Skip {
            return Ok(Owned::none());
        }
        if let Some(hook) = self.unpickler.find_global.get() {
            if hook.borrow().is_none() {
                let text = "Global and instance pickles are not supported.";
                return Err(unpickling_error(cx, text));
            }
            return call::call2(cx, hook.borrow(), module, name);
        }
        let modules = cx.vm().modules_dict();
        let loaded = match modules.borrow().cast::<Dict>() {
            Some(modules) => modules.get(cx, module)?,
            None => None,
        };
        let module = match loaded {
            Some(module) => module,
            None => call::import_module(cx, &attr::text(module))?,
        };
        attr::get_attr(cx, module.borrow(), name)
    }

    /// Calls a class or function; a classic class without arguments just makes an instance.
    fn instantiate(&mut self, class: Owned, args: Owned) -> PyResult<()> {
        if self.mode == Mode::Skip {
            return self.push(Owned::none());
        }
        let cx = self.cx;
        let Some(args) = args.borrow().cast::<Tuple>() else {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("argument list must be a tuple")));
        };
        let is_raw = args.is_empty()
            && class.borrow().cast::<ClassicClass>().is_some()
            && attr::find_attr(cx, class.borrow(), intern_bytes(cx, b"__getinitargs__").borrow())?
                .is_none();
        let made = if is_raw {
            instance::new_raw(cx, class.borrow())?
        } else {
            call::call_positional(cx, class.borrow(), args.as_slice())?
        };
        self.push(made)
    }

    fn new_object(&mut self) -> PyResult<()> {
        let cx = self.cx;
        let args = self.pop()?;
        if self.mode == Mode::Skip {
            self.pop()?;
            return self.push(Owned::none());
        }
        let Some(args) = args.borrow().cast::<Tuple>() else {
            return Err(unpickling_error(cx, "NEWOBJ expected an arg tuple."));
        };
        let class = self.pop()?;
        let Some(class) = class.borrow().cast::<Type>() else {
            return Err(unpickling_error(cx, "NEWOBJ class argument isn't a type object"));
        };
        let Some(new) = class.slots.new.get() else {
            return Err(unpickling_error(cx, "NEWOBJ class argument has NULL tp_new"));
        };
        let made = new(cx, class, CallArgs::positional_only(args.as_slice()))?;
        self.push(made)
    }

    /// A global by the number that `copy_reg.add_extension` gave it.
    fn extension(&mut self, code: u8) -> PyResult<()> {
        let cx = self.cx;
        let count = match code {
            op::EXT1 => 1,
            op::EXT2 => 2,
            _ => 4,
        };
        let mut bytes = [0; 4];
        bytes[..count].copy_from_slice(self.source.read(cx, count)?);
        let number = i32::from_le_bytes(bytes);
        if number <= 0 && self.mode == Mode::Load {
            return Err(unpickling_error(cx, "EXT specifies code <= 0"));
        }
        if self.mode == Mode::Skip {
            return self.push(Owned::none());
        }
        let key = Owned::int(i64::from(number));
        let cache = copy_reg(cx, "_extension_cache")?;
        if let Some(cache) = cache.borrow().cast::<Dict>()
            && let Some(value) = cache.get(cx, key.borrow())?
        {
            return self.push(value);
        }
        let registry = copy_reg(cx, "_inverted_registry")?;
        let registered = match registry.borrow().cast::<Dict>() {
            Some(registry) => registry.get(cx, key.borrow())?,
            None => None,
        };
        let Some(registered) = registered else {
            let message = format_args!("unregistered extension code {number}");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        };
        let is_name = |part: &Ref<'_>| part.cast::<Str>().is_some();
        let pair = registered.borrow().cast::<Tuple>().map(Tuple::as_slice);
        let Some([module, name]) = pair.filter(|pair| pair.iter().all(is_name)) else {
            let message = format_args!("_inverted_registry[{number}] isn't a 2-tuple of strings");
            return Err(cx.raise(&exc::VALUE_ERROR, message));
        };
        let value = self.global(*module, *name)?;
        if let Some(cache) = cache.borrow().cast::<Dict>() {
            cache.set(cx, key.borrow(), value.borrow())?;
        }
        self.push(value)
    }

    /// Gives the object below its state.
    fn set_state(&mut self) -> PyResult<()> {
        let cx = self.cx;
        if self.mode == Mode::Skip {
            return match self.stack.pop() {
                Some(_) => Ok(()),
                None => Err(self.underflow()),
            };
        }
        if self.stack.len() < 2 {
            return Err(self.underflow());
        }
        let state = self.pop()?;
        let Some(object) = self.top().map(Ref::own) else { return Err(self.underflow()) };
        let object = object.borrow();
        if let Some(method) =
            attr::find_attr(cx, object, intern_bytes(cx, b"__setstate__").borrow())?
        {
            return call::call1(cx, method.borrow(), state.borrow()).map(drop);
        }
        let (state, slots) = match state.borrow().cast::<Tuple>().map(Tuple::as_slice) {
            Some([state, slots]) => (state.own(), Some(slots.own())),
            _ => (state, None),
        };
        if !state.borrow().is_none() {
            let Some(state) = state.borrow().cast::<Dict>() else {
                return Err(unpickling_error(cx, "state is not a dictionary"));
            };
            self.set_attributes(object, state)?;
        }
        if let Some(slots) = slots {
            let Some(slots) = slots.borrow().cast::<Dict>() else {
                return Err(unpickling_error(cx, "slot state is not a dictionary"));
            };
            for (name, value) in slots.to_vec() {
                attr::set_attr(cx, object, name.borrow(), Some(value.borrow()))?;
            }
        }
        Ok(())
    }

    /// Fills the attribute dict of an object.
    fn set_attributes(&self, object: Ref<'_>, state: &Dict) -> PyResult<()> {
        let cx = self.cx;
        let dict = attr::get_attr(cx, object, names::DICT.as_ref())?;
        for (name, value) in state.to_vec() {
            let is_str = name.borrow().is_exact(&runtime::builtins::str::STR);
            let name = if is_str { intern(cx, name) } else { name };
            mapping::set_item(cx, dict.borrow(), name.borrow(), value.borrow())?;
        }
        Ok(())
    }
}
