package io.lagbench.harness.probe;

import io.lagbench.harness.measure.MemoryUse;
import io.lagbench.harness.metric.Better;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Role;
import io.lagbench.harness.metric.TrialProbe;
import io.lagbench.harness.metric.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Peak memory of the trial's process, and of the device at evaluations. */
public final class MemoryProbe implements TrialProbe {
    private static final double BYTES_PER_MB = 1e6;

    private static final Metric RESIDENT = memory("peak_rss_mb", "peak resident set size of the trial's process");
    private static final Metric HEAP = memory("peak_heap_mb", "peak use of its Java heap");
    private static final Metric DEVICE = memory(
            "peak_device_mb", "peak use of device memory by all processes, at evaluations; empty without a device");

    private OptionalLong peakDeviceBytes = OptionalLong.empty();

    private static Metric memory(String name, String meaning) {
        return new Metric(name, meaning, Unit.MEGABYTES, Better.LOWER, Role.RESOURCE, 0);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(RESIDENT, HEAP, DEVICE);
    }

    @Override
    public void evaluated(Evaluated found) {
        found.deviceBytes()
                .ifPresent(bytes -> peakDeviceBytes = OptionalLong.of(Math.max(bytes, peakDeviceBytes.orElse(0))));
    }

    @Override
    public Map<Metric, Double> end() {
        Map<Metric, Double> values = new HashMap<>();
        MemoryUse.peakRssMb().ifPresent(mb -> values.put(RESIDENT, mb));
        values.put(HEAP, MemoryUse.peakHeapMb());
        peakDeviceBytes.ifPresent(bytes -> values.put(DEVICE, bytes / BYTES_PER_MB));
        return values;
    }
}
