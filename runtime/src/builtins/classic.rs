//! Classic (old-style) classes: the type `classobj`.
//!
//! A classic class has a name, bases (classic too) and a dict; names are looked up depth first.
//! Its instances are all of one type, `instance`, and use shapes that belong to the class.

use crate::builtins::dict::{DICT, Dict};
use crate::builtins::instance;
use crate::builtins::str::Str;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::shape::ShapeTree;
use crate::object::{Field, Header, Owned, Ref, allocate, names};
use crate::protocol::{attr, call};
use crate::types::{CallArgs, Type};

/// Inline slots of the first instances of a classic class.
const FIRST_CAPACITY: usize = 3;

/// Memory of a classic class.
#[repr(C)]
pub struct ClassicClass {
    pub(crate) head: Header,
    /// `__bases__`, a tuple.
    pub(crate) bases: Field,
    /// `__dict__`, a dict.
    pub(crate) dict: Field,
    /// `__name__`, a str.
    pub(crate) name: Field,
    /// Shapes of instances.
    pub(crate) shapes: &'static ShapeTree,
}

crate::py_type! {
    /// classobj(name, bases, dict): an old-style class.
    pub static CLASSIC_CLASS: ClassicClass = "classobj" {
        flags: [GC, WEAKREF],
        slots {
            new: new, traverse: traverse, clear: clear, call: call, repr: repr, str: str_of,
            get_attr: get_attr, set_attr: set_attr,
        }
    }
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let mut bound = [None; 3];
    call::bind_keywords(cx, "classobj", args, 3, &["name", "bases", "dict"], &mut bound)?;
    let [Some(name), Some(bases), Some(dict)] = bound else {
        unreachable!("all three arguments are required");
    };
    if name.cast::<Str>().is_none() {
        let given = if name.is_none() { "None".to_string() } else { name.ty().name() };
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("argument 1 must be string, not {given}"))
        );
    }
    new_class(cx, name, bases, dict)
}

fn wrong(cx: &Cx, text: &str) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("PyClass_New: {text}"))
}

/// Makes a classic class, or lets the type of the first base that is not classic make one.
///
/// # Errors
/// Raises `TypeError` for wrong arguments.
pub fn new_class(cx: &Cx, name: Ref<'_>, bases: Ref<'_>, dict: Ref<'_>) -> PyResult {
    if name.cast::<Str>().is_none() {
        return Err(wrong(cx, "name must be a string"));
    }
    let Some(own) = dict.cast::<Dict>() else {
        return Err(wrong(cx, "dict must be a dictionary"));
    };
    if own.get_str(names::DOC.as_ref()).is_none() {
        own.set_str(cx, names::DOC.as_ref(), crate::object::none())?;
    }
    if own.get_str(names::MODULE.as_ref()).is_none()
        && let Some(globals) = crate::types::current_globals(cx)
        && let Some(module) = globals.borrow().recv::<Dict>().get_str(names::NAME.as_ref())
    {
        own.set_str(cx, names::MODULE.as_ref(), module.borrow())?;
    }
    let Some(base_list) = bases.cast::<Tuple>() else {
        return Err(wrong(cx, "bases must be a tuple"));
    };
    for base in base_list.as_slice() {
        if base.cast::<ClassicClass>().is_none() {
            let metaclass = base.ty();
            if metaclass.slots.call.get().is_some() || metaclass.slots.new.get().is_some() {
                let args = [name, bases, dict];
                return call::call_positional(cx, metaclass.as_ref(), &args);
            }
            return Err(wrong(cx, "base must be a class"));
        }
    }
    let name = crate::builtins::str::intern(cx, name);
    let capacity = base_list
        .as_slice()
        .iter()
        .filter_map(|base| base.cast::<ClassicClass>())
        .map(|base| base.shapes.capacity())
        .max()
        .unwrap_or(FIRST_CAPACITY);
    allocate(
        cx,
        &CLASSIC_CLASS,
        ClassicClass {
            head: Header::new(&CLASSIC_CLASS),
            bases: Field::new(bases.own()),
            dict: Field::new(dict.own()),
            name: Field::new(name),
            shapes: ShapeTree::new(capacity),
        },
    )
}

/// Looks a name up in the class and its bases, depth first.
pub(crate) fn lookup(class: &ClassicClass, name: Ref<'_>) -> Option<Owned> {
    let dict = class.dict.peek()?.cast::<Dict>()?;
    if let Some(found) = dict.get_str(name) {
        return Some(found);
    }
    let bases = class.bases.peek()?.cast::<Tuple>()?;
    bases
        .as_slice()
        .iter()
        .find_map(|base| base.cast::<ClassicClass>().and_then(|base| lookup(base, name)))
}

/// The same for inline caches: none unless the result stands until a class is changed through its
/// attributes, which gives the type `instance` a new version.
pub(crate) fn lookup_stable(class: &ClassicClass, name: Ref<'_>) -> Option<Owned> {
    let dict = class.dict.peek()?;
    // Whoever else holds the dict can change it unseen.
    if dict.header().is_none_or(|header| header.count() != 1) {
        return None;
    }
    if let Some(found) = dict.cast::<Dict>()?.get_str(name) {
        return Some(found);
    }
    for base in class.bases.peek()?.cast::<Tuple>()?.as_slice() {
        let base = base.cast::<ClassicClass>()?;
        if let Some(found) = lookup_stable(base, name) {
            return Some(found);
        }
        // Not there for certain, or not known?
        if lookup(base, name).is_some() {
            return None;
        }
    }
    None
}

/// Makes caches forget what they found in classic classes.
fn changed(cx: &Cx) {
    crate::types::lookup::changed(cx, &instance::INSTANCE);
}

/// Whether a classic class is another or derives from it.
pub(crate) fn is_subclass(class: Ref<'_>, other: Ref<'_>) -> bool {
    if class.is(other) {
        return true;
    }
    let Some(class) = class.cast::<ClassicClass>() else { return false };
    let Some(bases) = class.bases.get() else { return false };
    bases.borrow().recv::<Tuple>().as_slice().iter().any(|base| is_subclass(*base, other))
}

impl ClassicClass {
    /// Returns the name.
    pub fn name(&self) -> String {
        self.name.peek().map_or_else(|| "?".to_string(), attr::text)
    }

    fn dict(&self) -> Owned {
        self.dict.get().expect("a classic class keeps its dict")
    }
}

fn traverse(class: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    let class = class.recv::<ClassicClass>();
    for field in [&class.bases, &class.dict, &class.name] {
        if let Some(value) = field.peek() {
            visit(value);
        }
    }
}

fn clear(cx: &Cx, class: Ref<'_>) {
    changed(cx);
    let class = class.recv::<ClassicClass>();
    class.dict().borrow().recv::<Dict>().clear();
}

fn call(cx: &Cx, class: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    instance::new_instance(cx, class, args)
}

fn module_name(class: &ClassicClass) -> String {
    let module = class.dict().borrow().recv::<Dict>().get_str(names::MODULE.as_ref());
    match module {
        Some(module) if module.borrow().cast::<Str>().is_some() => attr::text(module.borrow()),
        _ => "?".to_string(),
    }
}

fn repr(cx: &Cx, class: Ref<'_>) -> PyResult {
    let this = class.recv::<ClassicClass>();
    let text = format!("<class {}.{} at {:#x}>", module_name(this), this.name(), class.address());
    Str::new(cx, text.as_bytes())
}

fn str_of(cx: &Cx, class: Ref<'_>) -> PyResult {
    let this = class.recv::<ClassicClass>();
    let has_module = this
        .dict()
        .borrow()
        .recv::<Dict>()
        .get_str(names::MODULE.as_ref())
        .is_some_and(|module| module.borrow().cast::<Str>().is_some());
    let text =
        if has_module { format!("{}.{}", module_name(this), this.name()) } else { this.name() };
    Str::new(cx, text.as_bytes())
}

#[cold]
fn no_attribute(cx: &Cx, class: &ClassicClass, name: Ref<'_>) -> Raised {
    cx.raise(
        &table::ATTRIBUTE_ERROR,
        format_args!("class {} has no attribute '{}'", class.name(), attr::text(name)),
    )
}

fn get_attr(cx: &Cx, class: Ref<'_>, name: Ref<'_>) -> PyResult {
    let this = class.recv::<ClassicClass>();
    if name.is(names::DICT.as_ref()) {
        changed(cx);
        return Ok(this.dict());
    }
    if name.is(names::BASES.as_ref()) {
        return Ok(this.bases.get().expect("a classic class keeps its bases"));
    }
    if name.is(names::NAME.as_ref()) {
        return Ok(this.name.get().unwrap_or_else(Owned::none));
    }
    let Some(found) = lookup(this, name) else { return Err(no_attribute(cx, this, name)) };
    match found.borrow().ty().slots.descr_get.get() {
        Some(get) => get(cx, found.borrow(), None, Some(class)),
        None => Ok(found),
    }
}

fn set_attr(cx: &Cx, class: Ref<'_>, name: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let this = class.recv::<ClassicClass>();
    let text = attr::text(name);
    match text.as_str() {
        "__dict__" => {
            let Some(dict) = value.filter(|value| value.is_instance(&DICT)) else {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("__dict__ must be a dictionary object"),
                ));
            };
            let old = this.dict.replace(Some(dict.own()));
            changed(cx);
            drop(old);
            return Ok(());
        }
        "__bases__" => return set_bases(cx, class, value),
        "__name__" => {
            let Some(name) = value.filter(|value| value.cast::<Str>().is_some()) else {
                return Err(
                    cx.raise(&table::TYPE_ERROR, format_args!("__name__ must be a string object"))
                );
            };
            if name.cast::<Str>().is_some_and(|name| name.as_bytes().contains(&0)) {
                return Err(cx.raise(
                    &table::TYPE_ERROR,
                    format_args!("__name__ must not contain null bytes"),
                ));
            }
            this.name.set(Some(name.own()));
            return Ok(());
        }
        _ => {}
    }
    let dict = this.dict();
    let dict = dict.borrow().recv::<Dict>();
    // The old value stays alive until caches know that it is gone.
    let old = dict.get_str(name);
    match value {
        Some(value) => dict.set_str(cx, name, value)?,
        None => {
            if dict.remove_str(name).is_none() {
                return Err(no_attribute(cx, this, name));
            }
        }
    }
    changed(cx);
    drop(old);
    Ok(())
}

fn set_bases(cx: &Cx, class: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let wrong = |text: &str| cx.raise(&table::TYPE_ERROR, format_args!("{text}"));
    let Some(bases) = value.filter(|value| value.is_instance(&TUPLE)) else {
        return Err(wrong("__bases__ must be a tuple object"));
    };
    for base in bases.recv::<Tuple>().as_slice() {
        if base.cast::<ClassicClass>().is_none() {
            return Err(wrong("__bases__ items must be classes"));
        }
        if is_subclass(*base, class) {
            return Err(wrong("a __bases__ item causes an inheritance cycle"));
        }
    }
    let old = class.recv::<ClassicClass>().bases.replace(Some(bases.own()));
    changed(cx);
    drop(old);
    Ok(())
}
