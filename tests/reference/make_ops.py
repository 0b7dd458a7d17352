#!/usr/bin/env python3
"""Values and gradients of the ops, computed with PyTorch in float64: the reference of reference_test.cpp.

    make_ops.py           writes ops.json beside this script
    make_ops.py --check   computes again and compares with it; 77, which ctest takes for
                                "skipped", where PyTorch is not installed

A case is one line below: the function of ours that is called, its inputs, the same in PyTorch, and
what else the call is given; reference_functions.cpp has a line for each function. Inputs are multiples
of 1/64, so that they are the same numbers in float32, and are drawn with a seed made of the name of
the case, so that a new case changes no other.
"""

import json
import pathlib
import random
import sys
import zlib

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is not installed for this Python: the reference is not computed again")
    sys.exit(77)

FILE = pathlib.Path(__file__).with_name("ops.json")
CASES = []


# --- Inputs: functions of a random.Random, called when the case is known. ---

def drawn(shape, draw, constant=False):
    """Numbers that draw(rng) gives, rounded; a constant one gets no gradient."""

    def make(rng):
        count = int(torch.Size(shape).numel())
        values = [round(draw(rng) * 64) / 64 for _ in range(count)]
        return torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_(not constant)

    return make


def normal(*shape):
    return drawn(shape, lambda rng: rng.gauss(0, 1))


def constant(*shape):
    return drawn(shape, lambda rng: rng.gauss(0, 1), constant=True)


def positive(*shape):
    return drawn(shape, lambda rng: rng.uniform(0.5, 2))


def off_zero(*shape):
    """Of either sign, away from the kinks at 0."""
    return drawn(shape, lambda rng: rng.choice((-1, 1)) * rng.uniform(0.25, 2))


def probability(*shape):
    return drawn(shape, lambda rng: rng.choice((0, 1, rng.random())), constant=True)


def distinct(*shape):
    """No two alike: for a largest and a smallest."""

    def make(rng):
        values = [i / 8 - 1 for i in range(int(torch.Size(shape).numel()))]
        rng.shuffle(values)
        return torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_(True)

    return make


def integers(shape, values):
    return lambda rng: torch.tensor(values, dtype=torch.int64).reshape(shape)


# --- The cases. ---

def case(function, inputs, reference, op=None, **parameters):
    """`op` is the struct that does the work, where it is not called as the function is."""
    name = function
    number = sum(1 for other in CASES if other["function"] == function) + 1
    if number > 1:
        name += f"_{number}"
    rng = random.Random(zlib.crc32(name.encode()))
    tensors = [make(rng) for make in inputs]
    output = reference(*tensors)
    upstream = torch.tensor([(1 + i % 5) / 4 for i in range(output.numel())], dtype=torch.float64)
    output.backward(upstream.reshape(output.shape))
    CASES.append({
        "name": name, "function": function, "op": op or function, "parameters": parameters,
        "inputs": [as_json(x) for x in tensors], "output": as_json(output),
        "upstream": upstream.tolist(),
        "gradients": [x.grad.flatten().tolist() if x.requires_grad else None for x in tensors],
    })


def as_json(x):
    kind = "float" if x.is_floating_point() else "int32"
    return {"shape": list(x.shape), kind: x.detach().flatten().tolist()}


def elementwise():
    case("add", [normal(2, 3), normal(2, 3)], lambda a, b: a + b)
    case("add", [normal(2, 3), normal(3)], lambda a, b: a + b)
    case("subtract", [normal(2, 3), normal(2, 1)], lambda a, b: a - b)
    case("multiply", [normal(2, 1), normal(3)], lambda a, b: a * b)
    case("divide", [normal(2, 3), off_zero(1, 3)], lambda a, b: a / b)
    case("negate", [normal(5)], lambda x: -x)
    for p in (0, 2, 3):
        case("pow", [normal(5)], lambda x, p=p: x ** p, exponent=p)
    for p in (1.5, -2):
        case("pow", [positive(5)], lambda x, p=p: x ** p, exponent=p)
    case("exp", [normal(6)], torch.exp)
    case("log", [positive(6)], torch.log)
    case("sqrt", [positive(6)], torch.sqrt)
    case("abs", [off_zero(6)], torch.abs)
    case("tanh", [normal(8)], torch.tanh)
    case("sigmoid", [normal(8)], torch.sigmoid)
    case("softsign", [normal(8)], F.softsign)
    case("relu", [off_zero(8)], torch.relu)
    case("leaky_relu", [off_zero(8)], lambda x: F.leaky_relu(x, 0.2), slope=0.2)
    case("elu", [off_zero(8)], lambda x: F.elu(x, 1.5), alpha=1.5)
    case("selu", [off_zero(8)], F.selu, op="elu")
    case("gelu", [normal(8)], F.gelu)
    case("normal_cdf", [normal(8)], torch.special.ndtr)
    case("silu", [normal(8)], F.silu)
    case("softplus", [normal(8)], F.softplus)
    case("clamp", [distinct(16)], lambda x: x.clamp(-0.55, 0.3), low=-0.55, high=0.3)
    case("hard_tanh", [drawn((8,), lambda rng: rng.uniform(-2, 2))], F.hardtanh, op="clamp")


def products():
    case("matmul", [normal(2, 3), normal(3, 4)], torch.matmul)
    case("linear", [normal(2, 3), normal(4, 3), normal(4)], F.linear)
    case("batched_matmul", [normal(2, 2, 3), normal(2, 3, 2)], torch.matmul)
    case("batched_matmul", [normal(2, 3, 2), normal(2, 2, 3)], lambda a, b: a.mT @ b.mT,
         transpose_a=True, transpose_b=True)


def reductions():
    for function, fold in (("sum", torch.sum), ("mean", torch.mean)):
        case(function, [normal(2, 3)], fold)
        case(function, [normal(2, 3)], lambda x: fold(x, 0), axis=0)
        case(function, [normal(2, 3, 2)], lambda x: fold(x, 1, keepdim=True), axis=1, keep=True)
    for function, fold in (("max", torch.max), ("min", torch.min)):
        case(function, [distinct(2, 3, 2)], lambda x: fold(x, 1).values, axis=1)
        case(function, [distinct(3, 4)], lambda x: fold(x, -1, keepdim=True).values,
             axis=-1, keep=True)
    for unbiased in (False, True):
        case("variance", [normal(3, 4)], lambda x: torch.var(x, unbiased), unbiased=unbiased)
        case("variance", [normal(2, 3, 2)], lambda x: torch.var(x, 1, unbiased, keepdim=True),
             axis=1, keep=True, unbiased=unbiased)
    case("norm", [normal(2, 3)], torch.linalg.norm)
    case("norm", [normal(2, 3)], lambda x: torch.linalg.norm(x, dim=0), axis=0)
    case("log_sum_exp", [normal(2, 3)], lambda x: torch.logsumexp(x, -1), axis=-1)
    case("log_sum_exp", [normal(3, 2)], lambda x: torch.logsumexp(x, 0, keepdim=True),
         axis=0, keep=True)
    case("cumulative_sum", [normal(2, 4)], lambda x: x.cumsum(-1), axis=-1)
    case("cumulative_sum", [normal(3, 2)], lambda x: x.flip(0).cumsum(0).flip(0),
         axis=0, backward=True)
    for function, of in (("softmax", torch.softmax), ("log_softmax", torch.log_softmax)):
        case(function, [normal(2, 5)], lambda x: of(x, -1), axis=-1)
        case(function, [normal(2, 3, 2)], lambda x: of(x, 1), axis=1)


def attention(q, k, v, mask=None, causal=False):
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:]).triu(1) != 0, -torch.inf)
    if mask is not None:
        added = mask.is_floating_point()
        scores = scores + mask if added else scores.masked_fill(mask == 0, -torch.inf)
    return scores.softmax(-1) @ v


def sequences():
    q, k, v = normal(1, 2, 3, 2), normal(1, 2, 3, 2), normal(1, 2, 3, 4)
    case("scaled_dot_product_attention", [q, k, v], attention)
    case("scaled_dot_product_attention", [q, k, v], lambda *x: attention(*x, causal=True),
         causal=True)
    case("scaled_dot_product_attention", [q, k, v, integers((3, 3), [1, 0, 0, 1, 1, 0, 0, 1, 1])],
         attention)
    case("scaled_dot_product_attention", [q, k, v, constant(2, 3, 3)], attention)
    case("embedding", [normal(4, 3), integers((2, 2), [3, 0, 3, 1])], lambda t, i: F.embedding(i, t))
    case("layer_norm", [normal(2, 3, 4), normal(4), normal(4)],
         lambda x, w, b: F.layer_norm(x, (4,), w, b, 1e-3), epsilon=1e-3)


def images():
    x, channels = normal(2, 4, 3, 2), [normal(4), normal(4)]
    case("batch_norm", [x, *channels], lambda x, w, b: F.batch_norm(x, None, None, w, b, True))
    case("batch_norm", [x, *channels, constant(4), drawn((4,), lambda rng: rng.uniform(0.5, 2), True)],
         lambda x, w, b, mean, variance: F.batch_norm(x, mean, variance, w, b))
    case("group_norm", [x, *channels], lambda x, w, b: F.group_norm(x, 2, w, b), groups=2)
    case("convolution", [normal(2, 2, 4, 3), normal(2, 2, 3, 2), normal(2)], F.conv2d)
    case("convolution", [normal(1, 4, 5, 4), normal(2, 2, 2, 3)],
         lambda x, w: F.conv2d(x, w, None, (2, 1), (1, 2), (1, 2), 2),
         stride=[2, 1], padding=[1, 2], dilation=[1, 2], groups=2)
    case("convolution", [normal(2, 2, 5), normal(2, 2, 3), normal(2)],
         lambda x, w, b: F.conv1d(x, w, b, 2, 1), stride=2, padding=1)
    case("max_pool", [distinct(1, 2, 4, 4)], lambda x: F.max_pool2d(x, 2), kernel=2)
    case("max_pool", [distinct(1, 1, 4, 5)], lambda x: F.max_pool2d(x, (2, 3), (1, 2), (0, 1)),
         kernel=[2, 3], stride=[1, 2], padding=[0, 1])
    case("average_pool", [normal(1, 1, 4, 5)], lambda x: F.avg_pool2d(x, (2, 3), (1, 2), (0, 1)),
         kernel=[2, 3], stride=[1, 2], padding=[0, 1])
    case("average_pool", [normal(2, 1, 6)], lambda x: F.avg_pool1d(x, 2), kernel=2)
    case("adaptive_average_pool", [normal(1, 1, 5, 4)],
         lambda x: F.adaptive_avg_pool2d(x, (3, 2)), size=[3, 2])


def losses():
    logits, labels = normal(4, 3), integers((4,), [2, 0, 1, 2])
    case("cross_entropy", [logits, labels], F.cross_entropy)
    case("cross_entropy", [logits, labels], lambda z, y: F.cross_entropy(z, y, label_smoothing=0.2),
         label_smoothing=0.2)
    case("cross_entropy", [logits, labels], lambda z, y: F.cross_entropy(z, y, ignore_index=2),
         ignored_label=2)
    case("cross_entropy", [logits, integers((4,), [2, -100, 1, 0])],
         lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1), label_smoothing=0.1,
         ignored_label=-100)
    case("binary_cross_entropy", [normal(2, 4), probability(2, 4)],
         F.binary_cross_entropy_with_logits)
    case("squared_error", [normal(2, 3), normal(2, 3)], F.mse_loss)
    case("huber", [normal(2, 6), normal(2, 6)], lambda p, t: F.huber_loss(p, t, delta=0.71),
         delta=0.71)
    case("kl_divergence", [normal(3, 4), probability(3, 4)],
         lambda q, p: F.kl_div(q, p, reduction="batchmean"))


def rearrangements():
    case("broadcast_to", [normal(3, 1)], lambda x: x.expand(2, 3, 2), shape=[2, 3, 2])
    case("sum_to", [normal(2, 3, 2)], lambda x: x.sum_to_size(3, 1), shape=[3, 1])
    case("reshape", [normal(2, 3)], lambda x: x.reshape(3, 2), extents=[3, -1])
    case("transpose", [normal(2, 3)], lambda x: x.T)
    case("permute", [normal(2, 3, 2)], lambda x: x.permute(2, 0, 1), axes=[2, 0, 1])
    case("slice", [normal(2, 4)], lambda x: x[:, 1:3], axis=1, begin=1, end=3)
    case("concatenate", [normal(2, 1), normal(2, 3)], lambda *x: torch.cat(x, 1), axis=1)
    case("stack", [normal(2, 2), normal(2, 2)], lambda *x: torch.stack(x, -1), axis=-1)
    case("split_product", [normal(4, 2)], lambda x: torch.mul(*x.chunk(2, 0)), op="slice", axis=0)
    case("pad", [normal(2, 3)], lambda x: F.pad(x, (2, 0, 0, 1), value=0.5),
         padding=[[0, 1], [2, 0]], value=0.5)


def selections():
    mask = integers((2, 3), [0, 1, 1, 0, 2, 0])
    case("where", [mask, normal(2, 3), normal(3)], lambda c, a, b: torch.where(c != 0, a, b))
    case("masked_fill", [normal(2, 3), mask], lambda x, c: x.masked_fill(c != 0, -1.5),
         op="where", value=-1.5)
    case("gather", [normal(2, 3), integers((2, 4), [0, 2, 2, 1, 0, 0, 0, 2])],
         lambda x, i: x.gather(1, i), axis=1)
    case("gather", [normal(3, 2), integers((1, 2), [2, 0])], lambda x, i: x.gather(0, i), axis=0)


# --- The file. ---

def text():
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in CASES)
    return '{"made_by":"make_ops.py with PyTorch, in float64","cases":[\n' + lines + "\n]}\n"


def differences(ours, theirs, path="ops.json"):
    """Paths at which two JSON values differ, numbers by more than rounding."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return [d for key in ours for d in differences(ours[key], theirs[key], f"{path}.{key}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs))
        return [d for i, (a, b) in pairs for d in differences(a, b, f"{path}[{i}]")]
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        return [] if abs(ours - theirs) <= 1e-12 * (1 + abs(theirs)) else [path]
    return [] if ours == theirs else [path]


def main():
    for family in (elementwise, products, reductions, losses, rearrangements, selections, sequences,
                   images):
        family()
    if sys.argv[1:] == ["--check"]:
        wrong = differences(json.loads(text()), json.loads(FILE.read_text()))
        print(f"{len(CASES)} cases computed with PyTorch {torch.__version__}")
        for path in wrong[:20]:
            print(f"differs: {path}")
        sys.exit(1 if wrong else 0)
    FILE.write_text(text())
    print(f"{FILE}: {len(CASES)} cases")


main()
