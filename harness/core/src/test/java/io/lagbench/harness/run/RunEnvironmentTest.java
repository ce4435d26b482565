package io.lagbench.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lagbench.engine.Backend;
import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.fake.Hosts;
import io.lagbench.harness.host.ControlGroup;
import io.lagbench.harness.host.Host;
import io.lagbench.harness.host.Jvm;
import io.lagbench.harness.trial.TrialEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What environment.json says of runs of several engines, on one host and on several. */
class RunEnvironmentTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static TrialEvent.Started started(String lstm, String flag) {
        return new TrialEvent.Started(
                new EngineDescription(
                        lstm, Backend.CPU, "", "a native", "avx2", 1, false, Map.of("blas", "of " + lstm)),
                1,
                Map.of("energy_j", "no counter of " + lstm),
                new Jvm(
                        "a JVM 17",
                        "a vendor",
                        List.of("-Xmx1000m", flag),
                        "mixed mode",
                        1000,
                        List.of("Copy"),
                        "default",
                        Map.of("LD_PRELOAD", "(paths, SHA-256 12345678)")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(RunEnvironment environment) {
        return JSON.readValue(JSON.writeValueAsString(environment.fields()), Map.class);
    }

    private static Map<?, ?> map(Object value) {
        return (Map<?, ?>) value;
    }

    @Test
    void beforeATrialTellsItIsAboutThisMachine() {
        Map<String, Object> fields = read(new RunEnvironment(Hosts.plain(), Map.of()));
        assertThat(fields).containsEntry("cpu", "A CPU").containsEntry("memory_mb", 8000);
        assertThat(fields).containsEntry("memory_limit_mb", null).doesNotContainKeys("engine", "engines", "hosts");
    }

    @Test
    void everyEngineThatRanIsDescribed() {
        RunEnvironment environment = new RunEnvironment(Hosts.plain(), Map.of());
        assertThat(environment.add(Hosts.plain(), started("stock", "-Da=1"))).isTrue();
        assertThat(environment.add(Hosts.plain(), started("onednn", "-Db=2"))).isTrue();
        assertThat(environment.add(Hosts.plain(), started("stock", "-Da=1")))
                .as("known")
                .isFalse();
        Map<String, Object> fields = read(environment);
        assertThat(map(fields.get("engines")).keySet().stream().map(Object::toString))
                .containsExactly("stock on cpu", "onednn on cpu");
        assertThat(map(fields.get("engine")).get("lstm")).as("the first").isEqualTo("stock");
        Map<?, ?> second = map(map(fields.get("engines")).get("onednn on cpu"));
        assertThat(second.get("details")).isEqualTo(Map.of("blas", "of onednn"));
        assertThat(second.get("not_measured")).isEqualTo(Map.of("energy_j", "no counter of onednn"));
        assertThat(second.get("jvm_flags")).isEqualTo(List.of("-Xmx1000m", "-Db=2"));
        assertThat(fields)
                .containsEntry("jvm", "a JVM 17")
                .containsEntry("jvm_mode", "mixed mode")
                .containsEntry("jvm_max_heap_mb", 1000)
                .containsEntry("jvm_collectors", "Copy")
                .containsEntry("variables", Map.of("LD_PRELOAD", "(paths, SHA-256 12345678)"))
                .containsEntry("jvm_flags", List.of("-Xmx1000m", "-Da=1", "-Db=2"))
                .doesNotContainKey("hosts");
        assertThat(environment.jvmFlags()).containsExactly("-Xmx1000m", "-Da=1", "-Db=2");
    }

    @Test
    void everyHostIsDescribed() {
        RunEnvironment environment = new RunEnvironment(Hosts.plain(), Map.of());
        environment.add(Hosts.named("a big CPU"), started("stock", "-Da=1"));
        assertThat(read(environment)).containsEntry("cpu", "a big CPU").doesNotContainKey("hosts");
        environment.add(Hosts.named("a small CPU"), started("stock", "-Da=1"));
        Map<String, Object> fields = read(environment);
        assertThat(fields).containsEntry("cpu", "a big CPU");
        List<Map<?, ?>> hosts = new ArrayList<>();
        map(fields.get("hosts")).values().forEach(host -> hosts.add(map(host)));
        assertThat(hosts.stream().map(host -> host.get("cpu").toString())).containsExactly("a big CPU", "a small CPU");
        assertThat(hosts).allMatch(host -> map(host.get("engines")).containsKey("stock on cpu"));
    }

    @Test
    void resumedRunMergesEnvironment() {
        RunEnvironment first = new RunEnvironment(Hosts.plain(), Map.of());
        first.add(Hosts.plain(), started("stock", "-Da=1"));
        RunEnvironment resumed = new RunEnvironment(Hosts.named("never trained"), read(first));
        assertThat(read(resumed)).isEqualTo(read(first));
        assertThat(resumed.add(Hosts.plain(), started("stock", "-Da=1"))).isFalse();
        assertThat(resumed.add(Hosts.plain(), started("onednn", "-Db=2"))).isTrue();
        resumed.add(Hosts.named("another CPU"), started("stock", "-Da=1"));
        RunEnvironment again = new RunEnvironment(Hosts.plain(), read(resumed));
        assertThat(read(again)).isEqualTo(read(resumed));
        assertThat(map(read(again).get("hosts")).size()).isEqualTo(2);
    }

    @Test
    void reasonsOfEverySessionAreKept() {
        TrialEvent.Started measured = started("stock", "-Da=1");
        RunEnvironment first = new RunEnvironment(Hosts.plain(), Map.of());
        first.add(
                Hosts.plain(),
                new TrialEvent.Started(measured.engine(), measured.parameters(), Map.of(), measured.jvm()));
        RunEnvironment resumed = new RunEnvironment(Hosts.plain(), read(first));
        assertThat(resumed.add(Hosts.plain(), measured)).isTrue();
        Map<?, ?> engine = map(map(read(resumed).get("engines")).get("stock on cpu"));
        assertThat(engine.get("not_measured")).isEqualTo(Map.of("energy_j", "no counter of stock"));
    }

    @Test
    void limitsUnknownToAnOlderRunMakeNoOtherHost() {
        Map<String, Object> older =
                Map.of("cpu", "A CPU", "logical_cores", 2, "memory_mb", 8000, "os", "an OS", "engine", Map.of());
        Host limited =
                Hosts.limited(new ControlGroup(OptionalDouble.of(1500), OptionalDouble.of(1.5), OptionalInt.empty()));
        RunEnvironment environment = new RunEnvironment(limited, older);
        environment.add(limited, started("stock", "-Da=1"));
        assertThat(read(environment)).doesNotContainKey("hosts");
    }

    @Test
    void singleEngineEnvironmentIsExtendedOnResume() {
        Map<String, Object> older = Map.of(
                "schema_version",
                1,
                "cpu",
                "A CPU",
                "logical_cores",
                2,
                "memory_mb",
                8000,
                "os",
                "an OS",
                "jvm_flags",
                List.of("-Xmx1000m"),
                "engine",
                Map.of("lstm", "stock", "backend", "cpu", "details", Map.of()));
        RunEnvironment environment = new RunEnvironment(Hosts.plain(), older);
        environment.add(Hosts.plain(), started("onednn", "-Db=2"));
        assertThat(map(read(environment).get("engines")).keySet().stream().map(Object::toString))
                .containsExactly("stock on cpu", "onednn on cpu");
    }

    @Test
    void aLimitThatIsNoneOfTheMachinesOwnIsAFact() {
        Host limited =
                Hosts.limited(new ControlGroup(OptionalDouble.of(1500), OptionalDouble.of(1.5), OptionalInt.empty()));
        assertThat(read(new RunEnvironment(limited, Map.of())))
                .containsEntry("memory_mb", 8000)
                .containsEntry("memory_limit_mb", 1500)
                .containsEntry("cpu_quota", 1.5);
        Host generous =
                Hosts.limited(new ControlGroup(OptionalDouble.of(64_000), OptionalDouble.empty(), OptionalInt.empty()));
        assertThat(read(new RunEnvironment(generous, Map.of()))).containsEntry("memory_limit_mb", null);
    }

    /** A run that was begun in one shell and gone on with in another, or begun by a version that did not ask. */
    @Test
    void whatLaterSessionsRanWithIsKeptBesideTheFirst() {
        RunEnvironment first = new RunEnvironment(Hosts.plain(), Map.of());
        first.add(Hosts.plain(), started("stock", "-Da=1"));
        Map<String, Object> written = read(first);
        RunEnvironment resumed = new RunEnvironment(Hosts.plain(), written);
        assertThat(resumed.add(Hosts.plain(), started("stock", "-Da=1"))).isFalse();
        TrialEvent.Started other = started("stock", "-Da=1");
        TrialEvent.Started steered = new TrialEvent.Started(
                other.engine(),
                1,
                other.notMeasured(),
                new Jvm(
                        other.jvm().name(),
                        other.jvm().vendor(),
                        other.jvm().flags(),
                        "interpreted mode",
                        1000,
                        List.of("Copy"),
                        "default",
                        Map.of()));
        assertThat(resumed.add(Hosts.plain(), steered)).isTrue();
        assertThat(resumed.add(Hosts.plain(), steered)).isFalse();
        assertThat(read(resumed))
                .containsEntry("jvm_mode", List.of("mixed mode", "interpreted mode"))
                .containsEntry("variables", List.of(Map.of("LD_PRELOAD", "(paths, SHA-256 12345678)"), Map.of()))
                .containsEntry("jvm_max_heap_mb", 1000);
        written.keySet().removeAll(List.of("jvm_mode", "variables"));
        RunEnvironment older = new RunEnvironment(Hosts.plain(), written);
        assertThat(older.add(Hosts.plain(), started("stock", "-Da=1"))).isTrue();
        assertThat(read(older)).containsEntry("jvm_mode", "mixed mode");
    }
}
