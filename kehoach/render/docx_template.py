"""Document → DOCX: fills `templates/ke_hoach.docx`, which IT staff edit in Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.document import Document, Metadata, Paragraph, Run
from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

TEMPLATE = PROJECT / "templates" / "ke_hoach.docx"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PROPERTY_LIMIT = 255


@dataclass
class PrintedRuns:
    """The runs of a paragraph as the template prints them with `{{r … }}`; counts the prints."""

    runs: tuple[Run, ...]
    printed: int = field(default=0, compare=False)

    def __html__(self) -> str:
        from kehoach.render.docx_xml import runs_xml

        self.printed += 1
        return runs_xml(self.runs)


def prepare_docx() -> None:
    """Load what `render_docx` needs, so that it can start at once.

    Raises MachineProblem if the fonts that lengths are measured with are missing.
    """
    import docxtpl  # noqa: F401
    import jinja2  # noqa: F401

    import kehoach.render.docx_layout
    import kehoach.render.template_lint  # noqa: F401
    from kehoach.render.fonts import faces

    faces()


def render_docx(document: Document, template: Path = TEMPLATE) -> bytes:
    """The Word file of a finished document; the same document gives the same bytes on any day.

    Raises InputRefused if the template cannot be read or an edit broke it (IN001-IN016),
    MachineProblem if the fonts that lengths are measured with are missing.
    """
    from kehoach.render.docx_layout import lay_out, sections
    from kehoach.render.docx_xml import Styles
    from kehoach.render.template_lint import read_template

    opened = read_template(template)
    word = opened.docx
    first = sections(word.element.body)[0]
    texts = _fill(opened, document, template)
    _refuse_lost_text(texts, template)
    lay_out(word.element.body, Styles(word.styles.element), document, first)
    _forget_foreign_properties(word.part.package)
    set_properties(word.core_properties, document.metadata)
    raw = io.BytesIO()
    word.save(raw)
    return same_bytes_on_any_day(raw)


def _context(document: Document) -> dict[str, Any]:
    """What the template may name; `template_tags.py` tells a clerk the same names."""
    head, sign = document.the_thuc, document.ky
    return {
        "co_quan_chu_quan": _printed(head.co_quan_chu_quan),
        "co_quan": _all(head.co_quan),
        "so_ky_hieu": _printed(head.so_ky_hieu),
        "du_thao": _printed(head.du_thao),
        "dia_danh_ngay": _printed(head.dia_danh_ngay),
        "ten_loai": _printed(head.ten_loai),
        "trich_yeu": _printed(head.trich_yeu),
        "noi_dung": _body(document),
        "noi_nhan": _all(recipient.paragraph for recipient in document.noi_nhan),
        "quyen_han": _all(sign.quyen_han),
        "ho_ten": _printed(sign.ho_ten),
        "phu_luc": [
            {
                "nhan": _printed(annex.nhan),
                "ten": _printed(annex.ten),
                "kem_theo": _printed(annex.kem_theo),
            }
            for annex in document.phu_luc
        ],
    }


def _printed(paragraph: Paragraph | None) -> PrintedRuns | None:
    return PrintedRuns(paragraph.runs) if paragraph else None


def _all(paragraphs: Iterable[Paragraph]) -> list[PrintedRuns]:
    return [PrintedRuns(paragraph.runs) for paragraph in paragraphs]


def _body(document: Document) -> list[dict[str, Any]]:
    """The body; its last text is of a kind of its own, which stays with the signature."""
    paragraphs = list(document.body())
    kinds: list[str] = [paragraph.kieu for paragraph in paragraphs]
    if kinds[-1] == "doan":
        kinds[-1] = "doan_cuoi"
    return [
        {"kieu": kind, "chu": PrintedRuns(paragraph.runs)}
        for kind, paragraph in zip(kinds, paragraphs, strict=True)
    ]


def _fill(opened: DocxTemplate, document: Document, path: Path) -> dict[str, Any]:
    """Render the template; gives the texts that it was to print."""
    import jinja2

    from kehoach.render.fill_template import WRONG_EXPRESSION, is_ours
    from kehoach.render.template_sandbox import TemplateSandbox

    context = _context(document)
    environment = TemplateSandbox({}, undefined=jinja2.StrictUndefined)
    try:
        opened.render(context, environment, autoescape=True)
    except (jinja2.TemplateError, *WRONG_EXPRESSION) as error:
        if not isinstance(error, jinja2.TemplateError) and is_ours(error):
            raise
        finding = Finding(
            Place(str(path)),
            "IN012",
            f"Mẫu Word có thẻ viết sai, máy báo: {error}.",
            "Mở mẫu bằng Word, xem lại các thẻ trong {% %} và {{ }} vừa sửa, "
            "hoặc lấy lại bản mẫu trước đó.",
        )
        raise InputRefused([finding]) from None
    return context


def _refuse_lost_text(context: dict[str, Any], path: Path) -> None:
    """A plan must be printed whole: refuse a template whose conditions leave out or repeat a text.

    What the lint sees in the template is not enough: `{%p if %}` may ask anything.
    """
    wrong = [text for text in _texts(context) if text.printed != 1]
    if wrong:
        shown = "".join(run.text for run in wrong[0].runs)
        how = "không in" if wrong[0].printed == 0 else f"in {wrong[0].printed} lần"
        finding = Finding(
            Place(str(path)),
            "IN011",
            f"Mẫu Word {how} đoạn “{shown[:60]}” (tất cả {len(wrong)} đoạn bị như vậy).",
            "Mỗi đoạn của kế hoạch phải được in đúng một lần: xem lại các điều kiện {%p if … %} "
            "và các vòng lặp trong mẫu.",
        )
        raise InputRefused([finding])


def _texts(value: Any) -> Iterable[PrintedRuns]:
    if isinstance(value, PrintedRuns):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _forget_foreign_properties(package: Any) -> None:
    """Let go of core properties that LibreOffice wrote, under a relationship name of its own.

    python-docx would make a second part of the same file name: Word calls that file corrupt.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE

    for identity, relation in list(package.rels.items()):
        if relation.target_part.partname == "/docProps/core.xml" and (
            relation.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES
        ):
            del package.rels[identity]


def set_properties(properties: Any, metadata: Metadata) -> None:
    """Core properties: what Word shows under Tệp > Thông tin."""
    properties.title = metadata.title[:_PROPERTY_LIMIT]
    properties.subject = metadata.subject[:_PROPERTY_LIMIT]
    properties.author = properties.last_modified_by = metadata.author[:_PROPERTY_LIMIT]
    properties.language, properties.revision = "vi-VN", 1
    properties.created = properties.modified = datetime.combine(metadata.ngay, time())


def same_bytes_on_any_day(raw: io.BytesIO) -> bytes:
    """The package again, without the time of day that zip files carry."""
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(result, "w") as normal:
        for name in package.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            normal.writestr(entry, package.read(name), compresslevel=6)
    return result.getvalue()
