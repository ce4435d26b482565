package io.lagbench.lstm.simd;

import java.nio.FloatBuffer;

/**
 * Some sequences over all steps, block by block. With more than one block the state before each is kept, and the backward pass
 * computes the values of a block again.
 */
final class CheckpointedPart implements SequencePart {
    private final BlockSteps steps;
    private final Blocks blocks;
    private final boolean training;

    /** The block whose values are there. */
    private int filled;

    CheckpointedPart(BlockSteps steps, Blocks blocks, boolean training) {
        this.steps = steps;
        this.blocks = blocks;
        this.training = training;
    }

    @Override
    public void forward(PartInput input, float[][] before, FloatBuffer output, float[][] last) {
        steps.begin(before);
        for (int block = 0; block < blocks.count(); block++) {
            if (block > 0) {
                steps.carryOver(blocks.length());
            }
            if (training) {
                steps.keep(block);
            }
            steps.compute(input, blocks.first(block), blocks.steps(block));
            filled = block;
            if (output != null) {
                steps.writeOutputs(output, blocks.first(block), blocks.steps(block));
            }
        }
        steps.writeState(blocks.steps(blocks.count() - 1), last);
    }

    @Override
    public void backward(PartInput input, FloatBuffer outputGradient, float[] lastGradient, FloatBuffer inputGradient) {
        steps.beginBackward(lastGradient);
        for (int block = blocks.count() - 1; block >= 0; block--) {
            int start = blocks.first(block);
            for (int to = blocks.steps(block); to > 0; to = Blocks.before(to)) {
                int from = Blocks.before(to);
                boolean atEveryStep = outputGradient != null && steps.readGradients(outputGradient, start, from, to);
                boolean zero = !atEveryStep && steps.nothingIsLeft();
                if (zero && outputGradient == null && inputGradient == null) {
                    return;
                }
                if (!zero) {
                    if (filled != block) {
                        steps.recompute(input, block, start, blocks.steps(block));
                        filled = block;
                    }
                    steps.backward(input, start, from, to, atEveryStep);
                }
                if (inputGradient != null) {
                    steps.writeInputGradients(inputGradient, start, from, to, zero);
                }
            }
        }
    }

    @Override
    public void addTo(WeightSums gradients) {
        steps.addTo(gradients);
    }
}
