"""Interpreters of lines: a command NAME is the method do_NAME of a derived class."""
import string
import sys

__all__ = ["Cmd"]

PROMPT = '(Cmd) '
IDENTCHARS = string.ascii_letters + string.digits + '_'


class Cmd:
    """Reads lines and does what they say.

    An empty line repeats the last command, '?' is help and '!' shell. Lines in cmdqueue come before
    those that are typed.
    """

    prompt, identchars, ruler, lastcmd, intro = PROMPT, IDENTCHARS, '=', '', None
    doc_leader, nohelp = "", "*** No help on %s"
    doc_header = "Documented commands (type help <topic>):"
    misc_header = "Miscellaneous help topics:"
    undoc_header = "Undocumented commands:"
    use_rawinput = 1

    def __init__(self, completekey='tab', stdin=None, stdout=None):
        self.stdin = sys.stdin if stdin is None else stdin
        self.stdout = sys.stdout if stdout is None else stdout
        self.cmdqueue, self.completekey = [], completekey

    def cmdloop(self, intro=None):
        """Do what the lines say until a command returns something true."""
        self.preloop()
        restore = self._with_completion()
        try:
            if intro is not None:
                self.intro = intro
            if self.intro:
                self.stdout.write(str(self.intro) + "\n")
            stop = None
            while not stop:
                line = self.precmd(self.cmdqueue.pop(0) if self.cmdqueue else self._ask())
                stop = self.postcmd(self.onecmd(line), line)
            self.postloop()
        finally:
            restore()

    def _with_completion(self):
        """Have the line editor complete commands; return what undoes that."""
        if self.use_rawinput and self.completekey:
            try:
                import readline
            except ImportError:
                return lambda: None
            self.old_completer = readline.get_completer()
            readline.set_completer(self.complete)
            readline.parse_and_bind(self.completekey + ": complete")
            return lambda: readline.set_completer(self.old_completer)
        return lambda: None

    def _ask(self):
        if self.use_rawinput:
            try:
                return raw_input(self.prompt)
            except EOFError:
                return 'EOF'
        self.stdout.write(self.prompt)
        self.stdout.flush()
        line = self.stdin.readline()
        return line.rstrip('\r\n') if line else 'EOF'

    # To be overridden

    def precmd(self, line):
        """Return the line to be done in place of the one read."""
        return line

    def postcmd(self, stop, line):
        """Return whether to stop, after a line for which the command said `stop`."""
        return stop

    def preloop(self):
        """Called before the first line."""

    def postloop(self):
        """Called after the last line."""

    # One line

    def parseline(self, line):
        """Return command, argument and line, the first two None if there is no command."""
        line = line.strip()
        if line[:1] == '?':
            line = 'help ' + line[1:]
        elif line[:1] == '!':
            if not hasattr(self, 'do_shell'):
                return None, None, line
            line = 'shell ' + line[1:]
        elif not line:
            return None, None, line
        end = 0
        while end < len(line) and line[end] in self.identchars:
            end += 1
        return line[:end], line[end:].strip(), line

    def onecmd(self, line):
        """Do what a line says and return what the command returns."""
        command, argument, line = self.parseline(line)
        if not line:
            return self.emptyline()
        if command is None:
            return self.default(line)
        self.lastcmd = '' if line == 'EOF' else line
        method = getattr(self, 'do_' + command, None) if command else None
        return self.default(line) if method is None else method(argument)

    def emptyline(self):
        """Repeat the last command."""
        if self.lastcmd:
            return self.onecmd(self.lastcmd)

    def default(self, line):
        """Complain about a line whose command is unknown."""
        self.stdout.write('*** Unknown syntax: %s\n' % line)

    # Completion

    def completedefault(self, *ignored):
        """Return completions for a command without a method complete_NAME."""
        return []

    def completenames(self, text, *ignored):
        """Return the commands that begin with a text."""
        return [name[3:] for name in self.get_names() if name.startswith('do_' + text)]

    def complete(self, text, state):
        """Return the completion of a text with the number state; what the line editor calls."""
        if state == 0:
            import readline
            typed = readline.get_line_buffer()
            line = typed.lstrip()
            blanks = len(typed) - len(line)
            begin, end = readline.get_begidx() - blanks, readline.get_endidx() - blanks
            find = self.completenames
            if begin > 0:
                command = self.parseline(line)[0]
                find = getattr(self, 'complete_' + command, self.completedefault) if command else self.completedefault
            self.completion_matches = find(text, line, begin, end)
        matches = self.completion_matches
        return matches[state] if state < len(matches) else None

    def get_names(self):
        """Return the names of the class and its bases."""
        return dir(self.__class__)

    def complete_help(self, *args):
        return list(set(self.completenames(*args)) |
                    set(name[5:] for name in self.get_names() if name.startswith('help_' + args[0])))

    # Help

    def do_help(self, arg):
        'List available commands with "help" or detailed help with "help cmd".'
        if arg:
            self._help_on(arg)
            return
        commands = sorted(set(name for name in self.get_names() if name.startswith('do_')))
        topics = dict.fromkeys(name[5:] for name in self.get_names() if name.startswith('help_'))
        documented, undocumented = [], []
        for name in commands:
            command = name[3:]
            if command in topics:
                del topics[command]
                documented.append(command)
            else:
                (documented if getattr(self, name).__doc__ else undocumented).append(command)
        self.stdout.write("%s\n" % str(self.doc_leader))
        self.print_topics(self.doc_header, documented, 15, 80)
        self.print_topics(self.misc_header, topics.keys(), 15, 80)
        self.print_topics(self.undoc_header, undocumented, 15, 80)

    def _help_on(self, topic):
        method = getattr(self, 'help_' + topic, None)
        if method is not None:
            method()
            return
        text = getattr(getattr(self, 'do_' + topic, None), '__doc__', None)
        if not hasattr(self, 'do_' + topic) or not text:
            text = self.nohelp % (topic,)
        self.stdout.write("%s\n" % str(text))

    def print_topics(self, header, cmds, cmdlen, maxcol):
        """Write names in columns below a heading."""
        if cmds:
            self.stdout.write("%s\n" % str(header))
            if self.ruler:
                self.stdout.write("%s\n" % str(self.ruler * len(header)))
            self.columnize(cmds, maxcol - 1)
            self.stdout.write("\n")

    def columnize(self, list, displaywidth=80):
        """Write strings in as few rows as fit; within a column they follow each other."""
        if not list:
            self.stdout.write("<empty>\n")
            return
        wrong = [str(place) for place, item in enumerate(list) if not isinstance(item, str)]
        if wrong:
            raise TypeError("list[i] not a string for i in " + ", ".join(wrong))
        for rows in range(1, len(list) + 1):
            columns = [list[begin:begin + rows] for begin in range(0, len(list), rows)]
            widths = [max(map(len, column)) for column in columns]
            if sum(widths) + 2 * (len(widths) - 1) <= displaywidth:
                break
        else:
            columns, widths = [list], [0]
        for row in range(len(columns[0])):
            cells = [(column[row], width) for column, width in zip(columns, widths) if row < len(column)]
            self.stdout.write("%s\n" % "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
                              if len(cells) == 1 else "%s\n" % "  ".join(cell.ljust(width) for cell, width in cells))
