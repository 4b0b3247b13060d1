"""Articles and briefs: the rules as moderators write them."""

import pytest

from bot import i18n
from bot.feeds.items.kinds import DEFAULTS, KindRuleError, kind_of, read_rules, write_rules
from bot.model import Kind, ParsedItem


def item(
    title: str = "A title", *, categories: tuple[str, ...] = (), lead: str = "", body: str = ""
) -> ParsedItem:
    return ParsedItem(
        guid=None, link=None, title=title, categories=categories, lead=lead, body=body
    )


@pytest.mark.parametrize(
    ("title", "categories", "kind"),
    [
        ("☕️ With a selector", (), Kind.BRIEF),
        ("☕ Without one", (), Kind.BRIEF),
        ("☕︎ In black and white", (), Kind.BRIEF),
        ("A ☕️ in the middle", (), Kind.ARTICLE),
        ("In a category", ("Politics", "brief"), Kind.BRIEF),
        ("Dans une rubrique", ("Brèves",), Kind.BRIEF),
        ("In another", ("Briefcases", "Article"), Kind.ARTICLE),
        ("", (), Kind.ARTICLE),
    ],
)
def test_the_defaults_know_a_brief(title: str, categories: tuple[str, ...], kind: Kind) -> None:
    assert kind_of(item(title, categories=categories), read_rules(None)) is kind


@pytest.mark.parametrize(
    ("rules", "one", "kind"),
    [
        ("", item("☕️ A brief elsewhere"), Kind.ARTICLE),
        ("brief: title Live", item("LIVE: the vote"), Kind.BRIEF),
        ("brief: title Live", item("Liverpool wins"), Kind.ARTICLE),
        ("brief: title 🔥, [Short]", item("[short] news"), Kind.BRIEF),
        ("brief: category Économie", item(categories=("economie",)), Kind.BRIEF),
        ("brief: under 20 characters", item(lead="ten chars.", body="- nine ch"), Kind.BRIEF),
        ("brief: under 20", item(lead="ten chars.", body="and ten mo"), Kind.ARTICLE),
        ("brève : moins de 20 caractères", item(lead="court"), Kind.BRIEF),
        ("article: title ☕\nbrief: under 99", item("☕️ Short"), Kind.ARTICLE),
    ],
)
def test_the_first_rule_that_fits_decides(rules: str, one: ParsedItem, kind: Kind) -> None:
    assert kind_of(one, read_rules(rules)) is kind


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_rules_are_written_as_they_are_read(locale: str) -> None:
    rules = read_rules("brief: title ☕️, Live\n\narticle: category Opinion\nbrief: under 400")

    assert read_rules(write_rules(rules, locale)) == rules
    assert read_rules(write_rules(DEFAULTS, locale)) == DEFAULTS


def test_rules_read_well_in_both_languages() -> None:
    rules = read_rules("brief: title ☕️\narticle: category Opinion\nbrief: under 400")

    assert write_rules(rules, "en") == (
        "brief: title ☕️\narticle: category Opinion\nbrief: under 400 characters"
    )
    assert write_rules(rules, "fr") == (
        "brève : titre ☕️\narticle : catégorie Opinion\nbrève : moins de 400 caractères"
    )


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("brief title ☕️", "no_colon"),
        ("note: title ☕️", "unknown_kind"),
        ("\nbrief: author Ann", "unknown_test"),
        ("brief:", "unknown_test"),
        ("brief: title", "no_value"),
        ("brief: title , ", "no_value"),
        ("brief: under many", "no_number"),
        ("brief: under 0", "no_number"),
        ("brief: title x\n" * 21, "too_many"),
        ("x" * 1001, "too_long"),
    ],
)
def test_a_line_that_cannot_be_read_is_explained(rules: str, reason: str) -> None:
    with pytest.raises(KindRuleError) as caught:
        read_rules(rules)

    assert caught.value.key == f"kinds.error.{reason}"
    for locale in i18n.LOCALES:
        assert i18n.text(locale, caught.value.key, **caught.value.params)


def test_rules_may_be_as_many_and_as_long_as_their_limits() -> None:
    assert len(read_rules("brief: title x\n" * 20).rules) == 20
    assert read_rules("brief: title ".ljust(1000, "x")).rules
