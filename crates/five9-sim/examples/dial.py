#!/usr/bin/env python3
"""One call through the agent API: log in, start a session, open the event socket, dial, hang up,
dispose, log out.

    five9-sim --port 8443 --ca-out ca.pem
    python3 dial.py https://localhost:8443 ca.pem

With the packages `requests` and `websockets` it uses them; without, what Python itself brings.
It knows nothing of the simulator: host and certificate are all that is special about it.
"""

import base64
import contextlib
import http.client
import json
import os
import socket
import ssl
import struct
import sys
import time
import urllib.parse

try:
    import requests
except ImportError:
    requests = None
try:
    import websockets.sync.client as websockets
except ImportError:
    websockets = None

PREFIX = "/appsvcs/rs/svc"
USER, PASSWORD = "agent@example.com", "ninepin"
NUMBER, CAMPAIGN = "+12025550101", "300000000000483"
DISPOSITION = "300000000000043"
PATIENCE_S = 30


class RequestsRest:
    """Cookies and all, as the package does it."""

    def __init__(self, base, ca):
        self.base, self.ca, self.session = base, ca, requests.Session()
        self.token = None

    def send(self, method, path, body=None):
        headers = {"Accept": "application/json"}
        # A certificate of the session would lose against one in the environment.
        reply = self.session.request(
            method,
            self.base + PREFIX + path,
            json=body,
            headers=headers,
            timeout=PATIENCE_S,
            verify=self.ca,
        )
        return reply.status_code, reply.json() if reply.content else None


class PlainRest:
    """The token in a header, over one kept connection of the standard library."""

    def __init__(self, base, ca):
        url = urllib.parse.urlsplit(base)
        context = ssl.create_default_context(cafile=ca)
        self.connection = http.client.HTTPSConnection(
            url.hostname, url.port, context=context, timeout=PATIENCE_S
        )
        self.token = None

    def send(self, method, path, body=None):
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer-" + self.token
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        self.connection.request(method, PREFIX + path, body, headers)
        reply = self.connection.getresponse()
        text = reply.read()
        return reply.status, json.loads(text) if text else None


class PackageSocket:
    def __init__(self, base, ca, path, headers):
        url = "wss" + base.removeprefix("https") + path
        context = ssl.create_default_context(cafile=ca)
        connecting = websockets.connect(url, ssl=context, additional_headers=headers)
        # Newer versions of the package connect on entering, older ones have by now.
        self.connection = contextlib.ExitStack().enter_context(connecting)

    def send(self, text):
        self.connection.send(text)

    def receive(self):
        return self.connection.recv(timeout=PATIENCE_S)


class PlainSocket:
    """As much of RFC 6455 as text frames need."""

    def __init__(self, base, ca, path, headers):
        url = urllib.parse.urlsplit(base)
        context = ssl.create_default_context(cafile=ca)
        raw = socket.create_connection((url.hostname, url.port), timeout=PATIENCE_S)
        self.stream = context.wrap_socket(raw, server_hostname=url.hostname)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: {url.netloc}", "Connection: Upgrade"]
        lines += ["Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file = self.stream.makefile("rb")
        status = self.file.readline()
        if b" 101 " not in status:
            raise RuntimeError(f"no event socket: {status!r}")
        while self.file.readline() != b"\r\n":
            pass

    def send(self, text):
        payload, mask = text.encode(), os.urandom(4)
        masked = bytes(byte ^ mask[idx % 4] for idx, byte in enumerate(payload))
        self.stream.sendall(struct.pack("!BB", 0x81, 0x80 | len(payload)) + mask + masked)

    def receive(self):
        while True:
            first, length = self.file.read(2)
            if length == 126:
                (length,) = struct.unpack("!H", self.file.read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self.file.read(8))
            payload = self.file.read(length)
            if first == 0x81:
                return payload.decode()
            if first == 0x88:
                raise RuntimeError("the event socket was closed")


def expect(what, reply, *statuses):
    status, body = reply
    if status not in statuses:
        raise RuntimeError(f"{what}: {status} {body}")
    return body


def start_session(rest, agent):
    """Acts on whatever state the session is in until it is WORKING."""
    for _ in range(5):
        state = expect("login state", rest.send("GET", f"{agent}/login_state"), 200)
        if state == "WORKING":
            return
        if state == "SELECT_STATION":
            station = {"stationId": "3000001", "stationType": "SOFTPHONE"}
            expect("session", rest.send("PUT", f"{agent}/session_start", station), 204)
        elif state == "SELECT_SKILLS":
            expect("skills", rest.send("PUT", f"{agent}/active_skills", []), 200, 204)
        elif state == "ACCEPT_NOTICE":
            for notice in expect("notices", rest.send("GET", f"{agent}/maintenance_notices"), 200):
                path = f"{agent}/maintenance_notices/{notice['id']}/accept"
                expect("notice", rest.send("PUT", path), 200)
        elif state == "RELOGIN":
            expect("restart", rest.send("PUT", f"{agent}/session_restart"), 200, 204)
    raise RuntimeError("the session never was WORKING")


def wait_for(events, seen, state):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        frame = json.loads(events.receive())
        seen.append(frame["context"]["eventId"])
        payload = frame["payLoad"]
        if isinstance(payload, dict) and payload.get("state") == state:
            return payload
    raise RuntimeError(f"the call never was {state}")


def main():
    base, ca = sys.argv[1].rstrip("/"), sys.argv[2]
    rest = (RequestsRest if requests else PlainRest)(base, ca)
    credentials = {"username": USER, "password": PASSWORD}
    body = {"passwordCredentials": credentials, "appKey": "web-ui", "policy": "AttachExisting"}
    login = expect("login", rest.send("POST", "/auth/login", body), 200)
    rest.token = login["tokenId"]
    agent = f"/agents/{login['userId']}"
    start_session(rest, agent)

    headers = {"Authorization": "Bearer-" + login["tokenId"], "farmId": login["context"]["farmId"]}
    path = f"/appsvcs/ws/{os.getpid()}_agent"
    events = (PackageSocket if websockets else PlainSocket)(base, ca, path, headers)
    seen = [json.loads(events.receive())["context"]["eventId"]]
    events.send("ping")

    dial = {"number": NUMBER, "campaignId": CAMPAIGN, "skipDNCCheck": False}
    expect("dial", rest.send("POST", f"{agent}/interactions/make_external_call", dial), 200)
    call = wait_for(events, seen, "TALKING")
    path = f"{agent}/interactions/calls/{call['id']}"
    expect("disconnect", rest.send("PUT", f"{path}/disconnect"), 200, 204)
    wait_for(events, seen, "WRAP_UP")
    dispose = {"dispositionId": DISPOSITION}
    expect("dispose", rest.send("PUT", f"{path}/dispose", dispose), 200, 204)
    call = wait_for(events, seen, "FINISHED")
    expect("log-out", rest.send("POST", "/auth/logout"), 200, 204)
    print(json.dumps({
        "rest": "requests" if requests else "http.client",
        "socket": "websockets" if websockets else "plain",
        "state": call["state"],
        "dispositionId": call["dispositionId"],
        "events": seen,
    }))


if __name__ == "__main__":
    main()
