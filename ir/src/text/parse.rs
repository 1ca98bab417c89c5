//! Parsing of the text form.

use super::cursor::{Cursor, ParseError};
use super::print::handler_name;
use super::quote::{unquote, unquote_bytes};
use crate::code::Code;
use crate::constant::Constant;
use crate::entity::{Block, HandlerId, Reg};
use crate::function::{BlockData, Function, Handler, HandlerKind, Nest, NestKind};
use crate::insn::Insn;
use crate::line_table::LineTable;
use crate::operand::Operand as _;
use std::sync::Arc;

/// Reads the text form of a code object and those nested in it.
///
/// # Errors
/// Tells the first line that is not understood. Whether the code is well formed
/// is for the verifier to say.
pub fn parse(text: &str) -> Result<Code, ParseError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut parser = Parser { lines: lines.collect(), at: 0 };
    let mut drafts = Vec::new();
    while parser.at < parser.lines.len() {
        drafts.push(parser.code()?);
    }
    // A code object refers to later ones only, so they are made from behind.
    let mut made: Vec<Option<Arc<Code>>> = vec![None; drafts.len()];
    for (number, (mut code, constants)) in drafts.into_iter().enumerate().rev() {
        code.constants =
            constants.into_iter().map(|draft| finish(draft, &made)).collect::<Result<_, _>>()?;
        if number == 0 {
            return Ok(code);
        }
        made[number] = Some(Arc::new(code));
    }
    Err(ParseError { message: "there is no code object".to_owned(), line: 1 })
}

/// A constant whose code objects are numbers still.
enum Draft {
    Plain(Constant),
    Tuple(Vec<Draft>),
    Code(usize),
}

fn finish(draft: Draft, made: &[Option<Arc<Code>>]) -> Result<Constant, ParseError> {
    match draft {
        Draft::Plain(constant) => Ok(constant),
        Draft::Tuple(items) => {
            let items = items.into_iter().map(|item| finish(item, made));
            Ok(Constant::Tuple(items.collect::<Result<_, _>>()?))
        }
        Draft::Code(number) => match made.get(number) {
            Some(Some(code)) => Ok(Constant::Code(code.clone())),
            _ => Err(ParseError { message: format!("there is no code {number}"), line: 0 }),
        },
    }
}

struct Parser<'a> {
    lines: Vec<(usize, &'a str)>,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a str {
        self.lines.get(self.at).map_or("", |&(_, line)| line.trim())
    }

    fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.peek())
    }

    /// Adds the line to an error.
    fn located<T>(&self, result: Result<T, ParseError>) -> Result<T, ParseError> {
        result.map_err(|error| ParseError {
            line: self.lines.get(self.at).map_or(0, |&(number, _)| number + 1),
            ..error
        })
    }

    fn code(&mut self) -> Result<(Code, Vec<Draft>), ParseError> {
        let mut code = self.header()?;
        for (title, list) in [
            ("vars ", &mut code.var_names),
            ("cells ", &mut code.cell_vars),
            ("frees ", &mut code.free_vars),
            ("names ", &mut code.names),
        ] {
            if let Some(rest) = self.peek().strip_prefix(title) {
                *list = self.located(names(&mut Cursor::new(rest)))?;
                self.at += 1;
            }
        }
        let mut constants = Vec::new();
        while self.peek().starts_with('k') {
            let mut cursor = self.cursor();
            self.located(cursor.id("k", u64::MAX).and_then(|_| cursor.expect("=")))?;
            constants.push(self.located(constant(&mut cursor))?);
            self.at += 1;
        }
        code.function = self.function(&code)?;
        Ok((code, constants))
    }

    fn header(&mut self) -> Result<Code, ParseError> {
        let mut cursor = self.cursor();
        let code = self.located(header(&mut cursor))?;
        self.at += 1;
        Ok(code)
    }

    fn function(&mut self, code: &Code) -> Result<Function, ParseError> {
        let mut function = code.function.clone();
        function.locals = code.var_names.len() as u16;
        function.cells = (code.cell_vars.len() + code.free_vars.len()) as u16;
        let mut cursor = self.cursor();
        let counts = counts(&mut cursor);
        (function.registers, function.sites) = self.located(counts)?;
        self.at += 1;
        while self.peek().starts_with('h') {
            let handler = handler(&mut self.cursor());
            function.handlers.push(self.located(handler)?);
            self.at += 1;
        }
        while self.peek().starts_with("nest") {
            let nest = nest(&mut self.cursor());
            function.nests.push(self.located(nest)?);
            self.at += 1;
        }
        let (mut lines, mut line) = (Vec::new(), 0);
        while self.peek() != "end" {
            let mut cursor = self.cursor();
            let text = self.peek();
            if text.starts_with('b') && text.contains(':') {
                let block = block_header(&mut cursor, function.insns.len() as u32);
                function.blocks.push(self.located(block)?);
            } else {
                if cursor.eat("@") {
                    line = self.located(cursor.number(u64::from(u32::MAX)))? as u32;
                }
                function.insns.push(self.located(Insn::parse(cursor.rest()))?);
                lines.push(line);
                let Some(block) = function.blocks.last_mut() else {
                    return self.located(Err(cursor.error("an instruction outside of a block")));
                };
                block.end += 1;
            }
            self.at += 1;
        }
        self.at += 1;
        function.lines = LineTable::from_lines(lines);
        Ok(function)
    }
}

fn header(cursor: &mut Cursor<'_>) -> Result<Code, ParseError> {
    cursor.expect("code")?;
    let name = text(cursor)?;
    cursor.expect("file")?;
    let filename = unquote_bytes(cursor)?;
    cursor.expect("line")?;
    let first_line = u32::parse(cursor)?;
    cursor.expect("flags")?;
    let flags = u32::parse(cursor)?;
    cursor.expect("args")?;
    let arg_count = u16::parse(cursor)?;
    Ok(Code {
        name,
        filename: filename.into(),
        first_line,
        flags,
        arg_count,
        var_names: Vec::new(),
        cell_vars: Vec::new(),
        free_vars: Vec::new(),
        names: Vec::new(),
        constants: Vec::new(),
        function: Function {
            insns: Vec::new(),
            blocks: Vec::new(),
            handlers: Vec::new(),
            lines: LineTable::default(),
            nests: Vec::new(),
            locals: 0,
            cells: 0,
            registers: 0,
            sites: 0,
        },
    })
}

fn text(cursor: &mut Cursor<'_>) -> Result<Arc<str>, ParseError> {
    let points = unquote(cursor)?;
    let chars: Option<String> = points.into_iter().map(char::from_u32).collect();
    chars.map(Arc::from).ok_or_else(|| cursor.error("not a text"))
}

fn names(cursor: &mut Cursor<'_>) -> Result<Vec<Arc<str>>, ParseError> {
    let mut list = Vec::new();
    while !cursor.rest().is_empty() {
        list.push(text(cursor)?);
    }
    Ok(list)
}

fn counts(cursor: &mut Cursor<'_>) -> Result<(u16, u32), ParseError> {
    cursor.expect("registers")?;
    let registers = u16::parse(cursor)?;
    cursor.expect("sites")?;
    Ok((registers, u32::parse(cursor)?))
}

fn handler(cursor: &mut Cursor<'_>) -> Result<Handler, ParseError> {
    cursor.id("h", u64::MAX)?;
    cursor.expect("=")?;
    let word = cursor.word()?;
    let kinds = [HandlerKind::Except, HandlerKind::Finally, HandlerKind::With];
    let kind = kinds.into_iter().find(|&kind| handler_name(kind) == word);
    let kind = kind.ok_or_else(|| cursor.error("unknown kind of handler"))?;
    Ok(Handler { kind, target: Block::parse(cursor)?, depth: Reg::parse(cursor)? })
}

fn nest(cursor: &mut Cursor<'_>) -> Result<Nest, ParseError> {
    cursor.expect("nest")?;
    let word = cursor.word()?;
    let kind = NestKind::NAMES.into_iter().find(|(_, name)| *name == word);
    let (kind, _) = kind.ok_or_else(|| cursor.error("unknown kind of nest"))?;
    Ok(Nest { kind, start: u32::parse(cursor)?, end: u32::parse(cursor)? })
}

fn block_header(cursor: &mut Cursor<'_>, start: u32) -> Result<BlockData, ParseError> {
    Block::parse(cursor)?;
    cursor.expect(":")?;
    let handler = if cursor.rest().starts_with('h') {
        Some(HandlerId(cursor.id("h", u64::from(u32::MAX))? as u32))
    } else {
        None
    };
    let loop_header = cursor.eat("loop");
    Ok(BlockData { start, end: start, handler, loop_header })
}

fn constant(cursor: &mut Cursor<'_>) -> Result<Draft, ParseError> {
    if cursor.eat("(") {
        let mut items = Vec::new();
        while !cursor.eat(")") {
            items.push(constant(cursor)?);
        }
        return Ok(Draft::Tuple(items));
    }
    Ok(Draft::Plain(match cursor.word()? {
        "None" => Constant::None,
        "Ellipsis" => Constant::Ellipsis,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        "int" => {
            let sign = if cursor.eat("-") { "-" } else { "" };
            let digits = format!("{sign}{}", cursor.word()?);
            Constant::Int(digits.parse().map_err(|_| cursor.error("not an int"))?)
        }
        "long" => long(cursor)?,
        "float" => {
            let bits = cursor.number(u64::MAX)?;
            skip_comment(cursor);
            Constant::Float(bits)
        }
        "complex" => {
            let (re, im) = (cursor.number(u64::MAX)?, cursor.number(u64::MAX)?);
            skip_comment(cursor);
            Constant::Complex(re, im)
        }
        "str" => Constant::Str(unquote_bytes(cursor)?.into()),
        "unicode" => Constant::Unicode(unquote(cursor)?.into()),
        "code" => return Ok(Draft::Code(cursor.number(u64::from(u32::MAX))? as usize)),
        _ => return Err(cursor.error("unknown kind of constant")),
    }))
}

fn long(cursor: &mut Cursor<'_>) -> Result<Constant, ParseError> {
    let negative = cursor.eat("-");
    if !negative {
        cursor.expect("+")?;
    }
    let mut digits = Vec::new();
    while !cursor.eat("L") {
        digits.push(u32::parse(cursor)?);
    }
    Ok(Constant::Long { negative, digits: digits.into() })
}

fn skip_comment(cursor: &mut Cursor<'_>) {
    if cursor.eat("{") {
        while !cursor.eat("}") && cursor.char().is_ok() {}
    }
}
