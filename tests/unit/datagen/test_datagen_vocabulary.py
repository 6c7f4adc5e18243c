"""The lexicon of the slots is made of what models are taught here."""

from agent_loop.contracts.lexicons import trade
from agent_loop.datagen import vocabulary


def test_the_lexicon_holds_the_words_that_the_families_teach():
    """Where this fails, wordings have changed: make the lexicon anew, which asks for another embedded model."""
    assert sorted(trade()) == vocabulary.trade()


def test_it_holds_what_wordings_scripts_and_prompts_say_and_not_what_trees_are_made_of():
    words = set(vocabulary.trade())
    assert {"count", "lines", "folder", "thought", "analyze", "please", "csv", "aren"} <= words
    assert not {"zebra", "photos", "invoice"} & words
