"""pickle under the name of its fast variant."""
from pickle import (PickleError, PicklingError, UnpicklingError, Pickler, Unpickler, dump, dumps,
                    load, loads, HIGHEST_PROTOCOL, compatible_formats, format_version)

__version__ = "1.71"


class BadPickleGet(UnpicklingError):
    pass


class UnpickleableError(PicklingError):
    pass
