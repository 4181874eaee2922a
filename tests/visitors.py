"""Signed-in visitors that talk to a running site over HTTP, many at once."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from django.test import Client

TOKEN = "a" * 32


class Visitor:
    """One member's browser without a browser: session and form token as cookies."""

    def __init__(self, server, member=None):
        self.host = urlsplit(server).netloc
        self.cookies = f"csrftoken={TOKEN}"
        if member is not None:
            client = Client()
            client.force_login(member)
            self.cookies += f"; sessionid={client.cookies['sessionid'].value}"

    def get(self, path, **headers):
        """Status, headers and text."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request("GET", path, headers={"Cookie": self.cookies, **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def post(self, path, *several, **fields):
        """Status and the address the answer leads to. `several` are pairs, for names that are sent more than once."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": self.cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode([*several, *fields.items()]), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location")


def all_at_once(acts):
    """Results of the acts, each in a thread of its own."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: act(), acts))
