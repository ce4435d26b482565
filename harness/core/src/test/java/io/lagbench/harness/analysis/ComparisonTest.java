package io.lagbench.harness.analysis;

import static io.lagbench.harness.fake.Rows.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lagbench.harness.analysis.Ratio.Verdict;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Metric FIT = Metrics.FIT_P50;

    private static StoredRun run(String name, List<Row> trials) {
        return run(name, trials, Map.of());
    }

    private static StoredRun run(String name, List<Row> trials, Map<String, Object> environment) {
        return new StoredRun(
                Path.of(name),
                name,
                Map.of("status", "complete", "git_dirty", "false"),
                environment,
                trials,
                Map.of(),
                List.of(),
                List.of(),
                "",
                List.of());
    }

    /** Three seeds of a cell around a median fit time. */
    private static List<Row> cell(double fit, Object... pairs) {
        List<Row> rows = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            List<Object> all = new ArrayList<>(List.of("seed", seed, "fit_p50_us", fit * (0.99 + 0.01 * (seed - 1))));
            all.addAll(List.of(pairs));
            rows.add(trial(all.toArray()));
        }
        return rows;
    }

    @SafeVarargs
    private static List<Row> all(List<Row>... cells) {
        List<Row> rows = new ArrayList<>();
        for (List<Row> cell : cells) {
            rows.addAll(cell);
        }
        return rows;
    }

    @Test
    void settingsOfOneEngineBelongToItsSide() {
        List<Row> base = new ArrayList<>(withSetting(cell(10, "lstm", "fake-tunable"), "set_fake_effort", "1"));
        base.addAll(withSetting(cell(20, "lstm", "fake-tunable"), "set_fake_effort", "2"));
        List<Row> both = new ArrayList<>(base);
        both.addAll(cell(40));
        assertThat(Comparison.bySides(run("r", both), "lstm=stock,fake-tunable").pairs())
                .as("stock against either")
                .hasSize(2);
        assertThat(Comparison.ofRuns(run("a", base), run("b", base)).pairs())
                .hasSize(2)
                .allMatch(pair -> !pair.differsIn("set_fake_effort"));
    }

    private static List<Row> withSetting(List<Row> rows, String column, String value) {
        return rows.stream()
                .map(row -> {
                    Map<String, String> fields = new HashMap<>(row.fields());
                    fields.put(column, value);
                    return row.with(fields);
                })
                .toList();
    }

    @Test
    void sidesOfARunAreJoinedByWorkload() {
        StoredRun run = run(
                "r",
                all(
                        cell(1, "lstm", "onednn", "length", 50, "threads", 2),
                        cell(31, "lstm", "stock", "length", 50),
                        cell(40, "lstm", "stock", "length", 100)));
        Comparison comparison = Comparison.bySides(run, "lstm");
        assertThat(comparison.base()).isEqualTo("stock");
        assertThat(comparison.contender()).isEqualTo("onednn");
        List<PairRatio> compared = comparison.ratios(FIT);
        assertThat(compared).hasSize(1);
        assertThat(compared.get(0).ratio().factor()).isCloseTo(31, within(1e-9));
        assertThat(compared.get(0).ratio().verdict()).isEqualTo(Verdict.BETTER);
        assertThat(compared.get(0).ratio().interval().orElseThrow().low()).isBetween(30.0, 31.0);
        assertThat(compared.get(0).ratio().pValue()).isCloseTo(0.1, within(1e-9));
        assertThat(compared.get(0).pair().param("threads")).isEqualTo("1 / 2");
        assertThat(comparison.onlyBase()).hasSize(1);
        assertThat(comparison.onlyBase().get(0).param("length")).isEqualTo("100");
        assertThat(comparison.onlyContender()).isEmpty();
        Comparison turned = Comparison.bySides(run, "lstm=onednn,stock");
        assertThat(turned.ratios(FIT).get(0).ratio().verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void runsCompareEqualImplementationsFirst() {
        StoredRun cpu = run("cpu", all(cell(10, "lstm", "stock"), cell(5, "lstm", "onednn")));
        StoredRun gpu = run(
                "gpu",
                all(
                        cell(20, "lstm", "stock", "backend", "cuda", "device", "Y"),
                        cell(1, "lstm", "cudnn", "backend", "cuda", "device", "Y")));
        List<PairRatio> compared = Comparison.ofRuns(cpu, gpu).ratios(FIT);
        assertThat(compared).extracting(c -> c.pair().param("lstm")).containsExactly("stock", "onednn / cudnn");
        assertThat(compared.get(0).ratio().factor()).isCloseTo(0.5, within(1e-9));
        assertThat(compared.get(1).ratio().factor()).isCloseTo(5, within(1e-9));
    }

    @Test
    void mergedRunsAreComparedByBackend() {
        List<Row> both = all(
                cell(10, "lstm", "stock"),
                cell(5, "lstm", "onednn"),
                cell(20, "lstm", "stock", "backend", "cuda", "device", "Y"),
                cell(1, "lstm", "cudnn", "backend", "cuda", "device", "Y"));
        List<Comparison> comparisons = Comparison.allSides(both, "backend");
        assertThat(comparisons).hasSize(1);
        assertThat(comparisons.get(0).pairs())
                .extracting(pair -> pair.param("lstm"))
                .containsExactly("stock", "onednn / cudnn");
        assertThat(Comparison.allSides(both, "lstm"))
                .extracting(Comparison::contender)
                .containsExactly("onednn", "cudnn");
    }

    @Test
    void threadsJoinTheKeyIfTheyVary() {
        StoredRun run = run(
                "r",
                all(
                        cell(10, "lstm", "stock", "threads", 1),
                        cell(12, "lstm", "stock", "threads", 2),
                        cell(5, "lstm", "onednn", "threads", 1),
                        cell(3, "lstm", "onednn", "threads", 2)));
        assertThat(Comparison.bySides(run, "lstm").ratios(FIT))
                .extracting(c -> Math.round(c.ratio().factor()))
                .containsExactly(2L, 4L);
        assertThat(Comparison.bySides(run, "threads").ratios(FIT))
                .extracting(c -> c.pair().param("lstm"))
                .containsExactly("stock", "onednn");
    }

    @Test
    void overlappingTrialsAreNoDifference() {
        StoredRun run = run(
                "r",
                List.of(
                        trial("lstm", "stock", "fit_p50_us", 10),
                        trial("lstm", "stock", "fit_p50_us", 12, "seed", 2),
                        trial("lstm", "stock", "fit_p50_us", 11, "seed", 3),
                        trial("lstm", "onednn", "fit_p50_us", 10.5),
                        trial("lstm", "onednn", "fit_p50_us", 11.5, "seed", 2),
                        trial("lstm", "onednn", "fit_p50_us", 9, "seed", 3)));
        assertThat(Comparison.bySides(run, "lstm").ratios(FIT).get(0).ratio().verdict())
                .isEqualTo(Verdict.NO_DIFFERENCE);
    }

    @Test
    void tooFewTrialsHaveNoInterval() {
        StoredRun run = run("r", List.of(trial("fit_p50_us", 10), trial("lstm", "onednn", "fit_p50_us", 5)));
        Ratio ratio = Comparison.bySides(run, "lstm").ratios(FIT).get(0).ratio();
        assertThat(ratio.verdict()).isEqualTo(Verdict.TOO_FEW_TRIALS);
        assertThat(ratio.interval()).isEmpty();
    }

    @Test
    void fasterSideThatLearnsWorseIsMarked() {
        StoredRun run = run(
                "r",
                all(
                        cell(10, "accuracy", 0.99, "solved", true, "length", 5),
                        cell(10, "accuracy", 0.99, "solved", false),
                        cell(1, "lstm", "onednn", "accuracy", 0.99, "solved", false, "length", 5),
                        cell(1, "lstm", "onednn", "accuracy", 0.97, "solved", false)));
        List<Pair> pairs = Comparison.bySides(run, "lstm").pairs();
        assertThat(pairs)
                .extracting(Pair::learnsWorse)
                .containsExactly(
                        Optional.of(new Pair.Worse(Optional.empty(), true)),
                        Optional.of(new Pair.Worse(Optional.of(Metrics.ACCURACY), true)));
        assertThat(pairs).extracting(Pair::solvesLess).containsExactly(true, false);
        assertThat(Comparison.bySides(run, "lstm=onednn,stock").pairs())
                .extracting(Pair::learnsWorse)
                .containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void failedTrialsHaveNoTimesAndCountAsUnsolved() {
        StoredRun run = run(
                "r", all(cell(10, "solved", true), cell(1, "lstm", "onednn", "solved", true, "status", "diverged")));
        Comparison comparison = Comparison.bySides(run, "lstm");
        assertThat(comparison.ratios(FIT)).isEmpty();
        assertThat(comparison.pairs().get(0).learnsWorse()).contains(new Pair.Worse(Optional.empty(), true));
    }

    @Test
    void higherIsBetterForRates() {
        StoredRun run = run("r", List.of(trial("steps_per_s", 10), trial("lstm", "onednn", "steps_per_s", 50)));
        assertThat(Comparison.bySides(run, "lstm")
                        .ratios(Metrics.STEPS_PER_S)
                        .get(0)
                        .ratio()
                        .factor())
                .isEqualTo(5);
        assertThatThrownBy(() -> Comparison.metric("fit_p98_us"))
                .hasMessageContaining("unknown measure 'fit_p98_us'; did you mean fit_p90_us or fit_p99_us");
    }

    private static List<Crossover> crossovers(Comparison comparison) {
        return Crossover.of(comparison.ratios(FIT), comparison.workloadColumns());
    }

    /** Small batches are fastest on one implementation of a side, large ones on another. */
    @Test
    void betweenBackendsTheBestOfEachSideAnswerWhichIsFaster() {
        List<Row> cpu = new ArrayList<>();
        List<Row> gpu = new ArrayList<>();
        for (int batch : new int[] {1, 4, 16, 64}) {
            cpu.addAll(cell(batch, "batch", batch, "lstm", "simd"));
            cpu.addAll(cell(8 + batch / 4.0, "batch", batch, "lstm", "onednn", "threads", 16));
            gpu.addAll(cell(8, "batch", batch, "lstm", "cudnn", "backend", "cuda-offload"));
            gpu.addAll(cell(12, "batch", batch, "lstm", "cudnn", "math", "tf32", "backend", "cuda-offload"));
        }
        Comparison all = Comparison.ofRuns(run("cpu", cpu), run("gpu", gpu));
        Comparison best = all.bestOfEachSide(FIT);
        assertThat(all.pairs()).as("two of each workload").hasSize(8);
        assertThat(best.pairs())
                .extracting(pair -> best.side(pair, true) + " " + best.side(pair, false))
                .containsExactly(
                        "cpu (simd) gpu (cudnn)",
                        "cpu (simd) gpu (cudnn)",
                        "cpu (onednn) gpu (cudnn)",
                        "cpu (onednn) gpu (cudnn)");
        assertThat(crossovers(best)).extracting(Crossover::axis).containsExactly("batch");
        assertThat(crossovers(best).get(0).contenderBetterAbove()).isTrue();
        assertThat(best.onlyBase()).isEmpty();
        assertThat(best.fewNamingColumns()).containsExactly("batch");
        Comparison again = Comparison.ofRuns(run("cpu", cpu), run("cpu", cpu));
        assertThat(again.bestOfEachSide(FIT)).as("on one backend").isSameAs(again);
    }

    /** What failed before it started has no device. */
    @Test
    void aDeviceIsHeldAgainstTheProcessorBesideIt() {
        List<Row> rows = new ArrayList<>();
        for (int batch : new int[] {1, 4}) {
            rows.addAll(cell(2, "batch", batch, "lstm", "cudnn", "backend", "cuda-offload", "device", "GPU"));
            rows.addAll(cell(10, "batch", batch, "lstm", "simd", "backend", "cuda-offload", "device", "CPU"));
            rows.addAll(cell(6, "batch", batch, "lstm", "onednn", "backend", "cuda-offload", "device", "CPU"));
        }
        rows.add(trial("batch", 16, "lstm", "onednn", "backend", "cuda-offload", "device", "", "status", "crashed"));
        assertThat(Comparison.devicesAgainstProcessor(rows)).singleElement().satisfies(comparison -> {
            assertThat(comparison.base()).isEqualTo("CPU");
            Comparison best = comparison.bestOfEachSide(FIT);
            assertThat(best.ratios(FIT))
                    .hasSize(2)
                    .allSatisfy(point -> assertThat(point.ratio().factor()).isCloseTo(3, within(1e-9)));
            assertThat(best.side(best.pairs().get(0), true)).isEqualTo("CPU (onednn)");
        });
        List<Row> alone = cell(2, "lstm", "cudnn", "backend", "cuda-offload", "device", "GPU");
        assertThat(Comparison.devicesAgainstProcessor(alone)).isEmpty();
    }

    @Test
    void theSentenceTellsArithmeticThatRounds() {
        List<Row> gpu = cell(2, "lstm", "cudnn", "math", "tf32", "backend", "cuda-offload");
        Comparison best = Comparison.ofRuns(run("cpu", cell(4, "lstm", "onednn")), run("gpu", gpu))
                .bestOfEachSide(FIT);
        assertThat(best.side(best.pairs().get(0), false)).isEqualTo("gpu (cudnn tf32)");
    }

    @Test
    void crossoverIsInterpolatedOnLogarithms() {
        List<Row> rows = new ArrayList<>();
        for (int batch : new int[] {1, 4, 16, 64}) {
            rows.addAll(cell(batch, "batch", batch));
            rows.addAll(cell(8, "batch", batch, "lstm", "onednn"));
        }
        List<Crossover> crossovers = crossovers(Comparison.bySides(run("r", rows), "lstm"));
        assertThat(crossovers).hasSize(1);
        Crossover crossover = crossovers.get(0);
        assertThat(crossover.axis()).isEqualTo("batch");
        assertThat(crossover.at()).isCloseTo(8, within(1e-6));
        assertThat(crossover.contenderBetterAbove()).isTrue();
        assertThat(crossover.near().param("batch")).isEqualTo("4");
        assertThat(crossover.far().param("batch")).isEqualTo("16");
    }

    @Test
    void environmentDifferencesAreWarnings() {
        StoredRun here = run("a", cell(1), Map.of("cpu", "X", "jvm", "17.0.1", "logical_cores", 2));
        StoredRun there =
                run("b", cell(1), Map.of("cpu", "X", "jvm", "17.0.2", "logical_cores", 2, "busy_cores_at_start", 1.5));
        assertThat(Comparison.ofRuns(here, there).warnings())
                .containsExactly(
                        "jvm differs: 17.0.1 / 17.0.2",
                        "b: was measured beside other work: other programs keep 1.5 of 2 cores busy");
    }

    private static List<String> failures(Gate gate, Comparison comparison) {
        assertThat(gate.judge(comparison).notJudged()).isEmpty();
        return gate.judge(comparison).failures();
    }

    @Test
    void gateFailsOnlyOutsideTheInterval() {
        StoredRun base = run("base", cell(100));
        Gate gate = Gate.parse("fit_p50_us:5%");
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(104)))))
                .isEmpty();
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(106)))))
                .isEmpty(); // the interval holds 5 %
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(50)))))
                .isEmpty();
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(110)))))
                .containsExactly(
                        "fit_p50_us:5%: worse by 10.0 % [7.8, 12.2] at recall, length 20, hidden 20, batch 32");
    }

    @Test
    void gateNeedsThreeTrialsAndEveryWorkload() {
        StoredRun base = run("base", all(cell(100), cell(100, "length", 50)));
        Gate gate = Gate.parse("fit_p50_us:5%");
        StoredRun single = run("new", List.of(trial("fit_p50_us", 100)));
        assertThat(gate.judge(Comparison.ofRuns(base, single)).notJudged())
                .contains("--fail-on fit_p50_us:5%: cannot be judged at recall, length 20, hidden 20, batch 32: 3 and 1"
                        + " trials have a value;"
                        + " allowed: at least 3 a side (--seeds, --forks)");
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(100)))))
                .containsExactly("fit_p50_us:5%: new has no trials at length 50");
        assertThat(gate.judge(Comparison.ofRuns(base, run("new", cell(1, "task", "adding"))))
                        .notJudged()
                        .orElseThrow())
                .contains("no workload in common");
    }

    @Test
    void gateOnSolvedComparesShares() {
        Gate gate = Gate.parse("solved");
        StoredRun base = run("base", cell(1, "solved", true));
        assertThat(failures(gate, Comparison.ofRuns(base, base))).isEmpty();
        assertThat(failures(gate, Comparison.ofRuns(base, run("new", cell(1, "solved", false)))))
                .containsExactly("solved: 0 of 3 against 3 of 3 at recall, length 20, hidden 20, batch 32");
    }

    @Test
    void malformedGatesAreRefused() {
        for (String text : List.of("fit_p50_us", "fit_p50_us:x%", "fit_p50_us:5", "", "solved:5%", "fitt_p50_us:5%")) {
            assertThatThrownBy(() -> Gate.parse(text)).hasMessageStartingWith("--fail-on '" + text + "': ");
        }
    }

    @Test
    void unknownSidesAreRefused() {
        StoredRun run = run("r", all(cell(1), cell(1, "lstm", "onednn"), cell(1, "lstm", "cudnn")));
        assertThatThrownBy(() -> Comparison.bySides(run, "lstm"))
                .hasMessage("--by lstm: two sides are needed, and the run has stock, onednn, cudnn; allowed:"
                        + " lstm=BASE,NEW with two of them");
        assertThatThrownBy(() -> Comparison.bySides(run, "lstm=stock,mkl"))
                .hasMessageContaining("two sides are needed");
        assertThatThrownBy(() -> Comparison.bySides(run, "lst")).hasMessageContaining("did you mean lstm?");
        assertThatThrownBy(() -> Comparison.bySides(run, "lstm=")).hasMessageContaining("two sides are needed");
    }

    private static List<Row> gpu(double fit, String lstm) {
        return cell(fit, "lstm", lstm, "backend", "cuda-offload", "device", lstm.equals("cudnn") ? "GPU" : "X");
    }

    @Test
    void implementationsOnDifferentDevicesArePaired() {
        StoredRun run = run("r", all(gpu(10, "stock"), gpu(5, "onednn"), gpu(1, "cudnn")));
        Comparison comparison = Comparison.bySides(run, "lstm=stock,cudnn");
        assertThat(comparison.ratios(FIT)).hasSize(1);
        assertThat(comparison.pairs().get(0).param("device")).isEqualTo("X / GPU");
        assertThat(comparison.differingInEveryPair()).containsExactly("device");
        assertThat(comparison.onlyBase()).isEmpty();
    }

    @Test
    void unmatchedImplementationIsPairedAcrossBackends() {
        StoredRun cpu = run("cpu", all(cell(10, "lstm", "stock"), cell(5, "lstm", "onednn")));
        assertThat(Comparison.ofRuns(cpu, run("gpu", gpu(1, "cudnn"))).pairs())
                .extracting(pair -> pair.param("lstm"))
                .containsExactly("stock / cudnn", "onednn / cudnn");
        assertThat(Comparison.ofRuns(cpu, run("gpu", all(gpu(9, "stock"), gpu(4, "onednn"), gpu(1, "cudnn"))))
                        .pairs())
                .extracting(pair -> pair.param("lstm"))
                .containsExactly("stock", "onednn", "stock / cudnn", "onednn / cudnn");
    }

    @Test
    void unmatchedImplementationStaysUnpairedOnOneBackend() {
        StoredRun yesterday = run("yesterday", cell(5, "lstm", "onednn"));
        StoredRun today = run("today", all(cell(5, "lstm", "onednn"), cell(90, "lstm", "stock")));
        Comparison comparison = Comparison.ofRuns(yesterday, today);
        assertThat(comparison.pairs()).hasSize(1);
        assertThat(comparison.onlyContender()).hasSize(1);
        assertThat(failures(Gate.parse("fit_p50_us:5%"), comparison)).isEmpty();
        assertThat(failures(Gate.parse("fit_p50_us:5%"), Comparison.ofRuns(today, yesterday)))
                .containsExactly("fit_p50_us:5%: yesterday has no trials at stock");
    }

    @Test
    void pairsPreferEqualTrainingBudgets() {
        StoredRun run = run(
                "r",
                all(
                        cell(10, "budget_updates", 100, "until", "updates"),
                        cell(20, "budget_updates", 900, "until", "updates"),
                        cell(1, "lstm", "onednn", "budget_updates", 900, "until", "updates"),
                        cell(2, "lstm", "onednn", "budget_updates", 100, "until", "updates")));
        assertThat(Comparison.bySides(run, "lstm").ratios(FIT))
                .extracting(point -> Math.round(point.ratio().factor()))
                .containsExactlyInAnyOrder(5L, 20L);
    }

    @Test
    void unequalTrainingIsNotJudged() {
        StoredRun base = run("base", cell(1, "accuracy", 1, "solved", true, "updates", 1300));
        StoredRun shorter = run("shorter", cell(1, "accuracy", 0.8, "solved", false, "updates", 300));
        Comparison comparison = Comparison.ofRuns(base, shorter);
        assertThat(comparison.pairs().get(0).trainingDifference()).contains("1300 / 300 updates");
        assertThat(comparison.pairs().get(0).learnsWorse()).isEmpty();
        Gate.Judgement judgement = Gate.parse("solved").judge(comparison);
        assertThat(judgement.failures()).isEmpty();
        assertThat(judgement.notJudged().orElseThrow())
                .contains("trained for 1300 / 300 updates; allowed: equally long");
    }

    @Test
    void lowerAccuracyWithinTheIntervalIsNotWorse() {
        List<Row> base = new ArrayList<>();
        List<Row> other = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            base.add(trial("seed", seed, "accuracy", 0.45 + 0.05 * seed));
            other.add(trial("seed", seed, "accuracy", 0.43 + 0.05 * seed));
        }
        assertThat(Comparison.ofRuns(run("a", base), run("b", other))
                        .pairs()
                        .get(0)
                        .learnsWorse())
                .isEmpty();
        assertThat(Comparison.ofRuns(run("a", base.subList(0, 1)), run("b", other.subList(0, 1)))
                        .pairs()
                        .get(0)
                        .learnsWorse())
                .contains(new Pair.Worse(Optional.of(Metrics.ACCURACY), false));
    }

    @Test
    void crashedTrialCountsAsUnsolved() {
        List<Row> healthy = cell(1, "solved", true);
        List<Row> failing = new ArrayList<>(healthy.subList(0, 2));
        failing.add(trial("seed", 3, "status", "out_of_memory", "threads", "", "device", "host"));
        Gate gate = Gate.parse("solved");
        assertThat(failures(gate, Comparison.ofRuns(run("base", healthy), run("new", failing))))
                .containsExactly("solved: 2 of 3 against 3 of 3 at recall, length 20, hidden 20, batch 32");
        assertThat(failures(gate, Comparison.ofRuns(run("base", failing), run("new", healthy))))
                .isEmpty();
    }

    @Test
    void gateOnSolvedPassesOverWhatIsOnlyTimed() {
        Gate gate = Gate.parse("solved");
        List<Row> timed = cell(1, "solved", "", "length", 30);
        List<Row> both = all(cell(1, "solved", true), timed);
        assertThat(gate.judge(Comparison.ofRuns(run("base", both), run("new", both))))
                .isEqualTo(new Gate.Judgement(List.of(), Optional.empty()));
        assertThat(gate.judge(Comparison.ofRuns(run("base", timed), run("new", timed)))
                        .notJudged())
                .contains(
                        "--fail-on solved: cannot be judged at any workload: all are only timed; allowed: measure learning");
        assertThat(gate.judge(Comparison.ofRuns(
                                run("base", cell(1, "solved", true)), run("new", cell(1, "solved", ""))))
                        .notJudged()
                        .orElseThrow())
                .contains("only timed on one side");
    }

    @Test
    void zeroFailsAGateAndEqualZerosPass() {
        StoredRun good = run("good", cell(1, "recall_accuracy", 0.92));
        StoredRun zero = run("zero", cell(1, "recall_accuracy", 0));
        Gate gate = Gate.parse("recall_accuracy:5%");
        assertThat(failures(gate, Comparison.ofRuns(good, zero)))
                .containsExactly("recall_accuracy:5%: worse by 100.0 % [100.0, 100.0] at recall, length 20, hidden"
                        + " 20, batch 32");
        assertThat(failures(gate, Comparison.ofRuns(zero, good))).isEmpty();
        assertThat(failures(gate, Comparison.ofRuns(zero, zero))).isEmpty();
        assertThat(Comparison.ofRuns(zero, zero)
                        .ratios(Metrics.RECALL_ACCURACY)
                        .get(0)
                        .ratio()
                        .verdict())
                .isEqualTo(Verdict.NO_DIFFERENCE);
    }

    @Test
    void gatePercentagesAreRelativeToTheBase() {
        StoredRun base = run("base", cell(1, "steps_per_s", 100));
        StoredRun slower = run("new", cell(1, "steps_per_s", 70));
        assertThat(failures(Gate.parse("steps_per_s:35%"), Comparison.ofRuns(base, slower)))
                .isEmpty();
        assertThat(failures(Gate.parse("steps_per_s:25%"), Comparison.ofRuns(base, slower)))
                .first()
                .asString()
                .contains("worse by 30.0 %");
    }

    @Test
    void crossoverAllowsAlphabetToFollowLength() {
        List<Row> rows = new ArrayList<>();
        for (int length : new int[] {10, 20, 50}) {
            rows.addAll(cell(length, "length", length, "alphabet", length));
            rows.addAll(cell(20, "length", length, "alphabet", length, "lstm", "onednn"));
        }
        Comparison comparison = Comparison.bySides(run("r", rows), "lstm");
        assertThat(Crossover.sweptAxes(comparison.ratios(FIT), comparison.workloadColumns()))
                .contains("length");
        assertThat(crossovers(comparison)).extracting(Crossover::axis).contains("length");
    }

    @Test
    void sweptThreadsFormSeparateLines() {
        List<Row> rows = new ArrayList<>();
        for (int batch : new int[] {1, 8, 32}) {
            rows.addAll(cell(20, "batch", batch));
            rows.addAll(cell(10, "batch", batch, "lstm", "onednn"));
            rows.addAll(cell(20, "batch", batch, "threads", 2));
            rows.addAll(cell(40, "batch", batch, "threads", 2, "lstm", "onednn"));
        }
        Comparison comparison = Comparison.bySides(run("r", rows), "lstm");
        assertThat(comparison.ratios(FIT)).hasSize(6);
        assertThat(crossovers(comparison)).isEmpty();
    }

    @Test
    void emptyFieldIsASide() {
        StoredRun run = run("r", all(cell(2), cell(1, "clip", 1)));
        Comparison comparison = Comparison.bySides(run, "clip");
        assertThat(comparison.base()).isEqualTo("clip none");
        assertThat(comparison.ratios(FIT)).hasSize(1);
    }

    @Test
    void enginesAreComparedByImplementation() {
        StoredRun plain = run("a", cell(1, "engine_native", "nd4j", "isa", "generic"));
        StoredRun wide = run("b", cell(1, "engine_native", "nd4j", "isa", "avx512"));
        assertThat(Comparison.ofRuns(plain, wide).warnings())
                .containsExactly("stock on cpu differs: nd4j generic / nd4j avx512");
    }

    @Test
    void budgetDecidesWhetherTrainingWasEqual() {
        Object[] lastMinute = {"solved", true, "updates", 300, "updates_to_solve", 300};
        List<Row> longer = cell(1, lastMinute);
        List<Row> base = longer.stream().map(row -> withBudget(row, "300", "")).toList();
        List<Row> shorter = cell(1, "updates", 150).stream()
                .map(row -> withBudget(row, "150", ""))
                .toList();
        assertThat(Comparison.ofRuns(run("a", base), run("b", shorter))
                        .pairs()
                        .get(0)
                        .trainingDifference())
                .contains("300 updates / 150 updates");
        List<Row> minutes = List.of(withBudget(trial("updates", 300, "solved", true), "9999", "5"));
        List<Row> slow = List.of(withBudget(trial("updates", 150, "solved", false), "9999", "5"));
        assertThat(Comparison.ofRuns(run("a", minutes), run("b", slow))
                        .pairs()
                        .get(0)
                        .learnsWorse())
                .contains(new Pair.Worse(Optional.empty(), false));
    }

    private static Row withBudget(Row row, String updates, String minutes) {
        Map<String, String> fields = new LinkedHashMap<>(row.fields());
        fields.putAll(Map.of("budget_updates", updates, "budget_minutes", minutes, "until", "updates"));
        return row.with(fields);
    }

    @Test
    void lowerSolvedShareIsCertainOutsideTheInterval() {
        List<Row> all = cell(1, "solved", true);
        List<Row> two = new ArrayList<>(cell(1, "solved", true).subList(0, 2));
        two.add(trial("seed", 3, "solved", false));
        assertThat(Comparison.ofRuns(run("a", all), run("b", two))
                        .pairs()
                        .get(0)
                        .learnsWorse())
                .contains(new Pair.Worse(Optional.empty(), false));
        assertThat(Comparison.ofRuns(run("a", all), run("b", cell(1, "solved", false)))
                        .pairs()
                        .get(0)
                        .learnsWorse())
                .contains(new Pair.Worse(Optional.empty(), true));
    }

    @Test
    void crossoverAllowsBudgetToFollowSize() {
        List<Row> rows = new ArrayList<>();
        for (int length : new int[] {10, 20, 50}) {
            rows.addAll(cell(length, "length", length, "budget_updates", 10 * length, "until", "updates"));
            rows.addAll(
                    cell(20, "length", length, "budget_updates", 10 * length, "until", "updates", "lstm", "onednn"));
        }
        Comparison comparison = Comparison.bySides(run("r", rows), "lstm");
        assertThat(crossovers(comparison)).hasSize(1);
        assertThat(comparison.differingInEveryPair()).isEmpty();
    }

    @Test
    void singleTrialsDecideOnlyClearRatios() {
        StoredRun run = run("r", List.of(trial("fit_p50_us", 100), trial("lstm", "onednn", "fit_p50_us", 98)));
        assertThat(Comparison.bySides(run, "lstm").ratios(FIT).get(0).ratio().isDecided())
                .isFalse();
        StoredRun clear = run("r", List.of(trial("fit_p50_us", 100), trial("lstm", "onednn", "fit_p50_us", 50)));
        assertThat(Comparison.bySides(clear, "lstm").ratios(FIT).get(0).ratio().isDecided())
                .isTrue();
    }

    @Test
    void negativeValuesAreNotJudged() {
        StoredRun negative = run("a", cell(1, "overhead_share", -0.01));
        assertThat(Gate.parse("overhead_share:5%")
                        .judge(Comparison.ofRuns(negative, negative))
                        .notJudged()
                        .orElseThrow())
                .contains("a value is negative; allowed: 0 or more");
    }
}
