//! A thin, total layer over LLVM's builder.
//!
//! Always true: the builder is positioned in a block of one function while an [`Asm`] is used, and operand types
//! match by construction, so no builder call can fail; the `expect`s state that.

use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicType, FloatType, IntType, PointerType};
use inkwell::values::{
    BasicMetadataValueEnum, FloatValue, FunctionValue, InstructionValue, IntValue, MetadataValue,
    PhiValue, PointerValue,
};
use inkwell::{AddressSpace, FloatPredicate, IntPredicate};

const BUILT: &str = "the builder is positioned and the types match";

/// What a memory access touches; accesses of different kinds never alias.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// The frame image.
    Image,
    /// A reference count.
    Count,
    /// A type or shape pointer.
    Shape,
    /// The thread's state.
    Thread,
    /// A version or a global's value.
    Global,
    /// Fields of objects.
    Field,
    /// Items of lists and tuples.
    Item,
    /// Length of a container, and where its items are.
    Head,
    /// Where an iterator stands.
    Iterator,
}

/// The builder of one function.
pub(crate) struct Asm<'c> {
    pub(crate) ctx: &'c Context,
    pub(crate) b: Builder<'c>,
    pub(crate) f: FunctionValue<'c>,
    pub(crate) i64t: IntType<'c>,
    pub(crate) i32t: IntType<'c>,
    pub(crate) f64t: FloatType<'c>,
    pub(crate) ptrt: PointerType<'c>,
    tbaa_kind: u32,
    prof_kind: u32,
    tags: Vec<MetadataValue<'c>>,
    likely: MetadataValue<'c>,
}

impl<'c> Asm<'c> {
    pub(crate) fn new(ctx: &'c Context, f: FunctionValue<'c>) -> Asm<'c> {
        let (i64t, i32t) = (ctx.i64_type(), ctx.i32_type());
        let root = ctx.metadata_node(&[ctx.metadata_string("pyston").into()]);
        let tags =
            ["image", "count", "shape", "thread", "global", "field", "item", "head", "iterator"]
                .map(|name| {
                    let kind = ctx.metadata_node(&[ctx.metadata_string(name).into(), root.into()]);
                    ctx.metadata_node(&[kind.into(), kind.into(), i64t.const_zero().into()])
                })
                .to_vec();
        let likely = ctx.metadata_node(&[
            ctx.metadata_string("branch_weights").into(),
            i32t.const_int(100_000, false).into(),
            i32t.const_int(1, false).into(),
        ]);
        Asm {
            ctx,
            b: ctx.create_builder(),
            f,
            i64t,
            i32t,
            f64t: ctx.f64_type(),
            ptrt: ctx.ptr_type(AddressSpace::default()),
            tbaa_kind: ctx.get_kind_id("tbaa"),
            prof_kind: ctx.get_kind_id("prof"),
            tags,
            likely,
        }
    }

    pub(crate) fn c(&self, value: u64) -> IntValue<'c> {
        self.i64t.const_int(value, false)
    }

    pub(crate) fn block(&self, name: &str) -> BasicBlock<'c> {
        self.ctx.append_basic_block(self.f, name)
    }

    pub(crate) fn at(&self, block: BasicBlock<'c>) {
        self.b.position_at_end(block);
    }

    pub(crate) fn here(&self) -> BasicBlock<'c> {
        self.b.get_insert_block().expect(BUILT)
    }

    pub(crate) fn add(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_add(a, b, "").expect(BUILT)
    }
    pub(crate) fn sub(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_sub(a, b, "").expect(BUILT)
    }
    pub(crate) fn mul(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_mul(a, b, "").expect(BUILT)
    }
    pub(crate) fn and(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_and(a, b, "").expect(BUILT)
    }
    pub(crate) fn or(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_or(a, b, "").expect(BUILT)
    }
    pub(crate) fn xor(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_xor(a, b, "").expect(BUILT)
    }
    pub(crate) fn shl(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_left_shift(a, b, "").expect(BUILT)
    }
    pub(crate) fn ashr(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_right_shift(a, b, true, "").expect(BUILT)
    }
    pub(crate) fn sdiv(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_signed_div(a, b, "").expect(BUILT)
    }
    pub(crate) fn srem(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_signed_rem(a, b, "").expect(BUILT)
    }
    pub(crate) fn not(&self, a: IntValue<'c>) -> IntValue<'c> {
        self.b.build_not(a, "").expect(BUILT)
    }
    pub(crate) fn icmp(&self, p: IntPredicate, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_compare(p, a, b, "").expect(BUILT)
    }
    pub(crate) fn eq(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.icmp(IntPredicate::EQ, a, b)
    }
    pub(crate) fn ne(&self, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.icmp(IntPredicate::NE, a, b)
    }
    pub(crate) fn fcmp(
        &self,
        p: FloatPredicate,
        a: FloatValue<'c>,
        b: FloatValue<'c>,
    ) -> IntValue<'c> {
        self.b.build_float_compare(p, a, b, "").expect(BUILT)
    }
    pub(crate) fn fadd(&self, a: FloatValue<'c>, b: FloatValue<'c>) -> FloatValue<'c> {
        self.b.build_float_add(a, b, "").expect(BUILT)
    }
    pub(crate) fn fsub(&self, a: FloatValue<'c>, b: FloatValue<'c>) -> FloatValue<'c> {
        self.b.build_float_sub(a, b, "").expect(BUILT)
    }
    pub(crate) fn fmul(&self, a: FloatValue<'c>, b: FloatValue<'c>) -> FloatValue<'c> {
        self.b.build_float_mul(a, b, "").expect(BUILT)
    }
    pub(crate) fn fdiv(&self, a: FloatValue<'c>, b: FloatValue<'c>) -> FloatValue<'c> {
        self.b.build_float_div(a, b, "").expect(BUILT)
    }
    pub(crate) fn fneg(&self, a: FloatValue<'c>) -> FloatValue<'c> {
        self.b.build_float_neg(a, "").expect(BUILT)
    }
    pub(crate) fn int_to_float(&self, a: IntValue<'c>) -> FloatValue<'c> {
        self.b.build_signed_int_to_float(a, self.f64t, "").expect(BUILT)
    }
    pub(crate) fn bits_of(&self, a: FloatValue<'c>) -> IntValue<'c> {
        self.b.build_bit_cast(a, self.i64t, "").expect(BUILT).into_int_value()
    }
    pub(crate) fn float_of(&self, a: IntValue<'c>) -> FloatValue<'c> {
        self.b.build_bit_cast(a, self.f64t, "").expect(BUILT).into_float_value()
    }
    pub(crate) fn widen(&self, a: IntValue<'c>) -> IntValue<'c> {
        self.b.build_int_z_extend(a, self.i64t, "").expect(BUILT)
    }
    pub(crate) fn to_bool(&self, a: IntValue<'c>) -> IntValue<'c> {
        self.ne(a, a.get_type().const_zero())
    }
    pub(crate) fn select(&self, c: IntValue<'c>, a: IntValue<'c>, b: IntValue<'c>) -> IntValue<'c> {
        self.b.build_select(c, a, b, "").expect(BUILT).into_int_value()
    }
    pub(crate) fn fselect(
        &self,
        c: IntValue<'c>,
        a: FloatValue<'c>,
        b: FloatValue<'c>,
    ) -> FloatValue<'c> {
        self.b.build_select(c, a, b, "").expect(BUILT).into_float_value()
    }

    pub(crate) fn pointer(&self, word: IntValue<'c>) -> PointerValue<'c> {
        self.b.build_int_to_ptr(word, self.ptrt, "").expect(BUILT)
    }
    pub(crate) fn address(&self, p: PointerValue<'c>) -> IntValue<'c> {
        self.b.build_ptr_to_int(p, self.i64t, "").expect(BUILT)
    }
    #[expect(
        unsafe_code,
        reason = "LLVM's in-bounds rule: offsets are those of the object's layout"
    )]
    pub(crate) fn offset(&self, p: PointerValue<'c>, bytes: IntValue<'c>) -> PointerValue<'c> {
        // SAFETY: builds an instruction only; the offset lies in the object by its layout.
        unsafe { self.b.build_in_bounds_gep(self.ctx.i8_type(), p, &[bytes], "") }.expect(BUILT)
    }
    pub(crate) fn field(&self, p: PointerValue<'c>, bytes: i64) -> PointerValue<'c> {
        if bytes == 0 { p } else { self.offset(p, self.c(bytes as u64)) }
    }
    fn tag(&self, i: InstructionValue<'c>, memory: Memory) {
        // The node is an access tag by construction, which is what the kind asks for.
        let _ = i.set_metadata(self.tags[memory as usize], self.tbaa_kind);
    }
    pub(crate) fn load(&self, p: PointerValue<'c>, memory: Memory) -> IntValue<'c> {
        self.load_as(p, self.i64t, memory).into_int_value()
    }
    pub(crate) fn load32(&self, p: PointerValue<'c>, memory: Memory) -> IntValue<'c> {
        self.load_as(p, self.i32t, memory).into_int_value()
    }
    /// A byte of a field, as a word.
    pub(crate) fn load_byte(&self, p: PointerValue<'c>) -> IntValue<'c> {
        let v = self.load_as(p, self.ctx.i8_type(), Memory::Field).into_int_value();
        self.b.build_int_z_extend(v, self.i64t, "").expect(BUILT)
    }
    /// A 16-bit field, as a word.
    pub(crate) fn load16(&self, p: PointerValue<'c>) -> IntValue<'c> {
        let v = self.load_as(p, self.ctx.i16_type(), Memory::Field).into_int_value();
        self.b.build_int_z_extend(v, self.i64t, "").expect(BUILT)
    }
    pub(crate) fn load_float(&self, p: PointerValue<'c>, memory: Memory) -> FloatValue<'c> {
        self.load_as(p, self.f64t, memory).into_float_value()
    }
    fn load_as<T: BasicType<'c>>(
        &self,
        p: PointerValue<'c>,
        t: T,
        memory: Memory,
    ) -> inkwell::values::BasicValueEnum<'c> {
        let v = self.b.build_load(t, p, "").expect(BUILT);
        if let Some(i) = inkwell::values::BasicValue::as_instruction_value(&v) {
            self.tag(i, memory);
        }
        v
    }
    pub(crate) fn store<V: inkwell::values::BasicValue<'c>>(
        &self,
        p: PointerValue<'c>,
        v: V,
        memory: Memory,
    ) {
        let i = self.b.build_store(p, v).expect(BUILT);
        self.tag(i, memory);
    }
    /// A load that is repeated each time control comes here.
    pub(crate) fn load32_volatile(&self, p: PointerValue<'c>) -> IntValue<'c> {
        let v = self.b.build_load(self.i32t, p, "").expect(BUILT);
        if let Some(i) = inkwell::values::BasicValue::as_instruction_value(&v) {
            let _ = i.set_volatile(true);
        }
        v.into_int_value()
    }

    pub(crate) fn jump(&self, to: BasicBlock<'c>) {
        self.b.build_unconditional_branch(to).expect(BUILT);
    }
    pub(crate) fn branch(&self, c: IntValue<'c>, then: BasicBlock<'c>, other: BasicBlock<'c>) {
        self.b.build_conditional_branch(c, then, other).expect(BUILT);
    }
    /// A branch that nearly always goes to `then`.
    pub(crate) fn branch_likely(
        &self,
        c: IntValue<'c>,
        then: BasicBlock<'c>,
        other: BasicBlock<'c>,
    ) {
        let i = self.b.build_conditional_branch(c, then, other).expect(BUILT);
        let _ = i.set_metadata(self.likely, self.prof_kind);
    }
    pub(crate) fn phi(&self, incoming: &[(IntValue<'c>, BasicBlock<'c>)]) -> IntValue<'c> {
        let phi = self.b.build_phi(incoming[0].0.get_type(), "").expect(BUILT);
        for (v, b) in incoming {
            phi.add_incoming(&[(v, *b)]);
        }
        phi.as_basic_value().into_int_value()
    }
    pub(crate) fn empty_phi<T: BasicType<'c>>(&self, t: T) -> PhiValue<'c> {
        self.b.build_phi(t, "").expect(BUILT)
    }
    pub(crate) fn switch(
        &self,
        value: IntValue<'c>,
        other: BasicBlock<'c>,
        cases: &[(IntValue<'c>, BasicBlock<'c>)],
    ) {
        self.b.build_switch(value, other, cases).expect(BUILT);
    }
    pub(crate) fn ret(&self, v: IntValue<'c>) {
        self.b.build_return(Some(&v)).expect(BUILT);
    }

    /// Calls a declared function that returns a word.
    pub(crate) fn call(
        &self,
        f: FunctionValue<'c>,
        args: &[BasicMetadataValueEnum<'c>],
    ) -> IntValue<'c> {
        self.b
            .build_call(f, args, "")
            .expect(BUILT)
            .try_as_basic_value()
            .unwrap_basic()
            .into_int_value()
    }
    /// Calls the address `p` with words behind the thread.
    pub(crate) fn call_address(
        &self,
        p: PointerValue<'c>,
        args: &[BasicMetadataValueEnum<'c>],
    ) -> IntValue<'c> {
        let mut types = Vec::with_capacity(args.len());
        for a in args {
            types.push(if a.is_pointer_value() { self.ptrt.into() } else { self.i64t.into() });
        }
        let t = self.i64t.fn_type(&types, false);
        self.b
            .build_indirect_call(t, p, args, "")
            .expect(BUILT)
            .try_as_basic_value()
            .unwrap_basic()
            .into_int_value()
    }
    /// An intrinsic `{i64, i1} (i64, i64)`; gives value and overflow bit.
    pub(crate) fn overflowing(
        &self,
        module: &Module<'c>,
        name: &str,
        a: IntValue<'c>,
        b: IntValue<'c>,
    ) -> (IntValue<'c>, IntValue<'c>) {
        let f = module.get_function(name).unwrap_or_else(|| {
            let pair =
                self.ctx.struct_type(&[self.i64t.into(), self.ctx.bool_type().into()], false);
            module.add_function(
                name,
                pair.fn_type(&[self.i64t.into(), self.i64t.into()], false),
                Some(Linkage::External),
            )
        });
        let pair = self
            .b
            .build_call(f, &[a.into(), b.into()], "")
            .expect(BUILT)
            .try_as_basic_value()
            .unwrap_basic()
            .into_struct_value();
        let value = self.b.build_extract_value(pair, 0, "").expect(BUILT).into_int_value();
        let overflow = self.b.build_extract_value(pair, 1, "").expect(BUILT).into_int_value();
        (value, overflow)
    }
    /// An intrinsic `double (double)`.
    pub(crate) fn float_intrinsic(
        &self,
        module: &Module<'c>,
        name: &str,
        a: FloatValue<'c>,
    ) -> FloatValue<'c> {
        let f = module.get_function(name).unwrap_or_else(|| {
            module.add_function(
                name,
                self.f64t.fn_type(&[self.f64t.into()], false),
                Some(Linkage::External),
            )
        });
        self.b
            .build_call(f, &[a.into()], "")
            .expect(BUILT)
            .try_as_basic_value()
            .unwrap_basic()
            .into_float_value()
    }
}
