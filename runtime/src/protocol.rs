//! Abstract operations by the Python rules, shared by the interpreter and compiled code.
