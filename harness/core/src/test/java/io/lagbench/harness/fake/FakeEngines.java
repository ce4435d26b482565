package io.lagbench.harness.fake;

import io.lagbench.engine.Arithmetic;
import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Capabilities;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineDescription;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
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
import io.lagbench.workloads.Sequences;
import io.lagbench.workloads.Setting;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;

/**
 * Engines that train nothing, for testing the harness: one that answers right, and one for every way to fail. They are
 * services of the tests, so forked trials find them too.
 */
public final class FakeEngines {
    private FakeEngines() {}

    /** A provider whose engines do what {@link #fit} says. */
    public abstract static class Base implements EngineProvider {
        private static final Capabilities CAPABILITIES = new Capabilities(
                EnumSet.allOf(Backend.class), EnumSet.allOf(Gate.class), Set.of(Arithmetic.FP32), false);

        private final String name;

        protected Base(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String summary() {
            return "a fake for tests";
        }

        @Override
        public int speed() {
            return -1; // never the choice of a test that leaves it to the host
        }

        @Override
        public Set<Backend> backends() {
            return CAPABILITIES.backends();
        }

        @Override
        public Optional<String> unsupported(NetworkSpec network) {
            return CAPABILITIES.refusal(name, network);
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
            return new FakeEngine(this, network);
        }

        /** One fit; {@code fits} counts from 1. */
        protected void fit(int fits) {}

        /** Waits for all fits. */
        protected void synchronize() {}

        /** Whether fits are over only after {@link #synchronize}. */
        protected boolean asynchronous() {
            return false;
        }

        /** Loss after a fit. */
        protected double loss(int fits) {
            return 1;
        }

        /** Probability given to the right answer. */
        protected float confidence(int fits) {
            return 0.9f;
        }

        /** An output after so many fits, given the target that it stands for. */
        protected float output(float target, int fits) {
            return target == 1 ? confidence(fits) : 0.1f;
        }

        /** The backend it says it runs on. */
        protected Backend backend() {
            return Backend.CPU;
        }
    }

    /** Answers right from the start. */
    public static final class Right extends Base {
        public Right() {
            super("fake-right");
        }
    }

    /** Answers right, with a key of its own. */
    public static final class Tunable extends Base {
        public Tunable() {
            super("fake-tunable");
        }

        @Override
        public List<Setting> settings() {
            return List.of(Setting.integer("fake-effort", 1, 9, "3", "how hard it tries"));
        }
    }

    /** Answers wrong. */
    public static final class Wrong extends Base {
        public Wrong() {
            super("fake-wrong");
        }

        @Override
        protected float confidence(int fits) {
            return 0f;
        }
    }

    /** Answers right where sequences are short. */
    public static final class ShortMemory extends Base {
        /** Steps up to which it does. */
        public static final int STEPS = 40;

        public ShortMemory() {
            super("fake-short-memory");
        }

        private static final class TooLong extends Base {
            TooLong() {
                super("fake-short-memory");
            }

            @Override
            protected float confidence(int fits) {
                return 0f;
            }
        }

        @Override
        public Engine open(NetworkSpec network, Optional<Weights> weights) {
            return new FakeEngine(network.io().timeSteps() > STEPS ? new TooLong() : this, network);
        }
    }

    /** Answers right for a while, then no more. */
    public static final class Forgets extends Base {
        public Forgets() {
            super("fake-forgets");
        }

        @Override
        protected float confidence(int fits) {
            return fits < 6 ? 0.9f : 0f;
        }
    }

    /** Cannot say what its JVM needs, but for the smallest of networks. */
    public static final class FailsInLaunch extends Base {
        public FailsInLaunch() {
            super("fake-launch-error");
        }

        @Override
        public Launch launch(NetworkSpec network, HostFacts host) {
            if (network.net().hidden() > 1) {
                throw new IllegalStateException("no flags\nfor this shape");
            }
            return super.launch(network, host);
        }
    }

    /** Fails in set-up. */
    public static final class FailsInSetUp extends Base {
        public FailsInSetUp() {
            super("fake-setup-error");
        }

        @Override
        public Engine open(NetworkSpec network, Optional<Weights> weights) {
            throw new IllegalStateException("set-up failed\non purpose");
        }
    }

    /** Fails in training. */
    public static final class FailsInTraining extends Base {
        public FailsInTraining() {
            super("fake-fit-error");
        }

        @Override
        protected void fit(int fits) {
            if (fits == 5) {
                throw new IllegalStateException("fit failed, \"on purpose\"");
            }
        }
    }

    /** Its loss stops being a number. */
    public static final class Diverges extends Base {
        public Diverges() {
            super("fake-nan");
        }

        @Override
        protected double loss(int fits) {
            return fits == 5 ? Double.NaN : 1;
        }
    }

    /** Ends the process. */
    public static final class Exits extends Base {
        public Exits() {
            super("fake-exit");
        }

        @Override
        protected void fit(int fits) {
            if (fits == 5) {
                System.err.println("native code gives up");
                Runtime.getRuntime().halt(134);
            }
        }
    }

    /** Never returns from a fit. */
    public static final class Hangs extends Base {
        public Hangs() {
            super("fake-hang");
        }

        @Override
        protected void fit(int fits) {
            while (fits == 5) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    System.err.println("interrupted, and it does not care");
                }
            }
        }
    }

    /** Trains slowly, without end in sight. */
    public static final class Slow extends Base {
        public Slow() {
            super("fake-slow");
        }

        @Override
        protected void fit(int fits) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Has not enough memory. */
    public static final class OutOfMemory extends Base {
        public OutOfMemory() {
            super("fake-oom");
        }

        @Override
        protected void fit(int fits) {
            throw new OutOfMemoryError("on purpose");
        }
    }

    /** Fills the heap. */
    public static final class FillsHeap extends Base {
        private final List<byte[]> kept = new ArrayList<>();

        public FillsHeap() {
            super("fake-heap");
        }

        @Override
        protected void fit(int fits) {
            kept.add(new byte[100_000_000]);
        }
    }

    /** Ends as a process does whose heap is so full that there is no room for an event: with the JVM's words only. */
    public static final class DiesOfAFullHeap extends Base {
        public DiesOfAFullHeap() {
            super("fake-full-heap");
        }

        @Override
        protected void fit(int fits) {
            System.err.println("Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Takes more native memory than JavaCPP allows. */
    public static final class FillsOffHeap extends Base {
        private final List<BytePointer> kept = new ArrayList<>();

        public FillsOffHeap() {
            super("fake-off-heap");
        }

        @Override
        public Launch launch(NetworkSpec network, HostFacts host) {
            return Engines.get("stock").launch(network, host); // JavaCPP's limits
        }

        @Override
        protected void fit(int fits) {
            kept.add(new BytePointer(1_000_000_000L));
        }
    }

    /** Crashes in native code. */
    public static final class Crashes extends Base {
        public Crashes() {
            super("fake-segv");
        }

        @Override
        protected void fit(int fits) {
            if (fits == 5) {
                new BytePointer() {
                    {
                        address = 8;
                    }
                }.get();
            }
        }
    }

    /** Floods its output, with and without line breaks. */
    public static final class Floods extends Base {
        public Floods() {
            super("fake-flood");
        }

        @Override
        protected void fit(int fits) {
            if (fits == 1) {
                String megabyte = "a lot of words ".repeat(70_000);
                for (int i = 0; i < 15; i++) {
                    System.out.print(megabyte);
                    System.err.println(megabyte);
                }
            }
        }
    }

    /** Never ends, and not when told to either. */
    public static final class Deaf extends Base {
        public Deaf() {
            super("fake-deaf");
        }

        @Override
        protected void fit(int fits) {
            Runtime.getRuntime().addShutdownHook(new Thread(Deaf::sleep));
            sleep();
        }

        private static void sleep() {
            while (true) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    System.err.println("interrupted, and it does not care");
                }
            }
        }
    }

    /** Cannot do what is asked. */
    public static final class Unsupported extends Base {
        public Unsupported() {
            super("fake-unsupported");
        }

        @Override
        public Optional<String> unsupported(NetworkSpec network) {
            return Optional.of("lstm fake-unsupported does not support gate "
                    + network.net().gate() + "; supported: none");
        }

        @Override
        public Engine open(NetworkSpec network, Optional<Weights> weights) {
            throw new UnsupportedWorkloadException(unsupported(network).orElseThrow());
        }
    }

    /** Says it runs on another backend than it was asked for. */
    public static final class OtherBackend extends Base {
        public OtherBackend() {
            super("fake-other-backend");
        }

        @Override
        protected Backend backend() {
            return Backend.CUDA;
        }
    }

    private static final class FakeEngine implements Engine, Fit {
        private final Base behaviour;
        private final NetworkSpec network;
        private int fits;

        FakeEngine(Base behaviour, NetworkSpec network) {
            this.behaviour = behaviour;
            this.network = network;
        }

        @Override
        public EngineDescription describe() {
            return new EngineDescription(
                    behaviour.name(), behaviour.backend(), "", "no native", "", 1, false, Map.of("fake", "true"));
        }

        @Override
        public long parameters() {
            return 1;
        }

        @Override
        public Bound bind(Batch batch) {
            return new FakeBound(batch);
        }

        @Override
        public Weights weights() {
            throw new UnsupportedOperationException("a fake has no weights");
        }

        @Override
        public double lossSum() {
            return behaviour.loss(fits);
        }

        @Override
        public int updates() {
            return network.how().regime().updatesPerFit(4);
        }

        @Override
        public void synchronize() {
            behaviour.synchronize();
        }

        @Override
        public boolean asynchronous() {
            return behaviour.asynchronous();
        }

        @Override
        public void close() {}

        private final class FakeBound implements Bound {
            private final Batch batch;

            FakeBound(Batch batch) {
                this.batch = batch;
            }

            @Override
            public void encode() {}

            @Override
            public Fit fit() {
                fits++;
                behaviour.fit(fits);
                return FakeEngine.this;
            }

            @Override
            public Predictions predict() {
                int outputs = network.io().outputSize();
                Layout layout = Layout.sequenceFastest(batch.size(), outputs);
                FloatBuffer values = FloatBuffer.allocate(batch.size() * outputs * batch.timeSteps());
                Sequences targets = batch.targets();
                for (int s = 0; s < batch.size(); s++) {
                    for (int t = 0; t < batch.timeSteps(); t++) {
                        for (int k = 0; k < outputs && batch.carriesLoss(s, t); k++) {
                            values.put(layout.index(s, k, t), behaviour.output(targets.value(s, k, t), fits));
                        }
                    }
                }
                return new Predictions(values, layout);
            }
        }
    }
}
