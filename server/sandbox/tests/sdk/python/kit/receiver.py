"""The merchant's side of webhooks: a server that keeps each delivery as it came."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread

PATIENCE = 15


class Delivery:
    def __init__(self, body, signature):
        self.body = body
        self.signature = signature
        self.event = json.loads(body)


class Receiver:
    """Listens for events of some types, registered through the SDK; it ends with the test."""

    def __init__(self, test, client, enabled_events):
        self._heard = Queue()
        server = HTTPServer(("127.0.0.1", 0), _handler(self._heard))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        test.addCleanup(server.server_close)
        test.addCleanup(thread.join)
        test.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/webhooks"
        self.secret = client.webhook_endpoints.create(url=url, enabled_events=enabled_events).secret

    def next(self):
        """The next delivery, now or soon."""
        return self._heard.get(timeout=PATIENCE)


def _handler(heard):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.put(Delivery(body, self.headers["Fintoc-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """A test speaks when it fails."""

    return Handler
