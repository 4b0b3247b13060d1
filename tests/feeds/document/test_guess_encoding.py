"""Texts whose encoding nobody declares, or declares wrongly."""

import pytest

from bot.feeds.document.guess_encoding import guess_encoding
from bot.feeds.document.parse import read_document

RUSSIAN = (
    "Сегодня открыли мост через реку. Жители города ждали этого дня семь лет, и на праздник пришли"
    " почти все. Старый мост закрыли весной, потому что он больше не выдерживал тяжёлых машин."
)
JAPANESE = "今日、川に架かる橋がひらかれました。町の人たちは七年もこの日を待っていました。"
GREEK = (
    "Η γέφυρα άνοιξε σήμερα το πρωί. Οι κάτοικοι περίμεναν αυτή τη μέρα επτά χρόνια και σχεδόν όλοι"
    " ήρθαν στη γιορτή. Η παλιά γέφυρα έκλεισε την άνοιξη, επειδή δεν άντεχε πια τα βαριά φορτηγά."
)
HEBREW = (
    "הגשר מעל הנהר נפתח הבוקר לקהל הרחב. תושבי העיר חיכו ליום הזה שבע שנים, וכמעט כולם באו לחגיגה."
    " הגשר הישן נסגר באביב כי לא החזיק עוד את המכוניות הכבדות."
)
FEED = "<rss><channel><title>T</title><item><title>{}</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        ("今天河上的桥开通了，城里的人都来看。大家等了七年，旧桥春天就关了。", "gb2312"),
        ("오늘 강을 건너는 다리가 열렸습니다. 시민들은 이날을 칠 년 동안 기다렸습니다.", "euc_kr"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
    ],
)
def test_a_text_in_another_script_is_read_though_nobody_says_how(text: str, encoding: str) -> None:
    body = FEED.format(text).encode(encoding)

    (item,) = read_document(body, url="https://e.test/", content_type=None).items

    assert item.title == text


def test_a_document_that_falsely_says_utf8_is_read() -> None:
    body = b"<?xml version='1.0' encoding='utf-8'?>" + FEED.format(RUSSIAN).encode("cp1251")

    (item,) = read_document(body, url="https://e.test/", content_type="text/xml").items

    assert item.title == RUSSIAN


@pytest.mark.parametrize(
    "text",
    ["Événement très étonné à Málaga, où l'été naît", "Über die Straße läuft ein Bär", "x", ""],
)
def test_latin_letters_are_not_guessed_at(text: str) -> None:
    assert guess_encoding(text.encode("cp1252")) is None


def test_noise_is_in_no_encoding() -> None:
    assert guess_encoding(bytes(range(128, 256)) * 100) is None


@pytest.mark.parametrize(("length", "encoding"), [(28, None), (29, "cp1251")])
def test_twenty_four_letters_of_a_script_are_no_accident(length: int, encoding: str | None) -> None:
    text = "мост через реку закрыт на всю зиму"[:length]

    assert sum(map(str.isalpha, text)) == (24 if encoding else 23)
    assert guess_encoding(text.encode("cp1251")) == encoding
