#!/usr/bin/env python3
"""Times our baselines beside PyTorch on the CPU, in turn within one run, and prints the ratios.

Usage: pytorch_baselines.py BUILD_FOLDER [REPEATS]. The build needs -DTOUCHSTONE_BENCHMARKS=ON; PyTorch
comes from a virtual environment or from python3-torch. One thread each. Below 1.0 we are faster.
"""
import os
import statistics
import subprocess
import sys
import time

# The BLAS behind PyTorch starts threads of its own, which torch.set_num_threads() does not reach.
for library in ("OMP", "OPENBLAS", "BLIS", "MKL"):
    os.environ[library + "_NUM_THREADS"] = "1"

import torch
import torch.nn.functional as F

BATCH_SECONDS = 0.02
BATCHES = 15


def linear(tokens, width):
    x, w = torch.randn(tokens, width), torch.randn(width, width)
    return lambda: F.linear(x, w)


def attention(tokens, heads, size):
    q, k, v = (torch.randn(1, heads, tokens, size) for _ in range(3))
    if hasattr(F, "scaled_dot_product_attention"):
        return lambda: F.scaled_dot_product_attention(q, k, v)
    scale = size**-0.5
    return lambda: torch.softmax(q @ k.transpose(-1, -2) * scale, -1) @ v


def convolution(size, channels):
    layer = torch.nn.Conv2d(channels, channels, 3, padding=1, bias=False).eval()
    x = torch.randn(1, channels, size, size).to(memory_format=torch.channels_last)
    layer = layer.to(memory_format=torch.channels_last)
    return lambda: layer(x)


def matrix_vector(words, width):
    w, x = torch.randn(words, width), torch.randn(width)
    return lambda: torch.mv(w, x)


def silu_mul(rows, width):
    gate, up = (torch.randn(rows, width).to(torch.bfloat16) for _ in range(2))
    return lambda: F.silu(gate) * up


def kl(rows, vocabulary):
    """Loss of each row and its gradient with respect to the student's logits."""
    student, teacher = (torch.randn(rows, vocabulary) for _ in range(2))

    def step():
        log_p, log_q = F.log_softmax(teacher, -1), F.log_softmax(student, -1)
        p = log_p.exp()
        return (p * (log_p - log_q)).sum(-1), log_q.exp() - p

    return step


COUNTERPARTS = {
    "linear-1": lambda: linear(1, 4096),
    "linear-64": lambda: linear(64, 1024),
    "attention-1152": lambda: attention(1152, 2, 64),
    "attention-1024": lambda: attention(1024, 4, 64),
    "convolution": lambda: convolution(56, 64),
    "matrix-vector": lambda: matrix_vector(10000, 3072),
    "silu-mul": lambda: silu_mul(64, 11008),
    "kl": lambda: kl(256, 32768),
}


def nanoseconds(call):
    def batch(calls):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        return (time.perf_counter() - start) / calls

    batch(3)
    calls = max(1, int(BATCH_SECONDS / min(batch(1) for _ in range(3))))
    return 1e9 * statistics.median(batch(calls) for _ in range(BATCHES))


def main():
    program = sys.argv[1] + "/bin/bench_baselines"
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, 1 thread, median of {repeats} turns")
    print(f"{'baseline':16} {'ours':>12} {'PyTorch':>12}  ours/PyTorch (lowest to highest)")
    with torch.no_grad():
        for name, counterpart in COUNTERPARTS.items():
            call = counterpart()
            turns = []
            for _ in range(repeats):
                ours = float(subprocess.run([program, name], check=True, capture_output=True).stdout)
                turns.append((ours, nanoseconds(call)))
            ratios = sorted(a / b for a, b in turns)
            ours, theirs = (statistics.median(t[i] for t in turns) / 1e3 for i in (0, 1))
            print(f"{name:16} {ours:9.1f} us {theirs:9.1f} us  {statistics.median(ratios):.2f} "
                  f"({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)


if __name__ == "__main__":
    main()
