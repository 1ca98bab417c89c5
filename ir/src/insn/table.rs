//! The instruction table: the single source of truth about the bytecode.
//!
//! Rules that hold for every row:
//!
//! 1. Operands are read before results are written, so a result may name the
//!    register of an operand. If an instruction raises, no result is written.
//! 2. `use` of a temporary consumes it, on the normal and on the raising path;
//!    `use` of a local borrows it. See [`crate::operand::Role`] for the others.
//! 3. A result that is a local replaces its value: the old one is released
//!    after the new one is in place (a safepoint, if it has a finaliser).
//! 4. A local that is read is bound, except by `CheckBound` and `Copy` into a
//!    cell; lowering puts `CheckBound` where that is not certain.
//! 5. Only `Jump` goes to a block that is not behind its own; it polls the eval
//!    breaker then, and what that raises has the handler of the `Jump`'s block.
//! 6. `site` names the instruction's inline cache and feedback.
//! 7. Where an instruction calls Python code, the call is not a native
//!    recursion: it pushes a frame whose result arrives in the result register
//!    (for `BuildClass`, `WithEnter`, `ImportName`, `Exec` and the like too).

use super::define::{effect, instructions, is_result, role};
use crate::entity::{Block, ConstId, NameId, OptReg, Reg, SiteId, Window};
use crate::operand::{BinOp, CmpOp, StarArgs, UnaryOp};

instructions! {
    // ---- Constants, moves, locals and cells ----

    /// `dst = constants[value]`, a new reference.
    LoadConst { def dst: Reg, imm value: ConstId };
    /// `dst = src`, a new reference; `src` is a bound local or a temporary that stays live.
    Copy { def dst: Reg, peek src: Reg };
    /// `dst = src` without counting: the temporary `src` is given away.
    Move { def dst: Reg, use src: Reg };
    /// Releases a temporary. Internal markers (see `EnterFinally`, `LoadMethod`) are just forgotten.
    Drop { use value: Reg } [safepoint];
    /// Releases the temporaries of a window, last one first.
    DropMany { use values: Window } [safepoint];
    /// Raises `UnboundLocalError` "local variable '%s' referenced before assignment"
    /// if the local is unbound.
    CheckBound { peek local: Reg } [raises];
    /// Makes the local unbound; it is bound before (a `CheckBound` precedes if that is not certain).
    DeleteLocal { kill local: Reg } [safepoint];
    /// Puts a new empty cell into a cell register; only in the entry block.
    MakeCell { cell cell: Reg };
    /// Puts a new cell that holds the parameter `src` into a cell register; only
    /// in the entry block. The parameter keeps its own reference, as in CPython.
    MakeCellFrom { cell cell: Reg, peek src: Reg };
    /// `dst = cell.contents`. An empty cell raises `UnboundLocalError` (as `CheckBound`)
    /// if it is one of the function's own cells, and `NameError` "free variable '%s'
    /// referenced before assignment in enclosing scope" if it is a free variable.
    LoadCell { def dst: Reg, cell cell: Reg } [raises];
    /// `cell.contents = value`; the old contents are released afterwards.
    StoreCell { cell cell: Reg, use value: Reg } [safepoint];
    /// `dst = cell` itself, for the closure of `MakeFunction`.
    LoadCellRaw { def dst: Reg, cell cell: Reg };

    // ---- Names ----

    /// Looks up a name in the frame's locals mapping, then globals, then builtins;
    /// raises `NameError` "name '%s' is not defined".
    LoadName { def dst: Reg, imm name: NameId, imm site: SiteId } [raises, safepoint];
    /// `locals[name] = value`; `SystemError` "no locals when storing %s" if the frame has none.
    StoreName { imm name: NameId, use value: Reg } [raises, safepoint];
    /// `del locals[name]`; `NameError` "name '%s' is not defined" if it is not there.
    DeleteName { imm name: NameId } [raises, safepoint];
    /// Looks up a name in globals, then builtins; raises `NameError`
    /// "global name '%s' is not defined".
    LoadGlobal { def dst: Reg, imm name: NameId, imm site: SiteId } [raises, safepoint];
    /// `globals[name] = value`.
    StoreGlobal { imm name: NameId, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// `del globals[name]`; raises `NameError` "global name '%s' is not defined".
    DeleteGlobal { imm name: NameId } [raises, safepoint];
    /// `dst` = the frame's locals mapping: the result of a class body.
    LoadLocals { def dst: Reg } [raises];

    // ---- Operators ----

    /// `dst = <op> value`.
    Unary { def dst: Reg, imm op: UnaryOp, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = not value`: a bool.
    Not { def dst: Reg, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = lhs <op> rhs`, by the full number protocol.
    Binary { def dst: Reg, imm op: BinOp, use lhs: Reg, use rhs: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = lhs <op>= rhs`: the in-place protocol first. `dst` may be `lhs`'s local.
    InPlace { def dst: Reg, imm op: BinOp, use lhs: Reg, use rhs: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = lhs <op> rhs`, a rich comparison whose result may be any object.
    Compare { def dst: Reg, imm op: CmpOp, use lhs: Reg, use rhs: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = lhs is rhs`: a bool.
    Is { def dst: Reg, use lhs: Reg, use rhs: Reg } [safepoint];
    /// `dst = lhs is not rhs`: a bool.
    IsNot { def dst: Reg, use lhs: Reg, use rhs: Reg } [safepoint];
    /// `dst = item in container`: a bool.
    Contains { def dst: Reg, use item: Reg, use container: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = item not in container`: a bool.
    NotContains { def dst: Reg, use item: Reg, use container: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst` = does the exception type `exc` match the `except` clause's `pattern` (a class,
    /// a tuple of them, ...): a bool. May run Python code and warn about string exceptions.
    ExcMatch { def dst: Reg, peek exc: Reg, use pattern: Reg } [raises, safepoint];

    // ---- Attributes, subscripts and slices ----

    /// `dst = object.name`.
    LoadAttr { def dst: Reg, use object: Reg, imm name: NameId, imm site: SiteId } [raises, safepoint];
    /// `object.name = value`.
    StoreAttr { use object: Reg, imm name: NameId, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// `del object.name`.
    DeleteAttr { use object: Reg, imm name: NameId } [raises, safepoint];
    /// Looks up `object.name` to call it. If it is a function (or native method) of the class,
    /// `func` is that and `receiver` (the register behind `func`) is the object; else `func` is the
    /// attribute as `LoadAttr` gives it and `receiver` the unbound marker. For `CallMethod`.
    LoadMethod { def func: Reg, def receiver: Reg, use object: Reg, imm name: NameId, imm site: SiteId } [raises, safepoint];
    /// `dst = object[index]`.
    GetItem { def dst: Reg, use object: Reg, use index: Reg, imm site: SiteId } [raises, safepoint];
    /// `object[index] = value`.
    SetItem { use object: Reg, use index: Reg, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// `del object[index]`.
    DeleteItem { use object: Reg, use index: Reg } [raises, safepoint];
    /// `dst = object[low:high]`, the 2.7 way (`__getslice__` if the type has it and the bounds
    /// that are present are ints or have `__index__`, else `object[slice(low, high)]`).
    GetSlice { def dst: Reg, use object: Reg, use low: OptReg, use high: OptReg, imm site: SiteId } [raises, safepoint];
    /// `object[low:high] = value`, as `GetSlice`.
    SetSlice { use object: Reg, use low: OptReg, use high: OptReg, use value: Reg } [raises, safepoint];
    /// `del object[low:high]`, as `GetSlice`.
    DeleteSlice { use object: Reg, use low: OptReg, use high: OptReg } [raises, safepoint];
    /// `dst = slice(start, stop, step)`.
    BuildSlice { def dst: Reg, use start: Reg, use stop: Reg, use step: Reg } [raises];

    // ---- Displays, comprehensions and unpacking ----

    /// `dst = (items...)`.
    BuildTuple { def dst: Reg, use items: Window } [raises];
    /// `dst = [items...]`.
    BuildList { def dst: Reg, use items: Window } [raises];
    /// `dst = {items...}`; the items are added in order.
    BuildSet { def dst: Reg, use items: Window } [raises, safepoint];
    /// `dst = {}` with room for `size` entries (the number of entries of the display, at most 65535).
    BuildMap { def dst: Reg, imm size: u16 } [raises];
    /// Appends to a list that no program has seen yet.
    ListAppend { peek list: Reg, use item: Reg } [raises];
    /// Appends the window to a list that no program has seen yet: long displays come in pieces.
    ListAppendMany { peek list: Reg, use items: Window } [raises];
    /// `dst = tuple(list)`, for tuple displays that come in pieces; no program has seen `list`.
    ListToTuple { def dst: Reg, use list: Reg } [raises];
    /// Adds to a set that no program has seen yet.
    SetAdd { peek set: Reg, use item: Reg } [raises, safepoint];
    /// `map[key] = value` for a dict that no program has seen yet.
    MapAdd { peek map: Reg, use key: Reg, use value: Reg } [raises, safepoint];
    /// Unpacks `sequence` into exactly `items.len` temporaries, first item first.
    /// `ValueError` "need more than %d value%s to unpack" / "too many values to unpack",
    /// `TypeError` "'%s' object is not iterable" as CPython.
    UnpackSequence { def items: Window, use sequence: Reg, imm site: SiteId } [raises, safepoint];
    /// `dst = repr(value)`: backticks.
    Repr { def dst: Reg, use value: Reg } [raises, safepoint];

    // ---- Calls, functions and classes ----

    /// `dst = window[0](*window[1..])`: the callee, then positional arguments.
    Call { def dst: Reg, use window: Window, imm site: SiteId } [raises, safepoint];
    /// Calls what `LoadMethod` put into `window[0]` and `window[1]` with the positional
    /// arguments `window[2..]`; the receiver is the first argument unless it is the unbound marker.
    CallMethod { def dst: Reg, use window: Window, imm site: SiteId } [raises, safepoint];
    /// As `Call`; the last values of the window are keyword arguments, named by the constant
    /// tuple `names` in the same order.
    CallKw { def dst: Reg, use window: Window, imm names: ConstId, imm site: SiteId } [raises, safepoint];
    /// As `CallMethod` with keyword arguments as in `CallKw`.
    CallMethodKw { def dst: Reg, use window: Window, imm names: ConstId, imm site: SiteId } [raises, safepoint];
    /// Calls with `*args` and/or `**kwargs`: callee, positional values, keyword values named by
    /// the constant tuple `names` (maybe empty), then the star value(s) that `stars` tells.
    CallEx { def dst: Reg, use window: Window, imm names: ConstId, imm stars: StarArgs, imm site: SiteId } [raises, safepoint];
    /// `dst` = a function of the code constant `code` with the frame's globals. The window holds
    /// the values of the default arguments, then `cells` cells: the closure, in `co_freevars` order.
    MakeFunction { def dst: Reg, imm code: ConstId, use window: Window, imm cells: u16 } [raises];
    /// `dst` = a new class: the metaclass (`dict['__metaclass__']`, else the first base's class, else
    /// the global `__metaclass__`, else the classic class type) called with name, bases tuple and dict.
    BuildClass { def dst: Reg, use name: Reg, use bases: Reg, use dict: Reg } [raises, safepoint];

    // ---- Control ----

    /// Goes to `target`.
    Jump { imm target: Block } [terminator];
    /// Tests the truth of `cond` and goes to `then` if it is true, else to `other`.
    Branch { use cond: Reg, imm then: Block, imm other: Block, imm site: SiteId } [raises, safepoint, terminator];
    /// `cond and ...` as a value: if `cond` is false goes to `end` with it, else consumes it and goes to `next`.
    AndKeep { keep cond: Reg, imm end: Block, imm next: Block, imm site: SiteId } [raises, safepoint, terminator];
    /// `cond or ...` as a value: if `cond` is true goes to `end` with it, else consumes it and goes to `next`.
    OrKeep { keep cond: Reg, imm end: Block, imm next: Block, imm site: SiteId } [raises, safepoint, terminator];
    /// `dst = iter(value)`.
    GetIter { def dst: Reg, use value: Reg, imm site: SiteId } [raises, safepoint];
    /// Asks the temporary `iter` for its next item. If there is one, writes `item` (a local or a
    /// temporary) and goes to `body`; if it is exhausted, releases `iter` and goes to `exit`.
    ForIter { item item: Reg, keep iter: Reg, imm body: Block, imm exit: Block, imm site: SiteId } [raises, safepoint, terminator];
    /// Leaves the frame with `value`; no temporary is left.
    Return { use value: Reg } [safepoint, terminator];
    /// Suspends the generator, handing out `value`; goes on with `dst` = what was sent, or with
    /// the exception that was thrown in.
    Yield { def dst: Reg, use value: Reg } [raises, safepoint];

    // ---- Exceptions, finally and with ----

    /// The `raise` statement with zero to three operands; none re-raises `sys.exc_info()`.
    Raise { use kind: OptReg, use value: OptReg, use traceback: OptReg } [raises, safepoint, terminator];
    /// Raises an exception again with the traceback it has, adding no entry for this frame.
    Reraise { use kind: Reg, use value: Reg, use traceback: Reg } [raises, safepoint, terminator];
    /// First instruction of a handler's block and nowhere else: takes the exception that led here.
    /// The three registers are the handler's `depth` and the two behind it. For the kinds Except and
    /// With the exception is normalised and stored in `sys.exc_info()` before; for Finally it is
    /// neither. A missing value or traceback is None.
    Catch { def kind: Reg, def value: Reg, def traceback: Reg } [safepoint];
    /// Enters a `finally` body without an exception. `why` becomes the internal tag word `tag`
    /// (0: fell through, others name a jump or return), `value` becomes `result` or, without one, the
    /// unbound marker, `traceback` the unbound marker. The three are the registers of the body's
    /// `Catch`, in the same block order, so that both ways in look alike.
    EnterFinally { def why: Reg, def value: Reg, def traceback: Reg, imm tag: u32, use result: OptReg };
    /// Ends a `finally` body: goes to `then` if `why` is the tag word `tag`, else to `other`.
    /// An exception type is never equal to a tag word.
    BranchWhy { peek why: Reg, imm tag: u32, imm then: Block, imm other: Block } [terminator];
    /// `dst` = the bound `__exit__` of `manager` by special method lookup (`AttributeError` "__exit__").
    LoadExit { def dst: Reg, peek manager: Reg } [raises, safepoint];
    /// `dst = manager.__enter__()` by special method lookup (`AttributeError` "__enter__").
    WithEnter { def dst: Reg, use manager: Reg } [raises, safepoint];
    /// `dst = exit(kind, value, traceback)` after an exception; whether it is swallowed is tested by `Branch`.
    WithExit { def dst: Reg, use exit: Reg, peek kind: Reg, peek value: Reg, peek traceback: Reg } [raises, safepoint];
    /// `dst = exit(None, None, None)` when the body is left without an exception.
    WithLeave { def dst: Reg, use exit: Reg } [raises, safepoint];

    // ---- Import, print and exec ----

    /// `dst = __import__(name, globals, locals, fromlist, level)` with the builtin `__import__` of the
    /// frame. `fromlist` is a tuple constant or None. The level is left out of the call if it is -1.
    ImportName { def dst: Reg, imm name: NameId, imm fromlist: ConstId, imm level: i32 } [raises, safepoint];
    /// `dst = module.name`; `ImportError` "cannot import name %s" instead of AttributeError.
    ImportFrom { def dst: Reg, peek module: Reg, imm name: NameId } [raises, safepoint];
    /// `from module import *` into the frame's locals; fast locals of these names are written back.
    ImportStar { use module: Reg } [raises, safepoint];
    /// `print value,` to `sys.stdout`, with softspace.
    PrintItem { use value: Reg } [raises, safepoint];
    /// Ends a printed line on `sys.stdout`.
    PrintNewline {} [raises, safepoint];
    /// `print >>stream, value,`; None means `sys.stdout`.
    PrintItemTo { peek stream: Reg, use value: Reg } [raises, safepoint];
    /// Ends a printed line on `stream`.
    PrintNewlineTo { use stream: Reg } [raises, safepoint];
    /// `sys.displayhook(value)`: an expression statement in interactive mode.
    PrintExpr { use value: Reg } [raises, safepoint];
    /// The `exec` statement. None or an absent operand means the frame's own namespace; `globals`
    /// without `locals` serves as both. Fast locals are written back afterwards.
    Exec { use code: Reg, use globals: OptReg, use locals: OptReg } [raises, safepoint];
}
