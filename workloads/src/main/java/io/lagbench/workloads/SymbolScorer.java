package io.lagbench.workloads;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A {@link Scorer} of tasks whose targets are symbols: an answer is the strongest output at a step, and right if that is the
 * target's alone. The error of a sequence is the largest of any output at a loss-carrying step.
 */
public final class SymbolScorer implements Scorer {
    private final Loss loss;
    private final int outputs;
    private final IntFunction<String> inputText;
    private final IntFunction<String> outputText;
    private double lossSum;
    private long lossSteps;
    private long right;
    private double marginSum;
    private long recallSteps;
    private long recallRight;
    private Batch latestBatch;
    private Predictions latestPredictions;

    /** A scorer that writes symbols as their numbers. */
    public SymbolScorer(Loss loss, int outputs) {
        this(loss, outputs, Integer::toString, Integer::toString);
    }

    /**
     * A scorer of a task.
     *
     * @param outputs width of the output layer
     * @param inputText how an input symbol is written for people
     * @param outputText how the answer that an output stands for is written for people
     */
    public SymbolScorer(Loss loss, int outputs, IntFunction<String> inputText, IntFunction<String> outputText) {
        this.loss = loss;
        this.outputs = outputs;
        this.inputText = inputText;
        this.outputText = outputText;
    }

    @Override
    public void add(Batch batch, int sequences, Predictions predictions) {
        SymbolSequences targets = (SymbolSequences) batch.targets();
        Layout layout = predictions.layout();
        for (int sequence = 0; sequence < sequences; sequence++) {
            for (int step = 0; step < batch.length(sequence); step++) {
                if (batch.carriesLoss(sequence, step)) {
                    addStep(
                            targets.get(sequence, step),
                            batch.needsMemory(sequence, step),
                            predictions.values(),
                            layout.featureStride(),
                            layout.index(sequence, 0, step));
                }
            }
        }
        latestBatch = batch;
        latestPredictions = predictions;
    }

    private void addStep(int target, boolean needsMemory, FloatBuffer predictions, int stride, int origin) {
        double pRight = predictions.get(origin + target * stride);
        double strongestWrong = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < outputs; k++) {
            double p = predictions.get(origin + k * stride);
            if (k != target) {
                strongestWrong = Math.max(strongestWrong, p);
            }
            lossSum += loss.ofOutput(p, k == target ? 1 : 0);
        }
        boolean isRight = pRight > strongestWrong;
        lossSteps++;
        right += isRight ? 1 : 0;
        if (needsMemory) {
            recallSteps++;
            recallRight += isRight ? 1 : 0;
            marginSum += pRight - strongestWrong;
        }
    }

    @Override
    public Score score() {
        if (lossSteps == 0) {
            throw new IllegalStateException("no step with loss was added");
        }
        return new Score(
                loss.mean(lossSum, lossSteps, outputs),
                (double) right / lossSteps,
                recallSteps == 0 ? Double.NaN : (double) recallRight / recallSteps,
                recallSteps == 0 ? Double.NaN : marginSum / recallSteps);
    }

    @Override
    public double error(int sequence) {
        return latestPredictions.largestError(latestBatch, sequence);
    }

    /** {@inheritDoc} Empty where inputs are no symbols. */
    @Override
    public Optional<Answer> answer(int sequence) {
        if (!(latestBatch.inputs() instanceof SymbolSequences inputs)) {
            return Optional.empty();
        }
        SymbolSequences targets = (SymbolSequences) latestBatch.targets();
        return Optional.of(new Answer(
                texts(sequence, step -> inputs.get(sequence, step), inputText),
                texts(sequence, step -> targets.get(sequence, step), outputText),
                texts(
                        sequence,
                        step -> latestBatch.carriesLoss(sequence, step)
                                ? strongest(sequence, step)
                                : SymbolSequences.NONE,
                        outputText)));
    }

    private List<String> texts(int sequence, IntUnaryOperator symbolOfStep, IntFunction<String> text) {
        return IntStream.range(0, latestBatch.length(sequence))
                .map(symbolOfStep)
                .mapToObj(symbol -> symbol == SymbolSequences.NONE ? "" : text.apply(symbol))
                .toList();
    }

    private int strongest(int sequence, int step) {
        int best = 0;
        for (int k = 1; k < outputs; k++) {
            if (latestPredictions.get(sequence, k, step) > latestPredictions.get(sequence, best, step)) {
                best = k;
            }
        }
        return best;
    }
}
