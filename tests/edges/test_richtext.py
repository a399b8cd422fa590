"""Rich text: authors get their formatting, and nobody gets a script."""

import re
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.base.markdown import Picture, pictures_of
from muster.edges.richtext import render, render_line

IMAGES = {"chart.png": "/attempt/a/images/1", "größe 1.webp": "/attempt/a/images/2"}
TAGS = {
    *("a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
    *("p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"alt", "class", "href", "rel", "src", "start", "target", "title"}


class Seen(HTMLParser):
    """What a browser would find in HTML: tags with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def both(text):
    return [render(text, IMAGES.get), render_line(text, IMAGES.get)]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**b** *i* ~~s~~ `c`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c</code>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("# a\n###### b", "<h3>a</h3>\n<h6>b</h6>"),
        ("```sql\n1 < 2\n```", "<pre><code>1 &lt; 2\n</code></pre>"),
        ("    a\n", "<pre><code>a\n</code></pre>"),
        ("|a|b|\n|-|-:|\n|1|2|", '<td>1</td>\n<td class="align-right">2</td>'),
        ("<b>x</b> &lt;i&gt;", "<p>&lt;b&gt;x&lt;/b&gt; &lt;i&gt;</p>"),
        (
            "[a](HTTPS://x.example/?a=b&c)",
            '<a href="HTTPS://x.example/?a=b&amp;c" target="_blank" rel="noopener noreferrer">a</a>',
        ),
        ("[a](mailto:x@example.com)", 'href="mailto:x@example.com"'),
        ("![What *it* shows](chart.png)", '<img src="/attempt/a/images/1" alt="What it shows">'),
        ("![g](<größe 1.webp>)", '<img src="/attempt/a/images/2" alt="g">'),
        ("![words instead](missing.png)", "<p>words instead</p>"),
        ("سلام **دنیا**", "<p>سلام <strong>دنیا</strong></p>"),
    ],
)
def test_markdown_becomes_html(text, html):
    assert html in render(text, IMAGES.get)


def test_a_line_has_no_blocks():
    shown = render_line("# a\n- **b** ![c](chart.png)", IMAGES.get)
    assert shown == '# a\n- <strong>b</strong> <img src="/attempt/a/images/1" alt="c">'


@pytest.mark.parametrize(
    "text",
    [
        "[a](/home)",
        "[a](#top)",
        "[a](//evil.example)",
        "[a](x.html)",
        "[a](ftp://x.example)",
        "[a]()",
    ],
)
def test_a_link_leads_out_or_is_text(text):
    for shown in both(text):
        assert "<a" not in shown
        assert "a" in shown


def test_a_link_that_leads_nowhere_leaves_its_neighbours_alone():
    shown = render_line("[a](/x) [b](https://x.example) [c](/y)", IMAGES.get)
    assert re.findall(r"<a [^>]*>(\w)</a>", shown) == ["b"]


# What has got through the parsers or cleaners of others: the OWASP cheat sheet on filter evasion,
# and reported faults of Markdown libraries.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<style>@import 'https://evil.example'</style>",
    "<form action=https://evil.example><input name=a></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<plaintext>",
    "<div style='position:fixed'>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](\x01javascript:alert(1))",
    "[a](vbscript:msgbox)",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](file:///etc/passwd)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[a](https://x.example 'onclick=alert(1) \"')",
    '[a](https://x.example/"onmouseover=alert(1))',
    '[a](<https://x.example" onclick="alert(1)>)',
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](https://evil.example/pixel.gif)",
    "![a](//evil.example/pixel.gif)",
    '![" onerror="alert(1)](chart.png)',
    "![a](chart.png \"x' onerror='alert(1)\")",
    "![a](../chart.png) ![a](%2e%2e/chart.png) ![a](chart.png?x) ![a](/chart.png)",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "# <script>alert(1)</script>",
    "\u2028<script>alert(1)</script>\u2029",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


def check(shown):
    for tag, attributes in Seen(shown).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert re.match("https?://|mailto:", attributes.get("href", "https://"), re.IGNORECASE)
        assert attributes.get("src", "/attempt/a/images/1") in IMAGES.values()
        assert attributes.get("class") in {None, "align-left", "align-center", "align-right"}
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_markup(text):
    for shown in both(text):
        check(shown)
        assert "<script" not in shown.lower()


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="ab<>\"'&;:/()[]!#*_~`|-=\\ \n\t\x00", max_size=60))
def test_no_punctuation_becomes_other_markup(text):
    for shown in both(text):
        check(shown)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([*HOSTILE, "\n", "\n\n", "> ", "- ", "**", "[", "](chart.png)"])))
def test_nothing_hostile_becomes_markup_in_company(parts):
    for shown in both("".join(parts)):
        check(shown)


@pytest.mark.parametrize("part", ["[", "![", "*a **b ", "> ", "- ", "`", "<", "|", "[a](", "&#"])
def test_the_longest_text_is_rendered_soon(part):
    begun = process_time()
    both((part * 20_000)[:20_000])
    assert process_time() - begun < 2


def test_the_images_of_a_text_are_found_wherever_they_stand():
    text = "- ![a `b` *c*](one.png)\n\n|x|\n|-|\n|![](<two 2.png>)|\n\n`![no](no.png)` [![d][r]](x)\n\n[r]: t%C3%A9.png"
    assert pictures_of(text) == [
        Picture("one.png", "a b c"),
        Picture("two 2.png", ""),
        Picture("té.png", "d"),
    ]
