package io.lagbench.harness.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lagbench.engine.EngineProvider;
import io.lagbench.engine.Engines;
import org.junit.jupiter.api.Test;

class EnginesOfProfilesTest {

    @Test
    void suitesCanNameEnginesOfEveryBuild() {
        assertThat(EnginesOfProfiles.withThoseOfThisBuild())
                .contains("stock", "onednn", "pytorch")
                .doesNotHaveDuplicates();
    }

    @Test
    void anEngineThatIsNotBuiltComesWithTheCommandThatBuildsIt() {
        assertThatCode(() -> EnginesOfProfiles.requireBuilt("stock")).doesNotThrowAnyException();
        assumeThat(Engines.all().stream().map(EngineProvider::name)).doesNotContain("pytorch");
        assertThatThrownBy(() -> EnginesOfProfiles.requireBuilt("pytorch"))
                .isInstanceOf(BackendUnusableException.class)
                .hasMessage("lstm pytorch is not in this build; build it: mvn -Ppytorch package -DskipTests");
    }
}
