//! The macro behind the instruction table.
//!
//! A row is `Name { role field: Type, ... } [effects];` with its semantics as
//! the doc comment. Roles: `use peek keep def item cell kill` for registers
//! (see [`crate::operand::Role`]) and `imm` for all else. The order of a row's
//! fields is the order of the operands in the text and the binary form,
//! except that the text form shows what is defined in front of `=`.

/// Maps a role's keyword to its value.
macro_rules! role {
    (use) => {
        $crate::operand::Role::Use
    };
    (peek) => {
        $crate::operand::Role::Peek
    };
    (keep) => {
        $crate::operand::Role::Keep
    };
    (def) => {
        $crate::operand::Role::Def
    };
    (item) => {
        $crate::operand::Role::Item
    };
    (cell) => {
        $crate::operand::Role::Cell
    };
    (kill) => {
        $crate::operand::Role::Kill
    };
    (imm) => {
        $crate::operand::Role::Peek
    };
}

/// Maps an effect's keyword to its value.
macro_rules! effect {
    (raises) => {
        $crate::insn::Effects::RAISES
    };
    (safepoint) => {
        $crate::insn::Effects::SAFEPOINT
    };
    (terminator) => {
        $crate::insn::Effects::TERMINATOR
    };
}

/// True for the roles shown in front of `=`.
macro_rules! is_result {
    (def) => {
        true
    };
    (item) => {
        true
    };
    ($other:ident) => {
        false
    };
}

/// Expands the table to `Insn`, `Opcode` and their queries.
macro_rules! instructions {
    ($(
        $(#[doc = $doc:literal])+
        $Name:ident { $( $role:ident $field:ident : $ty:ty ),* $(,)? }
        $( [ $($effect:ident),* ] )? ;
    )+) => {
        /// One instruction with its operands.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[expect(missing_docs, reason = "a row's fields are explained by the row")]
        pub enum Insn {
            $( $(#[doc = $doc])+ $Name { $( $field: $ty ),* } ),+
        }

        /// An instruction without its operands.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        #[repr(u8)]
        pub enum Opcode {
            $( $(#[doc = $doc])+ $Name ),+
        }

        impl Opcode {
            /// All opcodes, in the order of their numbers.
            pub const ALL: &'static [Opcode] = &[$( Opcode::$Name ),+];

            /// Returns the name in the text form.
            pub fn name(self) -> &'static str {
                match self { $( Opcode::$Name => stringify!($Name) ),+ }
            }

            /// Returns the opcode with this name.
            pub fn from_name(name: &str) -> Option<Opcode> {
                match name { $( stringify!($Name) => Some(Opcode::$Name), )+ _ => None }
            }

            /// Returns the description in the table.
            pub fn doc(self) -> &'static str {
                match self { $( Opcode::$Name => concat!($($doc, "\n"),+) ),+ }
            }

            /// Returns what instructions of this kind may do.
            pub const fn effects(self) -> $crate::insn::Effects {
                match self {
                    $( Opcode::$Name => $crate::insn::Effects::NONE $($( .or(effect!($effect)) )*)? ),+
                }
            }
        }

        impl Insn {
            /// Returns the kind of the instruction.
            pub fn opcode(&self) -> Opcode {
                match self { $( Insn::$Name { .. } => Opcode::$Name ),+ }
            }

            /// Calls `f` with each register operand and its role, in operand order.
            pub fn visit_regs(&self, f: &mut dyn FnMut($crate::operand::Role, $crate::entity::Reg)) {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        $( $crate::operand::Operand::visit_regs($field, role!($role), f); )*
                    } ),+
                }
            }

            /// Calls `f` with each block operand, in operand order.
            pub fn visit_blocks(&self, f: &mut dyn FnMut($crate::entity::Block)) {
                let mut copy = *self;
                copy.map_blocks(&mut |block| { f(block); block });
            }

            /// Replaces each block operand.
            pub fn map_blocks(&mut self, f: &mut dyn FnMut($crate::entity::Block) -> $crate::entity::Block) {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        $( $crate::operand::Operand::map_block($field, f); )*
                    } ),+
                }
            }

            /// Replaces each register operand; a window moves with its base.
            pub fn map_regs(&mut self, f: &mut dyn FnMut($crate::entity::Reg) -> $crate::entity::Reg) {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        $( $crate::operand::Operand::map_regs($field, f); )*
                    } ),+
                }
            }

            /// Calls `names` and `constants` with each operand that refers to these tables.
            pub fn visit_tables(
                &self,
                names: &mut dyn FnMut($crate::entity::NameId),
                constants: &mut dyn FnMut($crate::entity::ConstId),
            ) {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        $( $crate::operand::Operand::visit_tables($field, names, constants); )*
                    } ),+
                }
            }

            /// Returns the site, if the instruction has one.
            pub fn site(&self) -> Option<$crate::entity::SiteId> {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        let site = None;
                        $( let site = site.or($crate::operand::Operand::site($field)); )*
                        site
                    } ),+
                }
            }

            /// Appends the text form, without indentation or line end.
            #[expect(unused_mut, reason = "a row may have no operand or no result")]
            pub fn print(&self, out: &mut String) {
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        let mut list = $crate::text::List::new(out, "");
                        $( if is_result!($role) {
                            $crate::operand::Operand::print($field, list.next());
                        } )*
                        list.finish(" = ");
                        out.push_str(stringify!($Name));
                        let mut list = $crate::text::List::new(out, " ");
                        $( if !is_result!($role) {
                            $crate::operand::Operand::print($field, list.next());
                        } )*
                        list.finish("");
                    } ),+
                }
            }

            /// Reads the text form of one instruction.
            ///
            /// # Errors
            /// If the text is not an instruction.
            pub fn parse(text: &str) -> Result<Insn, $crate::text::cursor::ParseError> {
                use $crate::text::cursor::Cursor;
                let (results, rest) = text.split_once(" = ").unwrap_or(("", text));
                let (mut results, mut operands) = (Cursor::new(results), Cursor::new(rest));
                let opcode = Opcode::from_name(operands.word()?)
                    .ok_or_else(|| Cursor::new(rest).error("unknown instruction"))?;
                let insn = match opcode {
                    $( Opcode::$Name => Insn::$Name {
                        $( $field: <$ty as $crate::operand::Operand>::parse(
                            if is_result!($role) { &mut results } else { &mut operands }
                        )? ),*
                    } ),+
                };
                for cursor in [results, operands] {
                    if !cursor.rest().is_empty() {
                        return Err(cursor.error("too many operands"));
                    }
                }
                Ok(insn)
            }

            /// Appends the binary form.
            pub fn write(&self, out: &mut $crate::wire::Writer) {
                out.byte(self.opcode() as u8);
                match self {
                    $( Insn::$Name { $( $field ),* } => {
                        $( $crate::operand::Operand::write($field, out); )*
                    } ),+
                }
            }

            /// Reads the binary form.
            ///
            /// # Errors
            /// If the input is damaged.
            pub fn read(input: &mut $crate::wire::Reader<'_>) -> Result<Insn, $crate::wire::WireError> {
                let opcode = Opcode::ALL
                    .get(usize::from(input.byte()?))
                    .ok_or($crate::wire::WireError)?;
                Ok(match opcode {
                    $( Opcode::$Name => Insn::$Name {
                        $( $field: <$ty as $crate::operand::Operand>::read(input)? ),*
                    } ),+
                })
            }
        }
    };
}

pub(super) use {effect, instructions, is_result, role};
