package io.lagbench.harness.trial;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lagbench.engine.EngineDescription;
import io.lagbench.harness.host.Jvm;
import io.lagbench.workloads.Answer;
import io.lagbench.workloads.Score;
import java.util.List;
import java.util.Map;

/** What a trial tells while it runs. The last event of a trial that ends by itself is {@link Finished}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrialEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = TrialEvent.Progressed.class, name = "progressed"),
    @JsonSubTypes.Type(value = TrialEvent.Evaluated.class, name = "evaluated"),
    @JsonSubTypes.Type(value = TrialEvent.Finished.class, name = "finished")
})
public sealed interface TrialEvent {

    /**
     * The engine exists.
     *
     * @param engine what it says of itself
     * @param parameters trainable parameters
     * @param notMeasured why some metrics have no value here, by the name of the first of them
     * @param jvm the JVM that it runs in
     */
    record Started(EngineDescription engine, long parameters, Map<String, String> notMeasured, Jvm jvm)
            implements TrialEvent {}

    /**
     * Training goes on.
     *
     * @param fraction share of the budget used, in 0 to 1
     */
    record Progressed(double fraction) implements TrialEvent {}

    /**
     * An evaluation.
     *
     * @param update updates made before it
     * @param sequences sequences trained on before it
     * @param trainSeconds fit time before it
     * @param score what it found
     * @param evaluated sequences it is about
     * @param epochFirstLoss loss of the first fit of the epoch that just ended, taken before each of its updates; null
     *     where the budget is not in epochs or none has ended
     * @param answers those of the first sequences, as many as make few steps; none where the task's are not for reading
     */
    record Evaluated(
            long update,
            long sequences,
            double trainSeconds,
            Score score,
            int evaluated,
            Double epochFirstLoss,
            List<Answer> answers)
            implements TrialEvent {

        /** The same without the fit time. */
        public Evaluated untimed() {
            return new Evaluated(update, sequences, Double.NaN, score, evaluated, epochFirstLoss, answers);
        }
    }

    /** The trial ended. */
    record Finished(TrialResult result) implements TrialEvent {}
}
