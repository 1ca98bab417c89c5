"""Looking at live objects: their kind, their source, their arguments, and the frames that run."""
from inspect._kinds import (
    Attribute, CO_GENERATOR, CO_NESTED, CO_NEWLOCALS, CO_NOFREE, CO_OPTIMIZED, CO_VARARGS,
    CO_VARKEYWORDS, TPFLAGS_IS_ABSTRACT, classify_class_attrs, getclasstree, getmembers, getmro,
    isabstract, isbuiltin, isclass, iscode, isdatadescriptor, isframe, isfunction, isgenerator,
    isgeneratorfunction, isgetsetdescriptor, ismemberdescriptor, ismethod, ismethoddescriptor,
    ismodule, isroutine, istraceback, walktree)
from inspect._source import (
    BlockFinder, EndOfBlock, ModuleInfo, cleandoc, findsource, getabsfile, getblock, getcomments,
    getdoc, getfile, getmodule, getmoduleinfo, getmodulename, getsource, getsourcefile,
    getsourcelines, indentsize, modulesbyfile)
from inspect._calls import (
    ArgInfo, ArgSpec, Arguments, Traceback, currentframe, formatargspec, formatargvalues, getargs,
    getargspec, getargvalues, getcallargs, getframeinfo, getinnerframes, getlineno,
    getouterframes, joinseq, stack, strseq, trace)
