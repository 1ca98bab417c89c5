"""Deciding whether a piece of source text is complete."""
import __future__

__all__ = ["compile_command", "Compile", "CommandCompiler"]

# Asks the parser not to end open blocks at the end of the text.
PyCF_DONT_IMPLY_DEDENT = 0x200


def _attempt(compiler, source, filename, symbol):
    """Compile; return the code and None, or None and the error."""
    try:
        return compiler(source, filename, symbol), None
    except SyntaxError as failure:
        return None, failure


def _is_blank(source):
    """Tell whether there are only empty lines and comments."""
    return all(line[:1] in ('', '#') for line in map(str.strip, source.split("\n")))


def _judge(compiler, source, filename, symbol):
    """Return code for a complete command, None for an incomplete one; raise what is wrong.

    Text is incomplete if what is wrong with it changes when another line end is added.
    """
    if symbol != "eval" and _is_blank(source):
        source = "pass"
    code = _attempt(compiler, source, filename, symbol)[0]
    with_one = _attempt(compiler, source + "\n", filename, symbol)[1]
    with_two = _attempt(compiler, source + "\n\n", filename, symbol)[1]
    if code is None and with_one is not None and repr(with_one) == repr(with_two):
        raise with_one
    return code


def _without_dedent(source, filename, symbol):
    return compile(source, filename, symbol, PyCF_DONT_IMPLY_DEDENT)


def compile_command(source, filename="<input>", symbol="single"):
    """Compile a command; None if it is incomplete."""
    return _judge(_without_dedent, source, filename, symbol)


class Compile:
    """Compiles, remembering __future__ statements for what comes later."""

    def __init__(self):
        self.flags = PyCF_DONT_IMPLY_DEDENT

    def __call__(self, source, filename, symbol):
        code = compile(source, filename, symbol, self.flags, 1)
        for name in __future__.all_feature_names:
            self.flags |= code.co_flags & getattr(__future__, name).compiler_flag
        return code


class CommandCompiler:
    """compile_command that remembers __future__ statements."""

    def __init__(self):
        self.compiler = Compile()

    def __call__(self, source, filename="<input>", symbol="single"):
        return _judge(self.compiler, source, filename, symbol)
