"""An office that sends: certificates, a signed plan, a mail server on this machine."""

from __future__ import annotations

import datetime
import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.plan.model import KeHoach
from kehoach.render.pdf import render_pdf
from kehoach.resolve.read import read_plan
from kehoach.sending import approval, sight
from kehoach.sending.pdf_words import PageWords, open_document, read_pages
from kehoach.sending.settings import Settings
from tests.waiting import PATIENCE

LOOKS = ("test_sight", "test_whole_way")
"""Modules of tests in which pages are looked at."""
LEADER = "Nguyễn Văn An"
PASSWORD = "rat-kin-8c1f-khong-ai-biet"
NOBODY_ELSE: CertificateStore = SimpleCertificateStore.from_certs(())  # type: ignore[no-untyped-call]  # pyHanko's
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A certificate with its key; authorities sign others."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def identity(
    name: str, issuer: Identity | None = None, *, server: bool = False, age: int = 1, days: int = 30
) -> Identity:
    """A new certificate: an authority's where nobody issues it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime.now(datetime.UTC) - age * DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + days * DAY)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=issuer is not None and not server,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=issuer is None,
                crl_sign=issuer is None,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer:
        issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(issued_by, critical=False)
    if server:
        import ipaddress

        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(names, critical=False)
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


@dataclass(frozen=True)
class Identities:
    authority: Identity
    leader: Identity
    other: Identity
    stranger: Identity
    expired: Identity
    server: Identity


@pytest.fixture(scope="session")
def identities() -> Identities:
    authority = identity("Ban Cơ yếu thử nghiệm")
    elsewhere = identity("Một nơi khác")
    return Identities(
        authority,
        identity(LEADER, authority),
        identity("Trần Thị Bình", authority),
        identity(LEADER, elsewhere),
        identity(LEADER, authority, age=20, days=10),
        identity("127.0.0.1", authority, server=True),
    )


def sign(
    pdf: bytes,
    who: Identity,
    *,
    field_name: str = "ChuKy",
    pades: bool = True,
    look: tuple[tuple[int, int, int, int], Any] | None = None,
) -> bytes:
    """The PDF with a signature more; `look` is the box on page 1 and the style of what is seen."""
    certificate = asn1_x509.Certificate.load(
        who.certificate.public_bytes(serialization.Encoding.DER)
    )
    key = who.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(certificate, keys.PrivateKeyInfo.load(key), NOBODY_ELSE)
    filter_ = SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    metadata = signers.PdfSignatureMetadata(
        field_name=field_name, subfilter=filter_, md_algorithm="sha256"
    )
    box, style = look or (None, None)
    field = SigFieldSpec(field_name, box=box)
    made = signers.PdfSigner(metadata, signer, stamp_style=style, new_field_spec=field)
    signed = made.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(signed.getbuffer())


@dataclass
class MailServer:
    """The server's process; `kept` is what it took, in order.

    What it holds in hand (`held…`) it lets go when there is a file at `gate`.
    """

    process: subprocess.Popen[bytes]
    folder: Path
    gate: Path
    port: int

    def kept(self) -> list[tuple[str, bytes]]:
        files = sorted(each for each in self.folder.iterdir() if each.suffix != ".part")
        return [(file.name.partition("-")[2], file.read_bytes()) for file in files]


@pytest.fixture(scope="module")  # tests of other modules count the processes that are left
def start_server(
    tmp_path_factory: pytest.TempPathFactory, identities: Identities
) -> Iterator[Callable[..., MailServer]]:
    """Starts servers, each with a folder of its own.

    `limit` in bytes; with `tls`, from the first byte on, else by STARTTLS.
    """
    processes: list[subprocess.Popen[bytes]] = []

    def start(limit: int = 33_554_432, tls: bool = False) -> MailServer:
        folder = tmp_path_factory.mktemp("server")
        certificate, gate = (folder.with_name(f"{folder.name}.{end}") for end in ("pem", "gate"))
        certificate.write_bytes(identities.server.key_pem + identities.server.pem)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = {
            "certificate": str(certificate),
            "folder": str(folder),
            "gate": str(gate),
            "port": port,
            "patience": PATIENCE,
            "limit": limit,
            "password": PASSWORD,
            "tls": tls,
        }
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("mail_server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        processes.append(process)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{json.dumps(options)}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"ready\n"
        return MailServer(process, folder, gate, port)

    yield start
    for process in processes:
        process.communicate(b"", timeout=PATIENCE)


@dataclass
class Office:
    """A folder as an office has it; `run` is the command line there."""

    folder: Path
    plan: Path
    signed: Path
    boxes: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.folder / "so_gui.sqlite3"

    def write(self, name: str, data: Mapping[str, Any]) -> None:
        text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False)
        (self.folder / name).write_text(text, "utf-8")

    def settings(self, server: MailServer, **more: Any) -> None:
        """Write the settings for a server; `more` says what differs."""
        values = {
            "may_chu": "127.0.0.1",
            "cong": server.port,
            "gui_tu": "vanthu@gialai.example.vn",
            "tai_khoan": "vanthu",
            "chung_thu_may_chu": "chung_thu/ca.pem",
            "thu_lai": [0, 0],
        }
        kept = {key: value for key, value in (values | more).items() if value is not None}
        self.write("gui_van_ban.yaml", kept)

    def recipients(self, boxes: list[str], **more: Any) -> list[str]:
        """Make the address book: a unit for each mailbox, and others; gives their ids."""
        book = {f"noi_{n}": {"kenh": "thu_dien_tu", "thu_dien_tu": b} for n, b in enumerate(boxes)}
        units = {unit: {"ten": f"Cơ quan {unit}"} for unit in [*book, *more]}
        self.write("noi_nhan.yaml", book | more)
        self.write("don_vi.yaml", units)
        self.boxes = boxes
        return list(units)


def refusals(
    office: Office, data: bytes, capsys: pytest.CaptureFixture[str], *options: str
) -> list[str]:
    """The codes for which a file is refused; nothing must have been written."""
    office.signed.write_bytes(data)
    command = ["send", str(office.plan), "--file", str(office.signed), "--dry-run", *options]
    code = main(command)
    said = capsys.readouterr().err
    assert office.signed.read_bytes() == data
    assert not office.ledger.exists()
    codes = re.findall(r": ([A-Z]{2}\d{3}) ", said)
    assert code == (Exit.REFUSED if codes else Exit.OK), said
    return codes


def words_of_pages(pdf: bytes, name: str) -> list[PageWords]:
    """The words of each page of a PDF, as they are extracted."""
    return read_pages(open_document(pdf, name), name)[0]


PLAN: dict[str, Any] = {
    "nam": 2025,
    "trang_thai": "ban_hanh",
    "the_thuc": {
        "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
        "so": "07",
        "ky_hieu": "KH-UBND",
        "dia_danh": "Ia Băng",
        "ngay": "15/01/2025",
        "trich_yeu": "Giảm nghèo năm 2025",
    },
    "noi_dung": [{"doan": "Rà soát hộ nghèo, hộ cận nghèo."}, {"doan": "Báo cáo kết quả."}],
    "ky": {"quyen_han": ["TM. Ủy ban nhân dân", "Chủ tịch"], "ho_ten": LEADER},
}


def plan_of(units: Iterable[str], **parts: Any) -> dict[str, Any]:
    """A small plan for these units."""
    lines = [{"ghi": "Các cơ quan", "gui": list(units)}, {"luu": ["VT", "KT"], "so_ban": 2}]
    return {**PLAN, "noi_nhan": lines, **parts}


@pytest.fixture(scope="session")
def built() -> Callable[[Path], bytes]:
    """The PDF that `kehoach build` makes of a plan; the same plan is built once."""
    made: dict[tuple[bytes, bytes], bytes] = {}

    def build(plan: Path) -> bytes:
        key = plan.read_bytes(), plan.with_name("don_vi.yaml").read_bytes()
        if key not in made:
            made[key] = render_pdf(read_plan(plan).document).data
        return made[key]

    return build


@pytest.fixture(scope="session")
def signed() -> dict[bytes, bytes]:
    """By the PDF of a plan, what the leader made of it by signing it."""
    return {}


@pytest.fixture
def office(
    tmp_path: Path,
    identities: Identities,
    built: Callable[[Path], bytes],
    signed: dict[bytes, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Office]:
    """Makes an office with a signed plan and so many recipients."""
    monkeypatch.setenv("KEHOACH_MAT_KHAU", PASSWORD)
    monkeypatch.chdir(tmp_path)

    def make(boxes: list[str], **more: Any) -> Office:
        """`more` are parts of the plan, and units that are reached otherwise."""
        parts = {key: value for key, value in more.items() if key in KeHoach.model_fields}
        units = {key: value for key, value in more.items() if key not in parts}
        made = Office(tmp_path, tmp_path / "ke_hoach.yaml", tmp_path / "da_ky.pdf")
        ids = made.recipients(boxes, **units)
        made.write("ke_hoach.yaml", plan_of(ids, **parts))
        (tmp_path / "chung_thu").mkdir(exist_ok=True)
        (tmp_path / "chung_thu" / "ca.pem").write_bytes(identities.authority.pem)
        pdf = built(made.plan)
        if pdf not in signed:
            signed[pdf] = sign(pdf, identities.leader)
        made.signed.write_bytes(signed[pdf])
        return made

    return make


@pytest.fixture(scope="session")
def looked_at() -> dict[bytes, approval.Approved]:
    """What was approved, by all that it depends on."""
    return {}


@pytest.fixture
def approved_once(
    looked_at: dict[bytes, approval.Approved], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file of the same plan is looked at once, in tests that are not about it."""
    whole = approval.approve

    def approve(
        plan: Path, file: Path, settings: Settings, *, compared_by: str = "", **options: Any
    ) -> approval.Approved:
        files = (plan, file, plan.with_name("don_vi.yaml"))
        content = b"\0".join([compared_by.encode(), *(path.read_bytes() for path in files)])
        if content not in looked_at:
            looked_at[content] = whole(plan, file, settings, compared_by=compared_by, **options)
        return looked_at[content]

    monkeypatch.setattr(approval, "approve", approve)


@pytest.fixture(autouse=True)
def words_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test is not about what pages show, nobody looks at their ink: that is slow."""
    if request.module.__name__.rpartition(".")[2] not in LOOKS:
        monkeypatch.setattr(sight, "_see", lambda *_: None)
