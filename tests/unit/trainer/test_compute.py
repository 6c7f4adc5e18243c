"""Where a model learns: the choice from what a machine has, and that nothing of a batch is left behind."""

import pytest

from agent_loop.trainer.adapters.compute import Compute, Machine, choose
from agent_loop.trainer.domain import Device, DeviceMissing, ModelShape, Sample

PLAIN = Machine()
GPU = Machine(cuda=True, cuda_build=True, cuda_bfloat16=True)
OLD_GPU = Machine(cuda=True, cuda_build=True, cpu_bfloat16=True)
SERVER = Machine(cpu_bfloat16=True)


@pytest.mark.parametrize(
    ("device", "machine", "chosen"),
    [
        (Device.AUTO, PLAIN, Compute("cpu", "float32")),
        (Device.AUTO, SERVER, Compute("cpu", "bfloat16")),
        (Device.AUTO, GPU, Compute("cuda", "bfloat16")),
        (Device.AUTO, OLD_GPU, Compute("cuda", "float32")),
        (Device.CUDA, GPU, Compute("cuda", "bfloat16")),
        (Device.CPU, GPU, Compute("cpu", "float32")),
        (Device.CPU, OLD_GPU, Compute("cpu", "bfloat16")),
    ],
)
def test_the_fastest_device_is_chosen_and_the_type_that_is_fast_there(device, machine, chosen):
    assert choose(device, "auto", machine) == chosen


@pytest.mark.parametrize("machine", [PLAIN, GPU])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_precision_that_is_asked_for_is_kept(machine, precision):
    assert choose(Device.AUTO, precision, machine).precision == precision


@pytest.mark.parametrize(
    ("machine", "words"),
    [(PLAIN, "built without CUDA.*pytorch.org.*--device cpu"), (Machine(cuda_build=True), "nvidia-smi.*--device cpu")],
)
def test_a_device_that_is_not_there_is_named_with_the_fix(machine, words):
    with pytest.raises(DeviceMissing, match=words):
        choose(Device.CUDA, "auto", machine)


@pytest.mark.train
def test_a_batch_and_all_that_is_made_of_it_lie_where_the_model_lies():
    # On the meta device there is no data, but any two tensors of different devices are refused, as on a real one.
    import torch

    from agent_loop.trainer.adapters.learner_torch import TorchLearner, answer_batch
    from agent_loop.trainer.adapters.qwen3_answer_loss import answer_loss

    learner, meta = TorchLearner(threads=1, precision="float32"), torch.device("meta")
    learner.start(ModelShape(50, layers=2, width=32, feed_forward=48, heads=4, kv_heads=2, head_dim=16, context=64), 0)
    model = learner._model.to(meta)
    batch = answer_batch([Sample((1, 2, 3, row), (4, 5)) for row in range(3)])

    loss = answer_loss(model, batch.to(meta), torch.float32)
    loss.backward()

    assert loss.device == meta
    assert {parameter.grad.device for parameter in model.parameters()} == {meta}
    with pytest.raises(RuntimeError):
        answer_loss(model, batch, torch.float32)


@pytest.mark.train
def test_a_model_that_learns_on_the_cpu_leaves_a_snapshot_without_another_device():
    import safetensors.torch

    from agent_loop.trainer.adapters.learner_torch import TorchLearner

    learner = TorchLearner(threads=1, precision="float32")
    learner.start(ModelShape(50, layers=1, width=32, feed_forward=48, heads=2, kv_heads=2, head_dim=16, context=64), 0)
    learner.learn([Sample((1, 2), (3, 4))], 1e-3)

    tensors = safetensors.torch.load(learner.snapshot())

    assert "random" in tensors
    assert "random.cuda" not in tensors


@pytest.mark.train
@pytest.mark.gpu
def test_a_run_goes_on_on_the_other_device():
    from agent_loop.trainer.adapters.learner_torch import TorchLearner

    shape = ModelShape(50, layers=1, width=32, feed_forward=48, heads=2, kv_heads=2, head_dim=16, context=64)
    rows = [Sample((1, 2, row), (3, 4)) for row in range(4)]
    here, there = (TorchLearner(1, "float32", device) for device in (Device.CUDA, Device.CPU))
    for learner in (here, there):
        learner.start(shape, 0)
    here.learn(rows, 1e-3)

    there.restore(here.snapshot())

    assert there.loss(rows) == pytest.approx(here.loss(rows), rel=1e-4)
    there.learn(rows, 1e-3)
    here.restore(there.snapshot())
    assert here.loss(rows) == pytest.approx(there.loss(rows), rel=1e-4)
