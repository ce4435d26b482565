package io.lagbench.workloads;

/**
 * Where the value of (sequence, feature, step) lies in a buffer: {@code sequence * sequenceStride + feature *
 * featureStride + step * stepStride}, in elements.
 */
public record Layout(int sequenceStride, int featureStride, int stepStride) {

    /**
     * Sequence fastest, then feature, then step: each step is one contiguous matrix. This is ND4J's 'f' order of
     * [batch, feature, time], the one in which a step of DL4J's LSTM needs no copy.
     */
    public static Layout sequenceFastest(int batch, int features) {
        return new Layout(1, batch, Math.multiplyExact(batch, features));
    }

    /** Feature fastest, then sequence, then step: 'c' order of [step, sequence, feature], what native LSTM kernels read. */
    public static Layout timeMajor(int batch, int features) {
        return new Layout(features, 1, Math.multiplyExact(batch, features));
    }

    /** Position of one value. */
    public int index(int sequence, int feature, int step) {
        return sequence * sequenceStride + feature * featureStride + step * stepStride;
    }
}
