//! The modules `_md5`, `_sha`, `_sha256` and `_sha512`: message digests. One object type each, over the
//! implementations of the crates `md-5`, `sha1` and `sha2`.

use md5::Digest;
use runtime::api::{Cx, Header, ModuleDef, Owned, PyResult, Ref, allocate, methods};
use runtime::builtins::codecs::transform::encode_hex;
use runtime::builtins::str::Str;
use runtime::protocol::args;
use std::cell::RefCell;

/// Declares a digest: its object type and the function that makes one.
macro_rules! digest {
    ($(#[doc = $doc:literal])+ $NAME:ident, $object:ident($state:ty), $make:ident, $module:ident =
        $pyname:literal, $shown:literal, $block:literal) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub(crate) struct $object {
            pub(crate) head: Header,
            state: RefCell<$state>,
        }

        runtime::py_type! {
            $(#[doc = $doc])+
            pub(crate) static $NAME: $object = $pyname {
                methods {
                    /// Appends data.
                    "update" => $module::update, (1..=1) -> None;
                    /// Returns the digest of the data so far.
                    "digest" => $module::digest, () -> Str;
                    /// Returns the digest in hexadecimal.
                    "hexdigest" => $module::hexdigest, () -> Str;
                    /// Returns another object with the same data so far.
                    "copy" => $module::copy, ();
                }
                getset {
                    /// Bytes of the digest.
                    "digest_size" => $module::digest_size;
                    /// Bytes of the digest.
                    "digestsize" => $module::digest_size;
                    /// Bytes that are digested together.
                    "block_size" => $module::block_size;
                    /// The algorithm.
                    "name" => $module::name;
                }
            }
        }

        mod $module {
            use super::*;

            fn wrap(cx: &Cx, state: $state) -> PyResult {
                let state = RefCell::new(state);
                allocate(cx, &$NAME, $object { head: Header::new(&$NAME), state })
            }

            pub(super) fn start(cx: &Cx, data: Option<Ref<'_>>) -> PyResult {
                let mut state = <$state>::new();
                if let Some(data) = data {
                    state.update(&args::place("new", 1).buffer(cx, data)?);
                }
                wrap(cx, state)
            }

            pub(super) fn update(cx: &Cx, x: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
                let data = args::place("update", 1).buffer(cx, args[0])?;
                x.recv::<$object>().state.borrow_mut().update(&data);
                Ok(Owned::none())
            }

            fn finished(x: Ref<'_>) -> Vec<u8> {
                x.recv::<$object>().state.borrow().clone().finalize().to_vec()
            }

            pub(super) fn digest(cx: &Cx, x: Ref<'_>) -> PyResult {
                Str::new(cx, &finished(x))
            }

            pub(super) fn hexdigest(cx: &Cx, x: Ref<'_>) -> PyResult {
                Str::new(cx, &encode_hex(&finished(x)))
            }

            pub(super) fn copy(cx: &Cx, x: Ref<'_>) -> PyResult {
                let state = x.recv::<$object>().state.borrow().clone();
                wrap(cx, state)
            }

            pub(super) fn digest_size(_: &Cx, _: Ref<'_>) -> PyResult {
                Ok(Owned::int(<$state>::output_size() as i64))
            }

            pub(super) fn block_size(_: &Cx, _: Ref<'_>) -> PyResult {
                Ok(Owned::int($block))
            }

            pub(super) fn name(cx: &Cx, _: Ref<'_>) -> PyResult {
                Str::new(cx, $shown)
            }
        }

        fn $make(cx: &Cx, _: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
            $module::start(cx, args[0])
        }
    };
}

digest! {
    /// An MD5 digest in the making.
    MD5, Md5Object(md5::Md5), new_md5_by_name, md5_methods = "_md5.md5", b"MD5", 64
}
digest! {
    /// A SHA-1 digest in the making.
    SHA, ShaObject(sha1::Sha1), new_sha, sha_methods = "_sha.sha", b"SHA1", 64
}
digest! {
    /// A SHA-224 digest in the making.
    SHA224, Sha224Object(sha2::Sha224), new_sha224, sha224_methods = "_sha256.sha224", b"SHA224", 64
}
digest! {
    /// A SHA-256 digest in the making.
    SHA256, Sha256Object(sha2::Sha256), new_sha256, sha256_methods = "_sha256.sha256", b"SHA256", 64
}
digest! {
    /// A SHA-384 digest in the making.
    SHA384, Sha384Object(sha2::Sha384), new_sha384, sha384_methods = "_sha512.sha384", b"SHA384", 128
}
digest! {
    /// A SHA-512 digest in the making.
    SHA512, Sha512Object(sha2::Sha512), new_sha512, sha512_methods = "_sha512.sha512", b"SHA512", 128
}

fn new_md5(cx: &Cx, module: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    new_md5_by_name(cx, module, &[args.first().copied()])
}

/// The module `_md5`.
pub(crate) static MD5_MODULE: ModuleDef = ModuleDef {
    name: "_md5",
    doc: "The message digest MD5.",
    functions: methods! {
        /// new([data]) -- returns an MD5 object.
        "new" => new_md5, (0..=1);
    },
    types: &[("MD5Type", &MD5)],
    init: Some(add_md5_size),
};

fn add_md5_size(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    cx.module_add(module, "digest_size", Owned::int(16))
}

/// The module `_sha`.
pub(crate) static SHA_MODULE: ModuleDef = ModuleDef {
    name: "_sha",
    doc: "The message digest SHA-1.",
    functions: methods! {
        /// new([string]) -- returns a SHA-1 object.
        "new" => new_sha, (kw 0; "string");
    },
    types: &[],
    init: Some(ready_sha),
};

fn ready_sha(cx: &Cx, module: Ref<'_>) -> PyResult<()> {
    for (name, value) in [("blocksize", 1), ("digestsize", 20), ("digest_size", 20)] {
        cx.module_add(module, name, Owned::int(value))?;
    }
    runtime::types::ready(cx, &SHA)
}

/// The module `_sha256`.
pub(crate) static SHA256_MODULE: ModuleDef = ModuleDef {
    name: "_sha256",
    doc: "The message digests SHA-224 and SHA-256.",
    functions: methods! {
        /// sha256([string]) -- returns a SHA-256 object.
        "sha256" => new_sha256, (kw 0; "string");
        /// sha224([string]) -- returns a SHA-224 object.
        "sha224" => new_sha224, (kw 0; "string");
    },
    types: &[],
    init: Some(ready_sha256),
};

fn ready_sha256(cx: &Cx, _: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &SHA224)?;
    runtime::types::ready(cx, &SHA256)
}

/// The module `_sha512`.
pub(crate) static SHA512_MODULE: ModuleDef = ModuleDef {
    name: "_sha512",
    doc: "The message digests SHA-384 and SHA-512.",
    functions: methods! {
        /// sha512([string]) -- returns a SHA-512 object.
        "sha512" => new_sha512, (kw 0; "string");
        /// sha384([string]) -- returns a SHA-384 object.
        "sha384" => new_sha384, (kw 0; "string");
    },
    types: &[],
    init: Some(ready_sha512),
};

fn ready_sha512(cx: &Cx, _: Ref<'_>) -> PyResult<()> {
    runtime::types::ready(cx, &SHA384)?;
    runtime::types::ready(cx, &SHA512)
}
