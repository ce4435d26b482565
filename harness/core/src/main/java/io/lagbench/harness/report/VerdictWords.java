package io.lagbench.harness.report;

import io.lagbench.harness.analysis.Ratio;
import io.lagbench.harness.analysis.Ratio.Verdict;
import io.lagbench.harness.metric.Metric;

/** How a verdict on the contender is called in a metric: faster and slower where it is a speed, else better and worse. */
record VerdictWords(Metric metric) {
    String better() {
        return metric.isSpeed() ? "faster" : "better";
    }

    String worse() {
        return metric.isSpeed() ? "slower" : "worse";
    }

    String of(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> better();
            case WORSE -> worse();
            case NO_DIFFERENCE -> "no difference";
            case TOO_FEW_TRIALS -> "under " + Ratio.FEWEST_TRIALS + " trials";
        };
    }
}
