package io.lagbench.workloads;

import java.util.Optional;

/**
 * A {@link Scorer} of the next symbols of the {@link ReberGrammar}: an answer is right if every symbol that may come next has a larger
 * output than every other. Loss and error are those of the symbol that does come. Where memory is needed only one may come.
 */
final class GrammarScorer implements Scorer {
    private static final int OUTPUTS = ReberGrammar.SYMBOLS.length();

    private final SymbolScorer symbols;
    private long steps;
    private long right;

    GrammarScorer(Loss loss) {
        this.symbols = new SymbolScorer(loss, OUTPUTS, GrammarScorer::text, GrammarScorer::text);
    }

    private static String text(int symbol) {
        return String.valueOf(ReberGrammar.SYMBOLS.charAt(symbol));
    }

    @Override
    public void add(Batch batch, int sequences, Predictions predictions) {
        symbols.add(batch, sequences, predictions);
        SymbolSequences inputs = (SymbolSequences) batch.inputs();
        for (int sequence = 0; sequence < sequences; sequence++) {
            ReberGrammar walk = new ReberGrammar();
            for (int step = 0; step < batch.length(sequence); step++) {
                walk.accept(inputs.get(sequence, step));
                right += areStrongest(walk.legal(), predictions, sequence, step) ? 1 : 0;
                steps++;
            }
        }
    }

    /** Whether all outputs of a set are above all others; one that is no number is above none. */
    private static boolean areStrongest(int set, Predictions predictions, int sequence, int step) {
        float weakest = Float.POSITIVE_INFINITY;
        float strongestOther = Float.NEGATIVE_INFINITY;
        for (int output = 0; output < OUTPUTS; output++) {
            float value = predictions.get(sequence, output, step);
            if ((set >> output & 1) == 1) {
                weakest = Math.min(weakest, value);
            } else {
                strongestOther = Math.max(strongestOther, value);
            }
        }
        return weakest > strongestOther;
    }

    @Override
    public Score score() {
        Score ofSymbols = symbols.score();
        return new Score(
                ofSymbols.loss(), (double) right / steps, ofSymbols.recallAccuracy(), ofSymbols.recallMargin());
    }

    @Override
    public double error(int sequence) {
        return symbols.error(sequence);
    }

    @Override
    public Optional<Answer> answer(int sequence) {
        return symbols.answer(sequence);
    }
}
