"""A Qwen3 model that learns with PyTorch, on the CPU or on a CUDA device."""

import json
from collections.abc import Sequence
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from agent_loop.trainer.adapters.compute import Machine, Precision, choose
from agent_loop.trainer.adapters.qwen3_answer_loss import AnswerBatch, answer_loss
from agent_loop.trainer.domain import CorruptCheckpoint, Device, ModelShape, Sample, common_prefix, padded_length

GRADIENT_NORM = 1.0
ANSWER_GRANULE = 8
ANSWERS_AT_ONCE = 32


class TorchLearner:
    """Learns answers only. Matrix products run in bfloat16 where the device has them, else in float32.

    The layers' matrices learn by Muon (https://kellerjordan.github.io/posts/muon/), with updates as large as AdamW's
    (https://arxiv.org/abs/2502.16982), embeddings and norms by AdamW. It bears a higher learning rate
    (3e-3 was tried; at 1e-3 it was no faster than AdamW for all, which was not tried at 3e-3).

    Weights begin on the CPU, and snapshots hold CPU tensors: a run may go on on another device.
    """

    def __init__(self, threads: int, precision: Precision = "auto", device: Device = Device.CPU) -> None:
        """Raises DeviceMissing."""
        compute = choose(device, precision, this_machine())
        self._threads = threads
        self._device = torch.device(compute.device)
        self._dtype = torch.bfloat16 if compute.precision == "bfloat16" else torch.float32

    def start(self, shape: ModelShape, seed: int) -> None:
        torch.set_num_threads(self._threads)
        torch.manual_seed(seed)
        if self._on_cuda:
            torch.use_deterministic_algorithms(mode=True, warn_only=True)
        self._model = Qwen3ForCausalLM(configuration(shape)).to(self._device)
        self._optimizers = _optimizers(self._model)

    def learn(self, samples: Sequence[Sample], learning_rate: float) -> float:
        loss = self._loss(samples)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), GRADIENT_NORM)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = learning_rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    def loss(self, samples: Sequence[Sample]) -> float:
        with torch.no_grad():
            return float(self._loss(samples))

    def answers(self, prompts: Sequence[Sequence[int]], end_of_turn: int, limit: int) -> list[list[int]]:
        order = sorted(range(len(prompts)), key=lambda row: len(prompts[row]))
        answers: dict[int, list[int]] = {}
        for start in range(0, len(order), ANSWERS_AT_ONCE):
            rows = order[start : start + ANSWERS_AT_ONCE]
            answers |= zip(rows, self._generate([prompts[row] for row in rows], end_of_turn, limit), strict=True)
        return [answers[row] for row in range(len(prompts))]

    def snapshot(self) -> bytes:
        tensors = {f"model.{name}": value for name, value in self._model.named_parameters()}
        for name, parameter in self._model.named_parameters():
            state = self._optimizer_of(parameter).state[parameter]
            tensors |= {f"optimizer.{name}.{key}": value for key, value in state.items()}
        tensors["random"] = torch.get_rng_state()
        if self._on_cuda:
            tensors["random.cuda"] = torch.cuda.get_rng_state(self._device)
        kept = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
        snapshot: bytes = safetensors.torch.save(kept)
        return snapshot

    def restore(self, snapshot: bytes) -> None:
        try:
            tensors = safetensors.torch.load(snapshot)
            with torch.no_grad():
                for name, parameter in self._model.named_parameters():
                    parameter.copy_(tensors[f"model.{name}"])
                    start = f"optimizer.{name}."
                    self._optimizer_of(parameter).state[parameter] = {
                        key.removeprefix(start): value.to(self._device)
                        for key, value in tensors.items()
                        if key.startswith(start)
                    }
            torch.set_rng_state(tensors["random"])
            if self._on_cuda and "random.cuda" in tensors:
                torch.cuda.set_rng_state(tensors["random.cuda"], self._device)
        except (safetensors.SafetensorError, KeyError, RuntimeError) as error:
            raise CorruptCheckpoint(f"the checkpoint does not hold a model of this shape: {error}") from error

    def save(self, folder: Path) -> None:
        weights = {name: value.detach().half().cpu().contiguous() for name, value in self._model.named_parameters()}
        safetensors.torch.save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        config = self._model.config.to_dict()
        config |= {"architectures": ["Qwen3ForCausalLM"], "dtype": "float16"}
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    @property
    def _on_cuda(self) -> bool:
        return bool(self._device.type == "cuda")

    def _optimizer_of(self, parameter: torch.nn.Parameter) -> torch.optim.Optimizer:
        return self._optimizers[0 if _is_hidden_matrix(self._model, parameter) else 1]

    def _loss(self, samples: Sequence[Sample]) -> torch.Tensor:
        return answer_loss(self._model, answer_batch(samples).to(self._device), self._dtype)

    def _generate(self, prompts: Sequence[Sequence[int]], end_of_turn: int, limit: int) -> list[list[int]]:
        longest = max(map(len, prompts))
        ids = torch.tensor([[end_of_turn] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
        mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        self._model.eval()
        with torch.no_grad():
            whole = self._model.generate(
                ids.to(self._device),
                attention_mask=mask.to(self._device),
                do_sample=False,
                use_cache=True,
                max_new_tokens=limit,
                eos_token_id=end_of_turn,
                pad_token_id=end_of_turn,
            )
        self._model.train()
        return [_until(row, end_of_turn) for row in whole[:, longest:].tolist()]


def this_machine() -> Machine:
    cuda = torch.cuda.is_available()
    return Machine(
        cuda=cuda,
        cuda_build=torch.version.cuda is not None,
        cpu_bfloat16=torch.cpu._is_avx512_bf16_supported(),  # noqa: SLF001 torch has no public question for it
        cuda_bfloat16=cuda and torch.cuda.is_bf16_supported(including_emulation=False),
    )


def answer_batch(samples: Sequence[Sample]) -> AnswerBatch:
    """Samples as tensors: what all prompts begin with once, the rest padded on the right."""
    shared = common_prefix(samples)
    rows = [[*sample.prompt, *sample.answer][shared:-1] for sample in samples]
    length = padded_length(max(map(len, rows)))
    answers = -(-max(len(sample.answer) for sample in samples) // ANSWER_GRANULE) * ANSWER_GRANULE
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    predicting = torch.zeros(len(rows), answers, dtype=torch.long)
    learnt = [index * answers + at for index, sample in enumerate(samples) for at in range(len(sample.answer))]
    for index, (row, sample) in enumerate(zip(rows, samples, strict=True)):
        count = len(sample.answer)
        ids[index, : len(row)] = torch.tensor(row)
        predicting[index, :count] = torch.arange(len(row) - count, len(row))
    prefix = torch.tensor(samples[0].prompt[:shared], dtype=torch.long)
    targets = torch.tensor([token for sample in samples for token in sample.answer])
    return AnswerBatch(prefix, ids, predicting, torch.tensor(learnt), targets)


def configuration(shape: ModelShape) -> Qwen3Config:
    """The shape as transformers' configuration."""
    return Qwen3Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        head_dim=shape.head_dim,
        max_position_embeddings=shape.context,
        rope_parameters={"rope_type": "default", "rope_theta": shape.rope_theta},
        tie_word_embeddings=True,
    )


def _optimizers(model: Qwen3ForCausalLM) -> tuple[torch.optim.Muon, torch.optim.AdamW]:
    """For the layers' matrices, and for all else; see `_is_hidden_matrix`."""
    hidden = [parameter for parameter in model.parameters() if _is_hidden_matrix(model, parameter)]
    others = [parameter for parameter in model.parameters() if not _is_hidden_matrix(model, parameter)]
    return (
        torch.optim.Muon(hidden, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, betas=(0.9, 0.95), weight_decay=0.0, fused=True),
    )


def _is_hidden_matrix(model: Qwen3ForCausalLM, parameter: torch.nn.Parameter) -> bool:
    return parameter.dim() > 1 and parameter is not model.model.embed_tokens.weight


def _until(ids: list[int], end: int) -> list[int]:
    return ids[: ids.index(end)] if end in ids else ids
