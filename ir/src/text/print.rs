//! Printing of code objects.

use super::quote::quote;
use crate::code::Code;
use crate::constant::Constant;
use crate::function::{HandlerKind, NestKind};
use std::fmt::Write as _;
use std::sync::Arc;

/// Returns the text form of a code object and those nested in it.
pub fn print(code: &Code) -> String {
    let mut printer = Printer { out: String::new(), queue: Vec::new() };
    printer.code(code);
    let mut next = 0;
    while let Some(nested) = printer.queue.get(next).cloned() {
        printer.out.push('\n');
        printer.code(&nested);
        next += 1;
    }
    printer.out
}

struct Printer {
    out: String,
    /// Nested code objects; the first has number 1.
    queue: Vec<Arc<Code>>,
}

impl Printer {
    fn code(&mut self, code: &Code) {
        self.out.push_str("code ");
        quote(&mut self.out, code.name.chars().map(u32::from));
        self.out.push_str(" file ");
        quote(&mut self.out, code.filename.iter().map(|&byte| u32::from(byte)));
        let (line, flags, args) = (code.first_line, code.flags, code.arg_count);
        let _ = writeln!(self.out, " line {line} flags {flags} args {args}");
        let lists = [
            ("vars", &code.var_names),
            ("cells", &code.cell_vars),
            ("frees", &code.free_vars),
            ("names", &code.names),
        ];
        for (title, list) in lists {
            if !list.is_empty() {
                self.names(title, list);
            }
        }
        for (index, constant) in code.constants.iter().enumerate() {
            let _ = write!(self.out, "k{index} = ");
            self.constant(constant);
            self.out.push('\n');
        }
        let function = &code.function;
        let _ = writeln!(self.out, "registers {} sites {}", function.registers, function.sites);
        for (index, handler) in function.handlers.iter().enumerate() {
            let kind = handler_name(handler.kind);
            let _ = writeln!(self.out, "h{index} = {kind} {} {}", handler.target, handler.depth);
        }
        for nest in &function.nests {
            let name = NestKind::NAMES[nest.kind as usize].1;
            let _ = writeln!(self.out, "nest {name} {} {}", nest.start, nest.end);
        }
        self.blocks(code);
        self.out.push_str("end\n");
    }

    fn names(&mut self, title: &str, list: &[Arc<str>]) {
        self.out.push_str(title);
        for name in list {
            self.out.push(' ');
            quote(&mut self.out, name.chars().map(u32::from));
        }
        self.out.push('\n');
    }

    fn blocks(&mut self, code: &Code) {
        let function = &code.function;
        let mut last_line = None;
        for block in function.block_ids() {
            let data = &function.blocks[block.index()];
            let _ = write!(self.out, "{block}:");
            if let Some(handler) = data.handler {
                let _ = write!(self.out, " {handler}");
            }
            if data.loop_header {
                self.out.push_str(" loop");
            }
            self.out.push('\n');
            for pc in data.start..data.end {
                self.out.push_str("  ");
                let line = function.lines.line(pc);
                if last_line != Some(line) {
                    let _ = write!(self.out, "@{line} ");
                    last_line = Some(line);
                }
                function.insns[pc as usize].print(&mut self.out);
                self.out.push('\n');
            }
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::None => self.out.push_str("None"),
            Constant::Ellipsis => self.out.push_str("Ellipsis"),
            Constant::Bool(value) => self.out.push_str(if *value { "True" } else { "False" }),
            Constant::Int(value) => {
                let _ = write!(self.out, "int {value}");
            }
            Constant::Long { negative, digits } => {
                self.out.push_str(if *negative { "long -" } else { "long +" });
                for digit in digits {
                    let _ = write!(self.out, " {digit}");
                }
                self.out.push_str(" L");
            }
            Constant::Float(bits) => {
                let _ = write!(self.out, "float {bits}");
                self.float_comment(&[*bits]);
            }
            Constant::Complex(re, im) => {
                let _ = write!(self.out, "complex {re} {im}");
                self.float_comment(&[*re, *im]);
            }
            Constant::Str(bytes) => {
                self.out.push_str("str ");
                quote(&mut self.out, bytes.iter().map(|&byte| u32::from(byte)));
            }
            Constant::Unicode(points) => {
                self.out.push_str("unicode ");
                quote(&mut self.out, points.iter().copied());
            }
            Constant::Tuple(items) => {
                self.out.push('(');
                for (index, item) in items.iter().enumerate() {
                    self.out.push_str(if index == 0 { "" } else { ", " });
                    self.constant(item);
                }
                self.out.push(')');
            }
            Constant::Code(code) => {
                self.queue.push(code.clone());
                let _ = write!(self.out, "code {}", self.queue.len());
            }
        }
    }

    /// Shows readers what the bits mean.
    fn float_comment(&mut self, parts: &[u64]) {
        self.out.push_str(" {");
        for bits in parts {
            let _ = write!(self.out, " {:?}", f64::from_bits(*bits));
        }
        self.out.push_str(" }");
    }
}

pub(super) fn handler_name(kind: HandlerKind) -> &'static str {
    match kind {
        HandlerKind::Except => "except",
        HandlerKind::Finally => "finally",
        HandlerKind::With => "with",
    }
}
