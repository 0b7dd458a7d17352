#!/usr/bin/env python3
"""Writes optimizers.json beside itself: weights after each of eight updates, and learning rates of
schedules, as PyTorch computes them in float64. Run by hand where torch is installed (it was 1.13).
The options of a case stand here and in tests/nn/optimizer_reference_test.cpp."""

import json
import math
import pathlib

import torch

START = [0.5, -1.25, 2.0, 0.0, -0.75]
GRADIENTS = [[math.sin(1.7 * step + 0.9 * i) * (1 + i) for i in range(5)] for step in range(8)]

OPTIMIZERS = {
    "sgd_nesterov": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    "sgd_nesterov_decay": lambda w: torch.optim.SGD(
        w, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05
    ),
    "sgd_momentum_decay": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.8, weight_decay=0.05),
    "adam": lambda w: torch.optim.Adam(w, lr=0.01),
    "adam_decay": lambda w: torch.optim.Adam(
        w, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1
    ),
    "adamw": lambda w: torch.optim.AdamW(w, lr=0.01, weight_decay=0.2),
    "rmsprop": lambda w: torch.optim.RMSprop(w, lr=0.01, alpha=0.9),
    "rmsprop_momentum_decay": lambda w: torch.optim.RMSprop(
        w, lr=0.01, alpha=0.95, eps=1e-5, momentum=0.7, weight_decay=0.1
    ),
    "adagrad": lambda w: torch.optim.Adagrad(w, lr=0.1),
    "adagrad_initial_decay": lambda w: torch.optim.Adagrad(
        w, lr=0.1, eps=1e-8, initial_accumulator_value=0.3, weight_decay=0.1
    ),
}

SCHEDULES = {
    "step_decay": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=4, gamma=0.3),
    "exponential_decay": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, gamma=0.9),
    "cosine_decay": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(
        o, T_max=19, eta_min=0.05
    ),
    "one_cycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(
        o, max_lr=0.5, total_steps=20, cycle_momentum=False
    ),
}


def weights(make):
    w = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    optimizer = make([w])
    found = []
    for gradient in GRADIENTS:
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        found.append(w.tolist())
    return found


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = make(optimizer)
    found = []
    for _ in range(20):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(found) < 20:
            schedule.step()
    return found


def losses_and_rates():
    """What ReduceLROnPlateau makes of losses that fall, rest, fall a little and rest."""
    losses = [1, 0.8, 0.8, 0.9, 0.8, 0.79999, 0.81, 0.7, 0.71, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.2, patience=2, min_lr=0.01, eps=0
    )
    found = []
    for loss in losses:
        schedule.step(loss)
        found.append(optimizer.param_groups[0]["lr"])
    return {"losses": losses, "rates": found}


def main():
    content = {
        "torch": torch.__version__.split("+")[0],
        "start": START,
        "gradients": GRADIENTS,
        "weights": {name: weights(make) for name, make in OPTIMIZERS.items()},
        "rates": {name: rates(make) for name, make in SCHEDULES.items()},
        "plateau": losses_and_rates(),
    }
    path = pathlib.Path(__file__).with_name("optimizers.json")
    path.write_text(json.dumps(content, indent=1) + "\n")


main()
