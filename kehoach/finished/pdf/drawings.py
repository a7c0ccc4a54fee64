"""Straight lines and pictures that are drawn on a page of a PDF."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2
from pypdfium2 import raw

from kehoach.finished.pdf.glyphs import PageFrame, PageStroke, PdfPage, Picture

_THICKEST = 3.0
"""A filled rectangle up to so many pt high is a line."""
_SHORTEST = 3.0
_LEVEL = 0.6
"""The most that the ends of a straight line may differ in height."""
_PALEST = 0xE8
_DEEPEST_FORM = 8
_MOST_SEGMENTS = 4_000
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __call__(self, x: float, y: float) -> _Point:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: _Matrix) -> _Matrix:
        """This matrix, then the outer one."""
        a, b = outer(self.a, self.b), outer(self.c, self.d)
        e = outer(self.e, self.f)
        return _Matrix(a[0] - outer.e, a[1] - outer.f, b[0] - outer.e, b[1] - outer.f, e[0], e[1])


def read_drawings(source: pypdfium2.PdfPage, frame: PageFrame, page: PdfPage) -> None:
    """Put the lines and pictures of a page, also those inside of forms, into `page`."""
    count = raw.FPDFPage_CountObjects(source)
    objects = (raw.FPDFPage_GetObject(source, index) for index in range(count))
    _read(objects, _Matrix(), 0, frame, page)


def _read(
    objects: Iterator[Any], outer: _Matrix, depth: int, frame: PageFrame, page: PdfPage
) -> None:
    for drawing in objects:
        kind = raw.FPDFPageObj_GetType(drawing)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            matrix = _matrix(drawing).within(outer)
            page.strokes += _strokes(drawing, matrix, frame)
            areas = list(_areas(drawing, matrix, frame))
            sides = list(_frame(areas))
            page.frames += sides
            page.areas += [] if sides else areas
        elif kind == raw.FPDF_PAGEOBJ_SHADING:
            page.areas.append(Picture(0, 0, page.width, page.height))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            page.pictures.append(_picture(_matrix(drawing).within(outer), frame))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            count = raw.FPDFFormObj_CountObjects(drawing)
            inner = (raw.FPDFFormObj_GetObject(drawing, index) for index in range(count))
            _read(inner, _matrix(drawing).within(outer), depth + 1, frame, page)


def _matrix(drawing: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawing, matrix):
        return _Matrix()
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _picture(matrix: _Matrix, frame: PageFrame) -> Picture:
    """An image fills the unit square of its own coordinates."""
    corners = [frame.point(*matrix(x, y)) for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Picture(min(xs), min(ys), max(xs), max(ys))


def _strokes(drawing: Any, matrix: _Matrix, frame: PageFrame) -> Iterator[PageStroke]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawing, fill, stroke)
    if not (fill.value or stroke.value):
        return
    if not _is_seen(drawing, stroked=bool(stroke.value)):
        return
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(drawing, width)
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    thick = width.value * scale if stroke.value else 0.0
    dashed = bool(stroke.value) and raw.FPDFPageObj_GetDashCount(drawing) > 0
    for points in _outlines(drawing, matrix, frame):
        yield from _of_outline(points, thick, dashed=dashed)


def _of_outline(points: list[_Point], thick: float, *, dashed: bool) -> Iterator[PageStroke]:
    """One line for a thin shape; the sides of an outline; nothing for an area of colour."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= _THICKEST and right - left >= _SHORTEST:
        middle = (top + bottom) / 2
        yield PageStroke(left, middle, right, middle, dashed, max(thick, bottom - top))
    elif right - left <= _THICKEST and bottom - top >= _SHORTEST:
        middle = (left + right) / 2
        yield PageStroke(middle, top, middle, bottom, dashed, max(thick, right - left))
    elif thick:
        for (x, y), (to_x, to_y) in pairwise(points):
            if abs(to_y - y) <= _LEVEL and abs(to_x - x) >= _SHORTEST:
                height = (y + to_y) / 2
                yield PageStroke(min(x, to_x), height, max(x, to_x), height, dashed, thick)
            elif abs(to_x - x) <= _LEVEL and abs(to_y - y) >= _SHORTEST:
                across = (x + to_x) / 2
                yield PageStroke(across, min(y, to_y), across, max(y, to_y), dashed, thick)


def _areas(drawing: Any, matrix: _Matrix, frame: PageFrame) -> Iterator[Picture]:
    """The parts of a painted path that are more than straight lines, level or upright."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawing, fill, stroke)
    filled = bool(fill.value) and _is_seen(drawing, stroked=False)
    stroked = bool(stroke.value) and _is_seen(drawing, stroked=True)
    if not (filled or stroked):
        return
    curved = any(
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(drawing, index))
        == raw.FPDF_SEGMENT_BEZIERTO
        for index in range(min(raw.FPDFPath_CountSegments(drawing), _MOST_SEGMENTS))
    )
    for points in _outlines(drawing, matrix, frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        thin = min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICKEST
        slanted = any(
            min(abs(to_x - x), abs(to_y - y)) > _LEVEL for (x, y), (to_x, to_y) in pairwise(points)
        )
        if curved or slanted or (filled and not thin):
            yield Picture(min(xs), min(ys), max(xs), max(ys))


def _frame(areas: list[Picture]) -> Iterator[PageStroke]:
    """The sides of a frame, where its outer and its inner edge are all that a path has."""
    if len(areas) != 2:
        return
    inner, outer = sorted(areas, key=lambda area: area.right - area.left)
    sides = (
        inner.left - outer.left,
        inner.top - outer.top,
        outer.right - inner.right,
        outer.bottom - inner.bottom,
    )
    if not all(0 < side <= _THICKEST for side in sides):
        return
    for x, thick in ((outer.left, sides[0]), (inner.right, sides[2])):
        yield PageStroke(x + thick / 2, outer.top, x + thick / 2, outer.bottom, False, thick)
    for y, thick in ((outer.top, sides[1]), (inner.bottom, sides[3])):
        yield PageStroke(outer.left, y + thick / 2, outer.right, y + thick / 2, False, thick)


def _outlines(drawing: Any, matrix: _Matrix, frame: PageFrame) -> Iterator[list[_Point]]:
    """The points of each part of a path, the first again at the end where the part is closed."""
    points: list[_Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(drawing), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(drawing, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(frame.point(*matrix(x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _is_seen(drawing: Any, *, stroked: bool) -> bool:
    """Whether something is seen on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    get(drawing, red, green, blue, alpha)
    return bool(alpha.value) and min(red.value, green.value, blue.value) < _PALEST
