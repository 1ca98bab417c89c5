"""Deciding whether a piece of source text is complete."""
import __future__

_features = [getattr(__future__, name) for name in __future__.all_feature_names]

__all__ = ["compile_command", "Compile", "CommandCompiler"]

PyCF_DONT_IMPLY_DEDENT = 0x200


def _maybe_compile(compiler, source, filename, symbol):
    for line in source.split("\n"):
        line = line.strip()
        if line and line[0] != '#':
            break
    else:
        if symbol != "eval":
            source = "pass"
    code = error = first = second = None
    try:
        code = compiler(source, filename, symbol)
    except SyntaxError as error:
        pass
    try:
        compiler(source + "\n", filename, symbol)
    except SyntaxError as first:
        pass
    try:
        compiler(source + "\n\n", filename, symbol)
    except SyntaxError as second:
        pass
    if code:
        return code
    if first is not None and repr(first) == repr(second):
        raise SyntaxError, first


def _compile(source, filename, symbol):
    return compile(source, filename, symbol, PyCF_DONT_IMPLY_DEDENT)


def compile_command(source, filename="<input>", symbol="single"):
    """Compile a command; None if it is incomplete."""
    return _maybe_compile(_compile, source, filename, symbol)


class Compile:
    """Compiles, remembering __future__ statements."""

    def __init__(self):
        self.flags = PyCF_DONT_IMPLY_DEDENT

    def __call__(self, source, filename, symbol):
        codeob = compile(source, filename, symbol, self.flags, 1)
        for feature in _features:
            if codeob.co_flags & feature.compiler_flag:
                self.flags |= feature.compiler_flag
        return codeob


class CommandCompiler:
    """compile_command that remembers __future__ statements."""

    def __init__(self):
        self.compiler = Compile()

    def __call__(self, source, filename="<input>", symbol="single"):
        return _maybe_compile(self.compiler, source, filename, symbol)
