package io.lagbench.lstm.layer;

import io.lagbench.lstm.kernel.LstmKernel;
import io.lagbench.lstm.kernel.LstmState;
import io.lagbench.lstm.kernel.LstmWeights;
import io.lagbench.lstm.reference.ReferenceLstmKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** An LSTM layer and a softmax output, trained by gradient descent in double precision, segment by segment. */
final class ReferenceNetwork {
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final double learningRate;

    /** Takes the parameters of a MultiLayerNetwork of such two layers. */
    ReferenceNetwork(Map<String, INDArray> parameters, double learningRate) {
        parameters.forEach((name, values) -> this.parameters.put(name, values.castTo(DataType.DOUBLE)));
        this.learningRate = learningRate;
    }

    Map<String, INDArray> parameters() {
        return parameters;
    }

    /** One update per segment; the state goes on, the gradient does not. */
    void fit(INDArray inputs, INDArray labels, int segment) {
        LstmState state = null;
        int steps = (int) inputs.size(2);
        for (int from = 0; from < steps; from += segment) {
            int to = Math.min(steps, from + segment);
            state = update(timeMajor(inputs, from, to), timeMajor(labels, from, to), state);
        }
    }

    private static INDArray timeMajor(INDArray batchFirst, int from, int to) {
        return batchFirst
                .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
                .permute(2, 0, 1)
                .castTo(DataType.DOUBLE)
                .dup('c');
    }

    private LstmState update(INDArray x, INDArray y, LstmState state) {
        ReferenceLstmKernel kernel = new ReferenceLstmKernel();
        LstmWeights weights = new LstmWeights(parameters.get("0_W"), parameters.get("0_RW"), parameters.get("0_b"));
        INDArray v = parameters.get("1_W");
        long steps = x.size(0);
        long batch = x.size(1);
        INDArray h = Nd4j.create(DataType.DOUBLE, new long[] {steps, batch, v.size(0)}, 'c');
        LstmKernel.Pass pass = kernel.forward(weights, x, state, h, true);
        INDArray rows = h.reshape('c', steps * batch, v.size(0));
        INDArray z = rows.mmul(v).addRowVector(parameters.get("1_b"));
        INDArray delta = Transforms.softmax(z, true).sub(y.reshape('c', steps * batch, y.size(2)));
        LstmWeights gradients = new LstmWeights(
                weights.input().like(),
                weights.recurrent().like(),
                weights.bias().like());
        INDArray below = x.like();
        kernel.backward(weights, pass, delta.mmul(v.transpose()).reshape('c', h.shape()), below, gradients);
        descend("0_W", gradients.input(), batch);
        descend("0_RW", gradients.recurrent(), batch);
        descend("0_b", gradients.bias(), batch);
        descend("1_W", rows.transpose().mmul(delta), batch);
        descend("1_b", delta.sum(true, 0), batch);
        return pass.lastState();
    }

    private void descend(String name, INDArray gradient, long batch) {
        INDArray values = parameters.get(name);
        values.subi(gradient.reshape(values.shape()).mul(learningRate / batch));
    }
}
