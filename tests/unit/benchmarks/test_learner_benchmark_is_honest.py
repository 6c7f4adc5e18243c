"""The benchmark of the learner: its peers learn the same from the same batches."""

import re
from pathlib import Path

import pytest
from benchmarks import learner

from agent_loop.trainer.domain import ModelShape, Sample

pytestmark = pytest.mark.train

TINY = ModelShape(50, layers=2, width=32, feed_forward=48, heads=4, kv_heads=2, head_dim=16, context=64)
ROWS = [Sample((*range(9), 20 + row, *range(row)), (*range(row), 7, 3)) for row in range(5)]


@pytest.mark.parametrize("name", learner.PEERS)
def test_a_peer_begins_with_the_same_loss_and_learns_too(name):
    peer, ours = (learner.step_of(each, TINY, threads=1) for each in (name, learner.OURS))
    first = peer(ROWS)

    assert first == pytest.approx(ours(ROWS), rel=0.02)
    assert [peer(ROWS) for _ in range(5)][-1] < first


def test_the_shape_is_that_of_the_embedded_model():
    makefile = (Path(__file__).parents[3] / "Makefile").read_text()
    recipe = dict(re.findall(r"--([a-z-]+) (\S+)", re.search("EMBEDDED_RECIPE .*", makefile)[0]))

    assert int(recipe["vocabulary"]) == learner.SHAPE.vocabulary
    assert int(recipe["feed-forward"]) == learner.SHAPE.feed_forward
    assert int(recipe["batch-tokens"]) == learner.BATCH_TOKENS
