"""Set-up of logging from dictionaries and from files."""
import ConfigParser
import cStringIO
import errno
import logging
import logging.handlers
import os
import re
import struct
import sys
import traceback
import types

try:
    import socket
except ImportError:
    socket = None

try:
    import thread
    import threading
    from SocketServer import ThreadingTCPServer, StreamRequestHandler
except ImportError:
    thread = None

DEFAULT_LOGGING_CONFIG_PORT = 9030
RESET_ERROR = errno.ECONNRESET

_listener = None

from logging._dictconfig import (
    BaseConfigurator, ConvertingDict, ConvertingList, ConvertingMixin, ConvertingTuple,
    DictConfigurator, IDENTIFIER, _resolve, valid_ident)

dictConfigClass = DictConfigurator


def dictConfig(config):
    """Set logging up as the dictionary config says."""
    dictConfigClass(config).configure()


def fileConfig(fname, defaults=None, disable_existing_loggers=True):
    """Set logging up as a configuration file says; fname may be an open file."""
    parser = ConfigParser.ConfigParser(defaults)
    if hasattr(fname, 'readline'):
        parser.readfp(fname)
    else:
        parser.read(fname)
    formatters = _create_formatters(parser)
    logging._acquireLock()
    try:
        logging._handlers.clear()
        del logging._handlerList[:]
        handlers = _install_handlers(parser, formatters)
        _install_loggers(parser, handlers, disable_existing_loggers)
    finally:
        logging._releaseLock()


def _encoded(s):
    return s if isinstance(s, str) else s.encode('utf-8')


def _strip_spaces(alist):
    return map(lambda x: x.strip(), alist)


def _listed(parser, section, option="keys"):
    """Return the names of an option that lists them."""
    text = _encoded(parser.get(section, option))
    return _strip_spaces(text.split(",")) if text else []


def _option(parser, section, name, default=None, raw=0):
    if name in parser.options(section):
        return parser.get(section, name, raw)
    return default


def _create_formatters(cp):
    formatters = {}
    for name in _listed(cp, "formatters"):
        section = "formatter_%s" % name
        options = cp.options(section)
        fmt = cp.get(section, "format", 1) if "format" in options else None
        datefmt = cp.get(section, "datefmt", 1) if "datefmt" in options else None
        kind = logging.Formatter
        if "class" in options and cp.get(section, "class"):
            kind = _resolve(cp.get(section, "class"))
        formatters[name] = kind(fmt, datefmt)
    return formatters


def _install_handlers(cp, formatters):
    handlers = {}
    targets = []
    for name in _listed(cp, "handlers"):
        section = "handler_%s" % name
        kind = cp.get(section, "class")
        formatter = _option(cp, section, "formatter", "")
        try:
            kind = eval(kind, vars(logging))
        except (AttributeError, NameError):
            kind = _resolve(kind)
        args = eval(cp.get(section, "args"), vars(logging))
        handler = kind(*args)
        if "level" in cp.options(section):
            handler.setLevel(cp.get(section, "level"))
        if formatter:
            handler.setFormatter(formatters[formatter])
        if issubclass(kind, logging.handlers.MemoryHandler):
            target = _option(cp, section, "target", "")
            if target:
                # It may be the name of a handler that comes later.
                targets.append((handler, target))
        handlers[name] = handler
    for handler, target in targets:
        handler.setTarget(handlers[target])
    return handlers


def _set_up(logger, cp, section, handlers):
    """Give logger the level and the handlers of a section, and no others."""
    if "level" in cp.options(section):
        logger.setLevel(cp.get(section, "level"))
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    for name in _listed(cp, section, "handlers"):
        logger.addHandler(handlers[name])


def _install_loggers(cp, handlers, disable_existing):
    names = list(_listed(cp, "loggers"))
    names.remove("root")
    root = logging.root
    _set_up(root, cp, "logger_root", handlers)
    # Loggers that exist and are not named are put out of service, unless they are below a named one.
    existing = sorted(root.manager.loggerDict)
    children = []
    for name in names:
        section = "logger_%s" % name
        qualname = cp.get(section, "qualname")
        propagate = 1
        if "propagate" in cp.options(section):
            propagate = cp.getint(section, "propagate")
        logger = logging.getLogger(qualname)
        if qualname in existing:
            prefix = qualname + "."
            children.extend(other for other in existing if other.startswith(prefix))
            existing.remove(qualname)
        _set_up(logger, cp, section, handlers)
        logger.propagate = propagate
        logger.disabled = 0
    for name in existing:
        logger = root.manager.loggerDict[name]
        if name in children:
            logger.level = logging.NOTSET
            logger.handlers = []
            logger.propagate = 1
        else:
            logger.disabled = 1 if disable_existing else 0


def listen(port=DEFAULT_LOGGING_CONFIG_PORT):
    """Return a thread that takes configurations (4 bytes of size, then a text) at a port."""
    if not thread:
        raise NotImplementedError("listen() needs threading to work")

    class ConfigStreamHandler(StreamRequestHandler):
        def handle(self):
            try:
                connection = self.connection
                head = connection.recv(4)
                if len(head) != 4:
                    return
                size, = struct.unpack(">L", head)
                text = ''
                while len(text) < size:
                    text += connection.recv(size - len(text))
                _apply(text)
                if self.server.ready:
                    self.server.ready.set()
            except socket.error as problem:
                if problem.errno != RESET_ERROR:
                    raise

    class ConfigSocketReceiver(ThreadingTCPServer):
        allow_reuse_address = 1

        def __init__(self, host='localhost', port=DEFAULT_LOGGING_CONFIG_PORT, handler=None,
                     ready=None):
            ThreadingTCPServer.__init__(self, (host, port), handler)
            with logging._tables:
                self.abort = 0
            self.timeout, self.ready = 1, ready

        def serve_until_stopped(self):
            import select
            stopped = 0
            while not stopped:
                if select.select([self.socket.fileno()], [], [], self.timeout)[0]:
                    self.handle_request()
                with logging._tables:
                    stopped = self.abort
            self.socket.close()

    class Server(threading.Thread):
        def __init__(self, rcvr, hdlr, port):
            super(Server, self).__init__()
            self.rcvr, self.hdlr, self.port, self.ready = rcvr, hdlr, port, threading.Event()

        def run(self):
            global _listener
            server = self.rcvr(port=self.port, handler=self.hdlr, ready=self.ready)
            if self.port == 0:
                self.port = server.server_address[1]
            self.ready.set()
            with logging._tables:
                _listener = server
            server.serve_until_stopped()

    return Server(ConfigSocketReceiver, ConfigStreamHandler, port)


def _apply(text):
    """Set logging up by a text: JSON for dictConfig(), else for fileConfig()."""
    try:
        import json
        config = json.loads(text)
        assert isinstance(config, dict)
        dictConfig(config)
    except Exception:
        try:
            fileConfig(cStringIO.StringIO(text))
        except (KeyboardInterrupt, SystemExit):
            raise
        except:
            traceback.print_exc()


def stopListening():
    """End what listen() began."""
    global _listener
    with logging._tables:
        ended, _listener = _listener, None
        if ended:
            ended.abort = 1
