//! Cases and classes of characters.

use super::kind::Text;
use super::search::Unit;
use crate::builtins::unicode::{room, table};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};

/// A unit that has a case.
pub(crate) trait Cased: Unit {
    fn is_alpha(self) -> bool;
    fn is_digit(self) -> bool;
    fn is_alnum(self) -> bool;
    fn is_lower(self) -> bool;
    fn is_upper(self) -> bool;
    fn is_title(self) -> bool;
    fn to_upper(self) -> Self;
    fn to_lower(self) -> Self;
    fn to_title(self) -> Self;
}

impl Cased for u8 {
    fn is_alpha(self) -> bool {
        self.is_ascii_alphabetic()
    }

    fn is_digit(self) -> bool {
        self.is_ascii_digit()
    }

    fn is_alnum(self) -> bool {
        self.is_ascii_alphanumeric()
    }

    fn is_lower(self) -> bool {
        self.is_ascii_lowercase()
    }

    fn is_upper(self) -> bool {
        self.is_ascii_uppercase()
    }

    fn is_title(self) -> bool {
        false
    }

    fn to_upper(self) -> u8 {
        self.to_ascii_uppercase()
    }

    fn to_lower(self) -> u8 {
        self.to_ascii_lowercase()
    }

    fn to_title(self) -> u8 {
        self.to_ascii_uppercase()
    }
}

impl Cased for u32 {
    fn is_alpha(self) -> bool {
        table::is_alpha(self)
    }

    fn is_digit(self) -> bool {
        table::is_digit(self)
    }

    fn is_alnum(self) -> bool {
        table::is_alnum(self)
    }

    fn is_lower(self) -> bool {
        table::is_lower(self)
    }

    fn is_upper(self) -> bool {
        table::is_upper(self)
    }

    fn is_title(self) -> bool {
        table::is_title(self)
    }

    fn to_upper(self) -> u32 {
        table::to_upper(self)
    }

    fn to_lower(self) -> u32 {
        table::to_lower(self)
    }

    fn to_title(self) -> u32 {
        table::to_title(self)
    }
}

/// Makes a text by changing each unit.
fn mapped<T: Text>(cx: &Cx, x: Ref<'_>, change: impl FnMut(T::Unit) -> T::Unit) -> PyResult {
    let units = T::units(x);
    let mut result = room(cx, units.len())?;
    result.extend(units.iter().copied().map(change));
    T::make_vec(cx, result)
}

/// Declares `name` as a map of units.
macro_rules! maps {
    ($( $name:ident: |$unit:ident| $body:expr; )+) => { $(
        pub(crate) fn $name<T: Text>(cx: &Cx, x: Ref<'_>) -> PyResult
        where
            T::Unit: Cased,
        {
            mapped::<T>(cx, x, |$unit| $body)
        }
    )+ };
}

maps! {
    lower: |unit| unit.to_lower();
    upper: |unit| unit.to_upper();
    swapcase: |unit| if unit.is_upper() {
        unit.to_lower()
    } else if unit.is_lower() {
        unit.to_upper()
    } else {
        unit
    };
}

pub(crate) fn capitalize<T: Text>(cx: &Cx, x: Ref<'_>) -> PyResult
where
    T::Unit: Cased,
{
    let mut first = true;
    mapped::<T>(
        cx,
        x,
        |unit| {
            if std::mem::take(&mut first) { unit.to_upper() } else { unit.to_lower() }
        },
    )
}

pub(crate) fn title<T: Text>(cx: &Cx, x: Ref<'_>) -> PyResult
where
    T::Unit: Cased,
{
    let mut inside = false;
    mapped::<T>(cx, x, |unit| {
        let changed = if inside { unit.to_lower() } else { unit.to_title() };
        inside = unit.is_lower() || unit.is_upper() || unit.is_title();
        changed
    })
}

/// Declares `name` as true if there are units and all satisfy the test.
macro_rules! classes {
    ($( $name:ident: $test:expr; )+) => { $(
        pub(crate) fn $name<T: Text>(_cx: &Cx, x: Ref<'_>) -> PyResult
        where
            T::Unit: Cased,
        {
            let units = T::units(x);
            Ok(Owned::bool(!units.is_empty() && units.iter().copied().all($test)))
        }
    )+ };
}

classes! {
    isalpha: Cased::is_alpha;
    isdigit: Cased::is_digit;
    isalnum: Cased::is_alnum;
    isspace: Unit::is_space;
}

pub(crate) fn islower<T: Text>(_cx: &Cx, x: Ref<'_>) -> PyResult
where
    T::Unit: Cased,
{
    let units = T::units(x);
    let other = units.iter().any(|unit| unit.is_upper() || unit.is_title());
    Ok(Owned::bool(!other && units.iter().any(|unit| unit.is_lower())))
}

pub(crate) fn isupper<T: Text>(_cx: &Cx, x: Ref<'_>) -> PyResult
where
    T::Unit: Cased,
{
    let units = T::units(x);
    let other = units.iter().any(|unit| unit.is_lower() || unit.is_title());
    Ok(Owned::bool(!other && units.iter().any(|unit| unit.is_upper())))
}

pub(crate) fn istitle<T: Text>(_cx: &Cx, x: Ref<'_>) -> PyResult
where
    T::Unit: Cased,
{
    let (mut inside, mut cased) = (false, false);
    for unit in T::units(x).iter() {
        if unit.is_upper() || unit.is_title() {
            if inside {
                return Ok(Owned::bool(false));
            }
            (inside, cased) = (true, true);
        } else if unit.is_lower() {
            if !inside {
                return Ok(Owned::bool(false));
            }
            cased = true;
        } else {
            inside = false;
        }
    }
    Ok(Owned::bool(cased))
}
