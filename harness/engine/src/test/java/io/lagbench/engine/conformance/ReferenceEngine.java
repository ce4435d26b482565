package io.lagbench.engine.conformance;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Fit;
import io.lagbench.engine.Gate;
import io.lagbench.engine.HostFacts;
import io.lagbench.engine.Launch;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.engine.UnsupportedWorkloadException;
import io.lagbench.engine.Weights;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.Layout;
import io.lagbench.workloads.Predictions;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;

/**
 * The reference as an engine: the least that an engine is, and what the kit is tried on. What it does may differ from what
 * it is told, as overrides say.
 */
class ReferenceEngine implements EngineProvider {
    private static final Capabilities CAPABILITIES =
            new Capabilities(Set.of(Backend.CPU), EnumSet.allOf(Gate.class), Set.of(Arithmetic.FP32), false);

    /** The network that is trained when this one is asked for. */
    NetworkSpec trained(NetworkSpec asked) {
        return asked;
    }

    /** What it makes of a batch when it trains. */
    Batch seen(Batch batch) {
        return batch;
    }

    /** How it trains. */
    ReferenceTraining training(NetworkSpec network, double[] initial) {
        return new ReferenceTraining(network, new ReferenceNetwork(network), initial);
    }

    /** The loss that it tells of a fit. */
    double told(double lossSum) {
        return lossSum;
    }

    /** The predictions, [sequence][step][output], that it gives. */
    double[][][] given(double[][][] predictions, Batch batch) {
        return predictions;
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String summary() {
        return "plain Java in double precision, for tests";
    }

    @Override
    public Set<Backend> backends() {
        return CAPABILITIES.backends();
    }

    @Override
    public Optional<String> unsupported(NetworkSpec network) {
        return CAPABILITIES.refusal(name(), network);
    }

    @Override
    public Launch launch(NetworkSpec network, HostFacts host) {
        return new Launch(List.of(), Map.of(), network.where().threads().orElse(1));
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Engine open(NetworkSpec network, Optional<Weights> weights) {
        unsupported(network).ifPresent(UnsupportedWorkloadException::raise);
        Weights initial = weights.orElseGet(() -> Parameters.random(
                network,
                RandomGeneratorFactory.of("L64X128MixRandom")
                        .create(network.how().seed())));
        return new Opened(trained(network), initial);
    }

    private final class Opened implements Engine {
        private final NetworkSpec network;
        private final ReferenceTraining training;

        Opened(NetworkSpec network, Weights initial) {
            this.network = network;
            this.training = ReferenceEngine.this.training(network, Parameters.vector(initial));
        }

        @Override
        public EngineDescription describe() {
            return new EngineDescription(name(), Backend.CPU, "", "none", "", 1, false, Map.of());
        }

        @Override
        public long parameters() {
            return training.parameters().length;
        }

        @Override
        public Bound bind(Batch batch) {
            return new Bound() {
                @Override
                public void encode() {
                    // the reference reads the batch itself
                }

                @Override
                public Fit fit() {
                    double loss = told(training.fit(seen(batch)));
                    int updates = network.how().regime().updatesPerFit(batch.timeSteps());
                    return new Fit() {
                        @Override
                        public double lossSum() {
                            return loss;
                        }

                        @Override
                        public int updates() {
                            return updates;
                        }
                    };
                }

                @Override
                public Predictions predict() {
                    return Opened.this.predict(batch);
                }
            };
        }

        private Predictions predict(Batch batch) {
            double[][][] p = given(new ReferenceNetwork(network).predict(training.parameters(), batch), batch);
            int outputs = network.io().outputSize();
            Layout layout = Layout.timeMajor(batch.size(), outputs);
            FloatBuffer values = FloatBuffer.allocate(batch.size() * batch.timeSteps() * outputs);
            for (int sequence = 0; sequence < batch.size(); sequence++) {
                for (int step = 0; step < batch.timeSteps(); step++) {
                    for (int k = 0; k < outputs; k++) {
                        values.put(layout.index(sequence, k, step), (float) p[sequence][step][k]);
                    }
                }
            }
            return new Predictions(values, layout);
        }

        @Override
        public Weights weights() {
            return Parameters.weights(network, training.parameters());
        }

        @Override
        public void synchronize() {
            // all work is done when a call returns
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
