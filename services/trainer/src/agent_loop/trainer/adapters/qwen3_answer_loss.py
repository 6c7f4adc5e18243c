"""Qwen3's forward pass for training on answers: the same function of the same weights as transformers', only less work.

Five savings; benchmarks.learner measures them beside transformers' own forward pass:
- What all prompts begin with is computed once for the batch, not once for each row.
- The last layer, the final norm and the output layer run only where an answer's token is predicted.
- Matrix products run in bfloat16 (weights and residual stream stay float32), projections of the same input as one.
- Attention, norms and rotations keep only what their gradients need.
- The loss is made together with its gradient, so that logits are never kept.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers import Qwen3ForCausalLM

BLOCKED = -1e30


@dataclass(frozen=True, slots=True)
class AnswerBatch:
    """Rows that share the tokens `prefix` [P] and go on with `ids` [B, T], padded on the right.

    `predicting` [B, A] are the places in `ids` whose next token is learnt, 0 where a row has fewer. `learnt` [N] says
    which of these B * A are real, and `targets` [N] the tokens to learn there.
    """

    prefix: Tensor
    ids: Tensor
    predicting: Tensor
    learnt: Tensor
    targets: Tensor

    def to(self, device: torch.device) -> "AnswerBatch":
        return AnswerBatch(*(getattr(self, name).to(device) for name in self.__slots__))


def answer_loss(model: Qwen3ForCausalLM, batch: AnswerBatch, dtype: torch.dtype) -> Tensor:
    """The mean cross-entropy of the batch's targets, in nats. Matrix products run in `dtype`."""
    shape = _Geometry.of(model, batch, dtype)
    flat = torch.cat([batch.prefix, batch.ids.reshape(-1)])
    hidden = functional.embedding(flat, model.model.embed_tokens.weight)
    *layers, last = model.model.layers
    for layer in layers:
        hidden = _layer(layer, hidden, shape)
    hidden = _last_layer(last, hidden, batch, shape)
    hidden = _norm(hidden, model.model.norm.weight, shape)
    loss: Tensor = _CrossEntropy.apply(hidden, model.lm_head.weight, batch.targets, torch.is_grad_enabled())
    return loss


@dataclass(frozen=True, slots=True)
class _Geometry:
    """The batch's sizes, the rotations of its places, and who may look at whom."""

    prefix: int
    rows: int
    length: int
    heads: int
    kv_heads: int
    head_dim: int
    eps: float
    dtype: torch.dtype
    cos: Tensor
    sin: Tensor
    causal: Tensor

    @classmethod
    def of(cls, model: Qwen3ForCausalLM, batch: AnswerBatch, dtype: torch.dtype) -> "_Geometry":
        config = model.config
        prefix, (rows, length), device = len(batch.prefix), batch.ids.shape, batch.ids.device
        places = torch.arange(prefix + length, device=device)
        angles = places[:, None] * model.model.rotary_emb.inv_freq
        place = torch.cat([places[:prefix], places[prefix:].repeat(rows)])
        causal = torch.full((prefix + length, prefix + length), BLOCKED, dtype=dtype, device=device).triu(1)
        return cls(
            prefix=prefix,
            rows=rows,
            length=length,
            heads=config.num_attention_heads,
            kv_heads=config.num_key_value_heads,
            head_dim=config.head_dim,
            eps=config.rms_norm_eps,
            dtype=dtype,
            cos=angles.cos().to(dtype)[place, None],
            sin=angles.sin().to(dtype)[place, None],
            causal=causal,
        )

    def parts(self, flat: Tensor) -> tuple[Tensor, Tensor]:
        """[P + B*T, ...] as [1, P, ...], the shared beginning, and [B, T, ...], the rows."""
        shared, own = flat.split([self.prefix, self.rows * self.length])
        return shared[None], own.view(self.rows, self.length, *flat.shape[1:])

    def with_prefix(self, flat: Tensor) -> Tensor:
        """[P + B*T, ...] as [B, P + T, ...]: every row with the shared beginning before it."""
        shared, own = self.parts(flat)
        return torch.cat([shared.expand(self.rows, *shared.shape[1:]), own], 1)


def _layer(layer: torch.nn.Module, hidden: Tensor, shape: _Geometry) -> Tensor:
    attention, heads, kv_heads = layer.self_attn, shape.heads, shape.kv_heads
    inputs = _norm(hidden, layer.input_layernorm.weight, shape)
    joint = torch.cat([attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight])
    qkv = _project(inputs, joint).view(len(hidden), heads + 2 * kv_heads, shape.head_dim)
    scale = torch.cat([_query_scale(attention, shape), attention.k_norm.weight.expand(kv_heads, -1)])
    mixed, values = qkv.split([heads + kv_heads, kv_heads], 1)
    rotated = _Rotation.apply(_norm(mixed, scale, shape), shape.cos, shape.sin)
    queries, keys = rotated.split([heads, kv_heads], 1)

    start = shape.prefix
    (shared, own), (shared_keys, _), (shared_values, _) = (shape.parts(one) for one in (queries, keys, values))
    seen = _attend(own, shape.with_prefix(keys), shape.with_prefix(values), shape.causal[None, start:])
    seen = seen.reshape(-1, heads * shape.head_dim)
    if start:
        before = _attend(shared, shared_keys, shared_values, shape.causal[None, :start, :start])
        seen = torch.cat([before[0], seen])
    return _feed_forward(layer, hidden + _project(seen, attention.o_proj.weight), shape)


def _last_layer(layer: torch.nn.Module, hidden: Tensor, batch: AnswerBatch, shape: _Geometry) -> Tensor:
    attention, kv_heads = layer.self_attn, shape.kv_heads
    rows, answers = batch.predicting.shape
    inputs = _norm(hidden, layer.input_layernorm.weight, shape)
    joint = torch.cat([attention.k_proj.weight, attention.v_proj.weight])
    keys, values = _project(inputs, joint).view(len(hidden), 2 * kv_heads, shape.head_dim).chunk(2, 1)
    key_scale = attention.k_norm.weight.expand(kv_heads, -1)
    keys = _Rotation.apply(_norm(keys, key_scale, shape), shape.cos, shape.sin)

    begins = shape.prefix + torch.arange(rows, device=hidden.device)[:, None] * shape.length
    at = (begins + batch.predicting).reshape(-1)
    queries = _project(inputs[at], attention.q_proj.weight).view(len(at), shape.heads, shape.head_dim)
    queries = _Rotation.apply(_norm(queries, _query_scale(attention, shape), shape), shape.cos[at], shape.sin[at])
    seen = _attend(
        queries.view(rows, answers, shape.heads, -1),
        shape.with_prefix(keys),
        shape.with_prefix(values),
        shape.causal[batch.predicting + shape.prefix],
    ).reshape(-1, shape.heads * shape.head_dim)
    after = hidden[at[batch.learnt]] + _project(seen[batch.learnt], attention.o_proj.weight)
    return _feed_forward(layer, after, shape)


def _feed_forward(layer: torch.nn.Module, hidden: Tensor, shape: _Geometry) -> Tensor:
    inputs = _norm(hidden, layer.post_attention_layernorm.weight, shape)
    gate, up = _project(inputs, torch.cat([layer.mlp.gate_proj.weight, layer.mlp.up_proj.weight])).chunk(2, -1)
    return hidden + _project(functional.silu(gate) * up, layer.mlp.down_proj.weight)


def _query_scale(attention: torch.nn.Module, shape: _Geometry) -> Tensor:
    """The queries' norm with attention's 1/sqrt(head_dim) folded in."""
    return (attention.q_norm.weight * attention.scaling).expand(shape.heads, -1)


def _project(inputs: Tensor, weight: Tensor) -> Tensor:
    return inputs @ weight.to(inputs.dtype).T


def _norm(inputs: Tensor, scale: Tensor, shape: _Geometry) -> Tensor:
    normed: Tensor = _RootMeanSquareNorm.apply(inputs, scale.to(shape.dtype), shape.eps)
    return normed


def _attend(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
    """Grouped-query attention of [B, R, heads, D] over [B, S, kv_heads, D]; `mask` [B or 1, R, S] is added."""
    rows, length, heads, dim = queries.shape
    span, kv_heads = keys.shape[1:3]
    groups = heads // kv_heads
    queries = queries.view(rows, length, kv_heads, groups, dim).permute(0, 2, 3, 1, 4)
    mask = mask.repeat(1, groups, 1)
    seen: Tensor = _Attention.apply(
        queries.reshape(rows * kv_heads, groups * length, dim),
        keys.transpose(1, 2).reshape(rows * kv_heads, span, dim),
        values.transpose(1, 2).reshape(rows * kv_heads, span, dim),
        mask if len(mask) == 1 else mask.repeat_interleave(kv_heads, 0),
    )
    return seen.view(rows, kv_heads, groups, length, dim).permute(0, 3, 1, 2, 4).reshape(rows, length, heads * dim)


class _RootMeanSquareNorm(torch.autograd.Function):  # type: ignore[misc] # mypy skips torch
    """x / rms(x) * scale over the last dimension, in the scale's dtype."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, inputs: Tensor, scale: Tensor, eps: float) -> Tensor:
        squares = torch.linalg.vector_norm(inputs, dim=-1, keepdim=True, dtype=torch.float32).square_()
        inverse = squares.div_(inputs.shape[-1]).add_(eps).rsqrt_()
        normed = (inputs * inverse).to(scale.dtype)
        ctx.save_for_backward(normed, scale, inverse)
        ctx.dtype = inputs.dtype
        return normed * scale

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, Tensor, None]:
        normed, scale, inverse = ctx.saved_tensors
        scale_grad = (grad * normed).reshape(-1, *scale.shape).sum(0, dtype=torch.float32)
        grad = grad * scale
        along = (grad * normed).mean(-1, keepdim=True, dtype=torch.float32)
        inputs_grad = torch.addcmul(grad.float(), normed.float(), along, value=-1).mul_(inverse)
        return inputs_grad.to(ctx.dtype), scale_grad.to(scale.dtype), None


class _Rotation(torch.autograd.Function):  # type: ignore[misc] # mypy skips torch
    """Rotary position embedding of [N, heads, D] by cos and sin [N, 1, D / 2]; its gradient is the rotation back."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, inputs: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.save_for_backward(cos, sin)
        return _rotate(inputs, cos, sin)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, None, None]:
        cos, sin = ctx.saved_tensors
        return _rotate(grad, cos, -sin), None, None


def _rotate(inputs: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = inputs.chunk(2, -1)
    rotated = torch.empty_like(inputs)
    into_first, into_second = rotated.chunk(2, -1)
    torch.mul(first, cos, out=into_first).addcmul_(second, sin, value=-1)
    torch.mul(second, cos, out=into_second).addcmul_(first, sin)
    return rotated


class _Attention(torch.autograd.Function):  # type: ignore[misc] # mypy skips torch
    """softmax(q k^T + mask) v over [G, R, D] and [G, S, D]; at these sizes twice as fast as flash attention."""

    @staticmethod
    def forward(
        ctx: torch.autograd.function.FunctionCtx, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor
    ) -> Tensor:
        weights = torch.softmax(torch.baddbmm(mask, queries, keys.transpose(1, 2)), -1)
        ctx.save_for_backward(queries, keys, values, weights)
        return torch.bmm(weights, values)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        queries, keys, values, weights = ctx.saved_tensors
        weights_grad = torch.bmm(grad, values.transpose(1, 2))
        scores_grad = torch.ops.aten._softmax_backward_data(weights_grad, weights, -1, weights.dtype)  # noqa: SLF001
        values_grad = torch.bmm(weights.transpose(1, 2), grad)
        return torch.bmm(scores_grad, keys), torch.bmm(scores_grad.transpose(1, 2), queries), values_grad, None


class _CrossEntropy(torch.autograd.Function):  # type: ignore[misc] # mypy skips torch
    """The mean cross-entropy of `targets` [N] under softmax(inputs weight^T), from [N, D] and [V, D]."""

    @staticmethod
    def forward(
        ctx: torch.autograd.function.FunctionCtx,
        inputs: Tensor,
        weight: Tensor,
        targets: Tensor,
        learning: bool,  # noqa: FBT001 autograd passes arguments by place
    ) -> Tensor:
        matrix = weight.to(inputs.dtype)
        surprise = torch.log_softmax((inputs @ matrix.T).float(), -1)
        chosen = targets[:, None]
        loss = -surprise.gather(1, chosen).mean()
        if learning:
            grad = surprise.exp_().scatter_add_(1, chosen, torch.full_like(chosen, -1, dtype=surprise.dtype))
            grad = grad.div_(len(targets)).to(inputs.dtype)
            ctx.save_for_backward(grad @ matrix, grad.T @ inputs)
        return loss

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, grad: Tensor) -> tuple[Tensor, Tensor, None, None]:
        inputs_grad, weight_grad = ctx.saved_tensors
        return inputs_grad * grad, weight_grad * grad, None, None
