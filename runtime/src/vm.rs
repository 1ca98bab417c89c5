//! `Vm`: what all threads of the process share, and the way in from the command line.

#[expect(unsafe_code, reason = "island: the lock of threads")]
pub mod gil;
pub mod run;
pub mod settings;
mod shutdown;
#[expect(unsafe_code, reason = "island: signal handlers")]
pub mod signals;
#[expect(unsafe_code, reason = "island: the main thread's stack")]
pub mod stack;
#[expect(unsafe_code, reason = "island: constructors of linked libraries")]
pub mod startup;
#[cfg(test)]
pub mod testing;
#[expect(unsafe_code, reason = "island: threads")]
pub mod thread;

use crate::builtins::dict::Dict;
use crate::builtins::str::intern_bytes;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::modules::ModuleDef;
pub use crate::modules::import::EmbeddedModule;
use crate::object::{Field, Owned, Ref};
use std::cell::{Cell, RefCell};

pub use settings::Settings;

/// The virtual machine; one per process, lives as long as it.
pub struct Vm {
    /// Command line and environment.
    pub settings: Settings,
    /// Numbers handed out so far to versions of types and dicts.
    pub(crate) next_version: Cell<u64>,
    /// `sys.modules`
    pub(crate) modules: Field,
    /// The module `sys`.
    pub(crate) sys: Field,
    /// The module `__builtin__`.
    pub(crate) builtins: Field,
    /// The unicodes of one of the first 256 code points, and behind them the empty one, as far as
    /// they have been needed.
    pub(crate) small_unicodes: [Field; 257],
    compiler: Box<dyn ir::SourceCompiler>,
    tier: crate::tier::Tier,
    natives: RefCell<Vec<&'static ModuleDef>>,
    pub(crate) embedded: &'static [EmbeddedModule],
    /// What `compile()` does with syntax trees.
    pub(crate) trees: Cell<Option<&'static crate::modules::builtin::Trees>>,
    /// Modules that are being reloaded.
    pub(crate) reloading: RefCell<Vec<Vec<u8>>>,
    /// The first thread's state.
    pub(crate) main_state: Cell<Option<&'static Cx>>,
}

impl Vm {
    /// Builds the machine and enters it on the calling thread.
    ///
    /// `natives` are the modules of the stdlib crates, found by `import` before files; `embedded`
    /// is the Python part of the library, sorted by name.
    ///
    /// # Errors
    /// If the builtin types or modules cannot be made (no memory).
    pub fn boot(
        settings: Settings,
        compiler: Box<dyn ir::SourceCompiler>,
        natives: Vec<&'static ModuleDef>,
        embedded: &'static [EmbeddedModule],
    ) -> PyResult<&'static Cx> {
        crate::protocol::hash::seed(settings.hash_seed);
        let vm: &'static Vm = Box::leak(Box::new(Vm {
            settings,
            next_version: Cell::new(1),
            modules: Field::empty(),
            sys: Field::empty(),
            builtins: Field::empty(),
            small_unicodes: [const { Field::empty() }; 257],
            compiler,
            tier: crate::tier::Tier::default(),
            natives: RefCell::new(natives),
            embedded,
            trees: Cell::new(None),
            reloading: RefCell::new(Vec::new()),
            main_state: Cell::new(None),
        }));
        vm.tier.options.set(&vm.settings);
        let cx = Cx::enter_thread(vm);
        vm.main_state.set(Some(cx));
        crate::interp::install();
        crate::types::ready_all(cx)?;
        vm.modules.set(Some(Dict::new(cx)?));
        vm.natives.borrow_mut().extend(crate::modules::ALL);
        vm.builtins.set(Some(cx.make_module(&crate::modules::builtin::BUILTIN)?));
        vm.sys.set(Some(cx.make_module(&crate::modules::sys::SYS)?));
        Ok(cx)
    }

    /// Plugs in what `compile()` does with syntax trees.
    pub fn set_trees(&self, trees: &'static crate::modules::builtin::Trees) {
        self.trees.set(Some(trees));
    }

    /// Plugs in the compiler of hot code.
    pub fn set_compiler(&self, factory: fn() -> Box<dyn abi::compiler::Compiler>) {
        self.tier.set_compiler(factory);
    }

    /// Ends the process. Destructors are left out: code may be compiled at this moment.
    pub fn end_process(&self, status: i32) -> ! {
        signals::end_process(status)
    }

    /// Returns the counters of compiled code as text.
    pub fn tier_report(&self) -> String {
        self.tier.report()
    }

    /// Returns the state of compiled code.
    #[inline]
    pub(crate) fn tier(&self) -> &crate::tier::Tier {
        &self.tier
    }

    /// Returns the compiler of source text.
    pub fn source_compiler(&self) -> &dyn ir::SourceCompiler {
        &*self.compiler
    }

    /// Returns `sys.modules`.
    pub fn modules_dict(&self) -> Owned {
        self.modules.get().expect("set at boot")
    }

    /// Returns the module `sys`.
    pub fn sys_module(&self) -> Owned {
        self.sys.get().expect("set at boot")
    }

    /// Returns the module `__builtin__`.
    pub fn builtins_module(&self) -> Owned {
        self.builtins.get().expect("set at boot")
    }

    /// Returns the table of a native module.
    pub(crate) fn native(&self, name: &[u8]) -> Option<&'static ModuleDef> {
        self.natives.borrow().iter().copied().find(|def| def.name.as_bytes() == name)
    }

    /// Returns the names of all native modules.
    pub(crate) fn native_names(&self) -> Vec<&'static str> {
        self.natives.borrow().iter().map(|def| def.name).collect()
    }

    /// Puts a module into `sys.modules`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub(crate) fn add_module(&self, cx: &Cx, name: &str, module: Ref<'_>) -> PyResult<()> {
        let name = intern_bytes(cx, name.as_bytes());
        let modules = self.modules_dict();
        crate::protocol::mapping::set_item(cx, modules.borrow(), name.borrow(), module)
    }

    /// Makes SIGINT raise `KeyboardInterrupt`, on the calling thread.
    pub fn install_signal_handlers(cx: &Cx) {
        cx.take_signals();
        crate::coroutine::report::install();
        let installed = signals::action(libc::SIGINT) == Some(signals::Action::Default);
        if installed
            && let Ok(module) = crate::modules::import::import_name(cx, "signal")
            && let Ok(handler) = crate::protocol::attr::get_attr(
                cx,
                module.borrow(),
                intern_bytes(cx, b"default_int_handler").borrow(),
            )
            && signals::set_action(libc::SIGINT, signals::Action::Note).is_ok()
        {
            signals::set_handler(libc::SIGINT as usize, Some(handler));
        }
    }

    /// Writes what `sys.stdout` has buffered.
    pub fn flush_standard_output(cx: &Cx) {
        run::flush_stdout(cx);
    }

    /// Returns `sys.NAME`, if it is set.
    pub fn sys_attr(&self, cx: &Cx, name: &str) -> Option<Owned> {
        let name = intern_bytes(cx, name.as_bytes());
        let sys = self.sys.get()?;
        crate::builtins::module::Module::dict_of(sys.borrow()).get_str(name.borrow())
    }

    /// Sets `sys.NAME`.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn set_sys_attr(&self, cx: &Cx, name: &str, value: Owned) -> PyResult<()> {
        cx.module_add(self.sys_module().borrow(), name, value)
    }
}
