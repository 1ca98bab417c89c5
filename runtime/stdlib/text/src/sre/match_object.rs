//! Matches.

use super::pattern::Pattern;
use super::subject::Subject;
use super::template::Template;
use crate::regex::matcher::Match;
use runtime::api::{Cx, Field, Header, Owned, PyResult, Ref, allocate, exc};
use runtime::builtins::dict::Dict;
use runtime::builtins::int::int_value;
use runtime::builtins::long;
use runtime::builtins::tuple::Tuple;

/// Memory of a match.
#[repr(C)]
pub(crate) struct MatchObject {
    head: Header,
    pattern: Field,
    text: Field,
    found: Match,
    pos: usize,
    endpos: usize,
}

runtime::py_type! {
    /// The result of re.match() and re.search().
    pub(super) static MATCH: MatchObject = "_sre.SRE_Match" {
        methods {
            /// Returns the text of groups.
            "group" => group, (0..=65535);
            /// Returns the texts of all groups; the default for those that took no part.
            "groups" => groups, (kw 0; "default") -> Tuple;
            /// Returns the texts of all named groups, by name.
            "groupdict" => groupdict, (kw 0; "default") -> Dict;
            /// Returns where a group begins.
            "start" => start, (0..=1) -> Int;
            /// Returns where a group ends.
            "end" => end, (0..=1) -> Int;
            /// Returns both ends of a group.
            "span" => span, (0..=1) -> Tuple;
            /// Fills a replacement template.
            "expand" => expand, (x);
            /// Matches cannot be copied.
            "__copy__" => copy, ();
            /// Matches cannot be copied.
            "__deepcopy__" => deepcopy, (x);
        }
        getset {
            /// The text.
            member "string" => get_string;
            /// The pattern.
            member "re" => get_re;
            /// Where the search could begin.
            member "pos" => get_pos;
            /// Where the search had to end.
            member "endpos" => get_endpos;
            /// The number of the group closed last, or None.
            "lastindex" => get_lastindex;
            /// Its name, or None.
            "lastgroup" => get_lastgroup;
            /// Both ends of all groups.
            "regs" => get_regs;
        }
    }
}

pub(super) fn new(
    cx: &Cx,
    pattern: Ref<'_>,
    text: Ref<'_>,
    found: Match,
    pos: usize,
    endpos: usize,
) -> PyResult {
    let object = MatchObject {
        head: Header::new(&MATCH),
        pattern: Field::new(pattern.own()),
        text: Field::new(text.own()),
        found,
        pos,
        endpos,
    };
    allocate(cx, &MATCH, object)
}

impl MatchObject {
    fn pattern(&self) -> Owned {
        self.pattern.get().expect("set when made")
    }

    fn group_count(&self) -> usize {
        self.pattern().borrow().recv::<Pattern>().groups()
    }

    /// The text that was searched.
    pub(super) fn text(&self) -> Owned {
        self.text.get().expect("set when made")
    }

    /// The text of a group, or the default.
    pub(super) fn group_text(&self, cx: &Cx, index: usize, default: Ref<'_>) -> PyResult {
        match self.found.group(index) {
            None => Ok(default.own()),
            Some((start, end)) => {
                let text = self.text.get().expect("set when made");
                Subject::part_of(cx, text.borrow(), start, end)
            }
        }
    }

    /// The group an argument names, by number or name.
    fn index_of(&self, cx: &Cx, key: Ref<'_>) -> PyResult<usize> {
        let mut number = long::to_i64(key);
        if number.is_none() {
            let names = self.pattern().borrow().recv::<Pattern>().index();
            match names.borrow().recv::<Dict>().get(cx, key) {
                Ok(found) => number = found.and_then(|found| int_value(found.borrow())),
                Err(_) => cx.clear_raised(),
            }
        }
        match number.and_then(|number| usize::try_from(number).ok()) {
            Some(index) if index <= self.group_count() => Ok(index),
            _ => Err(cx.raise(&exc::INDEX_ERROR, format_args!("no such group"))),
        }
    }

    fn span_of(&self, cx: &Cx, args: &[Ref<'_>]) -> PyResult<(i64, i64)> {
        let index = args.first().map_or(Ok(0), |key| self.index_of(cx, *key))?;
        Ok(self.found.group(index).map_or((-1, -1), |(start, end)| (start as i64, end as i64)))
    }
}

fn group(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let object = recv.recv::<MatchObject>();
    let one = |key: Ref<'_>| object.group_text(cx, object.index_of(cx, key)?, runtime::api::none());
    match args {
        [] => object.group_text(cx, 0, runtime::api::none()),
        [key] => one(*key),
        many => Tuple::new(cx, many.iter().map(|key| one(*key)).collect::<PyResult<Vec<_>>>()?),
    }
}

fn groups(cx: &Cx, recv: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let object = recv.recv::<MatchObject>();
    let default = args[0].unwrap_or(runtime::api::none());
    let texts = (1..=object.group_count()).map(|index| object.group_text(cx, index, default));
    Tuple::new(cx, texts.collect::<PyResult<Vec<_>>>()?)
}

fn groupdict(cx: &Cx, recv: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let object = recv.recv::<MatchObject>();
    let default = args[0].unwrap_or(runtime::api::none());
    let names = object.pattern().borrow().recv::<Pattern>().index();
    let result = Dict::new(cx)?;
    let mut position = 0;
    while let Some((name, index)) = names.borrow().recv::<Dict>().next_entry(&mut position) {
        let index = int_value(index.borrow()).unwrap_or(0) as usize;
        let text = object.group_text(cx, index, default)?;
        result.borrow().recv::<Dict>().set(cx, name.borrow(), text.borrow())?;
    }
    Ok(result)
}

fn start(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    recv.recv::<MatchObject>().span_of(cx, args).map(|(start, _)| Owned::int(start))
}

fn end(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    recv.recv::<MatchObject>().span_of(cx, args).map(|(_, end)| Owned::int(end))
}

fn pair(cx: &Cx, (start, end): (i64, i64)) -> PyResult {
    Tuple::new(cx, vec![Owned::int(start), Owned::int(end)])
}

fn span(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    pair(cx, recv.recv::<MatchObject>().span_of(cx, args)?)
}

fn expand(cx: &Cx, recv: Ref<'_>, template: Ref<'_>) -> PyResult {
    let pattern = recv.recv::<MatchObject>().pattern();
    Template::parse(cx, pattern.borrow(), template)?.fill(cx, recv)
}

fn copy(cx: &Cx, _: Ref<'_>) -> PyResult {
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("cannot copy this match object")))
}

fn deepcopy(cx: &Cx, _: Ref<'_>, _: Ref<'_>) -> PyResult {
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("cannot deepcopy this match object")))
}

fn get_string(_: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<MatchObject>().text.get().expect("set when made"))
}

fn get_re(_: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(recv.recv::<MatchObject>().pattern())
}

fn get_pos(_: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(recv.recv::<MatchObject>().pos as i64))
}

fn get_endpos(_: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(recv.recv::<MatchObject>().endpos as i64))
}

fn get_lastindex(_: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(match recv.recv::<MatchObject>().found.last_index {
        0 => Owned::none(),
        index => Owned::int(i64::from(index)),
    })
}

fn get_lastgroup(_: &Cx, recv: Ref<'_>) -> PyResult {
    let object = recv.recv::<MatchObject>();
    let last = i64::from(object.found.last_index);
    let names = object.pattern().borrow().recv::<Pattern>().index();
    let mut position = 0;
    while let Some((name, index)) = names.borrow().recv::<Dict>().next_entry(&mut position) {
        if int_value(index.borrow()) == Some(last) {
            return Ok(name);
        }
    }
    Ok(Owned::none())
}

fn get_regs(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let object = recv.recv::<MatchObject>();
    let spans = (0..=object.group_count()).map(|index| {
        let span =
            object.found.group(index).map_or((-1, -1), |(start, end)| (start as i64, end as i64));
        pair(cx, span)
    });
    let spans = spans.collect::<PyResult<Vec<_>>>()?;
    Tuple::new(cx, spans)
}
