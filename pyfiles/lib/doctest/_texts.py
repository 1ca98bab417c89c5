"""What doctests are: examples, how texts are searched for them, and how objects are searched for texts."""
import inspect
import linecache
import re

# Flags by name. The names are also attributes of the module doctest.
OPTIONFLAGS_BY_NAME = {}


def register_optionflag(name):
    """Return the number of an option, a new one if the name is new."""
    return OPTIONFLAGS_BY_NAME.setdefault(name, 1 << len(OPTIONFLAGS_BY_NAME))


COMPARISON_NAMES = """DONT_ACCEPT_TRUE_FOR_1 DONT_ACCEPT_BLANKLINE NORMALIZE_WHITESPACE ELLIPSIS
    SKIP IGNORE_EXCEPTION_DETAIL""".split()
REPORTING_NAMES = "REPORT_UDIFF REPORT_CDIFF REPORT_NDIFF REPORT_ONLY_FIRST_FAILURE".split()
COMPARISON_FLAGS = sum(map(register_optionflag, COMPARISON_NAMES))
REPORTING_FLAGS = sum(map(register_optionflag, REPORTING_NAMES))
globals().update(OPTIONFLAGS_BY_NAME)


def _line_end(text):
    return text + '\n' if text and text[-1] != '\n' else text


class _Comparable:
    """Objects that are equal when some of their attributes are."""

    def __eq__(self, other):
        if type(self) is not type(other) or self.__class__ is not other.__class__:
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._compared)

    def __ne__(self, other):
        same = self.__eq__(other)
        return same if same is NotImplemented else not same


class Example(_Comparable):
    """One statement with the output that is expected.

    source and want end with a newline (want may be empty); exc_msg is the last part of an expected
    traceback or None; lineno counts from 0 in the text; indent is how far the prompt is from the
    margin; options maps flags to whether they are on for this example.
    """

    _compared = "source want lineno indent options exc_msg".split()

    def __init__(self, source, want, exc_msg=None, lineno=0, indent=0, options=None):
        self.source = source if source.endswith('\n') else source + '\n'
        self.want = _line_end(want)
        self.exc_msg = exc_msg if exc_msg is None or exc_msg.endswith('\n') else exc_msg + '\n'
        self.lineno, self.indent = lineno, indent
        self.options = {} if options is None else options

    def __hash__(self):
        return hash((self.source, self.want, self.lineno, self.indent, self.exc_msg))


class DocTest(_Comparable):
    """The examples of one text, the names they run with, and where the text is from."""

    _compared = "examples docstring globs name filename lineno".split()

    def __init__(self, examples, globs, name, filename, lineno, docstring):
        assert not isinstance(examples, basestring), "DocTest no longer accepts str; use DocTestParser instead"
        self.examples, self.docstring, self.globs = examples, docstring, globs.copy()
        self.name, self.filename, self.lineno = name, filename, lineno

    def __repr__(self):
        number = len(self.examples)
        told = {0: 'no examples', 1: '1 example'}.get(number, '%d examples' % number)
        return '<DocTest %s from %s:%s (%s)>' % (self.name, self.filename, self.lineno, told)

    def __hash__(self):
        return hash((self.docstring, self.name, self.filename, self.lineno))

    def __cmp__(self, other):
        if not isinstance(other, DocTest):
            return -1
        mine, theirs = [(test.name, test.filename, test.lineno, id(test)) for test in (self, other)]
        return cmp(mine, theirs)


class DocTestParser:
    """Finds the examples in texts."""

    # The end of an expected traceback: the first line behind it that begins with a word.
    _TRACEBACK = re.compile(r'^Traceback \((?:most recent|innermost)(?: call)? last\):\s*$.*?^(?P<message>\w+.*)',
                            re.MULTILINE | re.DOTALL)
    _PROMPT = re.compile(r'( *)>>>')
    _MORE = re.compile(r' *\.\.\.')
    _OPTION = re.compile(r'#\s*doctest:\s*([^\n\'"]*)$', re.MULTILINE)
    _IS_BLANK_OR_COMMENT = re.compile(r'^[ ]*(#.*)?$').match

    def parse(self, string, name='<string>'):
        """Return the parts of a text: strings and examples in turn; name is for messages."""
        lines = self._dedented(string.expandtabs())
        margin = self._margin
        parts, plain, at = [], [], 0
        while at < len(lines):
            prompt = self._PROMPT.match(lines[at])
            if not prompt:
                plain.append(lines[at])
                at += 1
                continue
            behind_source = at + 1
            while behind_source < len(lines) and self._MORE.match(lines[behind_source]):
                behind_source += 1
            behind = behind_source
            while behind < len(lines) and lines[behind].strip(' \n') and not self._PROMPT.match(lines[behind]):
                behind += 1
            parts.append(''.join(plain))
            plain = []
            example = self._example(lines[at:behind_source], lines[behind_source:behind],
                                    len(prompt.group(1)), name, at)
            if not self._IS_BLANK_OR_COMMENT(example.source[:-1]):
                example.indent += margin
                parts.append(example)
            at = behind
        parts.append(''.join(plain))
        return parts

    def _dedented(self, text):
        indents = [len(line) - len(line.lstrip(' ')) for line in text.split('\n') if line.strip()]
        self._margin = min(indents) if indents else 0
        if self._margin:
            text = '\n'.join(line[self._margin:] for line in text.split('\n'))
        pieces = text.split('\n')
        return [piece + '\n' for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])

    def _example(self, source_lines, want_lines, indent, name, lineno):
        source_lines = [line.rstrip('\n') for line in source_lines]
        want_lines = [line.rstrip('\n') for line in want_lines]
        for number, line in enumerate(source_lines, lineno + 1):
            if line[indent + 3:indent + 4] not in ('', ' '):
                raise ValueError('line %r of the docstring for %s lacks blank after %s: %r'
                                 % (number, name, line[indent:indent + 3], line))
        self._check_margin(source_lines[1:], ' ' * indent + '.', name, lineno)
        self._check_margin(want_lines, ' ' * indent, name, lineno + len(source_lines))
        source = '\n'.join(line[indent + 4:] for line in source_lines)
        want = '\n'.join(line[indent:] for line in want_lines)
        traceback = self._TRACEBACK.match(want)
        return Example(source, want, traceback and traceback.group('message'), lineno, indent,
                       self._find_options(source, name, lineno))

    def _check_margin(self, lines, margin, name, lineno):
        for number, line in enumerate(lines, lineno + 1):
            if line and not line.startswith(margin):
                raise ValueError('line %r of the docstring for %s has inconsistent leading whitespace: %r'
                                 % (number, name, line))

    def _find_options(self, source, name, lineno):
        options = {}
        for directive in self._OPTION.findall(source):
            for word in directive.replace(',', ' ').split():
                if word[0] not in '+-' or word[1:] not in OPTIONFLAGS_BY_NAME:
                    raise ValueError('line %r of the doctest for %s has an invalid option: %r'
                                     % (lineno + 1, name, word))
                options[OPTIONFLAGS_BY_NAME[word[1:]]] = word[0] == '+'
        if options and self._IS_BLANK_OR_COMMENT(source):
            raise ValueError('line %r of the doctest for %s has an option directive on a line with no example: %r'
                             % (lineno, name, source))
        return options

    def get_doctest(self, string, globs, name, filename, lineno):
        """Return the doctest of a text."""
        return DocTest(self.get_examples(string, name), globs, name, filename, lineno, string)

    def get_examples(self, string, name='<string>'):
        """Return the examples of a text."""
        return [part for part in self.parse(string, name) if isinstance(part, Example)]


class DocTestFinder:
    """Finds the doctests of a module, a class or a function, and of what is inside."""

    def __init__(self, verbose=False, parser=DocTestParser(), recurse=True, exclude_empty=True):
        self._verbose, self._parser = verbose, parser
        self._recurse, self._exclude_empty = recurse, exclude_empty

    def find(self, obj, name=None, module=None, globs=None, extraglobs=None):
        """Return the doctests of an object and, unless switched off, of what it contains.

        module is the one it must be from, False for any; globs are the names to run with, those of
        the module if not given, to which extraglobs are added.
        """
        name = getattr(obj, '__name__', None) if name is None else name
        if name is None:
            raise ValueError("DocTestFinder.find: name must be given when obj.__name__ doesn't exist: %r"
                             % (type(obj),))
        if module is False:
            module = None
        elif module is None:
            module = inspect.getmodule(obj)
        if globs is None:
            globs = module.__dict__ if module is not None else {}
        names = dict(globs)
        names.update(extraglobs or {})
        names.setdefault('__name__', '__main__')
        tests = []
        self._find(tests, obj, name, module, self._lines_of(obj, module), names, set())
        tests.sort()
        return tests

    def _lines_of(self, obj, module):
        try:
            filename = inspect.getsourcefile(obj)
        except TypeError:
            return None
        if not filename:
            # Perhaps a loader has the source.
            filename = inspect.getfile(obj)
            if not (filename[:1] + filename[-2:] in ('<]>', '<>>')):
                return None
        lines = linecache.getlines(filename, *([module.__dict__] if module is not None else []))
        return lines or None

    def _from_module(self, module, object):
        """Tell whether an object was defined in a module."""
        if module is None:
            return True
        if inspect.getmodule(object) is not None:
            return inspect.getmodule(object) is module
        if inspect.isfunction(object):
            return object.func_globals is module.__dict__
        if inspect.isclass(object) or hasattr(object, '__module__'):
            return object.__module__ == module.__name__
        if isinstance(object, property):
            return True
        raise ValueError("object must be a class or function")

    def _find(self, tests, obj, name, module, source_lines, globs, seen):
        if self._verbose:
            print 'Finding tests in %s' % name
        if id(obj) in seen:
            return
        seen.add(id(obj))
        test = self._get_test(obj, name, module, globs, source_lines)
        if test is not None:
            tests.append(test)
        if self._recurse:
            for inner_name, inner in self._inside(obj, name, module):
                self._find(tests, inner, inner_name, module, source_lines, globs, seen)

    def _inside(self, obj, name, module):
        """Yield names and values of what an object contains that may have doctests."""
        if inspect.ismodule(obj):
            for key, value in obj.__dict__.items():
                if (inspect.isfunction(value) or inspect.isclass(value)) and self._from_module(module, value):
                    yield '%s.%s' % (name, key), value
            for key, value in getattr(obj, '__test__', {}).items():
                self._check_test_entry(key, value)
                yield '%s.__test__.%s' % (name, key), value
        elif inspect.isclass(obj):
            for key, value in obj.__dict__.items():
                if isinstance(value, staticmethod):
                    value = getattr(obj, key)
                elif isinstance(value, classmethod):
                    value = getattr(obj, key).im_func
                fits = inspect.isfunction(value) or inspect.isclass(value) or isinstance(value, property)
                if fits and self._from_module(module, value):
                    yield '%s.%s' % (name, key), value

    def _check_test_entry(self, key, value):
        if not isinstance(key, basestring):
            raise ValueError("DocTestFinder.find: __test__ keys must be strings: %r" % (type(key),))
        kinds = inspect.isfunction, inspect.isclass, inspect.ismethod, inspect.ismodule
        if not isinstance(value, basestring) and not any(kind(value) for kind in kinds):
            raise ValueError("DocTestFinder.find: __test__ values must be strings, functions, methods, "
                             "classes, or modules: %r" % (type(value),))

    def _get_test(self, obj, name, module, globs, source_lines):
        docstring = obj
        if not isinstance(obj, basestring):
            docstring = getattr(obj, '__doc__', None)
            docstring = '' if docstring is None else docstring
            if not isinstance(docstring, basestring):
                docstring = str(docstring)
        if self._exclude_empty and not docstring:
            return None
        filename = None
        if module is not None:
            filename = getattr(module, '__file__', module.__name__)
            if filename[-4:] in (".pyc", ".pyo"):
                filename = filename[:-1]
        lineno = self._find_lineno(obj, source_lines)
        return self._parser.get_doctest(docstring, globs, name, filename, lineno)

    def _find_lineno(self, obj, source_lines):
        """Return the line in which the docstring begins, counted from 0, or None."""
        lineno = 0 if inspect.ismodule(obj) else None
        if inspect.isclass(obj):
            if source_lines is None:
                return None
            header = re.compile(r'^\s*class\s*%s\b' % getattr(obj, '__name__', '-'))
            lineno = next((number for number, line in enumerate(source_lines) if header.match(line)), None)
        for test, part in ((inspect.ismethod, 'im_func'), (inspect.isfunction, 'func_code'),
                           (inspect.istraceback, 'tb_frame'), (inspect.isframe, 'f_code')):
            if test(obj):
                obj = getattr(obj, part)
        if inspect.iscode(obj):
            lineno = obj.co_firstlineno - 1
        if lineno is None:
            return None
        if source_lines is None:
            return lineno + 1
        quote = re.compile(r'(^|.*:)\s*\w*("|\')')
        return next((number for number in range(lineno, len(source_lines))
                     if quote.match(source_lines[number])), None)
