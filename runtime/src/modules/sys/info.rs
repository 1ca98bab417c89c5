//! Attributes of `sys` that describe the program, the interpreter and the machine.

use crate::builtins::dict::Dict;
use crate::builtins::file::File;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::struct_sequence::build;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};

crate::struct_sequence! {
    /// Version of the language, in parts.
    pub(crate) static VERSION_INFO = "sys.version_info", visible 5 {
        0 "major" "Major release number";
        1 "minor" "Minor release number";
        2 "micro" "Patch release number";
        3 "releaselevel" "'alpha', 'beta', 'candidate' or 'final'";
        4 "serial" "Serial release number";
    }
}

crate::struct_sequence! {
    /// Command line flags.
    pub(crate) static FLAGS = "sys.flags", visible 16 {
        0 "debug" "-d";
        1 "py3k_warning" "-3";
        2 "division_warning" "-Q";
        3 "division_new" "-Qnew";
        4 "inspect" "-i";
        5 "interactive" "-i";
        6 "optimize" "-O or -OO";
        7 "dont_write_bytecode" "-B";
        8 "no_user_site" "-s";
        9 "no_site" "-S";
        10 "ignore_environment" "-E";
        11 "tabcheck" "-t or -tt";
        12 "verbose" "-v";
        13 "unicode" "-U";
        14 "bytes_warning" "-b";
        15 "hash_randomization" "-R";
    }
}

crate::struct_sequence! {
    /// Properties of float.
    pub(crate) static FLOAT_INFO = "sys.float_info", visible 11 {
        0 "max" "largest number";
        1 "max_exp" "largest exponent of 2";
        2 "max_10_exp" "largest exponent of 10";
        3 "min" "smallest normal number";
        4 "min_exp" "smallest exponent of 2";
        5 "min_10_exp" "smallest exponent of 10";
        6 "dig" "decimal digits that survive";
        7 "mant_dig" "bits of the mantissa";
        8 "epsilon" "distance from 1 to the next number";
        9 "radix" "base of the exponent";
        10 "rounds" "rounding mode of additions";
    }
}

crate::struct_sequence! {
    /// Inner structure of long.
    pub(crate) static LONG_INFO = "sys.long_info", visible 2 {
        0 "bits_per_digit" "bits of a digit";
        1 "sizeof_digit" "bytes of a digit";
    }
}

fn int(value: i64) -> Owned {
    Owned::int(value)
}

fn strings(cx: &Cx, texts: &[Vec<u8>]) -> PyResult {
    let items = texts.iter().map(|text| Str::new(cx, text)).collect::<PyResult<Vec<_>>>()?;
    List::new(cx, items)
}

pub(super) fn add_attributes(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    add_version(cx, module)?;
    add_machine(cx, module)?;
    add_program(cx, module)?;
    add_import_state(cx, module)?;
    add_streams(cx, module)
}

/// The version text after "2.7.18 ".
pub(crate) const BUILD: &str = concat!("(default)\n[Pyston ", env!("CARGO_PKG_VERSION"), "]");

fn add_version(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let text = |text: &str| Str::new(cx, text.as_bytes());
    cx.module_add(module, "version", text(&format!("2.7.18 {BUILD}"))?)?;
    crate::types::ready(cx, &VERSION_INFO)?;
    let parts = vec![int(2), int(7), int(18), text("final")?, int(0)];
    cx.module_add(module, "version_info", build(cx, &VERSION_INFO, parts, 5)?)?;
    cx.module_add(module, "hexversion", int(0x0207_12f0))?;
    cx.module_add(module, "api_version", int(1013))?;
    let subversion = Tuple::new(cx, vec![text("CPython")?, text("")?, text("")?])?;
    cx.module_add(module, "subversion", subversion)?;
    cx.module_add(module, "_git", Tuple::new(cx, vec![text("Pyston")?, text("")?, text("")?])?)?;
    cx.module_add(module, "copyright", text("Copyright (c) the Pyston authors.")?)
}

fn add_machine(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let text = |text: &str| Str::new(cx, text.as_bytes());
    cx.module_add(module, "platform", text("linux2")?)?;
    let order = if cfg!(target_endian = "little") { "little" } else { "big" };
    cx.module_add(module, "byteorder", text(order)?)?;
    cx.module_add(module, "maxint", int(i64::MAX))?;
    cx.module_add(module, "maxsize", int(i64::MAX))?;
    cx.module_add(module, "maxunicode", int(0x10_ffff))?;
    cx.module_add(module, "float_repr_style", text("short")?)?;
    crate::types::ready(cx, &FLOAT_INFO)?;
    let float_info = vec![
        Owned::float(f64::MAX),
        int(f64::MAX_EXP.into()),
        int(f64::MAX_10_EXP.into()),
        Owned::float(f64::MIN_POSITIVE),
        int(f64::MIN_EXP.into()),
        int(f64::MIN_10_EXP.into()),
        int(f64::DIGITS.into()),
        int(f64::MANTISSA_DIGITS.into()),
        Owned::float(f64::EPSILON),
        int(f64::RADIX.into()),
        int(1),
    ];
    cx.module_add(module, "float_info", build(cx, &FLOAT_INFO, float_info, 11)?)?;
    crate::types::ready(cx, &LONG_INFO)?;
    cx.module_add(module, "long_info", build(cx, &LONG_INFO, vec![int(30), int(4)], 2)?)
}

fn add_program(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let settings = &cx.vm().settings;
    cx.module_add(module, "argv", strings(cx, &settings.argv)?)?;
    cx.module_add(module, "executable", Str::new(cx, &settings.executable)?)?;
    for name in ["prefix", "exec_prefix"] {
        cx.module_add(module, name, Str::new(cx, crate::modules::import::PREFIX.as_bytes())?)?;
    }
    cx.module_add(module, "warnoptions", strings(cx, &settings.warn_options)?)?;
    cx.module_add(module, "dont_write_bytecode", Owned::bool(settings.dont_write_bytecode))?;
    cx.module_add(module, "py3kwarning", Owned::bool(settings.py3k_warning))?;
    let flag = |flag: bool| int(i64::from(flag));
    let level = |level: u8| int(i64::from(level));
    crate::types::ready(cx, &FLAGS)?;
    let flags = vec![
        level(settings.debug),
        flag(settings.py3k_warning),
        flag(matches!(settings.division, 1 | 2)),
        flag(settings.division == 3),
        flag(settings.inspect),
        flag(settings.inspect),
        level(settings.optimize),
        flag(settings.dont_write_bytecode),
        flag(settings.no_user_site),
        flag(settings.no_site),
        flag(settings.ignore_environment),
        level(settings.tab_check),
        level(settings.verbose),
        flag(settings.unicode_literals),
        level(settings.bytes_warning),
        Owned::int(settings.hash_randomization),
    ];
    cx.module_add(module, "flags", build(cx, &FLAGS, flags, 16)?)
}

fn add_import_state(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "modules", cx.vm().modules_dict())?;
    cx.module_add(module, "path", strings(cx, &crate::modules::import::initial_path(cx))?)?;
    cx.module_add(module, "meta_path", List::new(cx, Vec::new())?)?;
    cx.module_add(module, "path_hooks", List::new(cx, Vec::new())?)?;
    cx.module_add(module, "path_importer_cache", Dict::new(cx)?)?;
    let mut names = cx.vm().native_names();
    names.sort_unstable();
    let names =
        names.iter().map(|name| Str::new(cx, name.as_bytes())).collect::<PyResult<Vec<_>>>()?;
    cx.module_add(module, "builtin_module_names", Tuple::new(cx, names)?)
}

fn add_streams(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    let buffering = if cx.vm().settings.unbuffered { 0 } else { -1 };
    let stdin = File::over_descriptor(cx, 0, "<stdin>", "r", buffering)?;
    let stdout = File::over_descriptor(cx, 1, "<stdout>", "w", buffering)?;
    let stderr = File::over_descriptor(cx, 2, "<stderr>", "w", 0)?;
    for (name, hidden, file) in [
        ("stdin", "__stdin__", &stdin),
        ("stdout", "__stdout__", &stdout),
        ("stderr", "__stderr__", &stderr),
    ] {
        set_encoding(cx, file.borrow())?;
        cx.module_add(module, hidden, file.clone())?;
        cx.module_add(module, name, file.clone())?;
    }
    for name in ["displayhook", "excepthook"] {
        let key = crate::builtins::str::intern_bytes(cx, name.as_bytes());
        let dict = crate::builtins::module::Module::dict_of(module);
        let hook = dict.get_str(key.borrow()).expect("in the table of functions");
        cx.module_add(module, &format!("__{name}__"), hook)?;
    }
    Ok(())
}

/// PYTHONIOENCODING names the encoding and error handler of the standard streams; without it,
/// terminals get the locale's.
fn set_encoding(cx: &Cx, file: Ref<'_>) -> PyResult<()> {
    let object = file.recv::<File>();
    let (mut encoding, mut errors) = (Owned::none(), Owned::none());
    if let Some(text) = &cx.vm().settings.io_encoding {
        let (name, handler) = text.split_once(':').unwrap_or((text, ""));
        if !name.is_empty() {
            encoding = Str::new(cx, name.as_bytes())?;
        }
        if !handler.is_empty() {
            errors = Str::new(cx, handler.as_bytes())?;
        }
    } else if object
        .with(cx, |stream| Ok(crate::builtins::file::descriptor::is_terminal(stream.fd)))?
    {
        encoding = Str::new(cx, super::state::locale_encoding().as_bytes())?;
    }
    object.encoding.set(Some(encoding));
    object.errors.set(Some(errors));
    Ok(())
}
