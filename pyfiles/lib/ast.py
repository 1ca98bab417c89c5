"""Syntax trees: making them of source, walking and changing them, showing them as text."""
from _ast import *
from _ast import __version__


def parse(source, filename='<unknown>', mode='exec'):
    """Return the tree of source."""
    return compile(source, filename, mode, PyCF_ONLY_AST)


def literal_eval(node_or_string):
    """Return the value of an expression of literals only; ValueError for any other."""
    tree = node_or_string
    if isinstance(tree, basestring):
        tree = parse(tree, mode='eval')
    if isinstance(tree, Expression):
        tree = tree.body
    return _literal(tree)


_NAMES_OF_VALUES = {'None': None, 'True': True, 'False': False}


def _literal(node):
    if isinstance(node, Str):
        return node.s
    if isinstance(node, Num):
        return node.n
    if isinstance(node, Tuple):
        return tuple(map(_literal, node.elts))
    if isinstance(node, List):
        return map(_literal, node.elts)
    if isinstance(node, Dict):
        return dict((_literal(key), _literal(value))
                    for key, value in zip(node.keys, node.values))
    if isinstance(node, Name) and node.id in _NAMES_OF_VALUES:
        return _NAMES_OF_VALUES[node.id]
    # A complex number is a sum: a real one and an imaginary one.
    if (isinstance(node, BinOp) and isinstance(node.op, (Add, Sub)) and
            isinstance(node.right, Num) and isinstance(node.right.n, complex) and
            isinstance(node.left, Num) and isinstance(node.left.n, (int, long, float))):
        if isinstance(node.op, Add):
            return node.left.n + node.right.n
        return node.left.n - node.right.n
    raise ValueError('malformed string')


def dump(node, annotate_fields=True, include_attributes=False):
    """Return a tree as text: with the names of fields, and with places if these are wanted."""
    if not isinstance(node, AST):
        raise TypeError('expected AST, got %r' % node.__class__.__name__)
    return _shown(node, annotate_fields, include_attributes)


def _shown(node, with_names, with_places):
    if isinstance(node, list):
        return '[%s]' % ', '.join([_shown(each, with_names, with_places) for each in node])
    if not isinstance(node, AST):
        return repr(node)
    fields = [(name, _shown(value, with_names, with_places)) for name, value in iter_fields(node)]
    parts = ['%s=%s' % field if with_names else field[1] for field in fields]
    text = ', '.join(parts)
    if with_places and node._attributes:
        text += ', ' if fields and with_names else ' ' if fields else ''
        text += ', '.join(['%s=%s' % (name, _shown(getattr(node, name), with_names, with_places))
                           for name in node._attributes])
    return '%s(%s)' % (node.__class__.__name__, text)


def copy_location(new_node, old_node):
    """Give a node the place of another; return it."""
    for name in ('lineno', 'col_offset'):
        if name in old_node._attributes and name in new_node._attributes and hasattr(old_node,
                                                                                     name):
            setattr(new_node, name, getattr(old_node, name))
    return new_node


def fix_missing_locations(node):
    """Give nodes without a place that of the node above; return the tree."""
    pending = [(node, {'lineno': 1, 'col_offset': 0})]
    while pending:
        each, inherited = pending.pop()
        places = dict(inherited)
        for name in places:
            if name in each._attributes:
                if hasattr(each, name):
                    places[name] = getattr(each, name)
                else:
                    setattr(each, name, places[name])
        pending.extend((child, places) for child in iter_child_nodes(each))
    return node


def increment_lineno(node, n=1):
    """Add n to the line numbers of a tree; return it."""
    for each in walk(node):
        if 'lineno' in each._attributes:
            each.lineno = getattr(each, 'lineno', 0) + n
    return node


def iter_fields(node):
    """Yield (name, value) of the fields a node has."""
    for name in node._fields:
        try:
            yield name, getattr(node, name)
        except AttributeError:
            continue


def iter_child_nodes(node):
    """Yield the nodes right below a node."""
    for _, value in iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, AST):
                yield each


def get_docstring(node, clean=True):
    """Return the docstring of a module, class or function, None if there is none."""
    if not isinstance(node, (FunctionDef, ClassDef, Module)):
        raise TypeError("%r can't have docstrings" % node.__class__.__name__)
    first = node.body[0] if node.body else None
    if not (isinstance(first, Expr) and isinstance(first.value, Str)):
        return None
    if not clean:
        return first.value.s
    import inspect
    return inspect.cleandoc(first.value.s)


def walk(node):
    """Yield a node and all below it, level by level."""
    level = [node]
    while level:
        below = []
        for each in level:
            below.extend(iter_child_nodes(each))
            yield each
        level = below


class NodeVisitor(object):
    """Calls visit_NAME(node) by the class of a node; generic_visit() for others goes on below."""

    def visit(self, node):
        """Visit a node."""
        return getattr(self, 'visit_' + node.__class__.__name__, self.generic_visit)(node)

    def generic_visit(self, node):
        """Visit all nodes right below."""
        for child in iter_child_nodes(node):
            self.visit(child)


class NodeTransformer(NodeVisitor):
    """A visitor whose results replace the nodes: None removes one, a list takes its place."""

    def generic_visit(self, node):
        for name, value in list(iter_fields(node)):
            if isinstance(value, list):
                changed = []
                for each in value:
                    found = self.visit(each) if isinstance(each, AST) else each
                    if isinstance(found, AST) or not isinstance(each, AST):
                        changed.append(found)
                    elif found is not None:
                        changed.extend(found)
                value[:] = changed
            elif isinstance(value, AST):
                found = self.visit(value)
                if found is None:
                    delattr(node, name)
                else:
                    setattr(node, name, found)
        return node
