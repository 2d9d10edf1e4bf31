"""What some faults put into a stream."""

from __future__ import annotations

from streamboard.endpoints.sim.sse import delta_body, raw_sse, sse

_DELTA = b'{"type":"content_block_delta","index":0,"delta":%b}'
_TEXT_DELTA = _DELTA % b'{"type":"text_delta","text":"%b"}'

MALFORMED = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half a'
INVALID_UTF8 = _TEXT_DELTA % b" caf\xe9 \xff\xfe \xc3("
SURROGATE = _TEXT_DELTA % rb" half an emoji: \ud83d."
"""Valid JSON, but UTF-8 cannot encode it."""

BARE_ERROR = b"upstream went away \x1b[31m(simulated)"
"""As a gateway might write it: not JSON."""
ODD_VALUES = (
    raw_sse("content_block_delta", _DELTA % b'{"type":"text_delta","text":null}'),
    raw_sse("content_block_delta", _DELTA % b'{"type":"text_delta","text":7}'),
    raw_sse("content_block_delta", _DELTA % b'{"type":"text_delta"}'),
    raw_sse("content_block_delta", _DELTA % b"null"),
    raw_sse("content_block_delta", b'{"index":0}'),
)
UNKNOWN_DELTA = sse("content_block_delta", delta_body(0, "hologram_delta", "hologram", "simulated"))


def unknown_block(index: int) -> bytes:
    return b"".join(
        [
            sse(
                "content_block_start", {"index": index, "content_block": {"type": "hologram", "hologram": ""}}
            ),
            sse("content_block_delta", delta_body(index, "hologram_delta", "hologram", "simulated")),
            sse("content_block_stop", {"index": index}),
        ]
    )


HOSTILE_TEXTS = (
    " clipboard:\x1b]52;c;U0lNVUxBVEVE\x07",
    " clipboard again:\x1b]52;c;U0lNVUxBVEVE\x1b\\",
    " title:\x1b]0;SIMULATED TITLE\x07",
    " clear:\x1b[2J\x1b[H",
    " colour:\x1b[41mred",
    " hidden:\x1b[8mconcealed\x1b[0m",
    " link:\x1b]8;;http://example.invalid/\x07here\x1b]8;;\x07",
    " paste end:\x1b[201~",
    " report:\x1b[6n\x1b[c",
    " device string:\x1bP0;1|17/ab\x1b\\",
    " reset:\x1bc",
    " one-byte CSI:\x9b2J\x9b31m",
    " one-byte OSC:\x9d0;SIMULATED\x9c",
    " bell and back:\x07\x08\x08\x08",
    " nul and delete:\x00\x7f",
    " shift out:\x0e\x0f cancel:\x18\x1a",
    " carriage return:\rover the start",
    " lines:\x0b\x0c\x85\u2028\u2029",
    " bidi:\u202egnp.exe\u202c \u2066\u2067turned\u2069\u2069\u200f",
    " invisible:\u200b\u2060\ufeff\u00ad",
    " markup: [@click=app.bell]press[/] [link='http://example.invalid/']link[/link]",
    " closing tag: [/oops] [/] [bold",
    " escapes: \\[b] [[b]] \\",
    " html: <script>alert(1)</script> &amp;",
    " markdown: [go](http://example.invalid/) `",
)
"""For terminals, Textual markup, web pages and Markdown to interpret."""
