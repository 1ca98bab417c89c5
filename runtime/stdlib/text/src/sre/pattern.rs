//! Compiled patterns.

use super::match_object;
use super::scanner;
use super::subject::Subject;
use super::template::Replacement;
use crate::regex::Program;
use crate::regex::matcher::Mode;
use runtime::api::{Cx, Field, Header, Owned, PyResult, Ref, allocate, exc, protocol};
use runtime::builtins::list::List;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::builtins::unicode::Unicode;
use std::rc::Rc;

/// Memory of a compiled pattern.
#[repr(C)]
pub(crate) struct Pattern {
    head: Header,
    /// Shared with running operations: the pattern object may die meanwhile.
    program: Rc<Program>,
    text: Field,
    flags: u32,
    index: Field,
}

runtime::py_type! {
    /// Compiled regular expression objects
    pub(super) static PATTERN: Pattern = "_sre.SRE_Pattern" {
        flags: [WEAKREF],
        slots { compare: compare, hash: hash }
        methods {
            /// Matches at the beginning of the text.
            "match" => pattern_match, (kw 0; "string", "pos", "endpos", "pattern");
            /// Finds the first match.
            "search" => search, (kw 0; "string", "pos", "endpos", "pattern");
            /// Replaces matches.
            "sub" => sub, (kw 2; "repl", "string", "count");
            /// Replaces matches; returns the text and their number.
            "subn" => subn, (kw 2; "repl", "string", "count") -> Tuple;
            /// Splits the text at matches.
            "split" => split, (kw 0; "string", "maxsplit", "source") -> List;
            /// Returns all matches: their texts or groups.
            "findall" => findall, (kw 0; "string", "pos", "endpos", "source") -> List;
            /// Iterates over all matches.
            "finditer" => finditer, (1..=3);
            /// Returns an object that finds one match after the other.
            "scanner" => scanner, (1..=3);
            /// Patterns cannot be copied.
            "__copy__" => copy, ();
            /// Patterns cannot be copied.
            "__deepcopy__" => deepcopy, (x);
        }
        getset {
            /// The text it was compiled from.
            member "pattern" => get_pattern;
            /// The flags, inline ones included.
            member "flags" => get_flags;
            /// The number of groups.
            member "groups" => get_groups;
            /// A dict from names of groups to their numbers.
            member "groupindex" => get_groupindex;
        }
    }
}

pub(super) fn new(cx: &Cx, text: Ref<'_>, flags: u32, program: Program, index: Owned) -> PyResult {
    let pattern = Pattern {
        head: Header::new(&PATTERN),
        program: Rc::new(program),
        text: Field::new(text.own()),
        flags,
        index: Field::new(index),
    };
    allocate(cx, &PATTERN, pattern)
}

impl Pattern {
    pub(super) fn program(&self) -> Rc<Program> {
        Rc::clone(&self.program)
    }

    pub(super) fn groups(&self) -> usize {
        self.program.groups as usize
    }

    pub(super) fn index(&self) -> Owned {
        self.index.get().expect("set when made")
    }
}

fn compare(_: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    Ok(if a.address() < b.address() { -1 } else { i32::from(a.address() > b.address()) })
}

fn hash(_: &Cx, pattern: Ref<'_>) -> PyResult<i64> {
    Ok(protocol::hash::hash_address(pattern))
}

fn copy(cx: &Cx, _: Ref<'_>) -> PyResult {
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("cannot copy this pattern object")))
}

fn deepcopy(cx: &Cx, _: Ref<'_>, _: Ref<'_>) -> PyResult {
    Err(cx.raise(&exc::TYPE_ERROR, format_args!("cannot deepcopy this pattern object")))
}

/// The text argument, which has an older name too.
fn text_argument<'a>(
    cx: &Cx,
    given: Option<Ref<'a>>,
    named: Option<Ref<'a>>,
    old_name: &str,
) -> PyResult<Ref<'a>> {
    match (given, named) {
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(cx
            .raise(&exc::TYPE_ERROR, format_args!("Required argument 'string' (pos 1) not found"))),
        (Some(_), Some(_)) => Err(cx.raise(
            &exc::TYPE_ERROR,
            format_args!("Argument given by name ('{old_name}') and position (1)"),
        )),
    }
}

fn get_pattern(_: &Cx, pattern: Ref<'_>) -> PyResult {
    Ok(pattern.recv::<Pattern>().text.get().expect("set when made"))
}

fn get_flags(_: &Cx, pattern: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(pattern.recv::<Pattern>().flags as i32)))
}

fn get_groups(_: &Cx, pattern: Ref<'_>) -> PyResult {
    Ok(Owned::int(pattern.recv::<Pattern>().groups() as i64))
}

fn get_groupindex(_: &Cx, pattern: Ref<'_>) -> PyResult {
    Ok(pattern.recv::<Pattern>().index())
}

/// The part of a text that an operation looks at.
pub(super) fn bounds(
    cx: &Cx,
    subject: &Subject<'_>,
    pos: Option<Ref<'_>>,
    endpos: Option<Ref<'_>>,
) -> PyResult<(usize, usize)> {
    let len = subject.len();
    let clamp = |value: Option<Ref<'_>>, default: usize| -> PyResult<usize> {
        match value {
            None => Ok(default),
            Some(value) => {
                let value = protocol::number::as_i64(cx, value)?;
                Ok(usize::try_from(value).unwrap_or(0).min(len))
            }
        }
    };
    let (start, end) = (clamp(pos, 0)?, clamp(endpos, len)?);
    Ok((start.min(end), end))
}

fn find(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>], mode: Mode) -> PyResult {
    let text = text_argument(cx, args[0], args[3], "pattern")?;
    let subject = Subject::of(cx, text)?;
    let (start, end) = bounds(cx, &subject, args[1], args[2])?;
    let program = pattern.recv::<Pattern>().program();
    match subject.run(cx, &program, start, end, mode)? {
        Some(found) => match_object::new(cx, pattern, text, found, start, end),
        None => Ok(Owned::none()),
    }
}

fn pattern_match(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    find(cx, pattern, args, Mode::Match)
}

fn search(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    find(cx, pattern, args, Mode::Search)
}

fn findall(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let subject = Subject::of(cx, text_argument(cx, args[0], args[3], "source")?)?;
    let (mut pos, end) = bounds(cx, &subject, args[1], args[2])?;
    let program = pattern.recv::<Pattern>().program();
    let groups = program.groups as usize;
    let mut items = Vec::new();
    while pos <= end {
        let Some(found) = subject.run(cx, &program, pos, end, Mode::Search)? else { break };
        let group = |index: usize| match found.group(index) {
            Some((start, end)) => subject.part(cx, start, end),
            None => subject.part(cx, 0, 0),
        };
        items.push(match groups {
            0 => group(0)?,
            1 => group(1)?,
            _ => Tuple::new(cx, (1..=groups).map(group).collect::<PyResult<Vec<_>>>()?)?,
        });
        pos = if found.end == found.start { found.end + 1 } else { found.end };
    }
    List::new(cx, items)
}

fn split(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let subject = Subject::of(cx, text_argument(cx, args[0], args[2], "source")?)?;
    let limit = args[1].map_or(Ok(0), |limit| protocol::number::as_i64(cx, limit))?;
    let program = pattern.recv::<Pattern>().program();
    let end = subject.len();
    let (mut pos, mut last, mut count) = (0, 0, 0);
    let mut items = Vec::new();
    while (limit == 0 || count < limit) && pos <= end {
        let Some(found) = subject.run(cx, &program, pos, end, Mode::Search)? else { break };
        if found.start == found.end {
            // Empty matches do not split.
            if last == end {
                break;
            }
            pos = found.end + 1;
            continue;
        }
        items.push(subject.part(cx, last, found.start)?);
        for index in 1..=program.groups as usize {
            items.push(match found.group(index) {
                Some((start, end)) => subject.part(cx, start, end)?,
                None => Owned::none(),
            });
        }
        count += 1;
        last = found.end;
        pos = last;
    }
    items.push(subject.part(cx, last, end)?);
    List::new(cx, items)
}

fn sub(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    substitute(cx, pattern, args).map(|(text, _)| text)
}

fn subn(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let (text, count) = substitute(cx, pattern, args)?;
    Tuple::new(cx, vec![text, Owned::int(count)])
}

fn substitute(cx: &Cx, pattern: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult<(Owned, i64)> {
    let replacement = args[0].expect("required by the table");
    let text = args[1].expect("required by the table");
    let limit = args[2].map_or(Ok(0), |limit| protocol::number::as_i64(cx, limit))?;
    let subject = Subject::of(cx, text)?;
    let replacement = Replacement::new(cx, pattern, replacement)?;
    let program = pattern.recv::<Pattern>().program();
    let end = subject.len();
    let (mut pos, mut done, mut count) = (0, 0, 0);
    let mut pieces = Vec::new();
    while (limit == 0 || count < limit) && pos <= end {
        let Some(found) = subject.run(cx, &program, pos, end, Mode::Search)? else { break };
        let (start, stop) = (found.start, found.end);
        if done < start {
            pieces.push(subject.part(cx, done, start)?);
        } else if done == start && start == stop && count > 0 {
            // No empty match right behind a match.
            pos = stop + 1;
            continue;
        }
        let piece = replacement.apply(cx, pattern, text, &subject, found, (pos, end))?;
        if !piece.borrow().is_none() {
            pieces.push(piece);
        }
        done = stop;
        count += 1;
        pos = if start == stop { stop + 1 } else { stop };
    }
    if done < end {
        pieces.push(subject.part(cx, done, end)?);
    }
    Ok((subject.join(cx, &pieces)?, count))
}

fn finditer(cx: &Cx, pattern: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    scanner::new(cx, &scanner::FIND_ITERATOR, pattern, args)
}

fn scanner(cx: &Cx, pattern: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    scanner::new(cx, &scanner::SCANNER, pattern, args)
}

/// Returns whether an object is text of either kind.
pub(super) fn is_text(value: Ref<'_>) -> bool {
    value.cast::<Str>().is_some() || value.cast::<Unicode>().is_some()
}

/// The type of patterns, for checks elsewhere.
pub(super) fn pattern_of<'a>(cx: &Cx, value: Ref<'a>) -> PyResult<&'a Pattern> {
    value
        .cast::<Pattern>()
        .ok_or_else(|| cx.raise(&exc::TYPE_ERROR, format_args!("expected a compiled pattern")))
}
