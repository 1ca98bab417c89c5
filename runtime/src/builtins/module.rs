//! The type `module`.

use crate::builtins::dict::Dict;
use crate::builtins::str::{Str, intern_bytes};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type};

/// Memory of a module.
#[repr(C)]
pub struct Module {
    pub(crate) head: Header,
    /// `__dict__`; empty only before `__init__` of a module made by `__new__`.
    pub(crate) dict: Field,
}

crate::py_type! {
    /// module(name[, doc]): a module object.
    pub static MODULE: Module = "module" {
        flags: [BASE, GC, OWN_DICT, WEAKREF],
        slots {
            new: new, init: init, traverse: traverse, clear: clear, repr: module_repr,
            get_attr: get_attr, set_attr: set_attr,
        }
        getset {
            /// The module's names.
            member "__dict__" => dict;
        }
    }
}

impl Module {
    /// Makes a module with `__name__`, `__doc__` and `__package__` set.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, name: &str) -> PyResult {
        let name = intern_bytes(cx, name.as_bytes());
        Module::with_name(cx, name.borrow())
    }

    /// Makes a module whose name is a str.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn with_name(cx: &Cx, name: Ref<'_>) -> PyResult {
        let dict = Dict::new(cx)?;
        let names_of = dict.borrow().recv::<Dict>();
        names_of.set_str(cx, names::NAME.as_ref(), name)?;
        names_of.set_str(cx, names::DOC.as_ref(), crate::object::none())?;
        names_of.set_str(cx, names::PACKAGE.as_ref(), crate::object::none())?;
        allocate(cx, &MODULE, Module { head: Header::new(&MODULE), dict: Field::new(dict) })
    }

    /// Returns the dict.
    pub fn dict(&self) -> Option<Owned> {
        self.dict.get()
    }

    /// Borrows the dict of a module value; a module made by `__new__` alone gets one here.
    ///
    /// # Panics
    /// If `module` is no module, or there is no memory for its first dict.
    pub fn dict_of(module: Ref<'_>) -> &Dict {
        let object = module.recv::<Module>();
        if object.dict.is_empty() {
            object.dict.set(Some(Dict::new(Cx::current()).expect("memory for an empty dict")));
        }
        object.dict.peek().expect("set above").recv::<Dict>()
    }

    /// Returns one of the module's names.
    pub fn get(&self, name: Ref<'_>) -> Option<Owned> {
        self.dict.get()?.borrow().cast::<Dict>()?.get_str(name)
    }

    /// Sets one of the module's names.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn set(&self, cx: &Cx, name: Ref<'_>, value: Ref<'_>) -> PyResult<()> {
        let dict = match self.dict.get() {
            Some(dict) => dict,
            None => Dict::new(cx)?,
        };
        dict.borrow().recv::<Dict>().set_str(cx, name, value)?;
        self.dict.set(Some(dict));
        Ok(())
    }
}

fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    allocate(cx, ty, Module { head: Header::new(ty), dict: Field::empty() })
}

fn init(cx: &Cx, module: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let mut bound = [None; 2];
    call::bind_keywords(cx, "module.__init__", args, 1, &["name", "doc"], &mut bound)?;
    let name = bound[0].unwrap_or(crate::object::none());
    if name.cast::<Str>().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!(
                "module.__init__() argument 1 must be string, not {}",
                if name.is_none() { "None".to_string() } else { name.ty().name() }
            ),
        ));
    }
    let this = module.recv::<Module>();
    this.set(cx, names::NAME.as_ref(), name)?;
    this.set(cx, names::DOC.as_ref(), bound[1].unwrap_or(crate::object::none()))
}

fn traverse(module: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    if let Some(dict) = module.recv::<Module>().dict.peek() {
        visit(dict);
    }
}

fn clear(_cx: &Cx, module: Ref<'_>) {
    module.recv::<Module>().dict.set(None);
}

/// A module that dies takes its names with it: they become None, so that functions and classes of
/// it that live on in cycles with its dict let go.
impl Drop for Module {
    fn drop(&mut self) {
        if let Some(dict) = self.dict.take()
            && dict.borrow().header().is_some_and(|header| header.count() > 1)
        {
            let cx = Cx::current();
            let pending = cx.pending.take();
            forget_names(cx, dict.borrow().recv::<Dict>());
            drop(cx.pending.replace(pending));
        }
    }
}

/// Sets names to None: first those that begin with one underscore, then all but `__builtins__`.
fn forget_names(cx: &Cx, dict: &Dict) {
    let is_private = |name: &[u8]| name.first() == Some(&b'_') && name.get(1) != Some(&b'_');
    for round in 0..2 {
        for (key, value) in dict.to_vec() {
            let Some(name) = key.borrow().cast::<Str>() else { continue };
            let name = name.as_bytes();
            let goes = match round {
                0 => is_private(name),
                _ => name != b"__builtins__",
            };
            let is_set = !value.borrow().is_none();
            drop(value);
            if goes && is_set && dict.set_str(cx, key.borrow(), crate::object::none()).is_err() {
                cx.clear_raised();
            }
        }
    }
}

fn module_repr(cx: &Cx, module: Ref<'_>) -> PyResult {
    let this = module.recv::<Module>();
    let text = |name: Ref<'_>| {
        this.get(name)
            .and_then(|value| value.borrow().cast::<Str>().map(|text| text.to_text().into_owned()))
    };
    let name = text(names::NAME.as_ref()).unwrap_or_else(|| "?".to_string());
    let text = match text(names::FILE.as_ref()) {
        Some(file) => format!("<module '{name}' from '{file}'>"),
        None => format!("<module '{name}' (built-in)>"),
    };
    Str::new(cx, text.as_bytes())
}

fn get_attr(cx: &Cx, module: Ref<'_>, name: Ref<'_>) -> PyResult {
    let dict = module.recv::<Module>().dict.get();
    let dict = dict.as_ref().map_or(crate::object::none(), Owned::borrow);
    match attr::generic_find_attr(cx, module, name, Some(dict))? {
        Some(value) => Ok(value),
        None => Err(attr::no_attribute(cx, module, name)),
    }
}

fn set_attr(cx: &Cx, module: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let this = module.recv::<Module>();
    if this.dict.is_empty() {
        this.dict.set(Some(Dict::new(cx)?));
    }
    let dict = this.dict.get().expect("just made");
    attr::generic_set_attr_in(cx, module, name, value, Some(dict.borrow()))
}

fn dict(_cx: &Cx, module: Ref<'_>) -> PyResult {
    Ok(module.recv::<Module>().dict.get().unwrap_or_else(Owned::none))
}
