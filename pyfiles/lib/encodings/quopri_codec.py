"""Quoted-printable as a codec."""
from binascii import a2b_qp, b2a_qp

from encodings._bytes import codec_info


def getregentry():
    return codec_info('quopri', lambda data: b2a_qp(str(data), quotetabs=True), lambda data: a2b_qp(str(data)))
