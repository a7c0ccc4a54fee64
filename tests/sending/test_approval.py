"""Which files may go out: each fault has its own words, and stops the sending."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.render.docx_template import render_docx
from kehoach.render.pdf import render_pdf
from kehoach.resolve.read import read_plan
from kehoach.sending.expected_text import expected_text
from kehoach.sending.same_text import TextDifference, follow
from tests.sending.conftest import Identities, Office, refusals, sign, words_of_pages

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
CONTENT = PROJECT / "content"
REAL_PLANS = ("plan_2024", "plan_2025")


@pytest.fixture
def one(office: MakeOffice) -> Office:
    made = office(["a@x.example.vn"])
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    return made


def with_page(pdf: bytes, at: int, words: bytes = b"Mot trang khac") -> bytes:
    """The PDF with a page more, before page `at`."""
    with pikepdf.open(BytesIO(pdf)) as document:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 595, 842],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font))),
            Contents=document.make_stream(b"BT /F1 14 Tf 90 700 Td (" + words + b") Tj ET"),
        )
        document.pages.insert(at, pikepdf.Page(document.make_indirect(page)))
        result = BytesIO()
        document.save(result)
    return result.getvalue()


def appended_page(pdf: bytes) -> bytes:
    """The PDF with a page added behind its signature, as a revision of its own."""
    objects: Any = generic  # without types
    name, number = objects.NameObject, objects.NumberObject
    box = objects.ArrayObject(map(number, (0, 0, 595, 842)))
    page = objects.DictionaryObject({name("/Type"): name("/Page"), name("/MediaBox"): box})
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.insert_page(page)
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_a_good_file(one: Office, capsys: Capture) -> None:
    assert refusals(one, one.signed.read_bytes(), capsys) == []


def test_two_signatures(one: Office, identities: Identities, capsys: Capture) -> None:
    seal = sign(one.signed.read_bytes(), identities.other, field_name="ConDau")
    assert refusals(one, seal, capsys) == []


def test_a_flipped_byte(one: Office, capsys: Capture) -> None:
    signed = one.signed.read_bytes()
    middle = signed.index(b"stream") + 40
    assert refusals(one, flipped(signed, middle), capsys)[0] == "CK004"
    # In the signature itself, in any byte of the file: never through.
    contents = signed.index(b"/Contents <") + 400
    assert "CK004" in refusals(one, flipped(signed, contents), capsys)
    padding = signed.index(b"000>")
    assert "CK004" in refusals(one, flipped(signed, padding), capsys)
    for at in range(20, len(signed), len(signed) // 20):
        assert refusals(one, flipped(signed, at), capsys) != [], at


def test_an_extra_page(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    unsigned, signed = built(one.plan), one.signed.read_bytes()
    for at in (0, 1):
        assert refusals(one, sign(with_page(unsigned, at), identities.leader), capsys) == ["GV006"]
    empty = sign(with_page(unsigned, 1, b""), identities.leader)
    assert refusals(one, empty, capsys) == ["GV007"]
    assert refusals(one, appended_page(signed), capsys)[0] == "CK007"


def test_signed_by_somebody_else(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    unsigned, signed = built(one.plan), one.signed.read_bytes()
    assert refusals(one, sign(unsigned, identities.other), capsys) == ["CK006"]
    assert refusals(one, sign(unsigned, identities.stranger), capsys) == ["CK005"]
    assert refusals(one, sign(unsigned, identities.expired), capsys) == ["CK008"]
    both = sign(signed, identities.stranger, field_name="Hai")
    assert refusals(one, both, capsys) == ["CK005"]
    # With the signers' own certificates among the trusted, only those count, for their people.
    (one.folder / "chung_thu" / "ky.pem").write_bytes(identities.other.pem)
    assert refusals(one, sign(unsigned, identities.leader), capsys) == ["CK005"]
    assert refusals(one, sign(unsigned, identities.other), capsys) == ["CK006"]
    (one.folder / "chung_thu" / "ky.pem").write_bytes(identities.leader.pem)
    assert refusals(one, sign(unsigned, identities.leader), capsys) == []


def test_not_pades(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    old = sign(built(one.plan), identities.leader, pades=False)
    assert refusals(one, old, capsys) == ["CK003"]


def test_the_draft_instead(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    text = one.plan.read_text("utf-8")
    for state, code in (("du_thao", "GV004"), ("trinh_ky", "GV005")):
        one.plan.write_text(text.replace("ban_hanh", state), "utf-8")
        draft = built(one.plan)
        assert refusals(one, sign(draft, identities.leader), capsys) == ["GV002"]
        one.plan.write_text(text, "utf-8")
        assert refusals(one, draft, capsys) == ["CK002", code]
        assert refusals(one, sign(draft, identities.leader), capsys) == [code]
    assert refusals(one, built(one.plan), capsys) == ["CK002"]
    assert refusals(one, draft, capsys, "--draft", "--only", "noi_0") == ["GV005", "GV002"]


def test_another_text(one: Office, capsys: Capture) -> None:
    text = one.plan.read_text("utf-8")
    signed = one.signed.read_bytes()
    for old, new in (
        ("hộ cận nghèo", "hộ nghèo"),
        ("so: '07'", "so: '08'"),
        ("15/01/2025", "16/01/2025"),
        ("- KT", "- KTTH"),
    ):
        assert old in text
        one.plan.write_text(text.replace(old, new), "utf-8")
        assert refusals(one, signed, capsys) == ["GV009"]
    one.plan.write_text(text.replace("Báo cáo kết quả.", "Báo cáo."), "utf-8")
    assert refusals(one, signed, capsys) == ["GV009"]


def test_a_page_too_few(
    office: MakeOffice, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    long = [{"doan": f"Việc số {number}: rà soát hộ nghèo."} for number in range(60)]
    made = office(["a@x.example.vn"], noi_dung=long)
    made.write("gui_van_ban.yaml", {"may_chu": "127.0.0.1", "gui_tu": "vt@x.example.vn"})
    with pikepdf.open(BytesIO(built(made.plan))) as document:
        del document.pages[-1]
        cut = BytesIO()
        document.save(cut)
    assert refusals(made, sign(cut.getvalue(), identities.leader), capsys) == ["GV008"]


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "Độ mật: Mật"])
def test_secrets_do_not_go_by_mail(
    mark: str, one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    text = one.plan.read_text("utf-8").replace("Báo cáo kết quả.", f'"{mark}"')
    one.plan.write_text(text, "utf-8")
    assert refusals(one, sign(built(one.plan), identities.leader), capsys) == ["GV003"]
    kept = text.replace(f'"{mark}"', "Giữ bí mật của MẬT vụ.")
    one.plan.write_text(kept, "utf-8")
    assert refusals(one, sign(built(one.plan), identities.leader), capsys) == []


def test_a_plan_that_is_secret_does_not_go_by_mail(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    data = sign(built(one.plan), identities.leader)
    assert refusals(one, data, capsys) == []
    text = one.plan.read_text("utf-8")
    secret = text.replace("the_thuc:\n", "the_thuc:\n  do_mat: Mật\n")
    assert secret != text
    one.plan.write_text(secret, "utf-8")
    assert refusals(one, data, capsys) == ["GV003"]
    one.plan.write_text(secret.replace("ban_hanh", "du_thao"), "utf-8")
    draft = built(one.plan)
    assert refusals(one, draft, capsys, "--draft", "--only", "noi_0") == ["GV003"]


def test_a_secrecy_mark_stamped_on_the_file(
    one: Office, identities: Identities, built: Callable[[Path], bytes], capsys: Capture
) -> None:
    text = one.plan.read_text("utf-8")
    one.plan.write_text(text.replace("Báo cáo kết quả.", "MẬT"), "utf-8")
    marked = sign(built(one.plan), identities.leader)
    one.plan.write_text(text, "utf-8")
    assert refusals(one, marked, capsys) == ["GV003"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04khong phai pdf"])
def test_no_pdf(data: bytes, one: Office, capsys: Capture) -> None:
    assert "CK001" in refusals(one, data, capsys)


def test_no_pages(one: Office, capsys: Capture) -> None:
    result = BytesIO()
    pikepdf.Pdf.new().save(result)
    assert refusals(one, result.getvalue(), capsys) == ["CK001"]


def test_a_locked_file(one: Office, built: Callable[[Path], bytes], capsys: Capture) -> None:
    result = BytesIO()
    with pikepdf.open(BytesIO(built(one.plan))) as document:
        document.save(result, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refusals(one, result.getvalue(), capsys) == ["CK009"]


def test_no_certificates(one: Office, capsys: Capture) -> None:
    (one.folder / "chung_thu" / "ca.pem").write_bytes(b"")
    assert refusals(one, one.signed.read_bytes(), capsys) == ["CK010"]
    (one.folder / "chung_thu" / "ca.pem").write_bytes(
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )
    assert refusals(one, one.signed.read_bytes(), capsys) == ["CK010"]


def difference(document: Document, pdf: bytes) -> TextDifference | None:
    return follow(expected_text(document), words_of_pages(pdf, "x.pdf")).difference


def annex(rows: int) -> dict[str, object]:
    """An annex of so many pages that its headings are repeated; the last figure is a page's."""
    columns = [
        {"ma": "ten", "nhan": ["Tên đơn vị"], "kieu": "chu"},
        {"ma": "so", "nhan": ["Kết quả", "Số hộ"]},
        {"ma": "ty_le", "nhan": ["Kết quả", "Tỷ lệ (%)"]},
    ]
    values = [{"id": f"r{n}", "ten": f"Xã số {n}", "so": str(n), "ty_le": "2"} for n in range(rows)]
    return {"ten": f"Biểu {rows} dòng", "cot": columns, "dong": values}


def with_annexes(resolved: Callable[..., Document], **annexes: int) -> Document:
    """A plan with annexes of so many rows, in this order."""
    clauses = [{"doan": "Rà soát."}, *({"kem_theo": name} for name in annexes)]
    return resolved(noi_dung=clauses, phu_luc={name: annex(n) for name, n in annexes.items()})


@pytest.fixture(scope="module")
def documents(resolved: Callable[..., Document]) -> dict[str, Document]:
    real = {name: read_plan(CONTENT / f"{name}.yaml").document for name in REAL_PLANS}
    return {**real, "annexes": with_annexes(resolved, a=150, b=90)}


@pytest.fixture(scope="module")
def by_word(documents: dict[str, Document], convert: Callable[..., list[Path]]) -> dict[str, bytes]:
    """The PDFs that LibreOffice makes of the Word files."""
    files = {f"sending_{name}": render_docx(each) for name, each in documents.items()}
    return dict(zip(documents, (pdf.read_bytes() for pdf in convert(**files)), strict=True))


@pytest.mark.parametrize("name", [*REAL_PLANS, "annexes"])
def test_every_word_is_found(
    name: str, documents: dict[str, Document], by_word: dict[str, bytes]
) -> None:
    document = documents[name]
    for pdf in (render_pdf(document).data, by_word[name]):
        assert difference(document, pdf) is None


def test_another_word_is_found(documents: dict[str, Document], tmp_path: Path) -> None:
    path = CONTENT / "plan_2024.yaml"
    changed = path.read_text("utf-8").replace("hộ nghèo ở huyện", "hộ nghèo tại huyện")
    (tmp_path / path.name).write_text(changed, "utf-8")
    shutil.copy(path.with_name("don_vi.yaml"), tmp_path)
    other = read_plan(tmp_path / path.name).document
    found = difference(other, render_pdf(documents["plan_2024"]).data)
    assert found is not None
    assert found.printed.startswith("ở huyện")
    assert found.wanted.startswith("tại huyện")


def test_long_annexes(resolved: Callable[..., Document], documents: dict[str, Document]) -> None:
    """Headings repeated, pages numbered anew in each annex, an annex set in pieces."""
    pieces = render_pdf(documents["annexes"], rows=40).data
    assert difference(documents["annexes"], pieces) is None
    assert difference(with_annexes(resolved, b=90, a=150), pieces) is not None
    assert difference(with_annexes(resolved, a=150, b=91), pieces) is not None
