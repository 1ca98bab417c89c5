"""The set-up of logging by a dictionary.

Strings in it may refer to elsewhere: 'ext://sys.stderr' to an object, 'cfg://handlers.file.level' to
another place of the dictionary. They are looked up when they are read, by the classes Converting*.
"""
import logging
import logging.handlers
import re
import sys
import types

IDENTIFIER = re.compile('^[a-z_][a-z0-9_]*$', re.I)


def valid_ident(s):
    if not IDENTIFIER.match(s):
        raise ValueError('Not a valid Python identifier: %r' % s)
    return True


def _resolve(name):
    """Return the object with a dotted name, importing modules on the way."""
    parts = name.split('.')
    used = parts.pop(0)
    found = __import__(used)
    for part in parts:
        used += '.' + part
        try:
            found = getattr(found, part)
        except AttributeError:
            __import__(used)
            found = getattr(found, part)
    return found


class ConvertingMixin(object):
    """What the containers share: the value read replaces the string it was converted from."""

    def convert_with_key(self, key, value, replace=True):
        result = self.configurator.convert(value)
        if value is not result:
            if replace:
                self[key] = result
            if type(result) in (ConvertingDict, ConvertingList, ConvertingTuple):
                result.parent = self
                result.key = key
        return result

    def convert(self, value):
        result = self.configurator.convert(value)
        if value is not result:
            if type(result) in (ConvertingDict, ConvertingList, ConvertingTuple):
                result.parent = self
        return result


class ConvertingDict(dict, ConvertingMixin):
    """A dictionary whose values are converted when read."""

    def __getitem__(self, key):
        return self.convert_with_key(key, dict.__getitem__(self, key))

    def get(self, key, default=None):
        return self.convert_with_key(key, dict.get(self, key, default))

    def pop(self, key, default=None):
        return self.convert_with_key(key, dict.pop(self, key, default), replace=False)


class ConvertingList(list, ConvertingMixin):
    """A list whose items are converted when read."""

    def __getitem__(self, key):
        return self.convert_with_key(key, list.__getitem__(self, key))

    def pop(self, idx=-1):
        return self.convert(list.pop(self, idx))


class ConvertingTuple(tuple, ConvertingMixin):
    """A tuple whose items are converted when read."""

    def __getitem__(self, key):
        # A tuple cannot keep the result.
        return self.convert_with_key(key, tuple.__getitem__(self, key), replace=False)


class BaseConfigurator(object):
    """Reads a dictionary with references in its strings."""
    CONVERT_PATTERN = re.compile(r'^(?P<prefix>[a-z]+)://(?P<suffix>.*)$')
    WORD_PATTERN = re.compile(r'^\s*(\w+)\s*')
    DOT_PATTERN = re.compile(r'^\.\s*(\w+)\s*')
    INDEX_PATTERN = re.compile(r'^\[\s*(\w+)\s*\]\s*')
    DIGIT_PATTERN = re.compile(r'^\d+$')

    value_converters = {'ext': 'ext_convert', 'cfg': 'cfg_convert'}
    # What modules are imported with.
    importer = __import__

    def __init__(self, config):
        self.config = ConvertingDict(config)
        self.config.configurator = self
        # importer set by a derived class is a plain function.
        if type(self.importer) == types.MethodType:
            self.importer = self.importer.__func__

    def resolve(self, s):
        """Return the object with a dotted name."""
        parts = s.split('.')
        used = parts.pop(0)
        try:
            found = self.importer(used)
            for part in parts:
                used += '.' + part
                try:
                    found = getattr(found, part)
                except AttributeError:
                    self.importer(used)
                    found = getattr(found, part)
            return found
        except ImportError:
            problem, trace = sys.exc_info()[1:]
            failure = ValueError('Cannot resolve %r: %s' % (s, problem))
            failure.__cause__, failure.__traceback__ = problem, trace
            raise failure

    def ext_convert(self, value):
        """Return what ext://value means."""
        return self.resolve(value)

    def cfg_convert(self, value):
        """Return what cfg://value means."""
        rest = value
        match = self.WORD_PATTERN.match(rest)
        if match is None:
            raise ValueError("Unable to convert %r" % value)
        rest = rest[match.end():]
        found = self.config[match.groups()[0]]
        while rest:
            match = self.DOT_PATTERN.match(rest)
            if match:
                found = found[match.groups()[0]]
            else:
                match = self.INDEX_PATTERN.match(rest)
                if match:
                    index = match.groups()[0]
                    if not self.DIGIT_PATTERN.match(index):
                        found = found[index]
                    else:
                        # It may be a position or the key of a dictionary.
                        try:
                            found = found[int(index)]
                        except TypeError:
                            found = found[index]
            if not match:
                raise ValueError('Unable to convert %r at %r' % (value, rest))
            rest = rest[match.end():]
        return found

    def convert(self, value):
        """Return value as a container that converts, or what the string value refers to."""
        for plain, converting in ((dict, ConvertingDict), (list, ConvertingList),
                                  (tuple, ConvertingTuple)):
            if isinstance(value, converting):
                return value
            if isinstance(value, plain):
                value = converting(value)
                value.configurator = self
                return value
        if isinstance(value, basestring):
            match = self.CONVERT_PATTERN.match(value)
            if match:
                name = self.value_converters.get(match.group('prefix'), None)
                if name:
                    value = getattr(self, name)(match.group('suffix'))
        return value

    def configure_custom(self, config):
        """Return what the callable under the key '()' makes of the other keys."""
        factory = config.pop('()')
        if not hasattr(factory, '__call__') and type(factory) != types.ClassType:
            factory = self.resolve(factory)
        attributes = config.pop('.', None)
        kwargs = dict((key, config[key]) for key in config if valid_ident(key))
        result = factory(**kwargs)
        if attributes:
            for name, value in attributes.items():
                setattr(result, name, value)
        return result

    def as_tuple(self, value):
        return tuple(value) if isinstance(value, list) else value


class DictConfigurator(BaseConfigurator):
    """Sets logging up by a dictionary of version 1."""

    def configure(self):
        config = self.config
        if 'version' not in config:
            raise ValueError("dictionary doesn't specify a version")
        if config['version'] != 1:
            raise ValueError("Unsupported version: %s" % config['version'])
        logging._acquireLock()
        try:
            if config.pop('incremental', False):
                self._change(config)
            else:
                self._set_up(config)
        finally:
            logging._releaseLock()

    def _change(self, config):
        """Change levels and propagation of what is there."""
        handlers = config.get('handlers', {})
        for name in handlers:
            if name not in logging._handlers:
                raise ValueError('No handler found with name %r' % name)
            try:
                level = handlers[name].get('level', None)
                if level:
                    logging._handlers[name].setLevel(logging._checkLevel(level))
            except StandardError as problem:
                raise ValueError('Unable to configure handler %r: %s' % (name, problem))
        self._each(config.get('loggers', {}), 'logger',
                   lambda name, settings: self.configure_logger(name, settings, True))
        self._root(config, True)

    def _set_up(self, config):
        """Replace all handlers, and put loggers that are not named out of service."""
        disable_existing = config.pop('disable_existing_loggers', True)
        logging._handlers.clear()
        del logging._handlerList[:]
        formatters = config.get('formatters', {})
        self._each(formatters, 'formatter',
                   lambda name, settings: self._store(formatters, name,
                                                      self.configure_formatter(settings)))
        filters = config.get('filters', {})
        self._each(filters, 'filter',
                   lambda name, settings: self._store(filters, name,
                                                      self.configure_filter(settings)))
        self._handlers(config.get('handlers', {}))
        root = logging.root
        existing = sorted(root.manager.loggerDict)
        children = []
        loggers = config.get('loggers', {})
        for name in loggers:
            name = name.encode('utf-8') if isinstance(name, unicode) else name
            if name in existing:
                prefix = name + "."
                children.extend(other for other in existing if other.startswith(prefix))
                existing.remove(name)
            try:
                self.configure_logger(name, loggers[name])
            except StandardError as problem:
                raise ValueError('Unable to configure logger %r: %s' % (name, problem))
        for name in existing:
            logger = root.manager.loggerDict[name]
            if name in children:
                logger.level = logging.NOTSET
                logger.handlers = []
                logger.propagate = True
            elif disable_existing:
                logger.disabled = True
        self._root(config, False)

    @staticmethod
    def _store(table, name, value):
        table[name] = value

    @staticmethod
    def _each(table, what, action):
        for name in table:
            try:
                action(name, table[name])
            except StandardError as problem:
                raise ValueError('Unable to configure %s %r: %s' % (what, name, problem))

    def _handlers(self, handlers):
        """Make the handlers in the order of names; those that refer to later ones come last."""
        deferred = []
        for name in sorted(handlers):
            try:
                handler = self.configure_handler(handlers[name])
                handler.name = name
                handlers[name] = handler
            except StandardError as problem:
                if 'target not configured yet' in str(problem):
                    deferred.append(name)
                else:
                    raise ValueError('Unable to configure handler %r: %s' % (name, problem))
        for name in deferred:
            try:
                handler = self.configure_handler(handlers[name])
                handler.name = name
                handlers[name] = handler
            except StandardError as problem:
                raise ValueError('Unable to configure handler %r: %s' % (name, problem))

    def _root(self, config, incremental):
        root = config.get('root', None)
        if root:
            try:
                self.configure_root(root, incremental)
            except StandardError as problem:
                raise ValueError('Unable to configure root logger: %s' % problem)

    def configure_formatter(self, config):
        """Return a formatter."""
        if '()' not in config:
            return logging.Formatter(config.get('format', None), config.get('datefmt', None))
        factory = config['()']
        try:
            return self.configure_custom(config)
        except TypeError as problem:
            if "'format'" not in str(problem):
                raise
            # logging.Formatter itself has another name for that argument.
            config['fmt'] = config.pop('format')
            config['()'] = factory
            return self.configure_custom(config)

    def configure_filter(self, config):
        """Return a filter."""
        if '()' in config:
            return self.configure_custom(config)
        return logging.Filter(config.get('name', ''))

    def add_filters(self, filterer, filters):
        for name in filters:
            try:
                filterer.addFilter(self.config['filters'][name])
            except StandardError as problem:
                raise ValueError('Unable to add filter %r: %s' % (name, problem))

    def configure_handler(self, config):
        """Return a handler."""
        formatter = config.get('formatter', None)
        if formatter:
            try:
                formatter = self.config['formatters'][formatter]
            except StandardError as problem:
                raise ValueError('Unable to set formatter %r: %s' % (formatter, problem))
        level = config.pop('level', None)
        filters = config.pop('filters', None)
        if '()' in config:
            factory = config.pop('()')
            if not hasattr(factory, '__call__') and type(factory) != types.ClassType:
                factory = self.resolve(factory)
        else:
            factory = self.resolve(config.pop('class'))
            if (issubclass(factory, logging.handlers.MemoryHandler) and
                    'target' in config):
                self._resolve_target(config, level, filters)
            elif issubclass(factory, logging.handlers.SMTPHandler) and 'mailhost' in config:
                config['mailhost'] = self.as_tuple(config['mailhost'])
            elif issubclass(factory, logging.handlers.SysLogHandler) and 'address' in config:
                config['address'] = self.as_tuple(config['address'])
        config.pop('formatter', None)
        kwargs = dict((str(key), config[key]) for key in config if valid_ident(key))
        try:
            result = factory(**kwargs)
        except TypeError as problem:
            if "'stream'" not in str(problem):
                raise
            # Handlers of old call it so.
            kwargs['strm'] = kwargs.pop('stream')
            result = factory(**kwargs)
        if formatter:
            result.setFormatter(formatter)
        if level is not None:
            result.setLevel(logging._checkLevel(level))
        if filters:
            self.add_filters(result, filters)
        return result

    def _resolve_target(self, config, level, filters):
        try:
            target = self.config['handlers'][config['target']]
            if not isinstance(target, logging.Handler):
                # Put back what was taken, for the second attempt.
                config['class'] = 'logging.handlers.MemoryHandler'
                if level is not None:
                    config['level'] = level
                if filters is not None:
                    config['filters'] = filters
                raise StandardError('target not configured yet')
            config['target'] = target
        except StandardError as problem:
            raise ValueError('Unable to set target handler %r: %s' % (config['target'], problem))

    def add_handlers(self, logger, handlers):
        for name in handlers:
            try:
                logger.addHandler(self.config['handlers'][name])
            except StandardError as problem:
                raise ValueError('Unable to add handler %r: %s' % (name, problem))

    def common_logger_config(self, logger, config, incremental=False):
        """Do what is the same for the root logger and for others."""
        level = config.get('level', None)
        if level is not None:
            logger.setLevel(logging._checkLevel(level))
        if incremental:
            return
        for handler in logger.handlers[:]:
            logger.removeHandler(handler)
        handlers = config.get('handlers', None)
        if handlers:
            self.add_handlers(logger, handlers)
        filters = config.get('filters', None)
        if filters:
            self.add_filters(logger, filters)

    def configure_logger(self, name, config, incremental=False):
        logger = logging.getLogger(name)
        self.common_logger_config(logger, config, incremental)
        propagate = config.get('propagate', None)
        if propagate is not None:
            logger.propagate = propagate

    def configure_root(self, config, incremental=False):
        self.common_logger_config(logging.getLogger(), config, incremental)
