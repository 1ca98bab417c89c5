"""The handler for syslog."""
import logging

try:
    import socket
except ImportError:
    socket = None


class SysLogHandler(logging.Handler):
    """Sends records to a syslog daemon, at a (host, port) or at the path of a local socket."""
    (LOG_EMERG, LOG_ALERT, LOG_CRIT, LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO,
     LOG_DEBUG) = range(8)
    (LOG_KERN, LOG_USER, LOG_MAIL, LOG_DAEMON, LOG_AUTH, LOG_SYSLOG, LOG_LPR, LOG_NEWS, LOG_UUCP,
     LOG_CRON, LOG_AUTHPRIV, LOG_FTP) = range(12)
    (LOG_LOCAL0, LOG_LOCAL1, LOG_LOCAL2, LOG_LOCAL3, LOG_LOCAL4, LOG_LOCAL5, LOG_LOCAL6,
     LOG_LOCAL7) = range(16, 24)

    priority_names = {
        "alert": LOG_ALERT, "crit": LOG_CRIT, "critical": LOG_CRIT, "debug": LOG_DEBUG,
        "emerg": LOG_EMERG, "err": LOG_ERR, "error": LOG_ERR, "info": LOG_INFO,
        "notice": LOG_NOTICE, "panic": LOG_EMERG, "warn": LOG_WARNING, "warning": LOG_WARNING,
    }
    facility_names = {
        "auth": LOG_AUTH, "authpriv": LOG_AUTHPRIV, "cron": LOG_CRON, "daemon": LOG_DAEMON,
        "ftp": LOG_FTP, "kern": LOG_KERN, "lpr": LOG_LPR, "mail": LOG_MAIL, "news": LOG_NEWS,
        "security": LOG_AUTH, "syslog": LOG_SYSLOG, "user": LOG_USER, "uucp": LOG_UUCP,
        "local0": LOG_LOCAL0, "local1": LOG_LOCAL1, "local2": LOG_LOCAL2, "local3": LOG_LOCAL3,
        "local4": LOG_LOCAL4, "local5": LOG_LOCAL5, "local6": LOG_LOCAL6, "local7": LOG_LOCAL7,
    }
    priority_map = {"DEBUG": "debug", "INFO": "info", "WARNING": "warning", "ERROR": "error",
                    "CRITICAL": "critical"}
    log_format_string = '<%d>%s\000'

    def __init__(self, address=('localhost', 514), facility=LOG_USER, socktype=None):
        logging.Handler.__init__(self)
        self.address = address
        self.facility = facility
        self.socktype = socktype
        self.unixsocket = isinstance(address, basestring)
        if self.unixsocket:
            try:
                self._connect_unixsocket(address)
            except socket.error:
                # The daemon may come later.
                pass
            return
        if socktype is None:
            socktype = socket.SOCK_DGRAM
        host, port = address
        found = socket.getaddrinfo(host, port, 0, socktype)
        if not found:
            raise socket.error("getaddrinfo returns an empty list")
        failure = None
        for family, kind, protocol, _, place in found:
            made = None
            try:
                made = socket.socket(family, kind, protocol)
                if socktype == socket.SOCK_STREAM:
                    made.connect(place)
                failure = None
                break
            except socket.error as problem:
                failure = problem
                if made is not None:
                    made.close()
        if failure is not None:
            raise failure
        self.socket = made
        self.socktype = socktype

    def _connect_unixsocket(self, address):
        kinds = [self.socktype]
        if self.socktype is None:
            kinds = [socket.SOCK_DGRAM, socket.SOCK_STREAM]
        for kind in kinds:
            self.socket = socket.socket(socket.AF_UNIX, kind)
            try:
                self.socket.connect(address)
                self.socktype = kind
                return
            except socket.error:
                self.socket.close()
                if kind is kinds[-1]:
                    raise

    def encodePriority(self, facility, priority):
        """Return the number that begins a message; both can be given by name."""
        if isinstance(facility, basestring):
            facility = self.facility_names[facility]
        if isinstance(priority, basestring):
            priority = self.priority_names[priority]
        return facility << 3 | priority

    def close(self):
        self.acquire()
        try:
            if self.unixsocket:
                self.socket.close()
        finally:
            self.release()
        logging.Handler.close(self)

    def mapPriority(self, levelName):
        """Return syslog's name for the name of a level."""
        return self.priority_map.get(levelName, "warning")

    def emit(self, record):
        try:
            message = self.format(record) + '\000'
            priority = '<%d>' % self.encodePriority(self.facility,
                                                    self.mapPriority(record.levelname))
            if type(message) is unicode:
                message = message.encode('utf-8')
            message = priority + message
            if self.unixsocket:
                try:
                    self.socket.send(message)
                except socket.error:
                    self.socket.close()
                    self._connect_unixsocket(self.address)
                    self.socket.send(message)
            elif self.socktype == socket.SOCK_DGRAM:
                self.socket.sendto(message, self.address)
            else:
                self.socket.sendall(message)
        except (KeyboardInterrupt, SystemExit):
            raise
        except:
            self.handleError(record)
