#!/usr/bin/env python3
"""PyTorch's LSTM at the shapes of scripts/benchmark --table: the layer alone, and a whole training step.

Usage: pytorch_lstm.py [--device cpu|cuda] [--math fp32|tf32] [--rounds N] SHAPE...
A shape is BATCHxSTEPSxHIDDEN, or BATCHxSTEPSxHIDDEN/last where only the last step has an output, and loss. Ten symbols, one-hot,
softmax, cross-entropy, Adam, as in the table. In the whole step the batch comes from host memory, as a user's would; the layer
alone has its arrays on the device. Every step is waited for before the clock is read. Needs PyTorch, nothing of this project.
Ends with 1 where the layer is wrong on the processor: oneDNN in PyTorch 2.7.1 was seen to leave its inputs out.
"""
import argparse
import statistics
import sys
import time

import torch

SYMBOLS = 10


def parse(text):
    last = text.endswith("/last")
    batch, steps, hidden = (int(each) for each in text.removesuffix("/last").split("x"))
    return batch, steps, hidden, last


class Network(torch.nn.Module):
    def __init__(self, hidden, last):
        super().__init__()
        self.lstm = torch.nn.LSTM(SYMBOLS, hidden)
        self.output = torch.nn.Linear(hidden, SYMBOLS)
        self.last = last

    def forward(self, inputs):
        outputs, _ = self.lstm(inputs)
        return self.output(outputs[-1] if self.last else outputs)


def median_ms(call, wait, rounds):
    call()
    wait()
    started = time.perf_counter()
    call()
    wait()
    once = time.perf_counter() - started
    for _ in range(int(min(20, 0.5 / max(once, 1e-6)))):
        call()
    wait()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        wait()
        times.append((time.perf_counter() - started) * 1e3)
    return statistics.median(times)


def check_on_processor():
    torch.manual_seed(1)
    lstm = torch.nn.LSTM(SYMBOLS, 3)
    inputs = torch.randn(4, 1, SYMBOLS)
    with torch.no_grad():
        error = (lstm(inputs)[0] - lstm.double()(inputs.double())[0]).abs().max().item()
    if not error < 1e-4:
        sys.exit(f"pytorch_lstm.py: outputs of PyTorch's LSTM are wrong by {error:.2g} on this processor, so its times mean nothing; "
                 "with ONEDNN_MAX_CPU_ISA=AVX2 they may be right")


def measure(shape, device, rounds):
    batch, steps, hidden, last = parse(shape)
    torch.manual_seed(1)
    network = Network(hidden, last).to(device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    symbols = torch.randint(0, SYMBOLS, (steps, batch))
    one_hot = torch.nn.functional.one_hot(symbols, SYMBOLS).float()
    labels = symbols[-1] if last else symbols
    if device == "cuda":
        one_hot, labels = one_hot.pin_memory(), labels.pin_memory()
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None

    def whole_step():
        inputs = one_hot.to(device, non_blocking=True)
        targets = labels.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        answers = network(inputs)
        torch.nn.functional.cross_entropy(answers.reshape(-1, SYMBOLS), targets.reshape(-1)).backward()
        optimizer.step()

    resident = one_hot.to(device)
    gradient = torch.randn(steps, batch, hidden, device=device)

    def forward():
        return network.lstm(resident)[0]

    def both():
        network.zero_grad(set_to_none=True)
        outputs = forward()
        if last:
            outputs[-1].backward(gradient[-1])
        else:
            outputs.backward(gradient)

    return [median_ms(call, wait, rounds) for call in (forward, both, whole_step)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--math", default="fp32", choices=["fp32", "tf32"])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("shapes", nargs="+", type=str)
    options = parser.parse_args()
    if options.device == "cpu":
        check_on_processor()
    tf32 = options.math == "tf32"
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cuda.matmul.allow_tf32 = tf32
    name = torch.cuda.get_device_name() if options.device == "cuda" else f"{torch.get_num_threads()} CPU threads"
    print(f"PyTorch {torch.__version__}, cuDNN {torch.backends.cudnn.version()}, {name}, {options.math}; medians in ms\n")
    print("| shape | layer, forward | layer, forward and backward | whole step |")
    print("|:--|--:|--:|--:|")
    for shape in options.shapes:
        values = measure(shape, options.device, options.rounds)
        print(f"| {shape} | " + " | ".join(f"{value:.3f}" for value in values) + " |", flush=True)


if __name__ == "__main__":
    main()
