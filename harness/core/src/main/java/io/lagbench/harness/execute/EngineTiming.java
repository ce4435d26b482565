package io.lagbench.harness.execute;

import io.lagbench.engine.Backend;
import io.lagbench.engine.Bound;
import io.lagbench.engine.Engine;
import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import io.lagbench.engine.InitialWeights;
import io.lagbench.engine.NetworkSpec;
import io.lagbench.harness.plan.Planner;
import io.lagbench.harness.plan.SuiteLibrary;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.workloads.Batch;
import io.lagbench.workloads.BatchStream;
import io.lagbench.workloads.Task;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is timed to tell which of two engines is faster at a size, and how. */
final class EngineTiming {
    /** Of a small network, long enough that what a fit costs beside its steps counts little; of a large one. */
    private static final int LENGTH_OF_SMALL = 1000;

    private static final int LENGTH_OF_LARGE = 100;
    private static final int LARGE = 2000;

    /** Batch and hidden width. */
    private static final int[][] SIZES = {{1, 20}, {16, 20}, {64, 20}, {1, 128}, {32, 64}, {32, 128}, {128, 256}};

    /** It ends when fits have become no faster for so long: the compiler is done. */
    private static final long STEADY_NANOS = 400_000_000;

    private static final long MOST_NANOS = 5_000_000_000L;
    private static final double FASTER = 0.97;
    private static final int LEAST_FITS = 5;
    private static final String LINE = "@lagbench time ";
    private static final Pattern TOLD = Pattern.compile(LINE + "([^ ]+) ([0-9]+) ([0-9]+) ([0-9.]+) ([0-9.]+)");

    private EngineTiming() {}

    /** The trials to time: recall over random symbols, with gates whose gradients do not decay. */
    static List<TrialSpec> trials(String engine, Backend backend) {
        List<TrialSpec> trials = new ArrayList<>();
        for (int[] size : SIZES) {
            Planner planner = new Planner(() -> List.of(engine))
                    .set("lstm=" + engine)
                    .set("length=" + (size[0] * size[1] < LARGE ? LENGTH_OF_SMALL : LENGTH_OF_LARGE))
                    .set("alphabet=8")
                    .set("interior=random")
                    .set("init=chrono")
                    .set("batch=" + size[0])
                    .set("hidden=" + size[1]);
            trials.addAll(planner.plan(new SuiteLibrary(Path.of("")).find("recall"), backend)
                    .trials());
        }
        return trials;
    }

    /** Times trials, and prints a line for each. */
    static void time(List<TrialSpec> trials, PrintStream out) {
        for (TrialSpec trial : trials) {
            EngineTimes.Time time = time(trial);
            out.printf(
                    Locale.ROOT,
                    "%n%s%s %d %d %.3f %.1f%n",
                    LINE,
                    time.engine(),
                    time.batch(),
                    time.hidden(),
                    time.microsPerStep(),
                    time.warmUpMillis());
            out.flush();
        }
    }

    private static EngineTimes.Time time(TrialSpec trial) {
        Task task = trial.createTask();
        NetworkSpec network = trial.network(task);
        EngineProvider provider = Engines.get(trial.lstm());
        Batch batch = task.newBatch(trial.batch());
        BatchStream stream = task.streams().training(trial.seed(), false);
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        int fits = 0;
        try (Engine engine = provider.open(network, InitialWeights.of(network))) {
            Bound bound = engine.bind(batch);
            long begin = System.nanoTime();
            long improved = begin;
            long now = begin;
            while (fits < LEAST_FITS || now - improved < STEADY_NANOS && now - begin < MOST_NANOS) {
                stream.next(batch);
                bound.encode();
                engine.synchronize();
                long start = System.nanoTime();
                bound.fit();
                engine.synchronize();
                now = System.nanoTime();
                improved = now - start < least * FASTER ? now : improved;
                least = Math.min(least, now - start);
                sum += now - start;
                fits++;
            }
        }
        return new EngineTimes.Time(
                trial.lstm(),
                trial.batch(),
                trial.hidden(),
                least / 1e3 / task.shape().timeSteps(),
                (sum - fits * least) / 1e6);
    }

    /** The time that a line tells; null if it tells none. */
    static EngineTimes.Time read(String line) {
        Matcher told = TOLD.matcher(line);
        return told.matches()
                ? new EngineTimes.Time(
                        told.group(1),
                        Integer.parseInt(told.group(2)),
                        Integer.parseInt(told.group(3)),
                        Double.parseDouble(told.group(4)),
                        Double.parseDouble(told.group(5)))
                : null;
    }
}
