package io.lagbench.harness.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.fake.Trials;
import io.lagbench.harness.host.ControlGroup;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.plan.TrialSpec;
import io.lagbench.harness.trial.TrialFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForkTest {

    private static Fork fork(Host host, int jobs) {
        return new Fork(host, Optional.empty(), jobs, Hosts.folders(), "a.jar", "Main");
    }

    private static Host limited(double memoryMb, double cpuQuota) {
        return Hosts.limited(
                new ControlGroup(OptionalDouble.of(memoryMb), OptionalDouble.of(cpuQuota), OptionalInt.empty()));
    }

    @Test
    void theEnvironmentOfATrialIsPinned() {
        Fork fork = fork(Hosts.plain(), 1);
        assertThat(fork.environment(Trials.trial("original", "threads=3")))
                .containsEntry("OMP_NUM_THREADS", "3")
                .containsEntry("OPENBLAS_NUM_THREADS", "3")
                .doesNotContainKey("OMP_WAIT_POLICY");
        assertThat(fork.environment(Trials.trial("original")))
                .as("of several devices the first is the one that nvidia-smi and the doctor call so")
                .containsEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
                .doesNotContainKey("CUDA_VISIBLE_DEVICES");
        assertThat(fork.threads(Trials.trial("original"))).isEqualTo(1);
        assertThat(fork.threads(Trials.trial("original", "batch=128", "hidden=512", "lstm=onednn")))
                .isEqualTo(2);
        assertThat(fork.threads(Trials.trial("original", "batch=128", "hidden=512", "lstm=stock")))
                .isEqualTo(1);
    }

    @Test
    void trialsKeepToTheProcessorsOfTheirRun() {
        Host one = Hosts.plain().part(1).on(List.of(1));
        Fork fork = fork(one, 1);
        TrialSpec trial = Trials.trial("original", "batch=128", "hidden=512", "lstm=onednn");
        assertThat(fork.command(trial, new TrialFiles(Path.of("folder")))).startsWith("taskset", "-c", "1");
        assertThat(fork.threads(trial)).isEqualTo(1);
        assertThat(one.usableMemoryMb()).as("half of 8,000").isEqualTo(4000);
        assertThat(fork(Hosts.plain().part(2).on(List.of(0, 1)), 1).command(trial, new TrialFiles(Path.of("folder"))))
                .as("all of them")
                .doesNotContain("taskset");
    }

    @Test
    void trialsAtOnceShareTheCores() {
        assertThat(fork(Hosts.plain(), 2).threads(Trials.trial("original", "batch=128", "hidden=512", "lstm=onednn")))
                .isEqualTo(1);
        assertThat(fork(Hosts.plain(), 2).threads(Trials.trial("original", "batch=128", "hidden=512")))
                .isEqualTo(1);
    }

    @Test
    void threadsAreLimitedByCpuQuota() {
        assertThat(fork(limited(4000, 1.5), 1)
                        .threads(Trials.trial("original", "batch=128", "hidden=512", "lstm=onednn")))
                .isEqualTo(1);
    }

    @Test
    void memoryIsThatOfTheMachineWithoutALimit() {
        List<String> command = command(fork(Hosts.plain(), 1), "stock");
        assertThat(command)
                .contains("-Xmx1000m", "-Dlagbench.trial.memory=6000", "-Dorg.bytedeco.javacpp.maxbytes=4000m");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void inAControlGroupEveryLimitIsBelowItsOwn(int jobs) {
        List<String> command = command(fork(limited(1500, 2), jobs), "stock");
        double share = 1500.0 / jobs;
        double resident = number(command, "-Dlagbench.trial.memory=");
        assertThat(resident)
                .as("the guard ends the trial before the system does")
                .isEqualTo(Math.floor(share * 0.75));
        assertThat(number(command, "-Xmx")).isLessThanOrEqualTo(resident / 2).isLessThanOrEqualTo(512);
        assertThat(number(command, "-Dorg.bytedeco.javacpp.maxbytes=")).isLessThan(share);
    }

    private static List<String> command(Fork fork, String lstm) {
        return fork.command(Trials.trial("original", "lstm=" + lstm), new TrialFiles(Path.of("a", "trial")));
    }

    private static double number(List<String> command, String flag) {
        return command.stream()
                .filter(argument -> argument.startsWith(flag))
                .map(argument -> argument.substring(flag.length()).replace("m", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow();
    }
}
