"""Numbers of the kinds of words Python programs are made of, as the grammar has them."""
_names = ('ENDMARKER NAME NUMBER STRING NEWLINE INDENT DEDENT LPAR RPAR LSQB RSQB COLON COMMA SEMI '
          'PLUS MINUS STAR SLASH VBAR AMPER LESS GREATER EQUAL DOT PERCENT BACKQUOTE LBRACE '
          'RBRACE EQEQUAL NOTEQUAL LESSEQUAL GREATEREQUAL TILDE CIRCUMFLEX LEFTSHIFT RIGHTSHIFT '
          'DOUBLESTAR PLUSEQUAL MINEQUAL STAREQUAL SLASHEQUAL PERCENTEQUAL AMPEREQUAL VBAREQUAL '
          'CIRCUMFLEXEQUAL LEFTSHIFTEQUAL RIGHTSHIFTEQUAL DOUBLESTAREQUAL DOUBLESLASH '
          'DOUBLESLASHEQUAL AT OP ERRORTOKEN N_TOKENS').split()
globals().update((_name, _number) for _number, _name in enumerate(_names))
NT_OFFSET = 256

tok_name = dict(enumerate(_names))
tok_name[NT_OFFSET] = 'NT_OFFSET'


def ISTERMINAL(x):
    """Tell whether x is the number of a kind of words."""
    return x < NT_OFFSET


def ISNONTERMINAL(x):
    """Tell whether x is the number of a rule of the grammar."""
    return x >= NT_OFFSET


def ISEOF(x):
    """Tell whether x is the number of the end."""
    return x == ENDMARKER
