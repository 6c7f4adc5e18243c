"""The lean forward pass is transformers' function of the same weights, and its gradients are that function's."""

import pytest

from agent_loop.trainer.domain import ModelShape, Sample

pytestmark = pytest.mark.train

SHAPE = ModelShape(vocabulary=50, layers=3, width=32, feed_forward=48, heads=4, kv_heads=2, head_dim=16, context=128)
SAMPLES = {
    "no shared beginning": [Sample((1, 2, 3), (4, 5)), Sample((9, 8, 7, 6, 5, 4), (3, 2, 1, 0)), Sample((2,), (3,))],
    "a shared beginning": [Sample((*range(20), 30 + row, *range(row)), tuple(range(row + 2))) for row in range(5)],
    "one row": [Sample((7, 6, 5, 4, 3), (2, 1))],
    "another number of heads": [Sample((7, 6, 5), (2, 1)), Sample((7, 6, 1), (3, 1))],
}


def learner(name: str, precision: str = "float32"):
    from agent_loop.trainer.adapters.learner_torch import TorchLearner

    made = TorchLearner(threads=1, precision=precision)
    heads = {"heads": 2, "kv_heads": 2} if name == "another number of heads" else {"heads": 4, "kv_heads": 2}
    made.start(ModelShape(**{field: getattr(SHAPE, field) for field in SHAPE.__slots__} | heads), 0)
    return made


def by_transformers(model, samples):
    """The mean loss of the answers' tokens, one row at a time."""
    import torch
    from torch.nn import functional

    losses = []
    for sample in samples:
        logits = model(torch.tensor([sample.prompt + sample.answer])).logits[0, len(sample.prompt) - 1 : -1]
        losses.append(functional.cross_entropy(logits, torch.tensor(sample.answer), reduction="none"))
    return torch.cat(losses).mean()


def gradients(model) -> dict[str, object]:
    return {name: parameter.grad.clone() for name, parameter in model.named_parameters()}


@pytest.mark.parametrize("name", SAMPLES)
def test_loss_and_gradients_are_those_of_transformers(name):
    import torch

    samples, model = SAMPLES[name], learner(name)._model
    expected = by_transformers(model, samples)
    expected.backward()
    wanted = gradients(model)
    model.zero_grad()
    from agent_loop.trainer.adapters.learner_torch import answer_batch
    from agent_loop.trainer.adapters.qwen3_answer_loss import answer_loss

    loss = answer_loss(model, answer_batch(samples), torch.float32)
    (3 * loss).backward()

    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    for parameter, grad in gradients(model).items():
        torch.testing.assert_close(grad, 3 * wanted[parameter], rtol=1e-3, atol=3e-6)


@pytest.mark.parametrize("name", SAMPLES)
def test_half_precision_stays_close(name):
    import torch

    from agent_loop.trainer.adapters.learner_torch import answer_batch
    from agent_loop.trainer.adapters.qwen3_answer_loss import answer_loss

    samples, exact = SAMPLES[name], learner(name)
    model = exact._model
    by_transformers(model, samples).backward()
    wanted = gradients(model)
    model.zero_grad()
    answer_loss(model, answer_batch(samples), torch.bfloat16).backward()

    assert learner(name, "bfloat16").loss(samples) == pytest.approx(exact.loss(samples), rel=0.01)
    for parameter, grad in gradients(model).items():
        assert grad.dtype == torch.float32
        assert (grad - wanted[parameter]).norm() <= 0.05 * wanted[parameter].norm() + 1e-4, parameter


def test_parameters_are_as_many_as_the_shape_says():
    model = learner("one row")._model

    assert sum(parameter.numel() for parameter in model.parameters()) == SHAPE.parameters
