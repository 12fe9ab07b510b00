"""Cleaning of hostile bodies: nothing runs, nothing is fetched, nothing floods, and the text stays readable."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.cleaning import CUT, LIMIT, TAGS, clean, first_line
from agent_desk.domain.links import followable, link_target
from agent_desk.domain.posts import Markup
from agent_desk.domain.taming import MARKS_PER_BASE, tame


class Seen(HTMLParser):
    """All elements and attributes of a piece of HTML."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def html_of(body: str) -> str:
    return clean(body, Markup.HTML).html


def text_of(body: str) -> str:
    return clean(body, Markup.HTML).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a</p><script>alert(1)</script><p>b</p>", "a\n\nb"),
        ("<style>p{color:red}</style>x<svg><text>no</text></svg>y", "xy"),
        ("<p onclick=steal() style='x'>Hi<img src=https://t.example/pixel.gif alt=no></p>", "Hi"),
        ("<form action=/x><input value=1><button>Go</button>keep</form>", "keep"),
        ("<iframe src=//x>inner</iframe>after", "after"),
        ("a<!-- hidden -->b<!DOCTYPE x>c", "abc"),
        ("1 < 2 &amp; 3 &lt;b&gt;", "1 < 2 & 3 <b>"),
        ("one<br>two<br><br><br><br>three", "one\ntwo\n\nthree"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul><ol><li>x<li><p>y</p><p>z</p></ol>", "• a\n• b\n  • c\n1. x\n2. y\n   z"),
        ("<blockquote><p>q</p><blockquote>r</blockquote></blockquote>mine", "> q\n\n> > r\n\nmine"),
        ("<h1>Title</h1>body", "Title\n\nbody"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a<td>b</tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("a\u202egnp.exe\u202c &#x202e;b&#8203;c", "agnp.exe bc"),
        ("x\ud800y\x00z", "x\ufffdyz"),
        ("<p>\n  one\n\ttwo  </p>\n", "one two"),
        ("a <b>\u0301 c</b>", "a c"),
    ],
)
def test_text_stays_readable(body: str, text: str) -> None:
    assert text_of(body) == text


def test_html_keeps_a_small_subset() -> None:
    assert html_of("<h2>T</h2><p>a <b>b <i>c</i></b> <a href='https://x.example/?a=1&b=2' onclick=y>l</a></p>") == (
        "<p><strong>T</strong></p>"
        "<p>a <strong>b </strong><strong><em>c</em></strong> "
        '<a href="https://x.example/?a=1&amp;b=2">l</a></p>'
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " jAvAsCrIpT:alert(1)",
        "java\nscript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        "//host.example/x",
        "/relative",
        "https:///nohost",
        "https://bank.example@evil.example/",
        "https://good.example\\@evil.example",
        "https://[::1",
        "https://x.example:99999/",
        "mailto:",
        "https://x.example/" + "a" * 3000,
    ],
)
def test_other_links_are_only_words(url: str) -> None:
    assert followable(url) == ""
    assert html_of(f'<a href="{url}">word</a>') == "<p>word</p>"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("https://bücher.example/", "https://bücher.example/"),
        ("https://例え.jp/", "https://例え.jp/"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("https://аррӏе.com/login", "https://xn--80ak6aa92e.com/login"),
        ("https://pаypal.com:8443/x", "https://xn--pypal-4ve.com:8443/x"),
        ("mailto:help@example.com", "mailto:help@example.com"),
        ("ftp://x.example", ""),
    ],
)
def test_link_target_shows_where_it_leads(url: str, shown: str) -> None:
    assert link_target(url) == shown


def test_plain_text_keeps_its_form_and_shows_addresses_as_links() -> None:
    cleaned = clean("Hi <b>\n\n\n\n  two  spaces\nsee https://x.example/a_(b).\n", Markup.PLAIN)
    assert cleaned.text == "Hi <b>\n\n  two  spaces\nsee https://x.example/a_(b)."
    assert cleaned.html == (
        "<p>Hi &lt;b&gt;</p><p>&nbsp;&nbsp;two&nbsp; spaces<br>see "
        '<a href="https://x.example/a_(b)">https://x.example/a_(b)</a>.</p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "שָׁלוֹם עולם \u200fabc",
        "مرحبا بالعالم می\u200cخواهم",
        "नमस्ते क्\u200dष",
        "สวัสดีครับ น้ำ",
        "བསྒྲུབས",
        "👩\u200d👩\u200d👧\u200d👦 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 👍🏽 ❤\ufe0f",
        "请问支持 Matter 1.3 吗？",
        "Việt Nam",
    ],
)
def test_every_script_passes_unchanged(text: str) -> None:
    assert clean(text, Markup.PLAIN).text == text
    assert text_of(text) == text


def test_zalgo_is_tamed() -> None:
    flood = "a" + "\u0301\u200d" * 10_000 + "b"
    marks = [c for c in tame(flood) if unicodedata.combining(c) or c == "\u200d"]
    assert len(marks) == MARKS_PER_BASE
    assert text_of("a" + "\u0301</b>" * 50) == "a" + "\u0301" * MARKS_PER_BASE


def test_long_bodies_are_cut_visibly_and_stably() -> None:
    for body in ("x" * 1_500_000, "&" * 900_000, "<p>a&amp;b</p>" * 60_000, "<b>x</b>y" * 100_000):
        cleaned = clean(body, Markup.HTML)
        assert len(cleaned.html) <= LIMIT
        assert cleaned.text.endswith(CUT)
        assert html_of(cleaned.html) == cleaned.html
    assert clean("word " * 300_000, Markup.PLAIN).text.endswith(CUT)


NASTY = {
    "quotes": "<blockquote>" * 1000 + "x",
    "divs": "<div>" * 200_000 + "x",
    "formatting": "".join(f"<b id={n}>" for n in range(20_000)) + "<p>x" * 20_000,
    "unclosed tags": "<a " * 300_000,
    "unclosed quote": '<p>a</p><a href="' * 50_000,
    "comments": "<!--" * 200_000,
    "equals": "<a " + "= " * 400_000,
    "scripts": "<script>" * 100_000,
    "entities": "&amp" * 250_000,
    "closers": "</blockquote>" * 70_000,
    "alternating": "<ul><blockquote>" * 50_000 + "</ul></blockquote>" * 1000,
    "marks": "\u0301\u200b" * 400_000,
    "urls": "https://x.example/))))" * 40_000,
    "breaks": "<br>" * 200_000 + "x",
    "hrefs": "<a " + "href " * 190_000 + ">x",
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_inputs_end_soon_and_in_final_form(name: str) -> None:
    for markup in Markup:
        cleaned = clean(NASTY[name], markup)
        assert len(cleaned.html) <= LIMIT
        assert html_of(cleaned.html) == cleaned.html


def test_quotes_are_flattened_not_lost() -> None:
    assert text_of("<blockquote>" * 1000 + "deep" + "</blockquote>" * 1000 + "shallow") == "> " * 8 + "deep\n\nshallow"


def test_first_line() -> None:
    assert first_line("\n> quoted\n\n  Say   this \nmore", 80) == "Say this"
    assert first_line("> only quoted", 80) == "> only quoted"
    assert first_line("👩\u200d👩\u200d👧" * 3, 6) == "👩\u200d👩\u200d👧…"
    assert first_line("a\u202eb\nc", 10) == "ab"
    assert first_line("", 10) == ""


_pieces = st.sampled_from(
    [
        *(
            f"<{tag}>"
            for tag in ("p", "div", "b", "em", "s", "code", "pre", "li", "ul", "ol", "blockquote", "br", "h1")
        ),
        *(
            f"</{tag}>"
            for tag in ("p", "div", "b", "em", "s", "code", "pre", "li", "ul", "ol", "blockquote", "a", "h1")
        ),
        "<a href='https://x.example/&quot;<'>",
        "<a href=javascript:x>",
        "<a href='https://x.example/%zz\xa0'>",
        '<a href="http://256.256.256.256/">',
        "<script>",
        "</script>",
        "<svg/>",
        "<td>",
        "<!--",
        "-->",
        "<",
        ">",
        "&",
        "&lt;",
        "&nbsp;",
        "\xa0",
        " ",
        "\n",
        "\t",
        "  ",
        "\u0301",
        "\u200d",
        "\u200b",
        "\u202e",
        "\x00",
        "\ud800",
        "a",
        "b c",
        "ש",
        "https://y.example",
    ]
)
_bodies = st.one_of(st.lists(_pieces, max_size=40).map("".join), st.text(st.characters(), max_size=200))


@given(_bodies, st.sampled_from(Markup))
def test_cleaning_is_safe_and_final(body: str, markup: Markup) -> None:
    cleaned = clean(body, markup)
    assert html_of(cleaned.html) == cleaned.html
    for tag, attributes in Seen(cleaned.html).tags:
        assert tag in TAGS
        assert set(attributes) <= ({"href"} if tag == "a" else set())
        if tag == "a":
            assert re.match(r"https?://[^/]|mailto:.*@", attributes["href"] or "")
    cleaned.text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cleaned.text)


@given(st.text(st.characters()))
def test_taming_twice_changes_nothing(text: str) -> None:
    assert tame(tame(text)) == tame(text)


@given(st.text(st.characters()))
def test_links_never_raise(url: str) -> None:
    for candidate in (url, "https://" + url, f"https://x{url}.example/"):
        target = link_target(candidate)
        assert target == "" or target.startswith(("http://", "https://", "mailto:"))
