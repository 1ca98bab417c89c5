# What `__builtins__` is: the module in __main__, the dict in imported modules and in code that is executed.
import __builtin__
import imp
import os

print type(__builtins__), type(os.__builtins__), os.__builtins__ is __builtin__.__dict__
module = imp.new_module('module')
exec 'value = len("abc")' in module.__dict__
print type(module.__builtins__), module.value
scope = {}
exec 'value = 1' in scope
print type(scope['__builtins__']), sorted(scope)
scope = {}
eval('1', scope)
print sorted(scope), eval('type(__builtins__)')
