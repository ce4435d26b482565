package io.lagbench.harness.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.harness.fake.Hosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as the kernel writes them, in a folder in place of the root of the file system. */
class ControlGroupTest {
    @TempDir
    private Path root;

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content + "\n");
    }

    @Test
    void aContainerOfVersion2() throws IOException {
        write("proc/self/cgroup", "0::/");
        write("sys/fs/cgroup/memory.max", "1500000000");
        write("sys/fs/cgroup/cpu.max", "150000 100000");
        write("sys/fs/cgroup/cpuset.cpus.effective", "0-2,8");
        assertThat(ControlGroup.read(root))
                .isEqualTo(new ControlGroup(OptionalDouble.of(1500), OptionalDouble.of(1.5), OptionalInt.of(4)));
    }

    @Test
    void aContainerOfVersion1() throws IOException {
        write("proc/self/cgroup", "12:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n3:cpuset:/docker/abc\n0::/");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1500000000");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        write("sys/fs/cgroup/cpuset/cpuset.cpus", "3");
        assertThat(ControlGroup.read(root))
                .isEqualTo(new ControlGroup(OptionalDouble.of(1500), OptionalDouble.of(0.5), OptionalInt.of(1)));
    }

    @Test
    void smallestLimitOfNestedGroupsCounts() throws IOException {
        write("proc/self/cgroup", "0::/slice/job");
        write("sys/fs/cgroup/slice/memory.max", "2000000000");
        write("sys/fs/cgroup/slice/job/memory.max", "max");
        write("sys/fs/cgroup/slice/job/cpu.max", "max 100000");
        write("sys/fs/cgroup/slice/cpu.max", "300000 100000");
        write("sys/fs/cgroup/cpu.max", "400000 100000");
        write("sys/fs/cgroup/slice/job/cpuset.cpus.effective", "1");
        write("sys/fs/cgroup/slice/cpuset.cpus.effective", "0-3");
        assertThat(ControlGroup.read(root))
                .isEqualTo(new ControlGroup(OptionalDouble.of(2000), OptionalDouble.of(3), OptionalInt.of(1)));
    }

    @Test
    void withoutLimitsThereAreNone() throws IOException {
        assertThat(ControlGroup.read(root)).isEqualTo(ControlGroup.none());
        write("proc/self/cgroup", "4:memory:/\n1:cpu:/\n0::/../..");
        write("sys/fs/cgroup/memory.max", "max");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
        write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        write("sys/fs/cgroup/cpuset.cpus.effective", "");
        assertThat(ControlGroup.read(root)).isEqualTo(ControlGroup.none());
    }

    @Test
    void usableMemoryIsMinimumOfMachineAndLimit() {
        Host host =
                Hosts.limited(new ControlGroup(OptionalDouble.of(1500), OptionalDouble.of(1.9), OptionalInt.empty()));
        assertThat(host.usableMemoryMb()).isEqualTo(1500);
        assertThat(host.usableCores()).isEqualTo(1);
        Host generous =
                Hosts.limited(new ControlGroup(OptionalDouble.of(64_000), OptionalDouble.of(8), OptionalInt.of(16)));
        assertThat(generous.usableMemoryMb()).isEqualTo(8000);
        assertThat(generous.usableCores()).isEqualTo(2);
        Host least =
                Hosts.limited(new ControlGroup(OptionalDouble.empty(), OptionalDouble.of(0.5), OptionalInt.empty()));
        assertThat(least.usableCores()).isEqualTo(1);
        assertThat(Hosts.plain().usableMemoryMb()).isEqualTo(8000);
    }

    @Test
    void aGroupThatIsSlowedDownHasALimitToo() throws IOException {
        write("proc/self/cgroup", "0::/job");
        write("sys/fs/cgroup/job/memory.max", "2000000000");
        write("sys/fs/cgroup/job/memory.high", "1000000000");
        assertThat(ControlGroup.read(root).memoryMb()).hasValue(1000);
    }

    @Test
    void killsForLackOfMemoryAreCounted() throws IOException {
        assertThat(ControlGroup.outOfMemoryKills(root)).as("nothing tells").isZero();
        write("proc/self/cgroup", "0::/job");
        write("proc/vmstat", "nr_free_pages 1\noom_kill 7\npgfault 9");
        assertThat(ControlGroup.outOfMemoryKills(root)).isEqualTo(7);
        write("sys/fs/cgroup/job/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0");
        assertThat(ControlGroup.outOfMemoryKills(root)).isEqualTo(2);
        write("proc/self/cgroup", "4:memory:/job");
        write("sys/fs/cgroup/memory/job/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5");
        assertThat(ControlGroup.outOfMemoryKills(root)).as("version 1").isEqualTo(5);
    }
}
