import package.part
print __name__, __package__, package.part.VALUE
