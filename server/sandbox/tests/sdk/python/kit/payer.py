"""A payer in front of the hosted page, without a script: reads the form, fills it in, sends it, goes where the answer leads."""

from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

from .merchant import SUCCESS_URL, setup_of

PAYS = "422159212"
"""Fintoc's published account that pays."""

CHOICES = ("cl_banco_de_chile", "416148503", "approve")
"""What the holder of that account chooses on the way to it."""

CODE = "00"
"""What Fintoc's test banks take for a code."""

MOST_STEPS = 20


def walk(session, account=PAYS):
    """
    Takes each step of a session's page, whatever the steps are: where a form offers one of the choices, that one; otherwise
    the first that is offered. Answers the merchant's address to which the page leads in the end.
    """
    choices = (*CHOICES, account)
    address, fields = session.redirect_url, None
    for _ in range(MOST_STEPS):
        location, html = _ask(address, fields)
        page = _Page(html)
        form = page.form(choices)
        onward = location or (form and form["action"]) or page.onward
        assert onward, f"there is no way on from here: {html}"
        address = urljoin(address, onward)
        fields = None if location or not form else _filled_in(form, choices)
        if urlsplit(address).netloc != urlsplit(session.redirect_url).netloc:
            return address
    raise AssertionError(f"the page of {session.id} leads nowhere")


def save_account(client, customer, account=PAYS):
    """A customer's account saved through the hosted page: its payment method."""
    session = client.v2.checkout_sessions.create(**setup_of(customer))
    assert walk(session, account) == SUCCESS_URL
    return next(client.v2.payment_methods.list(customer=customer.id))


def _ask(address, fields):
    # Not urllib.request: it follows redirects, and the last one leads to a merchant who is not there.
    url = urlsplit(address)
    connection = HTTPConnection(url.netloc, timeout=10)
    path = f"{url.path}?{url.query}" if url.query else url.path
    if fields is None:
        connection.request("GET", path)
    else:
        connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    html = answer.read().decode("utf-8")
    connection.close()
    return answer.getheader("Location"), html


def _filled_in(form, choices):
    """Of all buttons one is pressed, of all radio buttons of a name one is chosen; other inputs go as they are."""
    groups = {}
    for control in form["controls"]:
        one_of = {"submit": "submit", "radio": control["name"]}.get(control["type"], id(control))
        groups.setdefault(one_of, []).append(control)
    chosen = [next((one for one in group if one["value"] in choices), group[0]) for group in groups.values()]
    return [
        (one["name"], one["value"] or (CODE if one["type"] == "text" else ""))
        for one in chosen
        if one["name"] and (one["type"] != "checkbox" or one["checked"])
    ]


class _Page(HTMLParser):
    """The forms of a page that are sent by POST, without the one that leaves it, and where it leads by itself."""

    def __init__(self, html):
        super().__init__()
        self.onward = None
        self._forms = []
        self._open = None
        self.feed(html)

    def form(self, choices):
        """The form that offers one of the choices, or else the first; none where the page only shows something."""
        offering = (form for form in self._forms if any(control["value"] in choices for control in form["controls"]))
        return next(offering, self._forms[0] if self._forms else None)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self._open = {"action": attributes.get("action", ""), "controls": []}
            if attributes.get("method") == "post" and not self._open["action"].endswith("/cancel"):
                self._forms.append(self._open)
        elif tag in ("button", "input") and self._open:
            self._open["controls"].append(_control(tag, attributes))
        elif tag == "meta" and attributes.get("http-equiv") == "refresh":
            self.onward = attributes["content"].partition("url=")[2] or None

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None


def _control(tag, attributes):
    return {
        "type": attributes.get("type", "submit" if tag == "button" else "text"),
        "name": attributes.get("name"),
        "value": attributes.get("value") or "",
        "checked": "checked" in attributes,
    }
