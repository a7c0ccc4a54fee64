"""Edits of packages (.docx, .xlsx): of the XML inside, of the parts, of the ZIP around them."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from lxml import etree

from tests.fuzz.edits import Edit
from tests.fuzz.texts import NUMBERS, edit_bytes, within, word

_ATTRIBUTES = (
    *NUMBERS[:24],
    *("999999999999999999", "-999999999", "2147483648", "65536", "XFD1048576", "A0", "a1", "1:1"),
    *(
        "true",
        "false",
        "on",
        "off",
        "none",
        "nil",
        "single",
        "center",
        "both",
        "auto",
        "FFFFFF",
        "x" * 9999,
    ),
    *(
        "decimal",
        "upperRoman",
        "lowerLetter",
        "bullet",
        "chicago",
        "ordinalText",
        "continue",
        "restart",
    ),
    *(
        "b",
        "e",
        "s",
        "str",
        "inlineStr",
        "n",
        "d",
        "#REF!",
        "rId1",
        "rId99",
        "../../../etc/passwd",
        "",
    ),
    *(
        "file:///etc/passwd",
        "http://127.0.0.1:9/x",
        "0.1pt",
        "50%",
        "1in",
        "12.7mm",
        "NaN",
        "1e400",
    ),
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORDS = (
    *(
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "tab",
        "br",
        "ins",
        "del",
        "sdt",
        "sdtContent",
        "hyperlink",
    ),
    *(
        "numPr",
        "ilvl",
        "numId",
        "pStyle",
        "rStyle",
        "vMerge",
        "gridSpan",
        "gridCol",
        "tblGrid",
        "sz",
    ),
    *(
        "fldChar",
        "instrText",
        "fldSimple",
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "sectPr",
    ),
    *(
        "pPr",
        "rPr",
        "tcPr",
        "tblPr",
        "trPr",
        "jc",
        "ind",
        "spacing",
        "pgSz",
        "pgMar",
        "cols",
        "pBdr",
    ),
    *(
        "sym",
        "noBreakHyphen",
        "softHyphen",
        "moveFrom",
        "moveTo",
        "smartTag",
        "customXml",
        "txbxContent",
    ),
)


@dataclass
class Package:
    """The parts of a package, and what is done to the ZIP in the end."""

    parts: dict[str, bytes]
    of_zip: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @classmethod
    def read(cls, content: bytes) -> Package:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def written(self) -> bytes:
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                # A date of its own, so that the same input is the same bytes.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        content = file.getvalue()
        for change in self.of_zip:
            content = change(content)
        return content


def edit_package(random: Random, package: Package) -> Edit:
    """An edit somewhere in a package."""
    ways = (_edit_xml, _edit_part, _edit_zip)
    return random.choices(ways, (12, 2, 2))[0](random, package)


def _edit_xml(random: Random, package: Package) -> Edit:
    """An edit of an element of a part."""
    parts = [name for name in package.parts if name.endswith((".xml", ".rels"))]
    # What is read most is spoiled most.
    weights = [
        8 if re.search(r"document\.xml$|sheet\d+\.xml$|sharedS", name) else 1 for name in parts
    ]
    part = random.choices(parts, weights)[0]
    root = etree.fromstring(package.parts[part])
    count = sum(1 for _ in root.iter(etree.Element))
    at, other = random.randrange(count), random.randrange(count)
    element = list(root.iter(etree.Element))[at]
    times = random.choice((1, 2, 40, 400))
    tag, text, value = random.choice(_WORDS), word(random), random.choice(_ATTRIBUTES)
    if element.text and random.random() < 0.6:
        text = within(random, element.text)
    attribute = random.choice([*element.attrib.keys(), _W + "val"])
    attribute = attribute if isinstance(attribute, str) else attribute.decode()

    def duplicate(place: etree._Element) -> None:
        for _ in range(times):
            place.addnext(deepcopy(place))

    def delete(place: etree._Element) -> None:
        parent = place.getparent()
        if parent is not None:
            parent.remove(place)

    def nest(place: etree._Element) -> None:
        for _ in range(min(times, 90)):
            inner = deepcopy(place)
            for child in [*place]:
                place.remove(child)
            place.append(inner)
            place = inner

    def wrap(place: etree._Element) -> None:
        parent = place.getparent()
        if parent is not None:
            around = etree.Element(_W + tag)
            parent.replace(place, around)
            around.append(place)

    def move(place: etree._Element) -> None:
        target = list(place.getroottree().iter(etree.Element))[other]
        if place not in (target, *target.iterancestors()):
            target.append(place)

    def rename(place: etree._Element) -> None:
        place.tag = _W + tag

    def put_text(place: etree._Element) -> None:
        place.text = text

    def put_attribute(place: etree._Element) -> None:
        place.set(attribute, value)

    def drop_attribute(place: etree._Element) -> None:
        del place.attrib[attribute]

    def empty(place: etree._Element) -> None:
        for child in [*place]:
            place.remove(child)
        place.text = None

    changes = (
        (put_attribute, f"{attribute} = {value[:60]!r}", 8),
        (put_text, f"text {text[:60]!r}", 5),
        (duplicate, f"{times} times more", 2),
        (delete, "deleted", 3),
        (nest, f"nested {times} times in itself", 1),
        (wrap, f"wrapped in {tag}", 2),
        (move, f"moved to element {other}", 2),
        (rename, f"called {tag}", 2),
        (drop_attribute, f"without {attribute}", 2),
        (empty, "emptied", 1),
    )
    change, what, _ = random.choices(changes, [weight for _, _, weight in changes])[0]

    def do(package: Package) -> None:
        root = etree.fromstring(package.parts[part])
        change(list(root.iter(etree.Element))[at])
        package.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "?"
    return Edit(f"{part} element {at} <{name}>: {what}", do)


def _edit_part(random: Random, package: Package) -> Edit:
    """An edit of a part as bytes, or of its name."""
    part = random.choice(list(package.parts))
    if not package.parts[part]:
        return Edit(f"{part} deleted", lambda package: package.parts.pop(part) and None)
    inside = edit_bytes(random, package.parts[part])
    new = random.choice(
        (part.upper(), f"../{part}", f"/{part}", part.replace("/", "\\"), f"{part}/")
    )

    def spoil(package: Package) -> None:
        package.parts[part] = inside.do(package.parts[part])

    def rename(package: Package) -> None:
        package.parts[new] = package.parts.pop(part)

    def recode(package: Package) -> None:
        text = package.parts[part].decode()
        package.parts[part] = text.replace("UTF-8", "UTF-16").encode("utf-16")

    def declare(package: Package) -> None:
        entity = b'<!DOCTYPE x [<!ENTITY e "x">]>'
        package.parts[part] = package.parts[part].replace(b"?>", b"?>" + entity, 1)

    ways: tuple[tuple[str, Callable[[Package], object]], ...] = (
        (str(inside), spoil),
        ("deleted", lambda package: package.parts.pop(part)),
        (f"called {new!r}", rename),
        ("emptied", lambda package: package.parts.update({part: b""})),
        ("in UTF-16", recode),
        ("with a DTD", declare),
    )
    what, do = random.choices(ways, (6, 2, 1, 1, 1, 1))[0]
    return Edit(f"{part}: {what}", lambda package: do(package) and None)


def _edit_zip(random: Random, package: Package) -> Edit:
    """An edit of the ZIP around the parts."""
    content = package.written()
    inside = edit_bytes(random, content)
    field_at = random.choice((8, 10, 16, 20, 24, 28, 30, 32, 42))
    value = random.choice((0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, random.getrandbits(32)))
    entry = random.randrange(len(package.parts))

    def lie(content: bytes) -> bytes:
        """A field of an entry of the directory: flags, method, sizes, offset."""
        at = -1
        for _ in range(entry + 1):
            at = content.index(b"PK\x01\x02", at + 1)
        return content[: at + field_at] + struct.pack("<I", value) + content[at + field_at + 4 :]

    ways: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
        (f"bytes: {inside}", inside.do),
        (f"entry {entry}, field at {field_at} = {value:#x}", lie),
        ("after a script", lambda content: b"#!/bin/sh\n" + content),
        ("and more after it", lambda content: content + b"PK\x05\x06" + b"\0" * 18),
        ("twice", lambda content: content + content),
    )
    what, do = random.choices(ways, (6, 6, 1, 1, 1))[0]

    def change(package: Package) -> None:
        package.of_zip.append(do)

    return Edit(f"ZIP: {what}", change)
