package io.lagbench.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyRule;
import io.lagbench.harness.session.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** scripts/kubernetes/job.yaml against the schema of the batch API, as the official client has it, and against this program. */
class KubernetesJobTest {
    private static final Path FILE = Path.of(System.getProperty("lagbench.root"), "scripts", "kubernetes", "job.yaml");

    private static V1Job job(String yaml) throws IOException {
        String json = new JsonMapper()
                .writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        new JSON(); // the reader of the client is static
        return V1Job.fromJson(json);
    }

    private static V1JobSpec spec() throws IOException {
        return job(Files.readString(FILE)).getSpec();
    }

    @Test
    void itIsAnIndexedJobOfTheSchema() throws IOException {
        V1JobSpec spec = spec();
        assertThat(spec.getCompletionMode()).isEqualTo("Indexed");
        assertThat(spec.getPodReplacementPolicy()).isEqualTo("Failed");
        assertThat(spec.getBackoffLimitPerIndex()).isPositive();
        assertThat(spec.getTemplate().getSpec().getRestartPolicy())
                .as("what a policy for failures asks for")
                .isEqualTo("Never");
    }

    @Test
    void aFieldThatTheSchemaLacksIsFound() throws IOException {
        String misspelt = Files.readString(FILE).replace("backoffLimitPerIndex", "backoffLimitPerIndices");
        assertThatThrownBy(() -> job(misspelt)).hasMessageContaining("backoffLimitPerIndices");
        String deep = Files.readString(FILE).replace("mountPath", "mountFolder");
        assertThatThrownBy(() -> job(deep)).hasMessageContaining("mount");
    }

    @Test
    void thereAreAsManyIndicesAsShards() throws IOException {
        V1JobSpec spec = spec();
        V1Container shard = spec.getTemplate().getSpec().getContainers().get(0);
        assertThat(shard.getArgs())
                .singleElement()
                .asString()
                .contains("--shard $((JOB_COMPLETION_INDEX + 1))/" + spec.getCompletions() + " ");
        assertThat(spec.getMaxFailedIndexes()).isEqualTo(spec.getCompletions());
    }

    @Test
    void allExitCodesButThatToTryAgainEndAnIndex() throws IOException {
        List<V1PodFailurePolicyRule> rules = spec().getPodFailurePolicy().getRules();
        assertThat(rules.get(1).getAction()).isEqualTo("FailIndex");
        assertThat(rules.get(1).getOnExitCodes().getValues())
                .containsExactly(
                        ExitCode.GATE_FAILED,
                        ExitCode.USAGE,
                        ExitCode.TRIAL_FAILED,
                        ExitCode.BACKEND_UNUSABLE,
                        ExitCode.INTERNAL_FAULT);
        assertThat(rules.get(1).getOnExitCodes().getContainerName())
                .isEqualTo(spec().getTemplate().getSpec().getContainers().get(0).getName());
    }
}
