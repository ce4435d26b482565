package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lagbench.harness.plan.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DeviceOptionsTest {

    private static Optional<String> device(Map<String, String> environment, String... arguments) {
        return CommandLine.populateCommand(new DeviceOptions(), arguments).device(environment);
    }

    private static void refuses(String list, String device, String message) {
        assertThatThrownBy(() -> device(Map.of("CUDA_VISIBLE_DEVICES", list), "--device", device))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void withoutAListADeviceIsWhatNvidiaSmiCountsAs() {
        assertThat(device(Map.of(), "--device", "3")).contains("3");
        assertThat(device(Map.of())).isEmpty();
    }

    /** A device of another job was used where a scheduler had granted this one. */
    @Test
    void aListGrantsItsOwnDevicesOnly() {
        Map<String, String> granted = Map.of("CUDA_VISIBLE_DEVICES", "2, GPU-8f1c,5");
        assertThat(device(granted, "--device", "0")).contains("2");
        assertThat(device(granted, "--device", "1")).contains("GPU-8f1c");
        assertThat(device(granted)).as("CUDA takes the first").isEmpty();
        refuses("2,5", "2", "--device 2: CUDA_VISIBLE_DEVICES lists 2 devices (2,5); allowed: 0 to 1");
        refuses("2,5", "-1", "--device -1: CUDA_VISIBLE_DEVICES lists 2 devices (2,5); allowed: 0 to 1");
        refuses("", "0", "--device 0: CUDA_VISIBLE_DEVICES lists 0 devices (); allowed: none");
    }
}
