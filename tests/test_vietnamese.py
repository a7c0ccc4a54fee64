"""Vietnamese official forms, against statements of them that the program does not share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.vietnamese import (
    LIST_LETTERS,
    date_in_digits,
    date_in_words,
    document_number,
    format_number,
    list_letter,
    mid_sentence,
    parse_date,
    parse_number,
    roman,
    round_half_up,
    without_marks,
    word_key,
)

decimals = st.integers(0, 6)
wholes = st.integers(-(10**12), 10**12)
writings = st.from_regex(r"-?[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True)


def grouped_in(text: str, mark: str) -> bool:
    return re.fullmatch(rf"-?[1-9][0-9]{{0,2}}(\{mark}[0-9]{{3}})+", text) is not None


def vietnamese(text: str) -> Decimal | None:
    """Comma for decimals; points, if any, for groups of three."""
    whole, comma, part = text.partition(",")
    if not (re.fullmatch(r"-?[0-9]+", whole) or grouped_in(whole, ".")):
        return None
    if comma and not re.fullmatch(r"[0-9]+", part):
        return None
    return Decimal(whole.replace(".", "") + "." + (part or "0"))


def plain(text: str) -> Decimal | None:
    """As computers write."""
    return Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None


def english(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if grouped_in(text, ",") else None


# Numbers


@given(wholes, decimals)
def test_a_printed_number_reads_as_itself(whole: int, places: int) -> None:
    value = Decimal(whole).scaleb(-places)
    assert parse_number(format_number(value, places), places) == value


@given(writings)
def test_a_text_with_two_readings_is_refused_and_both_are_named(text: str) -> None:
    readings = {x for x in (vietnamese(text), plain(text), english(text)) if x is not None}
    if len(readings) == 1 and english(text) is None:
        assert parse_number(text) == readings.pop()
        return
    with pytest.raises(ValueError, match=re.escape(text)) as refused:
        parse_number(text)
    for value in readings:
        places = max(0, -int(value.normalize().as_tuple().exponent))
        assert format_number(value, places).rstrip("0").rstrip(",") in str(refused.value)


@given(writings, decimals)
def test_what_is_read_is_one_of_the_readings_and_fits_the_field(text: str, places: int) -> None:
    try:
        value = parse_number(text, places)
    except ValueError:
        return
    assert value in (vietnamese(text), plain(text))
    assert value == round_half_up(value, places)


@given(writings, decimals)
def test_the_writings_that_a_message_recommends_are_accepted(text: str, places: int) -> None:
    try:
        parse_number(text, places)
    except ValueError as refused:
        _, found, advice = str(refused).partition("viết rõ ")
        for writing in advice.split(" hoặc ") if found else ():
            assert parse_number(writing, places) in (vietnamese(text), plain(text), english(text))


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("388.231", 0, "388231"),
        ("388231", 0, "388231"),
        ("5.000", 0, "5000"),
        ("8,11", 2, "8.11"),
        ("8.11", 2, "8.11"),
        ("1,205", 3, "1.205"),
        ("0,08", 2, "0.08"),
        ("0152", 0, "152"),
        ("-1.250,5", 1, "-1250.5"),
    ],
)
def test_numbers_as_offices_write_them(text: str, places: int, value: str) -> None:
    assert parse_number(text, places) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "1.2.3", "1..2", "8,", ",5", "12%", "một", "1e5", "٣x"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="không phải là số"):
        parse_number(text)


@given(st.fractions(-(10**9), 10**9), decimals)
def test_rounding_is_to_the_nearest_and_halves_go_away_from_zero(x: Fraction, places: int) -> None:
    unit = Fraction(1, 10**places)
    error = Fraction(round_half_up(x, places)) - x
    assert abs(error) <= unit / 2
    if abs(error) == unit / 2:
        assert (error > 0) == (x > 0)


@given(wholes, decimals, decimals)
def test_halves_are_rounded_away_from_zero(whole: int, places: int, more: int) -> None:
    half = Decimal(f"{whole}.5").scaleb(-places)
    wanted = Decimal(whole + (1 if half > 0 else -1)).scaleb(-places)
    assert round_half_up(half, places) == wanted
    assert round_half_up(half, places + 1 + more) == half


@given(wholes, decimals)
def test_zeros_are_stripped_from_decimals_only(whole: int, places: int) -> None:
    value = Decimal(whole).scaleb(-places)
    text = format_number(value, places, strip_zeros=True)
    assert vietnamese(text) == value
    assert not re.search(r",\d*0$|,$", text)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert format_number(Decimal("-0.004"), 2) == "0,00"


# Dates

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@given(days)
def test_days_below_ten_and_months_one_and_two_get_a_zero(when: date) -> None:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II, khoản 4, điểm b."""
    day = {n: f"0{n}" for n in range(1, 10)}.get(when.day, str(when.day))
    month = {1: "01", 2: "02"}.get(when.month, str(when.month))
    assert date_in_words(when) == f"ngày {day} tháng {month} năm {when.year}"
    assert date_in_digits(when) == f"{day}/{month}/{when.year}"


@given(days, st.sampled_from("/.-"))
def test_dates_are_read_as_offices_and_as_computers_write_them(when: date, mark: str) -> None:
    assert parse_date(when.isoformat()) == when
    assert parse_date(when.strftime(f"%d{mark}%m{mark}%Y")) == when
    assert parse_date(date_in_digits(when)) == when


@pytest.mark.parametrize(
    "text", ["29/02/2023", "31/4/2024", "0/1/2024", "12/31/2024", "2024-13-01"]
)
def test_days_that_no_calendar_has(text: str) -> None:
    with pytest.raises(ValueError, match="trong lịch"):
        parse_date(text)


@pytest.mark.parametrize("text", ["8 tháng 12", "8/12", "8/12/23", "2024", "", "1/2/2024x"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="không phải là ngày"):
        parse_date(text)


# Numerals and letters


WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def read_roman(text: str) -> int:
    """Each letter counts, against the number if a greater one follows."""
    worth = [WORTH[letter] for letter in text]
    followed = [*worth[1:], 0]
    return sum(
        -one if one < next_one else one for one, next_one in zip(worth, followed, strict=True)
    )


@given(st.integers(1, 3999))
def test_roman_numerals_read_as_the_number(number: int) -> None:
    text = roman(number)
    assert read_roman(text) == number
    assert not re.search(r"IIII|XXXX|CCCC|MMMM|VV|LL|DD|VX|LC|DM|I[LCDM]|X[DM]", text)


@pytest.mark.parametrize("number", [-1, 0, 4000])
def test_no_roman_numeral(number: int) -> None:
    with pytest.raises(ValueError, match="La Mã"):
        roman(number)


def test_list_letters_are_those_of_the_vietnamese_alphabet_without_marks() -> None:
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    plain_ones = [letter for letter in alphabet if normalize("NFD", letter) == letter]
    assert [list_letter(n) for n in range(1, 24)] == plain_ones == list(LIST_LETTERS)


@pytest.mark.parametrize("number", [0, 24])
def test_letters_run_out(number: int) -> None:
    with pytest.raises(ValueError, match="23 chữ cái"):
        list_letter(number)


@pytest.mark.parametrize(("text", "printed"), [("5", "05"), ("12", "12"), ("3456", "3456")])
def test_document_numbers_have_two_digits_at_least(text: str, printed: str) -> None:
    assert document_number(text) == printed


@pytest.mark.parametrize(
    ("text", "inside"),
    [("Giảm nghèo", "giảm nghèo"), ("CNTT và truyền thông", "CNTT và truyền thông"), ("", "")],
)
def test_abbreviations_stay_inside_a_sentence(text: str, inside: str) -> None:
    assert mid_sentence(text) == inside


def test_letters_lose_their_marks_and_keep_their_case() -> None:
    words = "Đường Nguyễn Huệ, KẾ HOẠCH giảm nghèo ở xã Ya Hội"
    bare = "Duong Nguyen Hue, KE HOACH giam ngheo o xa Ya Hoi"
    assert without_marks(words) == without_marks(normalize("NFD", words)) == bare


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hoà", "HÒA", True),
        ("họach", "hoạch", True),
        ("thủy", normalize("NFD", "thuỷ"), True),
        ("hoà", "hoá", False),
        ("đồng", "dồng", False),
        ("trợ", "trọ", False),
    ],
)
def test_the_key_of_a_word_sees_its_tone_but_not_where_it_is_placed(
    one: str, other: str, same: bool
) -> None:
    assert (word_key(one) == word_key(other)) is same
