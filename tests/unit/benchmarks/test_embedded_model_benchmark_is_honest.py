"""What the embedded model's benchmark says is what was judged; its untrained twin has learnt nothing."""

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benchmarks.embedded_model import tables
from benchmarks.embedded_model.__main__ import ABLATIONS
from benchmarks.embedded_model.growth_picture import COLOURS, Point, drawn
from benchmarks.embedded_model.speed import memory

ROOT = Path(__file__).parents[3]


def report(*successes: bool, p: float = 0.5) -> dict:
    total = {
        "name": "all",
        "successes": sum(successes),
        "total": len(successes),
        "steps": 5.0,
        "seconds": 1.5,
        "baselines": {"nothing": 1},
        "p_against_nothing": p,
    }
    outcomes = [{"task": f"t{place}", "success": success} for place, success in enumerate(successes)]
    return {
        "suite": "linux-heldout",
        "version": "1",
        "total": total,
        "where_doing_nothing_fails": total,
        "by_family": [total],
        "by_difficulty": [],
        "families_at_zero": [],
        "outcomes": outcomes,
    }


def test_an_aid_is_judged_by_the_tasks_that_it_changes():
    whole = report(*[True] * 6, *[False] * 6)
    worse = report(*[False] * 6, *[False] * 5, True)

    lines = tables.ablations(whole, {"without it": worse})

    assert lines[2].startswith("| as it is | 6 of 12 | 25.4% to 74.6% |")
    assert lines[3] == "| without it | 1 of 12 | 1.5% to 35.4% | 1 | 6 | 0.12 | 1.5 |"


def test_an_aid_that_changes_nothing_is_no_difference():
    same = report(True, False)

    assert "| 0 | 0 | 1 |" in tables.ablations(same, {"same": same})[3]


@pytest.mark.parametrize(("p", "fallen"), [(0.02, True), (1.0, True), (0.0099, False)])
def test_a_suite_has_fallen_where_its_lead_over_nothing_may_be_chance(p, fallen):
    assert tables.fallen(report(True, p=p)) is fallen


def test_the_suites_stand_beside_their_floors():
    line = tables.suites([report(True, True, False, p=0.25)])[2]

    assert line == "| linux-heldout 1 | 2 of 3 | 20.8% to 93.9% | 1 of 3 | 0.25 | 2 of 3 | none |"


def test_every_ablation_sets_what_the_gateway_knows():
    from agent_loop.gateway.api.messages import AidsBody

    for aids in ABLATIONS.values():
        assert AidsBody(**json.loads(json.dumps(aids)))


def test_memory_is_at_least_what_this_process_holds():
    now, peak = memory(os.getpid())

    assert 10 * tables.MIB < now <= peak


@pytest.mark.train
def test_the_untrained_model_has_the_shape_and_none_of_the_weights(tmp_path):
    import gguf
    import numpy as np
    from benchmarks.embedded_model.untrained import untrained

    committed = gguf.GGUFReader(ROOT / "models" / "embedded" / "agent-loop-embedded.gguf")
    twin = gguf.GGUFReader(untrained(ROOT / "models" / "embedded", tmp_path))

    shapes = [{tensor.name: list(tensor.shape) for tensor in reader.tensors} for reader in (committed, twin)]
    assert shapes[0] == shapes[1]
    for one, other in zip(committed.tensors, twin.tensors, strict=True):
        if len(one.shape) > 1:
            assert np.mean(one.data == other.data) < 0.1, one.name


@pytest.mark.train
def test_the_same_seed_gives_the_same_untrained_model(tmp_path):
    from benchmarks.embedded_model.untrained import untrained

    files = []
    for name, seed in (("one", 0), ("again", 0), ("other", 1)):
        (tmp_path / name).mkdir()
        files.append(untrained(ROOT / "models" / "embedded", tmp_path / name, seed).read_bytes())

    assert files[0] == files[1] != files[2]


def test_the_picture_of_growth_shows_every_model_and_the_end_of_each_run_by_its_size():
    runs = [("a", 3_500_000, 42.0, 0.8), ("a", 3_500_000, 10.0, 0.4), ("b", 7_000_000, 8.0, 0.0)]
    points = [Point(*run, minutes, 1, share, share / 2, (1 + share) / 2, 152) for *run, minutes, share in runs]
    picture = ET.fromstring(drawn(points))
    dots = [(each.get("fill"), float(each.get("cx")), float(each.get("cy"))) for each in picture.findall("{*}circle")]
    said = [each.text for each in picture.findall("{*}text")]

    first, last, by_size, other, largest = dots
    assert [dot[0] for dot in dots] == [COLOURS[0]] * 3 + [COLOURS[1]] * 2
    assert first[1] < last[1] < by_size[1] < largest[1]
    assert last[2] == by_size[2] < first[2] < other[2] == largest[2]
    bars = [each.get("d") for each in picture.findall("{*}path") if each.get("stroke") in COLOURS]
    assert len(bars) == 5
    assert all(re.fullmatch(r"M[0-9.]+ ([0-9.]+)V([0-9.]+)", bar) for bar in bars)
    assert {"3.5M", "42 minutes", "7.0M", "8 minutes"} <= set(said)
