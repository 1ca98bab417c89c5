//! UNSAFE ISLAND: the module `_locale`: conventions of languages and countries, by the C library.
//!
//! Obligations: (1) strings given to the C library end with a null byte; (2) strings it gives are copied before the
//! next call.

mod constants;

use runtime::api::{Cx, ModuleDef, Owned, PyResult, Raised, Ref, exc, methods};
use runtime::builtins::dict::Dict;
use runtime::builtins::list::List;
use runtime::builtins::str::{Str, intern_bytes};
use runtime::protocol::{args, attr, call};
use std::ffi::{CStr, CString, c_char};

/// The module.
pub(crate) static LOCALE: ModuleDef = ModuleDef {
    name: "_locale",
    doc: "Conventions of languages and countries, by the C library.",
    functions: methods! {
        /// setlocale(category[, locale]) -- sets or asks for a locale.
        "setlocale" => setlocale, (1..=2);
        /// Returns the conventions for numbers.
        "localeconv" => localeconv, () -> Dict;
        /// strcoll(a, b) -- compares two strings by the locale.
        "strcoll" => strcoll, (2..=2) -> Int;
        /// strxfrm(string) -- returns a string that compares as strcoll does.
        "strxfrm" => strxfrm, (1..=1) -> Str;
        /// nl_langinfo(key) -- returns a convention.
        "nl_langinfo" => nl_langinfo, (1..=1) -> Str;
        /// gettext(message) -- returns a message's translation.
        "gettext" => gettext, (1..=1) -> Str;
        /// dgettext(domain, message) -- returns a message's translation in a domain.
        "dgettext" => dgettext, (2..=2) -> Str;
        /// dcgettext(domain, message, category) -- returns a message's translation in a domain and category.
        "dcgettext" => dcgettext, (3..=3) -> Str;
        /// textdomain(domain) -- sets the domain of messages.
        "textdomain" => textdomain, (1..=1) -> Str;
        /// bindtextdomain(domain, folder) -- sets the folder of a domain.
        "bindtextdomain" => bindtextdomain, (2..=2) -> Str;
        /// bind_textdomain_codeset(domain, codeset) -- sets the encoding of a domain.
        "bind_textdomain_codeset" => bind_codeset, (2..=2);
    },
    types: &[],
    init: Some(init),
};

fn init(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let error = runtime::exceptions::raise::new_class(cx, "locale", "Error", &exc::EXCEPTION)?;
    cx.module_add(module, "Error", error)?;
    for (name, value) in constants::CONSTANTS {
        cx.module_add(module, name, Owned::int(*value))?;
    }
    Ok(())
}

#[cold]
fn raise(cx: &Cx, message: &str) -> Raised {
    let raise = || -> PyResult<Raised> {
        let module = call::import_module(cx, "_locale")?;
        let class = attr::get_attr(cx, module.borrow(), intern_bytes(cx, b"Error").borrow())?;
        let text = Str::new(cx, message.as_bytes())?;
        Ok(cx.raise_with(class.borrow(), Some(text)))
    };
    raise().unwrap_or_else(|raised| raised)
}

/// Copies a string of the C library; none for a null pointer.
fn copied(pointer: *const c_char) -> Option<Vec<u8>> {
    // SAFETY: (2) a string of the C library.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_bytes().to_vec())
}

fn c_string(cx: &Cx, function: &str, number: usize, x: Ref<'_>) -> PyResult<CString> {
    let text = args::place(function, number).c_text(cx, x)?;
    Ok(CString::new(text.into_owned()).unwrap_or_default())
}

fn setlocale(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let category = args::c_int(cx, given[0])?;
    let locale = match given.get(1) {
        Some(locale) if !locale.is_none() => Some(c_string(cx, "setlocale", 2, *locale)?),
        _ => None,
    };
    let pointer = locale.as_ref().map_or(std::ptr::null(), |locale| locale.as_ptr());
    // SAFETY: (1) a C string or null.
    let result = copied(unsafe { libc::setlocale(category, pointer) });
    match result {
        Some(name) => Str::new(cx, &name),
        None if locale.is_some() => Err(raise(cx, "unsupported locale setting")),
        None => Err(raise(cx, "locale query failed")),
    }
}

fn localeconv(cx: &Cx, _: Ref<'_>) -> PyResult {
    let dict = Dict::new(cx)?;
    let set = |name: &str, value: Owned| {
        let name = intern_bytes(cx, name.as_bytes());
        dict.borrow().recv::<Dict>().set(cx, name.borrow(), value.borrow())
    };
    // SAFETY: (2) the C library gives a static struct.
    let conventions = unsafe { &*libc::localeconv() };
    let texts = [
        ("decimal_point", conventions.decimal_point),
        ("thousands_sep", conventions.thousands_sep),
        ("int_curr_symbol", conventions.int_curr_symbol),
        ("currency_symbol", conventions.currency_symbol),
        ("mon_decimal_point", conventions.mon_decimal_point),
        ("mon_thousands_sep", conventions.mon_thousands_sep),
        ("positive_sign", conventions.positive_sign),
        ("negative_sign", conventions.negative_sign),
    ];
    for (name, text) in texts {
        set(name, Str::new(cx, &copied(text).unwrap_or_default())?)?;
    }
    let groups = [("grouping", conventions.grouping), ("mon_grouping", conventions.mon_grouping)];
    for (name, sizes) in groups {
        let sizes = copied(sizes).unwrap_or_default();
        let ends = sizes.last().is_some_and(|size| *size != 127);
        let mut sizes: Vec<Owned> = sizes.iter().map(|size| Owned::int((*size).into())).collect();
        if ends {
            sizes.push(Owned::int(0));
        }
        set(name, List::new(cx, sizes)?)?;
    }
    let numbers = [
        ("int_frac_digits", conventions.int_frac_digits),
        ("frac_digits", conventions.frac_digits),
        ("p_cs_precedes", conventions.p_cs_precedes),
        ("p_sep_by_space", conventions.p_sep_by_space),
        ("n_cs_precedes", conventions.n_cs_precedes),
        ("n_sep_by_space", conventions.n_sep_by_space),
        ("p_sign_posn", conventions.p_sign_posn),
        ("n_sign_posn", conventions.n_sign_posn),
    ];
    for (name, number) in numbers {
        set(name, Owned::int(number.into()))?;
    }
    Ok(dict)
}

fn strcoll(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let (a, b) = (c_string(cx, "strcoll", 1, given[0])?, c_string(cx, "strcoll", 2, given[1])?);
    // SAFETY: (1) C strings.
    Ok(Owned::int(unsafe { libc::strcoll(a.as_ptr(), b.as_ptr()) }.into()))
}

fn strxfrm(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let text = c_string(cx, "strxfrm", 1, given[0])?;
    // SAFETY: (1) a C string; with no room the call returns the size it needs.
    let size = unsafe { libc::strxfrm(std::ptr::null_mut(), text.as_ptr(), 0) };
    let mut room = vec![0u8; size + 1];
    // SAFETY: (1) a C string, and room for the result.
    let used = unsafe { libc::strxfrm(room.as_mut_ptr().cast(), text.as_ptr(), room.len()) };
    Str::new(cx, &room[..used.min(size)])
}

fn nl_langinfo(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    let key = args::c_int(cx, given[0])?;
    let known = constants::CONSTANTS.iter().any(|(name, value)| {
        *value == i64::from(key) && !name.starts_with("LC_") && *name != "CHAR_MAX"
    });
    if !known {
        let message = format_args!("unsupported langinfo constant");
        return Err(cx.raise(&exc::VALUE_ERROR, message));
    }
    // SAFETY: (2) a string of the C library.
    let text = copied(unsafe { libc::nl_langinfo(key) }).unwrap_or_default();
    Str::new(cx, &text)
}

/// No catalogues are read: a message is its own translation.
fn untranslated(cx: &Cx, function: &str, number: usize, message: Ref<'_>) -> PyResult {
    Str::new(cx, c_string(cx, function, number, message)?.as_bytes())
}

fn gettext(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    untranslated(cx, "gettext", 1, given[0])
}

fn dgettext(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    untranslated(cx, "dgettext", 2, given[1])
}

fn dcgettext(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    untranslated(cx, "dcgettext", 2, given[1])
}

fn textdomain(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    if given[0].is_none() {
        Str::new(cx, b"messages")
    } else {
        untranslated(cx, "textdomain", 1, given[0])
    }
}

fn bindtextdomain(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    if given[1].is_none() {
        return Str::new(cx, b"/usr/share/locale");
    }
    untranslated(cx, "bindtextdomain", 2, given[1])
}

fn bind_codeset(cx: &Cx, _: Ref<'_>, given: &[Ref<'_>]) -> PyResult {
    if given[1].is_none() {
        Ok(Owned::none())
    } else {
        untranslated(cx, "bind_textdomain_codeset", 2, given[1])
    }
}
