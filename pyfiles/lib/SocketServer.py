"""Servers: one class makes the socket and gives requests to handlers, mix-ins decide where those run."""
import errno
import os
import select
import socket
import sys
import threading

__all__ = ["TCPServer", "UDPServer", "ForkingUDPServer", "ForkingTCPServer", "ThreadingUDPServer",
           "ThreadingTCPServer", "BaseRequestHandler", "StreamRequestHandler", "DatagramRequestHandler",
           "ThreadingMixIn", "ForkingMixIn"]
__version__ = "0.4"
_unix = hasattr(socket, "AF_UNIX")
if _unix:
    __all__ += ["UnixStreamServer", "UnixDatagramServer", "ThreadingUnixStreamServer", "ThreadingUnixDatagramServer"]


def _eintr_retry(func, *args):
    """Call a function again as long as signals interrupt it."""
    while True:
        try:
            return func(*args)
        except (OSError, select.error) as problem:
            if problem.args[0] != errno.EINTR:
                raise


class BaseServer:
    """What all servers do; derived classes get requests, and may override what is empty here.

    RequestHandlerClass is called with a request, the address of the client and the server.
    """

    timeout = None

    def __init__(self, server_address, RequestHandlerClass):
        self.server_address, self.RequestHandlerClass = server_address, RequestHandlerClass
        self.__stopped, self.__stop = threading.Event(), False

    def server_activate(self):
        """Get ready for requests."""

    def serve_forever(self, poll_interval=0.5):
        """Handle requests until shutdown is called, which is looked for every poll_interval seconds."""
        self.__stopped.clear()
        try:
            while not self.__stop:
                ready = _eintr_retry(select.select, [self], [], [], poll_interval)[0]
                if not self.__stop and self in ready:
                    self._handle_request_noblock()
        finally:
            self.__stop = False
            self.__stopped.set()

    def shutdown(self):
        """Have serve_forever, which must run in another thread, return; wait until it has."""
        self.__stop = True
        self.__stopped.wait()

    def handle_request(self):
        """Handle one request, or call handle_timeout if none comes in time."""
        limits = [limit for limit in (self.socket.gettimeout(), self.timeout) if limit is not None]
        ready = _eintr_retry(select.select, [self], [], [], min(limits) if limits else None)[0]
        if ready:
            self._handle_request_noblock()
        else:
            self.handle_timeout()

    def _handle_request_noblock(self):
        try:
            request, address = self.get_request()
        except socket.error:
            return
        if not self.verify_request(request, address):
            self.shutdown_request(request)
            return
        try:
            self.process_request(request, address)
        except:
            self.handle_error(request, address)
            self.shutdown_request(request)

    def handle_timeout(self):
        """No request has come in time."""

    def verify_request(self, request, client_address):
        """Tell whether a request is to be handled."""
        return True

    def process_request(self, request, client_address):
        """Handle a request here and now."""
        self.finish_request(request, client_address)
        self.shutdown_request(request)

    def finish_request(self, request, client_address):
        """Give a request to a new handler."""
        self.RequestHandlerClass(request, client_address, self)

    def server_close(self):
        """Let go of what the server has."""

    def shutdown_request(self, request):
        """End a request in an orderly way."""
        self.close_request(request)

    def close_request(self, request):
        """End a request."""

    def handle_error(self, request, client_address):
        """Tell of what a handler has raised."""
        import traceback
        rule = '-' * 40
        print rule
        print 'Exception happened during processing of request from', client_address
        traceback.print_exc()
        print rule


class TCPServer(BaseServer):
    """Accepts connections at an address (host, port)."""

    address_family, socket_type = socket.AF_INET, socket.SOCK_STREAM
    request_queue_size = 5
    # Whether the address may be taken while connections of a former server linger.
    allow_reuse_address = False

    def __init__(self, server_address, RequestHandlerClass, bind_and_activate=True):
        BaseServer.__init__(self, server_address, RequestHandlerClass)
        self.socket = socket.socket(self.address_family, self.socket_type)
        if not bind_and_activate:
            return
        try:
            self.server_bind()
            self.server_activate()
        except:
            self.server_close()
            raise

    def server_bind(self):
        """Take the address."""
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        # The port may have been left to the system.
        self.server_address = self.socket.getsockname()

    def server_activate(self):
        self.socket.listen(self.request_queue_size)

    def server_close(self):
        self.socket.close()

    def fileno(self):
        """Return the descriptor, for select."""
        return self.socket.fileno()

    def get_request(self):
        """Return the next request and the address of the client."""
        return self.socket.accept()

    def shutdown_request(self, request):
        try:
            # The other side is to see the end even if a child process has the socket, too.
            request.shutdown(socket.SHUT_WR)
        except socket.error:
            pass  # It is gone already.
        self.close_request(request)

    def close_request(self, request):
        request.close()


class UDPServer(TCPServer):
    """Takes datagrams; a request is the data and the socket to answer with."""

    socket_type = socket.SOCK_DGRAM
    max_packet_size = 8192

    def get_request(self):
        data, address = self.socket.recvfrom(self.max_packet_size)
        return (data, self.socket), address

    def server_activate(self):
        pass

    def shutdown_request(self, request):
        self.close_request(request)

    def close_request(self, request):
        pass


class ForkingMixIn:
    """Has each request handled in a process of its own."""

    timeout = 300
    active_children = None
    max_children = 40

    def collect_children(self):
        """Take notice of processes that have ended; wait while there are too many."""
        children = self.active_children
        while children is not None and len(children) >= self.max_children:
            self._wait_for(-1, 0)
        for pid in list(children or ()):
            self._wait_for(pid, os.WNOHANG)

    def _wait_for(self, pid, options):
        try:
            ended, _ = _eintr_retry(os.waitpid, pid, options)
        except OSError as problem:
            if problem.errno != errno.ECHILD:
                return
            # Somebody else has waited for it, or for all of them.
            if pid == -1:
                self.active_children.clear()
            ended = pid
        self.active_children.discard(ended)

    def handle_timeout(self):
        self.collect_children()

    def process_request(self, request, client_address):
        self.collect_children()
        pid = os.fork()
        if pid:
            if self.active_children is None:
                self.active_children = set()
            self.active_children.add(pid)
            self.close_request(request)
            return
        # The child must never come back to its parent's work.
        status = 1
        try:
            self.finish_request(request, client_address)
            self.shutdown_request(request)
            status = 0
        except:
            try:
                self.handle_error(request, client_address)
                self.shutdown_request(request)
            finally:
                os._exit(status)
        os._exit(status)


class ThreadingMixIn:
    """Has each request handled in a thread of its own."""

    daemon_threads = False

    def process_request_thread(self, request, client_address):
        """Handle a request; what the thread runs."""
        try:
            self.finish_request(request, client_address)
        except:
            self.handle_error(request, client_address)
        self.shutdown_request(request)

    def process_request(self, request, client_address):
        worker = threading.Thread(target=self.process_request_thread, args=(request, client_address))
        worker.daemon = self.daemon_threads
        worker.start()


class ForkingUDPServer(ForkingMixIn, UDPServer):
    pass


class ForkingTCPServer(ForkingMixIn, TCPServer):
    pass


class ThreadingUDPServer(ThreadingMixIn, UDPServer):
    pass


class ThreadingTCPServer(ThreadingMixIn, TCPServer):
    pass


if _unix:
    class UnixStreamServer(TCPServer):
        address_family = socket.AF_UNIX

    class UnixDatagramServer(UDPServer):
        address_family = socket.AF_UNIX

    class ThreadingUnixStreamServer(ThreadingMixIn, UnixStreamServer):
        pass

    class ThreadingUnixDatagramServer(ThreadingMixIn, UnixDatagramServer):
        pass


class BaseRequestHandler:
    """Handles one request: setup, handle and finish, of which derived classes define what they need."""

    def __init__(self, request, client_address, server):
        self.request, self.client_address, self.server = request, client_address, server
        self.setup()
        try:
            self.handle()
        finally:
            self.finish()

    def setup(self):
        """Called first."""

    def handle(self):
        """Does the work."""

    def finish(self):
        """Called last, whatever handle has raised."""


class StreamRequestHandler(BaseRequestHandler):
    """Has a connection as the files rfile and wfile."""

    rbufsize, wbufsize = -1, 0
    timeout = None
    disable_nagle_algorithm = False

    def setup(self):
        self.connection = connection = self.request
        if self.timeout is not None:
            connection.settimeout(self.timeout)
        if self.disable_nagle_algorithm:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self.rfile = connection.makefile('rb', self.rbufsize)
        self.wfile = connection.makefile('wb', self.wbufsize)

    def finish(self):
        try:
            if not self.wfile.closed:
                self.wfile.flush()
        except socket.error:
            pass  # The client does not listen any more.
        for stream in self.wfile, self.rfile:
            stream.close()


class DatagramRequestHandler(BaseRequestHandler):
    """Has a datagram as rfile, and sends what is written to wfile."""

    def setup(self):
        from cStringIO import StringIO
        self.packet, self.socket = self.request
        self.rfile, self.wfile = StringIO(self.packet), StringIO()

    def finish(self):
        self.socket.sendto(self.wfile.getvalue(), self.client_address)
