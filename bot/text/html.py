"""Read a stranger's HTML, cleaned by nh3 first, into blocks of our markup and its pictures."""

import html
import re
from typing import Final, NamedTuple

import nh3

from bot.text.clean import neutral
from bot.text.markup import BlockKind, MarkupPart, escape, link, write
from bot.text.urls.links import resolve

MAX_HTML: Final = 400_000  # characters of one item that are looked at; a book has as many
_LOOKED_AT: Final = 4_000  # characters in which a picture's odd name or caption is looked for
_BEGINNING: Final = 1_000  # characters in which a machine's table begins
_MAX_NO_SCRIPT: Final = 20_000
MAX_TAGS: Final = 10_000  # of one item: nested without end, they cost their number squared

_CELLS: Final = " | "
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r" *\n *")


class Image(NamedTuple):
    """A picture that the HTML shows; sizes in pixels as the HTML says them, None if unsaid.

    `hover` is what it says when it is pointed at. One that is not to be seen, or that belongs to
    a text's letters or its writer, has no side.
    """

    url: str
    width: int | None = None
    height: int | None = None
    hover: str = ""


class HtmlDocument(NamedTuple):
    """HTML, read: its blocks and its pictures in order."""

    parts: tuple[MarkupPart, ...]
    images: tuple[Image, ...]


# What nh3 answers is well-formed HTML of the tags named below and nothing else, with every < > &
# of a text or an attribute escaped: what stands between a `<` and a `>` is a tag.

_KINDS = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING) | dict.fromkeys(
    ("li", "dd"), BlockKind.ITEM
)
_DEPTHS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic",
           "blockquote": "quote", "pre": "pre"}  # fmt: skip
_BREAKING = {
    *_KINDS, "p", "div", "section", "article", "header", "footer", "main", "aside", "address",
    "center", "blockquote", "ul", "ol", "dl", "dt", "pre", "table", "caption", "tr",
    "figure", "hr", "details", "summary", "fieldset",
}  # fmt: skip
# Where pages that load their pictures late keep the address.
_LATER = ("data-src", "data-lazy-src", "data-original")
# The last is the file that a gallery's picture was made from.
_SOURCES = (*_LATER, "src", "data-lazy", "data-orig-file")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
# One address of a set, with how many pixels wide it is, or how dense.
_IN_SET = re.compile(r"([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
_WIDEST = 2_048  # pixels that anybody sees
_SOURCE = re.compile(r"<source\b[^<>]{0,500}?\bsrcset\s*=\s*[\"']([^\"'<>]+)", re.IGNORECASE)
# Pages for phones name pictures otherwise, and some show theirs only where no script runs.
_PHONE_PICTURE = re.compile(r"<(/?)amp-img\b", re.IGNORECASE)
_PLACEHOLDERS = (".gif", ".svg")  # what stands where a script would put a picture
_NO_SCRIPT = re.compile(r"<noscript\b[^<>]*>(.{0,4000}?)</noscript", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)"
)
_HIDDEN = re.compile(
    r"<(div|p|span|section|figure|table)\b[^<>]{0,200}\bstyle\s*="
    r"[^<>]{0,200}display\s*:\s*none[^<>]*>",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"<(p|td|span|small|dd|div)\b[^<>]{0,200}\bclass\s*=\s*[\"'][^\"'<>]{0,200}?"
    r"(?:(?:image|photo|tr)-(?:caption|credit)|caption-text)(?![\w-]*(?:container|wrapper))[^<>]*>",
    re.IGNORECASE,
)
# A picture's file and size, as forums write them; only beside a lightbox is this class theirs.
_PICTURE_FILE = re.compile(r"<(div) class=\"meta\"[^<>]*>")
_WIKI_DIFF = re.compile(r"<(table) class=[\"']diff\b[^<>]*>")
_POSTER = re.compile(
    r"<video\b[^<>]{0,500}\bposter\s*=\s*[\"']?([^\"'\s<>]{1,2000})", re.IGNORECASE
)
_NO_PICTURE = re.compile(
    r"(?<![a-z])(?:emoji|wp-smiley|smiley|avatar|gravatar|badge|tracking|pixel|latex|formula)(?![a-z])"
)
_CLEANER = nh3.Cleaner(
    tags={*_BREAKING, *_DEPTHS, "a", "br", "img", "td", "th"},
    clean_content_tags={"script", "style", "figcaption", "iframe", "noscript", "svg", "template",
                        "select", "form", "title", "audio", "video", "object"},
    attributes={
        "a": {"href"},
        "img": {"width", "height", "title", "class", "style", "hidden", *_SOURCES, *_SETS},
    },
    url_schemes={"http", "https"},
    link_rel=None,
)  # fmt: skip
# A note's number, which means nothing away from its page.
_NOTE = re.compile(r"#(?:user-content-)?(?:fn|_?ftn|_?edn|footnote|note|cite_note|sdfoot)[^/]*$")
_NOTE_LABEL = re.compile(r"\\?\[?(?:\d{1,3}|[*†‡]{1,3}|↩\ufe0e?)\\?\]?")
_HREF = 'href="'  # all that is left of a link's attributes
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def read_html(text: str, base_url: str) -> HtmlDocument:
    """Clean HTML and read its blocks and pictures."""
    reader = _Reader(base_url)
    shown = text[:MAX_HTML]
    if "display" in shown:
        shown = _without_elements(shown, _HIDDEN)
    shown = _of_pictures(shown)
    if shown.count("<") >= MAX_TAGS:
        shown = "<".join(shown.split("<", MAX_TAGS)[:MAX_TAGS])
    first, *pieces = _CLEANER.clean(shown).split("<")
    if first:
        reader.text(first)
    for piece in pieces:
        tag, _, data = piece.partition(">")
        if tag[0] == "/":
            reader.end(tag[1:])
        else:
            name, _, attributes = tag.partition(" ")
            reader.start(name, attributes)
        if data:
            reader.text(data)
    reader.flush()
    if "poster" in text:
        reader.images += _posters(text[:MAX_HTML], base_url)
    is_bare = all(image.url.endswith(_PLACEHOLDERS) for image in reader.images)
    if is_bare and shown.find("<noscript", 0, _LOOKED_AT) >= 0:
        reader.images += _without_script(shown, base_url)
    if is_bare and shown.find("<source", 0, _LOOKED_AT) >= 0:
        reader.images += _sources(shown, base_url)
    return HtmlDocument(parts=tuple(reader.parts), images=tuple(reader.images))


def _without_elements(text: str, opening_tag: re.Pattern[str]) -> str:
    """Return HTML without the elements that begin so: mails' first lines, captions."""
    kept: list[str] = []
    end = 0
    for opening in opening_tag.finditer(text):
        if opening.start() < end:
            continue
        closing = text.find(f"</{opening[1]}", opening.end())
        if closing < 0:
            break
        kept.append(text[end : opening.start()])
        end = closing
    return "".join([*kept, text[end:]])


def _of_pictures(text: str) -> str:
    """Return HTML whose pictures are called so, without what stands below them."""
    if text.find("amp-img", 0, _LOOKED_AT) >= 0:
        text = _PHONE_PICTURE.sub(r"<\1img", text)
    if text.find("-caption", 0, _LOOKED_AT) >= 0 or text.find("-credit", 0, _LOOKED_AT) >= 0:
        text = _without_elements(text, _CAPTION)
    if text.find('class="lightbox', 0, _LOOKED_AT) >= 0:
        text = _without_elements(text, _PICTURE_FILE)
    if text.find("<table class", 0, _BEGINNING) >= 0:
        text = _without_elements(text, _WIKI_DIFF)
    return text


def _posters(text: str, base_url: str) -> list[Image]:
    """Return the pictures that stand for films, which are not read themselves."""
    addresses = (resolve(html.unescape(written), base_url) for written in _POSTER.findall(text))
    return [Image(url=url) for url in addresses if url]


def _sources(text: str, base_url: str) -> list[Image]:
    """Return the pictures that a `<picture>` names beside its own, of which there is none."""
    sets = map(html.unescape, _SOURCE.findall(text))
    return [Image(url=url) for several in sets if (url := resolve(_widest(several), base_url))]


def _without_script(text: str, base_url: str) -> list[Image]:
    """Return the pictures that are shown where no script runs, often in place of another."""
    insides = (
        inside for inside in _NO_SCRIPT.findall(text[:_MAX_NO_SCRIPT]) if "noscript" not in inside
    )
    return [image for inside in insides for image in read_html(inside, base_url).images]


class _Reader:
    """What has been read so far, and which tags are open."""

    def __init__(self, base_url: str) -> None:
        self.parts: list[MarkupPart] = []
        self.images: list[Image] = []
        self._base_url = base_url
        self._pieces: list[str] = []
        self._link: tuple[int, str] | None = None  # where its label begins, and its address
        self._depth = dict.fromkeys(_DEPTHS.values(), 0)
        self._texts = self._bold_texts = self._italic_texts = 0  # of the block
        self._kind: BlockKind | None = None
        self._head = ""  # the tag of a row's first cell
        self._images_before = 0  # the block
        self._pair_at = 0  # where the piece is that parts a row's head from its one cell
        self._term_at = 0  # how many blocks there were when a term ended, or its value, 0 elsewhere

    def text(self, data: str) -> None:
        if "&" in data:
            data = html.unescape(data)
        depth = self._depth
        if depth["pre"]:
            self._pieces.append(data)
            return
        if not data.isspace():
            self._texts += 1
            if depth["bold"]:
                self._bold_texts += 1
            if depth["italic"]:
                self._italic_texts += 1
        if "  " in data or not data.isprintable():
            data = _SPACE.sub(" ", data)
        self._pieces.append(escape(data))

    def start(self, tag: str, attributes: str) -> None:
        if tag in _BREAKING:
            self._start_block(tag)
        elif tag == "br":
            self._break()
        elif tag == "a":
            self._start_link(attributes)
        elif tag == "img":
            self._picture(attributes)
        elif tag in {"td", "th"}:
            self._start_cell(tag)
        if name := _DEPTHS.get(tag):
            self._depth[name] += 1

    def end(self, tag: str) -> None:
        if tag in _BREAKING:
            self.flush()
            if tag in _KINDS:
                self._kind = None
            if tag in {"dt", "dd"}:
                self._end_term(tag)
        elif tag == "a":
            self._end_link()
        if name := _DEPTHS.get(tag):
            self._depth[name] -= 1

    def flush(self) -> None:
        """End the block that is open, if there is anything in it."""
        if self._link is not None:
            if self._pieces:
                self._close_link(*self._link)
            self._link = (0, self._link[1])
        if not self._pieces:
            return
        code = self._depth["pre"] > 0
        joined = neutral("".join(self._pieces))
        if "\n" in joined and not code:
            joined = _AROUND_BREAK.sub("\n", joined)
        markup = joined.strip("\n" if code else None)
        if markup and not markup.isspace():
            self.parts.append(write(self._block_kind(), markup, self._emphasis()))
            self._kind = None
        self._pieces.clear()
        self._pair_at = 0
        self._images_before = len(self.images)
        self._texts = self._bold_texts = self._italic_texts = 0

    def _start_cell(self, tag: str) -> None:
        """Part a cell from the one before it; a head and the one cell beside it are a pair."""
        while self._pieces and self._pieces[-1].isspace():
            self._pieces.pop()
        if not self._pieces:
            self._head = tag
            return
        ends_in_colon = self._pieces[-1].rstrip().endswith(":")
        if self._pair_at:  # and a third
            self._pieces[self._pair_at] = _CELLS
            self._pair_at = 0
        elif tag == "td" and self._head and (self._head == "th" or ends_in_colon):
            self._pair_at = len(self._pieces)
        self._head = ""
        self._pieces.append((" " if ends_in_colon else ": ") if self._pair_at else _CELLS)

    def _start_block(self, tag: str) -> None:
        if self._pair_at and self._pair_at == len(self._pieces) - 1:  # the cell is a table itself
            self._pieces.pop()
            self._pair_at = 0
        self.flush()
        self._kind = _KINDS.get(tag, self._kind)
        if tag == "dd" and 0 < self._term_at == len(self.parts):
            self._start_value()

    def _end_term(self, tag: str) -> None:
        last = self.parts[-1] if self.parts else None
        if last and last.kind is BlockKind.PARAGRAPH and (tag == "dt" or last.emphasis == "pair"):
            self._term_at = len(self.parts)

    def _start_value(self) -> None:
        """Begin a value of a term, which stands before it in one block: "Depth: 10 km, 6 mi"."""
        term = self.parts.pop()
        self._term_at, self._kind, self._pair_at = 0, None, 1
        self._pieces += (
            [term.markup, ", "] if term.emphasis == "pair" else [term.markup.rstrip(": "), ": "]
        )

    def _block_kind(self) -> BlockKind:
        if self._depth["pre"]:
            return BlockKind.CODE
        if self._depth["quote"]:
            return BlockKind.QUOTE
        return self._kind or BlockKind.PARAGRAPH

    def _emphasis(self) -> str | None:
        if self._pair_at:
            return "pair"
        if not self._texts:
            return None
        if self._bold_texts == self._texts:
            return "strong"
        if self._italic_texts < self._texts:
            return None
        return "caption" if len(self.images) > self._images_before else "em"

    def _break(self) -> None:
        """A line; twice in a row, as old pages write it, a paragraph."""
        before = next((piece for piece in reversed(self._pieces) if piece != " "), "")
        if before == "\n" and not self._depth["pre"]:
            self.flush()
        else:
            self._pieces.append("\n")

    def _start_link(self, attributes: str) -> None:
        href = html.unescape(attributes[len(_HREF) : -1]) if attributes.startswith(_HREF) else ""
        if (url := resolve(href, self._base_url)) and not self._depth["pre"]:
            self._link = (len(self._pieces), url)

    def _end_link(self) -> None:
        if self._link is not None:
            self._close_link(*self._link)
            self._link = None

    def _close_link(self, begin: int, url: str) -> None:
        inside = "".join(self._pieces[begin:]).replace("\n", " ")
        label = inside.strip()
        if "#" in url and _NOTE.search(url) and _NOTE_LABEL.fullmatch(label):
            del self._pieces[begin:]
        elif label:
            before, _, after = inside.partition(label)
            self._pieces[begin:] = [before + link(label, url) + after]

    def _picture(self, attributes: str) -> None:
        said = _said(attributes)
        url = _first_address(said, self._base_url)
        if url:
            width, height = _pixels(said.get("width", "")), _pixels(said.get("height", ""))
            if _is_unseen(said):
                width = height = 0
            hover = said.get("title", "")
            self.images.append(Image(url=url, width=width, height=height, hover=hover))


def _first_address(said: dict[str, str], base_url: str) -> str | None:
    """Return a picture's address: a script's before what stands there until it runs."""
    for name in _SOURCES:
        if (written := said.get(name)) and (url := resolve(written.strip(), base_url)):
            return url
    several = next(filter(None, map(said.get, _SETS)), "")
    return resolve(_widest(several), base_url) if several else None


def _widest(several: str) -> str:
    """Return the widest address of a set, but none that is wider than anybody sees."""
    sizes = {url: float(size or 1) for url, size in _IN_SET.findall(several)}
    seen = [url for url, size in sizes.items() if size <= _WIDEST]
    return (
        max(seen, key=sizes.__getitem__) if seen else min(sizes, key=sizes.__getitem__, default="")
    )


def _is_unseen(said: dict[str, str]) -> bool:
    """Say whether a picture is hidden, or none of the text's."""
    style, classes = said.get("style"), said.get("class")
    if "hidden" in said or (style and _UNSEEN.search(style)):
        return True
    return classes is not None and _NO_PICTURE.search(classes) is not None


def _pixels(text: str) -> int | None:
    digits = text[:6].removesuffix("px")
    return int(digits) if digits.isdecimal() else None


def _said(attributes: str) -> dict[str, str]:
    return {
        name: html.unescape(value) if "&" in value else value
        for name, value in _ATTRIBUTE.findall(attributes)
    }
