"""SHA-1 digests: the old name of hashlib.sha1."""
from hashlib import sha1 as new

sha = new
blocksize = 1
digest_size = digestsize = 20
