package io.lagbench.lstm.cudnn;

import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_ALGO_PERSIST_STATIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_ALGO_PERSIST_STATIC_SMALL_H;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_ALGO_STANDARD;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_DOUBLE_BIAS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_RNN_SINGLE_INP_BIAS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How cuDNN goes through the steps of a layer. The persistent ones keep the recurrent weights on the chip, for layers that fit there; they
 * want both biases, of which the second stays zero. Source: cuDNN's API reference, cudnnRNNAlgo_t.
 */
enum CuDnnAlgorithm {
    /** A product of matrices for each step; cuDNN has it for every layer. */
    STANDARD(CUDNN_RNN_ALGO_STANDARD, CUDNN_RNN_SINGLE_INP_BIAS),
    /** One kernel for all steps. */
    PERSIST_STATIC(CUDNN_RNN_ALGO_PERSIST_STATIC, CUDNN_RNN_DOUBLE_BIAS),
    /** The same for narrow layers: at a width of 20 on an H200 it is 34 times as fast as the standard one. */
    PERSIST_STATIC_SMALL_H(CUDNN_RNN_ALGO_PERSIST_STATIC_SMALL_H, CUDNN_RNN_DOUBLE_BIAS);

    final int number;
    final int biases;

    CuDnnAlgorithm(int number, int biases) {
        this.number = number;
        this.biases = biases;
    }

    /** The names of all, in capitals, as {@link #named} takes them. */
    static List<String> names() {
        return Arrays.stream(values())
                .map(each -> each.name().replace('_', '-'))
                .toList();
    }

    /** The one with a name. */
    static CuDnnAlgorithm named(String name) {
        return valueOf(name.replace('-', '_'));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
