"""Codecs that turn bytes into bytes, made from two functions."""
import codecs


def codec_info(name, encode_bytes, decode_bytes):
    """Return the codec of functions of one string; errors other than 'strict' mean nothing here."""
    def encode(input, errors='strict'):
        assert errors == 'strict'
        return encode_bytes(input), len(input)

    def decode(input, errors='strict'):
        assert errors == 'strict'
        return decode_bytes(input), len(input)

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def encode(self, input, final=False):
            return encode(input, self.errors)[0]

    class IncrementalDecoder(codecs.IncrementalDecoder):
        def decode(self, input, final=False):
            return decode(input, self.errors)[0]

    return codecs.CodecInfo(encode, decode, incrementalencoder=IncrementalEncoder,
                            incrementaldecoder=IncrementalDecoder, name=name, _is_text_encoding=False,
                            **streams(encode, decode))


def streams(encode, decode):
    """Return the classes for streams of two codec functions, as keywords for CodecInfo."""
    functions = encode, decode

    class Codec(codecs.Codec):
        def encode(self, input, errors='strict'):
            return functions[0](input, errors)

        def decode(self, input, errors='strict'):
            return functions[1](input, errors)

    class StreamWriter(Codec, codecs.StreamWriter):
        pass

    class StreamReader(Codec, codecs.StreamReader):
        pass

    return dict(streamwriter=StreamWriter, streamreader=StreamReader)
