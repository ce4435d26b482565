package io.lagbench.lstm1997;

import io.lagbench.workloads.Loss;
import io.lagbench.workloads.OutputActivation;
import io.lagbench.workloads.SymbolSequences;

/** The outputs at one step, their loss, and its gradient down to the cells' outputs. */
final class OutputLayer {
    private final Topology topology;
    private final Parameters weights;
    private final Loss loss;
    private final double[] outputs;
    private final double[] errors;
    private final double[] cellErrors;

    OutputLayer(Topology topology, Parameters weights, Loss loss) {
        this.topology = topology;
        this.weights = weights;
        this.loss = loss;
        this.outputs = new double[topology.outputs()];
        this.errors = new double[topology.outputs()];
        this.cellErrors = new double[topology.cells()];
    }

    /**
     * The outputs after their activation; valid until the next call.
     *
     * @param cells outputs of the cells
     * @param position of the step's input
     */
    double[] answer(double[] cells, EncodedBatch batch, int position) {
        int count = cells.length;
        for (int k = 0; k < outputs.length; k++) {
            double sum = weights.outputBias[k];
            for (int c = 0; c < count; c++) {
                sum += weights.output[k * count + c] * cells[c];
            }
            outputs[k] = sum;
        }
        if (topology.shortcut()) {
            addShortcut(batch, position);
        }
        activate();
        return outputs;
    }

    private void addShortcut(EncodedBatch batch, int position) {
        if (batch.symbolic()) {
            int symbol = batch.symbols()[position];
            for (int k = 0; symbol != SymbolSequences.NONE && k < outputs.length; k++) {
                outputs[k] += weights.shortcut[symbol * outputs.length + k];
            }
            return;
        }
        for (int i = 0; i < topology.inputs(); i++) {
            double x = batch.vectors()[position * topology.inputs() + i];
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] += x * weights.shortcut[i * outputs.length + k];
            }
        }
    }

    private void activate() {
        if (loss.activation() == OutputActivation.SIGMOID) {
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] = Logistic.at(outputs[k]);
            }
        } else if (loss.activation() == OutputActivation.SOFTMAX) {
            double most = outputs[0];
            for (double output : outputs) {
                most = Math.max(most, output);
            }
            double sum = 0;
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] = Math.exp(outputs[k] - most);
                sum += outputs[k];
            }
            for (int k = 0; k < outputs.length; k++) {
                outputs[k] /= sum;
            }
        }
    }

    /** The loss of the latest answer, summed over outputs; {@link #addGradient} may follow. */
    double lossOf(double[] target) {
        if (loss instanceof Loss.SquaredError) {
            return squaredError(target);
        }
        double sum = 0;
        double targets = 0;
        for (int k = 0; k < outputs.length; k++) {
            sum += loss.ofOutput(outputs[k], target[k]);
            targets += target[k];
        }
        double share = loss instanceof Loss.Softmax ? targets : 1;
        for (int k = 0; k < outputs.length; k++) {
            errors[k] = outputs[k] * share - target[k];
        }
        return sum;
    }

    private double squaredError(double[] target) {
        boolean logistic = loss.activation() == OutputActivation.SIGMOID;
        double sum = 0;
        for (int k = 0; k < outputs.length; k++) {
            double difference = outputs[k] - target[k];
            sum += difference * difference;
            errors[k] = 2 * difference * (logistic ? outputs[k] * (1 - outputs[k]) : 1);
        }
        return sum;
    }

    /**
     * Adds the gradient of the weights into outputs.
     *
     * @param cells outputs of the cells
     * @param position of the step's input
     * @return derivative of the loss by each cell's output; valid until the next call
     */
    double[] addGradient(double[] cells, EncodedBatch batch, int position, Gradient gradient) {
        int count = cells.length;
        java.util.Arrays.fill(cellErrors, 0);
        for (int k = 0; k < outputs.length; k++) {
            for (int c = 0; c < count; c++) {
                cellErrors[c] += weights.output[k * count + c] * errors[k];
                gradient.output[k * count + c] += errors[k] * cells[c];
            }
            gradient.outputBias[k] += errors[k];
        }
        if (topology.shortcut()) {
            addShortcutGradient(batch, position, gradient);
        }
        return cellErrors;
    }

    private void addShortcutGradient(EncodedBatch batch, int position, Gradient gradient) {
        if (batch.symbolic()) {
            int symbol = batch.symbols()[position];
            if (symbol != SymbolSequences.NONE) {
                gradient.shortcutRows().add(symbol);
                for (int k = 0; k < outputs.length; k++) {
                    gradient.shortcut[symbol * outputs.length + k] += errors[k];
                }
            }
            return;
        }
        gradient.shortcutRows().addAll();
        for (int i = 0; i < topology.inputs(); i++) {
            double x = batch.vectors()[position * topology.inputs() + i];
            for (int k = 0; k < outputs.length; k++) {
                gradient.shortcut[i * outputs.length + k] += x * errors[k];
            }
        }
    }
}
