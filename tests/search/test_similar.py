"""More like this: by the telling words of an item, whatever its length, itself left out."""

from bot.search.engine import SearchRequest
from bot.search.similar import find_similar
from tests.search.library import NOW, Library


def titles_like(library: Library, item_id: int, *, feeds: list[int] | None = None) -> list[str]:
    snapshot = library.snapshot(feeds)
    item = snapshot.items([item_id])[item_id]
    found = find_similar(snapshot, item, SearchRequest(now=NOW))
    return [each.title for each in found.results.items]


def filled() -> Library:
    library = Library()
    library.add("Le barrage de Malpas cède", lead="La rivière Aubrac inonde la vallée.")
    library.add("Vallée de l’Aubrac évacuée", lead="Le barrage de Malpas n’a pas tenu.")
    library.add("L’Aubrac en crue", lead="La rivière monte dans la vallée.", feed=2)
    for n in range(20):
        library.add(f"Recette numéro {n}", lead="Une tarte aux pommes et à la cannelle de saison.")
    return library


def test_what_shares_its_telling_words_comes_best_first_without_itself() -> None:
    found = titles_like(filled(), 1)

    assert found == ["Vallée de l’Aubrac évacuée", "L’Aubrac en crue"]


def test_only_the_feeds_that_may_be_searched_are_looked_at() -> None:
    assert titles_like(filled(), 1, feeds=[1]) == ["Vallée de l’Aubrac évacuée"]


def test_an_item_without_a_telling_word_is_like_nothing() -> None:
    library = filled()
    library.add("", lead="Et le la.")

    assert titles_like(library, 24) == []


def test_two_telling_words_make_items_alike_and_one_does_not() -> None:
    library = filled()
    library.add("Otter canal", language="en")
    library.add("Otter on the canal", language="en")
    library.add("An otter, an otter", language="en")

    assert titles_like(library, 24) == ["Otter on the canal"]
