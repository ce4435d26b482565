#!/usr/bin/env python3
"""The tutorial once more, in NumPy alone: an independent check of what the harness measures.

Keras 2.0's LSTM(20) and Dense(5, sigmoid), binary cross-entropy, Adam, one update per step with the state carried and the
gradient cut after one step (regime stateful-1), for 30 seeds. Prints, per gate function and epoch: the median and range of
the loss of sequence 1 as the tutorial prints it, how many seeds have 8 of 8 answers right, and the median recall margin.

    python3 scripts/peers/tutorial_numpy.py        # needs numpy; 20 s
"""
import numpy as np

HIDDEN, SYMBOLS, SEEDS = 20, 5, 30
SEQUENCES = [[3, 0, 1, 2, 3], [4, 0, 1, 2, 4]]
REPORTED = (250, 650)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Network:
    """Weights in Keras's order: gates are input, forget, candidate, output."""

    def __init__(self, seed, hard):
        random = np.random.default_rng(seed)
        self.gate = (lambda z: np.clip(0.2 * z + 0.5, 0, 1)) if hard else sigmoid
        self.gate_slope = (lambda z, g: 0.2 * (np.abs(z) < 2.5)) if hard else (lambda z, g: g * (1 - g))
        limit = np.sqrt(6 / (SYMBOLS + 4 * HIDDEN))
        kernel = random.uniform(-limit, limit, (SYMBOLS, 4 * HIDDEN))
        recurrent = np.linalg.svd(random.normal(size=(HIDDEN, 4 * HIDDEN)), full_matrices=False)[2]
        bias = np.zeros(4 * HIDDEN)
        bias[HIDDEN : 2 * HIDDEN] = 1
        limit = np.sqrt(6 / (HIDDEN + SYMBOLS))
        self.weights = [kernel, recurrent, bias, random.uniform(-limit, limit, (HIDDEN, SYMBOLS)), np.zeros(SYMBOLS)]
        self.mean = [np.zeros_like(w) for w in self.weights]
        self.square = [np.zeros_like(w) for w in self.weights]
        self.updates = 0

    def step(self, symbol, h, c):
        kernel, recurrent, bias, output, output_bias = self.weights
        z = np.split(kernel[symbol] + h @ recurrent + bias, 4)
        i, f, o = self.gate(z[0]), self.gate(z[1]), self.gate(z[3])
        g = np.tanh(z[2])
        c_next = f * c + i * g
        h_next = o * np.tanh(c_next)
        return h_next, c_next, sigmoid(h_next @ output + output_bias), (z, i, f, g, o)

    def train_step(self, symbol, target, h, c):
        """One update; returns the loss before it and the state after the step."""
        h_next, c_next, y, (z, i, f, g, o) = self.step(symbol, h, c)
        wanted = np.eye(SYMBOLS)[target]
        loss = -np.mean(wanted * np.log(y) + (1 - wanted) * np.log(1 - y))
        d_logit = (y - wanted) / SYMBOLS
        dh = self.weights[3] @ d_logit
        tanh_c = np.tanh(c_next)
        dc = dh * o * (1 - tanh_c**2)  # nothing comes from later steps, nothing goes to earlier ones
        dz = np.concatenate([
            dc * g * self.gate_slope(z[0], i),
            dc * c * self.gate_slope(z[1], f),
            dc * i * (1 - g * g),
            dh * tanh_c * self.gate_slope(z[3], o),
        ])
        self.adam([np.outer(np.eye(SYMBOLS)[symbol], dz), np.outer(h, dz), dz, np.outer(h_next, d_logit), d_logit])
        return loss, h_next, c_next

    def adam(self, gradients, rate=1e-3, b1=0.9, b2=0.999, epsilon=1e-8):
        self.updates += 1
        scaled = rate * np.sqrt(1 - b2**self.updates) / (1 - b1**self.updates)
        for weight, mean, square, gradient in zip(self.weights, self.mean, self.square, gradients):
            mean += (1 - b1) * (gradient - mean)
            square += (1 - b2) * (gradient**2 - square)
            weight -= scaled * mean / (np.sqrt(square) + epsilon)

    def evaluate(self):
        """Right answers, and the mean of p(right) - p(strongest wrong) at the last step."""
        right, margins = 0, []
        for sequence in SEQUENCES:
            h, c = np.zeros(HIDDEN), np.zeros(HIDDEN)
            for symbol, target in zip(sequence, sequence[1:]):
                h, c, y, _ = self.step(symbol, h, c)
                right += int(np.argmax(y) == target)
            margins.append(y[target] - np.max(np.delete(y, target)))
        return right, np.mean(margins)


def train(seed, hard):
    network, reported = Network(seed, hard), {}
    for epoch in range(1, max(REPORTED) + 1):
        first_loss = None
        for sequence in SEQUENCES:
            h, c, losses = np.zeros(HIDDEN), np.zeros(HIDDEN), []
            for symbol, target in zip(sequence, sequence[1:]):
                loss, h, c = network.train_step(symbol, target, h, c)
                losses.append(loss)
            first_loss = np.mean(losses) if first_loss is None else first_loss
        if epoch in REPORTED:
            reported[epoch] = (first_loss, *network.evaluate())
    return reported


for hard in (True, False):
    runs = [train(seed, hard) for seed in range(1, SEEDS + 1)]
    for epoch in REPORTED:
        losses, right, margins = (np.array(column) for column in zip(*(run[epoch] for run in runs)))
        print(
            f"{'hard-sigmoid' if hard else 'sigmoid':12} epoch {epoch}: loss {np.median(losses):.4f} "
            f"[{losses.min():.4f}, {losses.max():.4f}], 8 of 8: {np.sum(right == 8)} of {SEEDS}, "
            f"margin {np.median(margins):.3f}"
        )
