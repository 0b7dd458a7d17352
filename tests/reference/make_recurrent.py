#!/usr/bin/env python3
"""Writes recurrent.json beside itself: what PyTorch's recurrent layers make of a small sequence in
float64, and the gradients of a weighted sum of their outputs. Run by hand where torch is installed
(it was 1.13). tests/nn/recurrent_test.cpp reads it."""

import json
import pathlib

import torch

TIME, BATCH, IN, HIDDEN = 4, 3, 2, 5
KINDS = {"rnn": (torch.nn.RNN, 1), "lstm": (torch.nn.LSTM, 4), "gru": (torch.nn.GRU, 3)}


def wave(shape, phase):
    count = int(torch.tensor(shape).prod())
    return torch.sin(torch.arange(count, dtype=torch.float64) * 0.7 + phase).reshape(shape)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def case(layer_type, gates):
    layer = layer_type(IN, HIDDEN).double()
    names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    parameters = [getattr(layer, name + "_l0") for name in names]
    with torch.no_grad():
        for i, parameter in enumerate(parameters):
            parameter.copy_(wave(parameter.shape, 1.0 + i))
    x = wave((TIME, BATCH, IN), 0.3).requires_grad_()
    states = [wave((1, BATCH, HIDDEN), 5.0 + i).requires_grad_() for i in range(1 + (gates == 4))]
    sequence, last = layer(x, tuple(states) if gates == 4 else states[0])
    outputs = [sequence, *(last if gates == 4 else [last])]
    loss = sum((output * wave(output.shape, 2.0 + i)).sum() for i, output in enumerate(outputs))
    loss.backward()
    return {
        "parameters": {name: flat(p) for name, p in zip(names, parameters)},
        "x": flat(x),
        "states": [flat(state) for state in states],
        "outputs": [flat(output) for output in outputs],
        "output_weights": [flat(wave(o.shape, 2.0 + i)) for i, o in enumerate(outputs)],
        "gradients": {name: flat(p.grad) for name, p in zip(names, parameters)},
        "gradient_of_x": flat(x.grad),
        "gradients_of_states": [flat(state.grad) for state in states],
    }


def main():
    content = {name: case(*kind) for name, kind in KINDS.items()}
    content["torch"] = torch.__version__.split("+")[0]
    path = pathlib.Path(__file__).with_name("recurrent.json")
    path.write_text(json.dumps(content, indent=1) + "\n")


main()
