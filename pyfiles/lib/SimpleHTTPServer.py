"""A server of the files below the current folder."""
import os
import posixpath
import shutil
import sys
import urllib
import urlparse
from StringIO import StringIO

import BaseHTTPServer
import mimetypes

__version__ = "0.6"
__all__ = ["SimpleHTTPRequestHandler"]


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class SimpleHTTPRequestHandler(BaseHTTPServer.BaseHTTPRequestHandler):
    """Answers GET and HEAD with files, and with lists of the files in folders."""

    server_version = "SimpleHTTP/" + __version__

    if not mimetypes.inited:
        mimetypes.init()
    # Types by endings; '' is for all others.
    extensions_map = mimetypes.types_map.copy()
    extensions_map.update({'': 'application/octet-stream', '.py': 'text/plain', '.c': 'text/plain',
                           '.h': 'text/plain'})

    def do_GET(self):
        """Send a file."""
        source = self.send_head()
        if source:
            try:
                self.copyfile(source, self.wfile)
            finally:
                source.close()

    def do_HEAD(self):
        """Send what would stand in front of a file."""
        source = self.send_head()
        if source:
            source.close()

    def send_head(self):
        """Send the headers; return the file to be sent, None if there is none."""
        path = self.translate_path(self.path)
        if os.path.isdir(path):
            parts = urlparse.urlsplit(self.path)
            if not parts.path.endswith('/'):
                # Relative addresses need the slash.
                self.send_response(301)
                self.send_header("Location", urlparse.urlunsplit(parts[:2] + (parts.path + '/',) + parts[3:]))
                self.end_headers()
                return None
            for name in "index.html", "index.htm":
                if os.path.exists(os.path.join(path, name)):
                    path = os.path.join(path, name)
                    break
            else:
                return self.list_directory(path)
        try:
            source = open(path, 'rb')
        except IOError:
            self.send_error(404, "File not found")
            return None
        try:
            facts = os.fstat(source.fileno())
            self.send_response(200)
            self.send_header("Content-type", self.guess_type(path))
            self.send_header("Content-Length", str(facts.st_size))
            self.send_header("Last-Modified", self.date_time_string(facts.st_mtime))
            self.end_headers()
            return source
        except:
            source.close()
            raise

    def list_directory(self, path):
        """Send the headers of a list of files; return the list as a file."""
        try:
            names = sorted(os.listdir(path), key=lambda name: name.lower())
        except os.error:
            self.send_error(404, "No permission to list directory")
            return None
        title = "Directory listing for " + _escape(urllib.unquote(self.path))
        text = ['<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">',
                "<html>\n<title>%s</title>" % title, "<body>\n<h2>%s</h2>" % title, "<hr>\n<ul>"]
        for name in names:
            full = os.path.join(path, name)
            link, shown = name, name
            if os.path.isdir(full):
                link, shown = name + "/", name + "/"
            if os.path.islink(full):
                shown = name + "@"
            text.append('<li><a href="%s">%s</a>' % (urllib.quote(link), _escape(shown)))
        text = '\n'.join(text + ["</ul>\n<hr>\n</body>\n</html>\n"])
        self.send_response(200)
        self.send_header("Content-type", "text/html; charset=%s" % sys.getfilesystemencoding())
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        return StringIO(text)

    def translate_path(self, path):
        """Return the path of the file that an address means; never one outside of the current folder."""
        path = path.split('?', 1)[0].split('#', 1)[0]
        slash = '/' if path.rstrip().endswith('/') else ''
        words = posixpath.normpath(urllib.unquote(path)).split('/')
        inside = [word for word in words if word and not os.path.dirname(word) and word not in (os.curdir, os.pardir)]
        return os.path.join(os.getcwd(), *inside) + slash

    def copyfile(self, source, outputfile):
        """Copy a file to another."""
        shutil.copyfileobj(source, outputfile)

    def guess_type(self, path):
        """Return the type of a file by its ending."""
        ending = posixpath.splitext(path)[1]
        for form in ending, ending.lower():
            if form in self.extensions_map:
                return self.extensions_map[form]
        return self.extensions_map['']


def test(HandlerClass=SimpleHTTPRequestHandler, ServerClass=BaseHTTPServer.HTTPServer):
    """Serve at the port given as argument."""
    BaseHTTPServer.test(HandlerClass, ServerClass)


if __name__ == '__main__':
    test()
