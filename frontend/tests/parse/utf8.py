# coding=utf-8
x = "é", u"é😀"; y
