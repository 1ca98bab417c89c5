# pyston in a small image, with its environment active in every shell.
#   docker build -t pyston .
#   docker run -it pyston                 a shell, `python` is pyston
#   docker run --rm pyston python -c 'print "Hello"'
#   docker run --rm -v "$PWD:/app" -w /app pyston python program.py

ARG DEBIAN=bookworm

FROM debian:${DEBIAN} AS build
ARG RUST=1.95.0
ENV CARGO_HOME=/opt/cargo RUSTUP_HOME=/opt/rustup PATH=/opt/cargo/bin:$PATH
RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends \
        ca-certificates curl gcc g++ libc6-dev make \
        llvm-22-dev libpolly-22-dev libzstd-dev zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
RUN curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs \
  | sh -s -- -y --no-modify-path --profile minimal --default-toolchain "$RUST"
WORKDIR /src
COPY . .
RUN make build && strip -o /pyston target/release/pyston

FROM debian:${DEBIAN}-slim
LABEL org.opencontainers.image.title="pyston" \
      org.opencontainers.image.description="Python 2.7 with a JIT and built-in coroutines" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
ENV LANG=C.UTF-8 VIRTUAL_ENV=/opt/pyston PATH=/opt/pyston/bin:$PATH
COPY --from=build /pyston /opt/pyston/bin/pyston
RUN cd /opt/pyston/bin \
 && ln -s pyston python && ln -s pyston python2 && ln -s pyston python2.7 \
 && printf '%s\n' 'PS1="(pyston) $PS1"' >> /etc/bash.bashrc \
 && useradd --create-home pyston \
 && python -c 'print "ok"'
CMD ["/bin/bash"]
