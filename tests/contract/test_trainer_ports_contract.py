"""What the trainer's ports promise, asked of every adapter: in memory, on disk, and with the ML stack."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_examples import WORDS, example, examples, write_dataset

from agent_loop.contracts.slots import SLOT_CHARACTERS
from agent_loop.trainer.adapters.durable_files import replace_folder, write_bytes_whole, write_whole
from agent_loop.trainer.adapters.example_source_jsonl import JsonlExampleSource
from agent_loop.trainer.adapters.example_source_memory import InMemoryExampleSource
from agent_loop.trainer.adapters.learner_memory import InMemoryLearner
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.adapters.run_folder_memory import InMemoryRunFolder
from agent_loop.trainer.adapters.tokenizers_memory import ByteTokenizers
from agent_loop.trainer.domain import (
    Checkpoint,
    CorruptCheckpoint,
    Device,
    DiskFull,
    EmptyDataset,
    InvalidExample,
    ModelShape,
    OtherRun,
    Position,
    Progress,
    Sample,
    Split,
)
from agent_loop.trainer.ports import ExampleSource, Learner, RunFolder, Tokenizers

TINY = ModelShape(vocabulary=259, layers=2, width=32, feed_forward=64, heads=4, kv_heads=2, head_dim=16, context=256)
STACKS = [pytest.param("memory"), pytest.param("ml", marks=pytest.mark.train)]


def samples(count: int = 8) -> list[Sample]:
    tokenizer = ByteTokenizers().train([], 300)
    return [
        Sample(tuple(tokenizer.prompt(row.messages[:-1])), (*tokenizer.encode(row.messages[-1].content), 258))
        for row in examples(count)
    ]


@pytest.fixture(params=["memory", "jsonl"])
def source(request, tmp_path) -> Callable[..., ExampleSource]:
    def make(train=None, validation=()) -> ExampleSource:
        if request.param == "memory":
            splits = {} if train is None else {Split.TRAIN: train}
            return InMemoryExampleSource(splits | ({Split.VALIDATION: validation} if validation else {}))
        if train is None:
            return JsonlExampleSource(tmp_path / "nowhere")
        return JsonlExampleSource(write_dataset(tmp_path, train, validation))

    return make


def test_a_source_gives_rows_in_order_and_no_more_splits_than_it_has(source):
    rows = examples(5)

    dataset = source(rows)

    assert list(dataset.read(Split.TRAIN)) == rows
    assert list(dataset.read(Split.TRAIN)) == rows
    assert list(dataset.read(Split.VALIDATION)) == []
    assert list(source(rows, rows[:2]).read(Split.VALIDATION)) == rows[:2]


def test_rows_are_read_one_by_one(source):
    rows = source(examples(5)).read(Split.TRAIN)

    assert next(rows) == examples(5)[0]
    assert len(list(rows)) == 4


def test_lines_end_as_on_any_system_and_blank_ones_count_for_the_numbers_of_rows_only(tmp_path):
    rows = [row.model_dump_json().encode() for row in examples(3)]
    (tmp_path / "train.jsonl").write_bytes(b"\r\n".join([*rows, b"  ", b"{"]))

    read = JsonlExampleSource(tmp_path).read(Split.TRAIN)

    assert [next(read), next(read), next(read)] == examples(3)
    with pytest.raises(InvalidExample, match=r"train\.jsonl:5"):
        next(read)


def test_a_source_without_training_rows_is_no_dataset(source):
    with pytest.raises(EmptyDataset):
        source().read(Split.TRAIN)


def test_a_source_is_known_by_its_content(source):
    digest = source(examples(5)).digest()

    assert digest == source(examples(5)).digest()
    assert digest != source(examples(5, seed=1)).digest()
    assert digest != source(examples(5), examples(1)).digest()


def test_folders_are_read_one_after_the_other(tmp_path):
    one = write_dataset(tmp_path / "one", examples(3), examples(1))
    other = write_dataset(tmp_path / "other", examples(2, seed=1))
    both = JsonlExampleSource(one, other)

    assert list(both.read(Split.TRAIN)) == [*examples(3), *examples(2, seed=1)]
    assert list(both.read(Split.VALIDATION)) == examples(1)
    assert len({both.digest(), JsonlExampleSource(one).digest(), JsonlExampleSource(other, one).digest()}) == 3
    with pytest.raises(EmptyDataset, match="nowhere"):
        JsonlExampleSource(one, tmp_path / "nowhere").read(Split.TRAIN)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "train.jsonl:2: the line: Invalid JSON"),
        (b'{"messages": [], "sources": ["x"]}', "train.jsonl:2: messages: List should have at least 2"),
        (b'{"messages": [{"role": "tool", "content": "x"}], "sources": ["x"]}', "messages.0.role"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_line_that_is_no_example_is_named(tmp_path, line, words):
    write_dataset(tmp_path, examples(1))
    with (tmp_path / "train.jsonl").open("ab") as rows:
        rows.write(line + b"\n")

    with pytest.raises(InvalidExample, match=words):
        list(JsonlExampleSource(tmp_path).read(Split.TRAIN))


@pytest.fixture(params=STACKS)
def tokenizers(request) -> Tokenizers:
    if request.param == "memory":
        return ByteTokenizers()
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    return BpeTokenizers()


TEXTS = [f"find /var/log -name '*.{word}' | {word} -c error" for word in WORDS]


def test_a_tokenizer_loses_no_byte(tokenizers):
    tokenizer = tokenizers.train(TEXTS, 300)

    for text in (*TEXTS, "", "Grüße, 世界 \U0001f600 \t\r\n\n", "e\u0301", "\x00\x7f"):
        assert tokenizer.decode(tokenizer.encode(text)) == text
        assert all(0 <= token < tokenizer.size for token in tokenizer.encode(text))


def test_a_tokenizer_has_at_most_the_vocabulary_asked_for(tokenizers):
    assert tokenizers.train(TEXTS, 280).size <= 280


def test_the_same_texts_give_the_same_tokenizer_and_its_text_gives_it_back(tokenizers):
    first, again = tokenizers.train(TEXTS, 300), tokenizers.train(TEXTS, 300)

    assert first.to_text() == again.to_text()
    assert first.to_text() == tokenizers.train(iter(TEXTS), 300).to_text()
    assert tokenizers.load(first.to_text()).encode(TEXTS[0]) == first.encode(TEXTS[0])


def test_characters_that_are_whole_are_one_token_wherever_they_stand(tokenizers):
    slots = SLOT_CHARACTERS[:5]
    tokenizer = tokenizers.train([f"{text} {slots[0]}.txt" for text in TEXTS], 300, slots)

    assert tokenizer.size <= 300
    ids = tokenizer.encode(f"{slots[1]}.txt find/{slots[1]}x {slots[4]}")
    (whole,) = tokenizer.encode(slots[1])
    assert ids.count(whole) == 2
    assert set(map(len, map(tokenizer.encode, slots))) == {1}
    assert tokenizer.decode(ids) == f"{slots[1]}.txt find/{slots[1]}x {slots[4]}"
    assert tokenizers.load(tokenizer.to_text()).encode(slots) == tokenizer.encode(slots)


def test_a_prompt_is_chatml_that_ends_where_the_answer_begins(tokenizers):
    tokenizer = tokenizers.train(TEXTS, 300)

    prompt = tokenizer.prompt(example("ls").messages[:-1])

    assert prompt == tokenizer.encode(
        "<|im_start|>system\nAnswer with the command.<|im_end|>\n<|im_start|>user\nSay ls here<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert prompt.count(tokenizer.end_of_turn) == 2
    assert tokenizer.encode("<|im_end|>") == [tokenizer.end_of_turn]
    assert tokenizer.decode([tokenizer.end_of_turn]) == ""


def test_a_tokenizer_saves_itself_into_a_model_folder(tokenizers, tmp_path):
    tokenizer = tokenizers.train(TEXTS, 300)

    tokenizer.save(tmp_path)

    assert (tmp_path / "tokenizer.json").read_text().strip() == tokenizer.to_text()


@pytest.fixture(params=[*STACKS, pytest.param("cuda", marks=[pytest.mark.train, pytest.mark.gpu])])
def learner(request) -> Callable[[], Learner]:
    if request.param == "memory":
        return InMemoryLearner
    from agent_loop.trainer.adapters.learner_torch import TorchLearner

    device = Device.CUDA if request.param == "cuda" else Device.CPU
    return lambda: TorchLearner(threads=1, precision="float32", device=device)


def test_what_is_seen_often_is_known_better(learner):
    model, rows = learner(), samples()
    model.start(TINY, 0)

    losses = [model.learn(rows, 1e-2) for _ in range(12)]

    assert losses[-1] < 0.6 * losses[0]
    assert model.loss(rows) <= losses[-1] * 1.05


def test_a_learning_rate_of_zero_changes_nothing(learner):
    model, rows = learner(), samples()
    model.start(TINY, 0)

    before = model.loss(rows)
    model.learn(rows, 0.0)

    assert model.loss(rows) == before


def test_the_same_seed_gives_the_same_run(learner):
    def run() -> list[float]:
        model = learner()
        model.start(TINY, 3)
        return [model.learn(samples(), 1e-2) for _ in range(4)]

    assert run() == run()


def test_a_resumed_learner_is_bit_by_bit_the_one_that_never_stopped(learner):
    whole, stopped, resumed = learner(), learner(), learner()
    for model in (whole, stopped):
        model.start(TINY, 0)
        for _ in range(3):
            model.learn(samples(), 1e-2)
    resumed.start(TINY, 99)

    resumed.restore(stopped.snapshot())
    for model in (whole, resumed):
        model.learn(samples(5), 5e-3)
        model.learn(samples(), 2e-3)

    assert resumed.snapshot() != stopped.snapshot()
    if isinstance(whole, InMemoryLearner):
        assert resumed.loss(samples()) == whole.loss(samples())
    else:
        assert resumed.snapshot() == whole.snapshot()


@pytest.mark.parametrize("snapshot", [b"", b"garbage", b"{}", b'\x08\x00\x00\x00\x00\x00\x00\x00{"a":1}'])
def test_a_snapshot_that_is_none_is_refused(learner, snapshot):
    model = learner()
    model.start(TINY, 0)

    with pytest.raises(CorruptCheckpoint):
        model.restore(snapshot)


def test_a_snapshot_of_another_shape_is_refused(learner):
    small, other = learner(), learner()
    small.start(TINY, 0)
    small.learn(samples(), 1e-2)
    other.start(ModelShape(vocabulary=259, layers=1, width=16, feed_forward=16, heads=1, kv_heads=1, head_dim=8), 0)

    with pytest.raises(CorruptCheckpoint, match="shape"):
        other.restore(small.snapshot())


def test_what_is_known_by_heart_is_answered(learner):
    model, rows = learner(), samples(4)
    model.start(TINY, 0)
    for _ in range(60):
        model.learn(rows, 1e-2)

    answers = model.answers([row.prompt for row in rows], 258, 20)

    assert answers == [list(row.answer[:-1]) for row in rows]
    assert model.answers([rows[0].prompt], 258, 2) == [list(rows[0].answer[:2])]


def test_a_learner_saves_weights_and_configuration(learner, tmp_path):
    model = learner()
    model.start(TINY, 0)

    model.save(tmp_path)

    assert json.loads((tmp_path / "config.json").read_text())
    assert (tmp_path / "model.safetensors").stat().st_size > 0


@pytest.fixture(params=["memory", "local"])
def folder(request, tmp_path) -> RunFolder:
    return InMemoryRunFolder() if request.param == "memory" else LocalRunFolder(tmp_path / "run")


PROGRESS = Progress(1, 0, 2.5, 1e-3, 100, 1000.0, 0.1, 5.0)


def test_a_run_folder_gives_back_what_it_was_given(folder):
    folder.open("a run\n")
    assert folder.checkpoint() is None
    assert folder.tokenizer() is None

    folder.save_tokenizer('{"a": "ü"}')
    folder.save_checkpoint(Checkpoint(Position(3, 1, 2, 99, 1.5), b"\n\x00bytes\n"))
    folder.save_checkpoint(Checkpoint(Position(4, 1, 3, 120, 2.5), b"more"))
    folder.record(PROGRESS)

    assert folder.tokenizer() == '{"a": "ü"}'
    assert folder.checkpoint() == Checkpoint(Position(4, 1, 3, 120, 2.5), b"more")


def test_a_run_folder_belongs_to_one_run(folder):
    folder.open("one")
    folder.open("one")

    with pytest.raises(OtherRun):
        folder.open("another")


def test_a_run_folder_takes_the_finished_model(folder, tmp_path):
    folder.open("one")
    model, tokenizer = InMemoryLearner(), ByteTokenizers().train([], 300)
    model.start(TINY, 0)

    place = folder.save_model(model, tokenizer, {"loss": 1})

    assert place.name == "model"
    if isinstance(folder, InMemoryRunFolder):
        assert set(folder.model) == {"config.json", "model.safetensors", "tokenizer.json"}
    else:
        assert json.loads((place / "scores.json").read_text()) == {"loss": 1}
        assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-3],
        lambda content: content[:-1] + b"X",
        lambda content: b"",
        lambda content: b"[]\n" + content,
        lambda content: content.replace(b'"step"', b'"stop"'),
    ],
)
def test_a_damaged_checkpoint_is_noticed(tmp_path, damage):
    folder = LocalRunFolder(tmp_path)
    folder.open("one")
    folder.save_checkpoint(Checkpoint(Position(step=3), b"weights"))
    path = tmp_path / "checkpoint.bin"
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(CorruptCheckpoint, match=r"checkpoint\.bin is damaged"):
        folder.checkpoint()


def full_disk(path: Path, content: bytes) -> None:
    def fill(partial: Path) -> None:
        partial.write_bytes(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    write_whole(path, fill)


def test_a_full_disk_leaves_the_last_checkpoint_and_no_half_one(tmp_path):
    LocalRunFolder(tmp_path).open("one")
    LocalRunFolder(tmp_path).save_checkpoint(Checkpoint(Position(step=3), b"weights"))

    with pytest.raises(DiskFull, match=r"no space left for .*checkpoint\.bin"):
        LocalRunFolder(tmp_path, write=full_disk).save_checkpoint(Checkpoint(Position(step=4), b"other weights"))

    assert LocalRunFolder(tmp_path).checkpoint() == Checkpoint(Position(step=3), b"weights")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.bin", "run.json"]


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "model"
    replace_folder(target, lambda folder: write_bytes_whole(folder / "a", b"1"))

    def fails(folder: Path) -> None:
        (folder / "a").write_bytes(b"2")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        replace_folder(target, fails)

    assert (target / "a").read_bytes() == b"1"
    assert list(tmp_path.iterdir()) == [target]


def test_a_history_that_finds_no_room_says_so(tmp_path):
    (tmp_path / "progress.jsonl").symlink_to("/dev/full")

    with pytest.raises(DiskFull, match="last checkpoint is intact"):
        LocalRunFolder(tmp_path).record(PROGRESS)


def test_a_history_that_cannot_be_written_for_another_reason_keeps_its_error(tmp_path):
    (tmp_path / "progress.jsonl").mkdir()

    with pytest.raises(IsADirectoryError):
        LocalRunFolder(tmp_path).record(PROGRESS)


def test_other_errors_of_the_disk_keep_their_name(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(NotADirectoryError):
        write_bytes_whole(tmp_path / "file" / "inside", b"")
