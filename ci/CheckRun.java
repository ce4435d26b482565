import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks a finished run directory. It shares no code with Lagbench, reads CSV by itself, and recomputes what can be
 * recomputed. One line per finding; exit status 1 if there is any.
 *
 * <p>java ci/CheckRun.java RUN_DIR
 */
public final class CheckRun {
    /** Tasks whose sequences all have the length of column time_steps; elsewhere that is the longest one. */
    private static final List<String> ONE_LENGTH =
            List.of("original", "recall", "adding", "copy", "hs97-2a", "hs97-2b");

    /** Tasks that always say by how much the memory decides. */
    private static final List<String> RECALLS = List.of("original", "recall", "copy");

    private final Path run;
    private final List<String> findings = new ArrayList<>();
    private long checks;

    private CheckRun(Path run) {
        this.run = run;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: java ci/CheckRun.java RUN_DIR");
            System.exit(2);
        }
        CheckRun check = new CheckRun(Path.of(args[0]));
        check.all();
        check.findings.forEach(System.out::println);
        System.out.println("check-run: " + check.checks + " checks, " + check.findings.size() + " findings in "
                + check.run.getFileName());
        System.exit(check.findings.isEmpty() ? 0 : 1);
    }

    private void all() throws IOException {
        List<Map<String, String>> trials = csv("trials.csv");
        List<Map<String, String>> latency = csv("latency.csv");
        List<Map<String, String>> learning = csv("learning.csv");
        List<String> plan = Files.readAllLines(run.resolve("plan.jsonl"));
        expect(!trials.isEmpty(), "trials.csv has no rows");
        expect(plan.size() == trials.size(), plan.size() + " trials planned, " + trials.size() + " rows");
        expect(
                trials.stream().map(t -> t.get("trial_id")).distinct().count() == trials.size(),
                "trials.csv has a trial twice");
        String runJson = Files.readString(run.resolve("run.json"));
        expect(runJson.contains("\"status\" : \"complete\""), "run.json does not say complete");
        String environment = Files.readString(run.resolve("environment.json"));
        expect(environment.contains("\"engine\""), "environment.json does not describe the engine");
        expect(
                !Pattern.compile("\"(/[a-z]|[A-Z]:\\\\)").matcher(environment).find(),
                "environment.json has an absolute path");
        expect(Files.size(run.resolve("report/report.md")) > 0, "report.md is empty");
        String page = Files.readString(run.resolve("report/index.html"));
        expect(page.endsWith("</html>\n") && page.contains("<svg "), "index.html is not whole, or has no picture");
        expect(page.split("<script", -1).length == 2 && page.contains("<script>"), "index.html has not one script of its own");
        String jmh = Files.readString(run.resolve("result.jmh.json"));
        expect(
                trials.stream()
                                .filter(t -> t.get("status").equals("ok") && !t.get("fit_mean_us").isEmpty())
                                .allMatch(t -> jmh.contains("[ " + Double.parseDouble(t.get("fit_mean_us")) + " ]"))
                        && jmh.contains("\"primaryMetric\""),
                "result.jmh.json lacks the mean fit of a trial");
        checkSummary(csv("summary.csv"), trials);
        for (Map<String, String> trial : trials) {
            String id = trial.get("trial_id");
            checkTrial(id, trial);
            checkLatency(
                    id,
                    trial,
                    latency.stream().filter(l -> l.get("trial_id").equals(id)).toList());
            checkLearning(
                    id,
                    trial,
                    learning.stream().filter(l -> l.get("trial_id").equals(id)).toList());
        }
    }

    private void checkWilson(String id, Map<String, String> cell, double share, double n) {
        double z = 1.959963984540054;
        double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
        close(id, "solved_low", number(cell, "solved_low"), middle - half);
        close(id, "solved_high", number(cell, "solved_high"), middle + half);
    }

    /**
     * Groups the trials by what stands before the column `trials` and by their budget, and takes Wilson's formula and medians
     * by itself. A trial without a native library never started: it does not know its device, and may not know its threads.
     */
    private void checkSummary(List<Map<String, String>> summary, List<Map<String, String>> trials) {
        expect(!summary.isEmpty(), "summary.csv has no rows");
        int seen = 0;
        for (Map<String, String> cell : summary) {
            List<String> columns = new ArrayList<>(cell.keySet());
            List<String> params = new ArrayList<>(columns.subList(1, columns.indexOf("trials")));
            params.addAll(List.of("budget_updates", "budget_epochs", "budget_minutes", "until"));
            List<Map<String, String>> rows = trials.stream()
                    .filter(t -> cell.get("environment").isEmpty() // all ran on one host
                            || cell.get("environment").equals(t.get("environment")))
                    .filter(t -> params.stream()
                            .allMatch(p -> cell.get(p).equals(t.get(p))
                                    || p.equals("device") && t.get("engine_native").isEmpty()
                                    || p.equals("threads") && t.get("threads").isEmpty()))
                    .toList();
            List<Map<String, String>> ok = rows.stream().filter(t -> t.get("status").equals("ok")).toList();
            List<Map<String, String>> solved = rows.stream()
                    .filter(t -> t.get("solved").equals("true") && t.get("status").equals("ok"))
                    .toList();
            String id = "summary.csv, row " + (summary.indexOf(cell) + 1);
            seen += rows.size();
            close(id, "trials", number(cell, "trials"), rows.size());
            double n = rows.stream().filter(t -> !t.get("solved").isEmpty()).count();
            if (n == 0) {
                expect(
                        cell.get("solved").isEmpty() && cell.get("solved_low").isEmpty() && cell.get("solved_high").isEmpty(),
                        id + " says how much was solved of what is only timed");
            } else {
                close(id, "solved", number(cell, "solved"), solved.size());
                checkWilson(id, cell, solved.size() / n, n);
            }
            for (String column : columns) {
                if (column.endsWith("_median")) {
                    String measure = column.substring(0, column.length() - "_median".length());
                    checkMedian(id, cell, measure, measure.endsWith("_to_solve") ? solved : ok);
                }
            }
        }
        expect(seen == trials.size(), "summary.csv is about " + seen + " of " + trials.size() + " trials");
    }

    private void checkMedian(String id, Map<String, String> cell, String measure, List<Map<String, String>> rows) {
        double[] values = rows.stream()
                .mapToDouble(t -> number(t, measure))
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        int n = values.length;
        expect(cell.get(measure + "_median").isEmpty() == (n == 0), id + " " + measure + " median of " + n + " values");
        expect(cell.get(measure + "_low").isEmpty() == (n < 5), id + " " + measure + " interval of " + n + " values");
        if (n > 0) {
            close(id, measure, number(cell, measure + "_median"), (values[(n - 1) / 2] + values[n / 2]) / 2);
        }
        if (n >= 5) {
            double low = number(cell, measure + "_low");
            double high = number(cell, measure + "_high");
            double slack = 1e-9 * Math.abs(values[n - 1]);
            expect(
                    values[0] - slack <= low && low <= number(cell, measure + "_median") + slack
                            && number(cell, measure + "_median") <= high + slack && high <= values[n - 1] + slack,
                    id + " " + measure + " interval [" + low + ", " + high + "] does not fit its values");
        }
    }

    private void checkTrial(String id, Map<String, String> t) {
        expect(t.get("status").equals("ok"), id + " ended as " + t.get("status") + ": " + t.get("error"));
        expect(t.get("backend").equals("cpu"), id + " ran on " + t.get("backend"));
        boolean withoutIsa = Set.of("lstm1997", "pytorch").contains(t.get("lstm")); // plain Java, and what does not tell
        expect(
                !t.get("device").isEmpty()
                        && !t.get("engine_native").isEmpty()
                        && t.get("isa").isEmpty() == withoutIsa,
                id + " does not say what ran");
        between(id, t, "accuracy", 0, 1);
        between(id, t, "recall_accuracy", 0, 1);
        if (RECALLS.contains(t.get("task")) || !t.get("recall_margin").isEmpty()) {
            between(id, t, "recall_margin", -1, 1);
        }
        between(id, t, "final_loss", 0, 100);
        double train = number(t, "train_s");
        double wall = number(t, "wall_s");
        // ten fits of microseconds are less than the first call of anything
        between(id, t, "overhead_share", 0, train < 0.01 ? 1 : 0.5);
        expect(number(t, "total_s") >= wall, id + " took " + t.get("total_s") + " s of which " + wall + " measured");
        close(id, "overhead_share", number(t, "overhead_share"), (wall - train) / wall);
        double longest = number(t, "batch") * number(t, "time_steps") * number(t, "fits") / train;
        if (ONE_LENGTH.contains(t.get("task"))) {
            close(id, "steps_per_s", number(t, "steps_per_s"), longest);
        } else {
            expect(number(t, "steps_per_s") > 0 && number(t, "steps_per_s") <= longest * (1 + 1e-9),
                    id + " steps_per_s is " + t.get("steps_per_s") + ", at most " + longest + " if all are longest");
        }
        close(id, "fit_mean_us", number(t, "fit_mean_us"), train / number(t, "fits") * 1e6);
        close(id, "sequences", number(t, "sequences"), number(t, "fits") * number(t, "batch"));
        int updatesPerFit = t.get("regime").equals("stateful-1") ? (int) number(t, "time_steps") : 1;
        if (t.get("regime").equals("full") || updatesPerFit > 1) {
            close(id, "updates", number(t, "updates"), number(t, "fits") * updatesPerFit);
        }
        if (t.get("lstm").equals("stock") && List.of("original", "recall").contains(t.get("task"))) {
            double h = number(t, "hidden");
            double a = number(t, "alphabet");
            if (number(t, "layers") == 1) {
                close(id, "parameters", number(t, "parameters"), 4 * h * (a + h + 1) + a * (h + 1));
            }
        }
        if (t.get("task").equals("original")) {
            close(id, "accuracy_floor", number(t, "accuracy_floor"), 7.0 / 8);
            close(id, "loss_floor", number(t, "loss_floor"), Math.log(2) / 10);
            close(id, "lag", number(t, "lag"), 3);
            boolean solved = number(t, "accuracy") == 1 && number(t, "recall_margin") > 0;
            expect(
                    t.get("solved").isEmpty() || t.get("solved").equals(Boolean.toString(solved)),
                    id + " solved is " + t.get("solved"));
        }
        expect(t.get("solved").equals("true") != t.get("sequences_to_solve").isEmpty(),
                id + " solved and sequences_to_solve disagree");
    }

    private void checkLatency(String id, Map<String, String> trial, List<Map<String, String>> rows) {
        Map<String, Map<String, String>> byStage = new HashMap<>();
        for (Map<String, String> row : rows) {
            byStage.put(row.get("stage") + " " + row.get("phase"), row);
            double before = number(row, "min_us");
            for (String column : List.of("p50_us", "p90_us", "p99_us", "p999_us", "p9999_us", "max_us")) {
                if (!row.get(column).isEmpty()) {
                    // the maximum is exact, a percentile is rounded up within three digits
                    double value = number(row, column) * (column.equals("max_us") ? 1.001 : 1);
                    expect(value >= before, id + " " + row.get("stage") + " " + column + " is below the one before");
                    before = number(row, column);
                }
            }
            double count = number(row, "count");
            expect(row.get("p99_us").isEmpty() == count < 100, id + " p99 of " + count + " values");
            expect(row.get("p999_us").isEmpty() == count < 1_000, id + " p99.9 of " + count + " values");
            expect(row.get("p9999_us").isEmpty() == count < 10_000, id + " p99.99 of " + count + " values");
        }
        for (String stage : List.of("fit warmup", "fit measurement", "encode measurement", "predict measurement")) {
            expect(byStage.containsKey(stage), id + " has no latency of " + stage);
        }
        Map<String, String> fit = byStage.getOrDefault("fit measurement", Map.of());
        if (!fit.isEmpty()) {
            expect(fit.get("count").equals(trial.get("fits")), id + " has " + fit.get("count") + " fit latencies");
            for (String measure : List.of("mean", "p50", "p90", "p99", "p999", "max")) {
                expect(
                        fit.get(measure + "_us").equals(trial.get("fit_" + measure + "_us")),
                        id + " fit " + measure + " differs between trials.csv and latency.csv");
            }
        }
    }

    private void checkLearning(String id, Map<String, String> trial, List<Map<String, String>> rows) {
        expect(rows.size() >= 2, id + " has " + rows.size() + " evaluations");
        double before = -1;
        for (Map<String, String> row : rows) {
            expect(number(row, "update") > before, id + " updates in learning.csv do not grow");
            before = number(row, "update");
        }
        if (!rows.isEmpty()) {
            expect(number(rows.get(0), "update") == 0, id + " was not evaluated before training");
            Map<String, String> last = rows.get(rows.size() - 1);
            expect(last.get("update").equals(trial.get("updates")), id + " was not evaluated at its end");
            expect(last.get("loss").equals(trial.get("final_loss")), id + " final_loss is not that of learning.csv");
        }
    }

    private void between(String id, Map<String, String> row, String column, double low, double high) {
        double value = number(row, column);
        expect(value >= low && value <= high, id + " " + column + " is " + value);
    }

    private void close(String id, String what, double actual, double expected) {
        expect(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)),
                id + " " + what + " is " + actual + ", expected " + expected);
    }

    private void expect(boolean condition, String finding) {
        checks++;
        if (!condition) {
            findings.add(finding);
        }
    }

    private static double number(Map<String, String> row, String column) {
        String text = row.get(column);
        return text == null || text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** RFC 4180, strictly: quoted fields may hold commas, quotes and line breaks; every record has all fields. */
    private List<Map<String, String>> csv(String name) throws IOException {
        String text = Files.readString(run.resolve(name));
        expect(text.endsWith("\n"), name + " does not end with a whole row");
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append(text.charAt(++i));
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                record.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    records.add(record);
                    record = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> values : records.subList(1, records.size())) {
            expect(values.size() == records.get(0).size(), name + " has a row of " + values.size() + " fields");
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(values.size(), records.get(0).size()); i++) {
                row.put(records.get(0).get(i), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
