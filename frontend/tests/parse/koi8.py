#!/usr/bin/python
# -*- coding: koi8-r -*-
x = "аИ\n", u"а\xe9" ; y = ur"а" # а
