package io.lagbench.harness.probe;

import io.lagbench.harness.metric.Better;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Role;
import io.lagbench.harness.metric.TrialProbe;
import io.lagbench.harness.metric.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Energy that processor packages and device take during MEASUREMENT without its evaluations: of the whole packages and the
 * whole device, idle power and other programs included.
 */
public final class EnergyProbe implements TrialProbe {
    private static final Metric PACKAGES = new Metric(
            "energy_j",
            "energy of the processor packages in wall_s, by whatever runs on them (RAPL); empty where the host does not tell",
            Unit.JOULES,
            Better.LOWER,
            Role.RESOURCE,
            1);
    private static final Metric DEVICE = new Metric(
            "energy_device_j",
            "energy of the device in wall_s, by whatever runs on it (NVML); empty without a device that trains",
            Unit.JOULES,
            Better.LOWER,
            Role.RESOURCE,
            1);
    private static final Metric TO_SOLVE = new Metric(
            "joules_to_solve",
            "energy of packages and, where one trains, device at the evaluation from which on the criterion was met",
            Unit.JOULES,
            Better.LOWER,
            Role.EFFORT,
            1);

    private final Meter packages;
    private final Meter device;
    private boolean begun;
    private boolean counting;
    private boolean deviceTrains;
    private boolean solved;
    private double toSolve = Double.NaN;

    /** Adds up what a counter counts between start and stop. */
    private static final class Meter {
        private final EnergyCounter counter;
        private double start;
        private double sum;

        Meter(EnergyCounter counter) {
            this.counter = counter;
        }

        void start() {
            start = joules();
        }

        void stop() {
            sum += joules() - start;
        }

        private double joules() {
            return counter.unavailable().isPresent() ? Double.NaN : counter.joules();
        }
    }

    /** The energy of this host and of the device that the process sees first. */
    public EnergyProbe() {
        this(
                RaplCounter.ofHost(),
                NvmlCounter.ofFirstVisible(System.getenv("CUDA_VISIBLE_DEVICES"), System.getenv("CUDA_DEVICE_ORDER")));
    }

    EnergyProbe(EnergyCounter packages, EnergyCounter device) {
        this.packages = new Meter(packages);
        this.device = new Meter(device);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(PACKAGES, DEVICE, TO_SOLVE);
    }

    @Override
    public Optional<String> unavailable() {
        String reasons = Stream.of(packages, device)
                .flatMap(meter -> meter.counter.unavailable().stream())
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons);
    }

    @Override
    public void begin() {
        begun = true;
        resume();
    }

    @Override
    public void pause() {
        packages.stop();
        device.stop();
        counting = false;
    }

    @Override
    public void evaluated(Evaluated found) {
        deviceTrains |= found.deviceBytes().isPresent();
        if (found.solved() && !solved) {
            toSolve = packages.sum + (deviceTrains ? device.sum : 0);
        }
        solved = found.solved();
    }

    @Override
    public void resume() {
        packages.start();
        device.start();
        counting = true;
    }

    @Override
    public void progress() {
        pause(); // a counter that starts again at 0 has to be read in time
        resume();
    }

    @Override
    public Map<Metric, Double> end() {
        if (counting) {
            pause();
        }
        Map<Metric, Double> values = new HashMap<>();
        if (begun) {
            put(values, PACKAGES, packages.sum);
            put(values, DEVICE, deviceTrains ? device.sum : Double.NaN);
            put(values, TO_SOLVE, solved ? toSolve : Double.NaN);
        }
        return values;
    }

    private static void put(Map<Metric, Double> values, Metric metric, double value) {
        if (Double.isFinite(value)) {
            values.put(metric, value);
        }
    }
}
