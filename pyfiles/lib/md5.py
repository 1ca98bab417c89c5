"""MD5 digests: the old name of hashlib.md5."""
from hashlib import md5 as new

md5 = new
blocksize = 1
digest_size = 16
