"""What software writes below a text is left out, on whichever platform and in its language."""

import pytest

from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide

LEAD = "The old bridge over the river was closed on Monday, and nobody knows for how long."
TITLE = "Closing the bridge"


def lead_and_body(html: str, title: str = TITLE) -> tuple[str, str]:
    divided = divide(None, RawText(value=html, base_url="https://e.test/"), title)
    return divided.lead, divided.body


GOODBYES = [
    # Medium, Substack, Ghost
    "<a href='/1'>Closing the bridge</a> was originally published in <a href='/'>Bridges</a> on "
    "Medium, where people are continuing the conversation by highlighting and responding to this "
    "story.",
    "Thanks for reading Bridges! This post is public so feel free to share it.",
    "Bridges is a reader-supported publication. To receive new posts and support my work, consider "
    "becoming a free or paid subscriber.",
    "Get full access to Bridges at <a href='/s'>bridges.test/subscribe</a>",
    "This is a public episode. If you would like to discuss this with other subscribers or get "
    "access to bonus episodes, visit <a href='/s'>bridges.test</a>",
    "<a href='/s'>Share Bridges</a>",
    "This post is for paying subscribers only",
    "Already have an account? <a href='/in'>Sign in</a>",
    # Blogger, Drupal, Joomla, Discourse, phpBB
    "Posted by Ann Smith at 10:00 AM",
    "<a href='/u'>Log in</a> or <a href='/r'>register</a> to post comments",
    "<a href='/1'>Read more about Closing the bridge</a>",
    "<a href='/1'>Read more: Closing the bridge</a>",
    "Hits: 1,230",
    "<small>2 posts - 2 participants</small>",
    "<a href='/t/1'>Read full topic</a>",
    "Statistics: Posted by <a href='/u'>Ann</a> — Tue Dec 09, 2025 10:00 am",
    # podcasts
    "Learn more about your ad choices. Visit <a href='/a'>megaphone.test/adchoices</a>",
    "Hosted on Acast. See <a href='/a'>acast.test/privacy</a> for more information.",
    "Hébergé par Acast. Visitez <a href='/a'>acast.test/privacy</a> pour plus d'informations.",
    "Gehostet auf Acast. Weitere Informationen unter <a href='/a'>acast.test/privacy</a>.",
    "--- Send in a voice message: https://pod.test/x/message",
    # papers and their forums
    "© 2025 The Herald. All rights reserved. For personal use only.",
    "Copyright 2025 The Herald. To see more, visit <a href='/'>The Herald</a>.",
    "This article, <a href='/1'>Closing the bridge</a>, first appeared on <a href='/'>Bridges</a>",
    "<a href='/1'>Continue Reading on Bridges</a> | <a href='/2'>Discuss on our Forums</a>",
    "Have questions or comments? <a href='/2'>Discuss</a> in our forums.",
    "You're reading <a href='/1'>Closing the bridge</a>, a blog post from <a href='/'>Bridges</a>. "
    "Do not reproduce elsewhere without permission.",
    "To read more, click <a href='/1'>here</a>.",
    "Sign up for our newsletter",
    "(<a href='/t/1'>Politik</a>, <a href='/t/2'>Urheberrecht</a>)",
    "Dieser Artikel stammt von <a href='/'>Herold</a>.",
    "Commentaires : <a href='/1.atom'>voir le flux</a> <a href='/1'>ouvrir</a>",
    "Abonnez-vous à notre newsletter",
    "Schlagwörter: Brücke, Fluss",
    "Etiquetas: puente, río",
    "Read this story at The Herald.",
    "The full story is here.",
    "Comments (12)",
    "Photo by Ann Holm on Unsplash",
    "Weiterlesen auf herald.test →",
    "Continua su herald.test",
    "Lire l'article complet sur herald.test",
    # links that are none of the text
    "<a href='/1'>„Die Brücke“ weiterlesen</a>",
    "<a href='/1'>Closing the bridge (Read more…)</a>",
    "<a href='/1'>→</a>",
    "<a href='/1'>[more]</a>",
    "<a href='/1'>Source</a>",
    # what can be pressed
    "<a href='/a'>Tweet</a> <a href='/b'>Share</a> <a href='/c'>Pin</a>",
    "<a href='/c'>3 Comments</a>",
    "Share Tweet",
    "Facebook Twitter LinkedIn Email",
    "Print Email",
    "Share this: Click to share on Twitter (Opens in new window) Like this: Like Loading...",
    "J’aime ça : J’aime chargement…",
    "Teilen mit: Klick, um auf Twitter zu teilen (Wird in neuem Fenster geöffnet)",
    "Me gusta esto: Me gusta Cargando...",
    "Mi piace: Mi piace Caricamento...",
    "Curtir isso: Curtir Carregando...",
    "Vind ik leuk: Vind-ik-leuk Aan het laden...",
]  # fmt: skip


@pytest.mark.parametrize("goodbye", GOODBYES)
def test_a_platforms_goodbye_is_left_out(goodbye: str) -> None:
    assert lead_and_body(f"<p>{LEAD}</p><p>{goodbye}</p>") == (LEAD, "")
    assert lead_and_body(f"<p>{LEAD} {goodbye}</p>") == (LEAD, "")
    assert lead_and_body(f"<p>{LEAD}<br>{goodbye}</p>") == (LEAD, "")
    assert lead_and_body(f"<p>{goodbye}</p>") == ("", "")


def test_a_button_stands_on_a_line_of_its_own() -> None:
    assert lead_and_body(f"<p>{LEAD}</p><p>Advertisements</p>") == (LEAD, "")
    assert lead_and_body(f"<p>{LEAD} Like this.</p>") == (f"{LEAD} Like this.", "")


@pytest.mark.parametrize(
    "ending",
    [
        "Read it on <a href='/x'>Twitter</a>",
        "Powered by a new engine, the ferry is faster than the bridge was.",
        "They wrote to us by email, and we printed it.",
        "The talk is <a href='/x'>here</a>, and the slides are <a href='/y'>there</a>.",
        "It is like this.",
        "Read this book at the pier. It is like no other.",
        "Photo by photo, she tells what became of the bridge",
        "Topics for the next meeting will be chosen by those who come",
        f"Read more about Closing the bridge {'and what the neighbours say ' * 9}",
    ],
)
def test_what_an_author_ends_with_stays(ending: str) -> None:
    lead, body = lead_and_body(f"<p>{LEAD}</p><p>{ending}</p>")

    assert lead == LEAD
    assert body.split("(")[0].rstrip("[").startswith(ending.split("<")[0].strip())


def test_a_post_without_a_title_keeps_the_link_it_is_about() -> None:
    text = f"<p>{LEAD} <a href='/talk'>Watch</a></p>"

    assert "https://e.test/talk" in lead_and_body(text, title="")[1]
    assert lead_and_body(text) == (LEAD, "")


def test_a_line_above_a_text_does_not_take_the_text_along() -> None:
    assert lead_and_body(f"<p>Source: The Herald<br>{LEAD}</p>")[0] == LEAD
    assert lead_and_body(f"<p>Category: News<br>{LEAD}</p>")[0] == LEAD


def test_a_news_search_that_says_its_headline_again_says_nothing() -> None:
    again = (
        "<a href='/1'>Closing the bridge</a>&nbsp;&nbsp;<font color='#6f6f6f'>The Herald</font>"
        "<strong><a href='/2'>View Full Coverage on Google News</a></strong>"
    )

    assert lead_and_body(again, "Closing the bridge - The Herald") == ("", "")


def test_a_text_of_goodbyes_alone_costs_no_more_than_another() -> None:
    """Each line that is cut off would otherwise be looked for in all that is left."""
    lead, _ = lead_and_body("<br>".join(["share tweet pin"] * 9_000))

    assert len(lead) <= 600


@pytest.mark.parametrize(
    "end",
    ["[mehr]", "(mehr)", "[suite]", "<a href='/1'>[segue]</a>", "[más]", "(more)",
     "Leia também: <a href='/2'>Outra ponte</a>", "Read also: <a href='/2'>Another bridge</a>",
     "À lire aussi : <a href='/2'>Un autre pont</a>"],
)  # fmt: skip
def test_what_leads_on_at_the_end_of_a_paragraph_is_left_out(end: str) -> None:
    assert lead_and_body(f"<p>{LEAD} {end}</p>") == (LEAD, "")


@pytest.mark.parametrize(
    "end", ["He wanted more", "Es kostet 20 Euro (oder mehr).", "Siehe auch das Meer."]
)
def test_more_as_a_word_of_a_sentence_stays(end: str) -> None:
    assert lead_and_body(f"<p>{LEAD} {end}</p>")[0].endswith(end)


@pytest.mark.parametrize(
    ("end", "is_goodbye"),
    [
        ("<a href='/1'>Read more about Closing the bridge</a>", True),
        ("<a href='/1'>Read more</a> Closing the bridge", True),
        ("<a href='/1'>read more about Closing the bridge</a>", False),
        ("Read more about <a href='/1'>Closing the bridge</a>", False),
        ("[Read more about Closing the bridge]", False),
    ],
)
def test_in_the_middle_of_a_sentence_only_a_link_with_a_capital_leads_on(
    end: str, is_goodbye: bool
) -> None:
    unended = LEAD.removesuffix(".")

    lead, _ = lead_and_body(f"<p>{unended} {end}</p>")

    assert (lead == unended) is is_goodbye
