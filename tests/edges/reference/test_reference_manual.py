import json
import subprocess

import pytest
from reference_samples import LIBRARY

from muster.edges.reference.curl import curl
from muster.edges.reference.manual import read_manual
from muster.edges.reference.prose import breakable, code, prose

MANUAL = read_manual(LIBRARY)
OPERATIONS = {
    operation.title: operation for group in MANUAL.groups for operation in group.operations
}
URL = "https://muster.example.com"


def arguments(title):
    """What the shell gives to curl when the command is pasted."""
    script = 'MUSTER_KEY=muster_live_1; curl() { printf "%s\\0" "$@"; }; ' + curl(
        OPERATIONS[title], URL
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True, text=True)
    return done.stdout.split("\0")[:-1]


def test_operations_stand_under_their_tags_and_the_rest_at_the_end():
    assert [(group.name, len(group.operations)) for group in MANUAL.groups] == [
        ("Books", 2),
        ("", 1),
    ]


def test_answers_come_before_refusals_in_the_order_of_their_status():
    assert [reply.status for reply in OPERATIONS["Read a book"].replies] == ["200", "404"]
    assert [reply.status for reply in OPERATIONS["Replace a book"].answers] == ["204", "default"]


def test_the_parameters_of_a_path_belong_to_each_of_its_operations():
    assert [one.name for one in OPERATIONS["Replace a book"].parameters] == ["book", "If-Match"]


def test_all_errors_of_a_surface_have_one_shape():
    assert [shape.name for shape in MANUAL.error_shapes] == ["Error"]


def test_every_named_example_is_shown():
    content = OPERATIONS["Read a book"].answers[0].content
    assert [one.title for one in content.samples] == ["A thin one", "thick"]


def test_a_call_with_a_key_gives_curl_the_header_and_the_required_query():
    assert arguments("Read a book") == [
        f"{URL}/x/books/a%20b?page=7",
        "-H",
        "X-API-Key: muster_live_1",
    ]


def test_a_body_with_quotes_and_dollars_reaches_curl_as_it_is():
    got = arguments("Replace a book")
    assert got[:5] == ["-X", "PUT", f"{URL}/x/books/a%20b", "-H", 'If-Match: "v1"']
    assert json.loads(got[-1]) == {"title": "It's $HOME and `pwd`"}


def test_curl_posts_by_itself_when_there_is_a_body():
    assert arguments("Add a book")[0] == f"{URL}/x/books"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("- a `b`\n- **c**", "<ul><li>a <code>b</code></li><li><strong>c</strong></li></ul>"),
        ("`<b>` & <i>", "<p><code>&lt;b&gt;</code> &amp; &lt;i&gt;</p>"),
        ("[a](/docs#x)", '<p><a href="/docs#x">a</a></p>'),
        ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
        ("", ""),
    ],
)
def test_descriptions_become_html_and_bring_none(text, html):
    assert prose(text) == html


def test_json_is_marked_token_by_token():
    assert code({"a": ["<", 1, None]}).replace("\n", "").replace(" ", "") == (
        '{<spanclass="json-key">&#34;a&#34;</span>:[<spanclass="json-string">&#34;&lt;&#34;</span>,'
        '<spanclass="json-number">1</span>,<spanclass="json-word">null</span>]}'
    )


def test_a_long_path_may_break_and_is_escaped():
    assert breakable("/a/<b>") == "/<wbr>a/<wbr>&lt;b&gt;"
