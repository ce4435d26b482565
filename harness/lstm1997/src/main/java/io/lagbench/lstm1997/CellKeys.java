package io.lagbench.lstm1997;

import io.lagbench.engine.NetworkSpec;
import io.lagbench.workloads.Setting;
import io.lagbench.workloads.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of this engine, and the network that they describe. */
final class CellKeys {
    private static final String BLOCK_CELLS = "block-cells";
    private static final String RECURRENCE = "recurrence";
    private static final String FIRST_OUTPUT = "first-output";
    private static final String OUTPUT_GATE = "output-gate";
    private static final String FORGET_GATE = "forget-gate";
    private static final String BIASES = "biases";
    private static final String INPUT_GATE_BIAS = "input-gate-bias";
    private static final String OUTPUT_GATE_BIAS = "output-gate-bias";
    private static final String FORGET_GATE_BIAS = "forget-gate-bias";
    private static final String INIT_RANGE = "init-range";
    private static final String CONTENT = "squash-content";
    private static final String STATE = "squash-state";
    private static final String SHORTCUT = "shortcut";
    private static final String GRADIENT = "gradient";
    private static final String FULL = "full";
    private static final String ONE_STEP = "one-step";
    private static final String SEARCH = "search";
    private static final String GUESS = "guess";
    private static final String CELLS_JOIN = "cells-join";
    private static final String UPDATE_AT = "update-at";
    private static final String SEQUENCE = "sequence";
    private static final String LOSS = "loss";

    /** Keys that say nothing of plain recurrent units. */
    private static final List<String> OF_CELLS = List.of(
            BLOCK_CELLS,
            RECURRENCE,
            OUTPUT_GATE,
            FORGET_GATE,
            INPUT_GATE_BIAS,
            OUTPUT_GATE_BIAS,
            FORGET_GATE_BIAS,
            STATE,
            CELLS_JOIN);

    private static final List<Setting> SETTINGS = List.of(
            Setting.integer(BLOCK_CELLS, 1, 65_536, "1", "cells of a memory block, which share its gates"),
            Setting.choice(
                    RECURRENCE,
                    labels(Recurrence.values()),
                    Recurrence.FULL.toString(),
                    "what cells and gates see of the step before: all of them, the cells, or nothing"),
            Setting.real(
                    FIRST_OUTPUT,
                    0,
                    1,
                    "0.0",
                    "what cells and gates see of each other at the first step; the paper's text says 0"),
            Setting.flag(OUTPUT_GATE, "true", "whether blocks have an output gate"),
            Setting.flag(FORGET_GATE, "false", "whether blocks have a forget gate, as LSTMs do since 2000"),
            Setting.choice(BIASES, labels(Biases.values()), Biases.ALL.toString(), "which units have a bias"),
            bias(INPUT_GATE_BIAS, "first biases of input gates; log: the logarithm of the steps"),
            bias(OUTPUT_GATE_BIAS, "first biases of output gates"),
            bias(FORGET_GATE_BIAS, "first biases of forget gates"),
            Setting.positive(INIT_RANGE, 1000, "0.1", "initial weights lie between minus and plus so much"),
            Setting.choice(
                    CONTENT,
                    labels(Squashing.ofContent()),
                    Squashing.CENTERED_2.toString(),
                    "function of what enters a cell, g; the paper's lies between -2 and 2"),
            Setting.choice(
                    STATE,
                    labels(Squashing.values()),
                    Squashing.CENTERED_1.toString(),
                    "function of what leaves a cell, h; the paper's lies between -1 and 1"),
            Setting.flag(SHORTCUT, "false", "whether outputs see the inputs too"),
            Setting.choice(
                    GRADIENT,
                    List.of(FULL, ONE_STEP),
                    FULL,
                    "of model simple-rnn: by real-time recurrent learning, or with the step before as a constant, as Elman's"),
            Setting.choice(
                    SEARCH,
                    List.of(GRADIENT, GUESS),
                    GRADIENT,
                    "steps down the gradient; or all weights drawn anew at each update, whatever optimizer and rate: what that solves needs no"
                            + " learning"),
            Setting.real(
                    CELLS_JOIN,
                    0,
                    1,
                    "0.0",
                    "cells join when 100 training sequences have at least this share of the loss of the 100 before; 0:"
                            + " they are there from the start"),
            Setting.choice(
                    UPDATE_AT,
                    List.of(SEQUENCE, LOSS),
                    SEQUENCE,
                    "an update for each batch of sequences, or at each step with loss; a budget in updates counts"
                            + " batches"));

    private final NetworkSpec network;
    private final Settings own;

    CellKeys(NetworkSpec network) {
        this.network = network;
        this.own = network.where().own();
    }

    /** All of them. */
    static List<Setting> settings() {
        return SETTINGS;
    }

    private static List<String> labels(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::toString).toList();
    }

    private static Setting bias(String key, String summary) {
        return Setting.word(key, GateBias.PATTERN, GateBias.ALLOWED, "random", summary);
    }

    /** The value of a key, or its default where nothing says it. */
    private Object value(String key) {
        return own.has(key) ? own.values().get(key) : defaultValue(key);
    }

    private static Object defaultValue(String key) {
        Setting setting = SETTINGS.stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
        return setting.parse(setting.defaultText());
    }

    private boolean isDefault(String key) {
        return value(key).equals(defaultValue(key));
    }

    private <E extends Enum<E>> E choice(String key, E[] constants) {
        String label = (String) value(key);
        return Stream.of(constants)
                .filter(constant -> constant.toString().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private int blockCells() {
        return Math.toIntExact(((Number) value(BLOCK_CELLS)).longValue());
    }

    /** The units of the network. */
    Topology topology() {
        return new Topology(
                network.net().model().isLstm(),
                network.io().inputSize(),
                network.io().outputSize(),
                network.net().hidden() / blockCells(),
                blockCells(),
                choice(RECURRENCE, Recurrence.values()),
                (Double) value(FIRST_OUTPUT),
                (Boolean) value(OUTPUT_GATE),
                (Boolean) value(FORGET_GATE),
                choice(BIASES, Biases.values()),
                choice(CONTENT, Squashing.values()),
                choice(STATE, Squashing.values()),
                (Boolean) value(SHORTCUT));
    }

    /** Half the width of the interval of initial weights. */
    double initRange() {
        return (Double) value(INIT_RANGE);
    }

    /** First biases of input gates. */
    GateBias inputGateBias() {
        return new GateBias((String) value(INPUT_GATE_BIAS));
    }

    /** First biases of output gates. */
    GateBias outputGateBias() {
        return new GateBias((String) value(OUTPUT_GATE_BIAS));
    }

    /** First biases of forget gates. */
    GateBias forgetGateBias() {
        return new GateBias((String) value(FORGET_GATE_BIAS));
    }

    /** Whether what plain units saw of the step before is taken as constant. */
    boolean oneStep() {
        return value(GRADIENT).equals(ONE_STEP);
    }

    /** Whether weights are drawn anew at each update. */
    boolean guesses() {
        return value(SEARCH).equals(GUESS);
    }

    /** The share of the loss of the sequences before at which cells join; 0 if they are there from the start. */
    double cellsJoin() {
        return (Double) value(CELLS_JOIN);
    }

    /** Whether there is an update at each step with loss. */
    boolean updatesAtLoss() {
        return value(UPDATE_AT).equals(LOSS);
    }

    /** A value that does not go with the others. */
    record Misfit(String key, String value, String supported) {}

    /** The first value that does not go with the others; empty if there is none. */
    Optional<Misfit> misfit() {
        boolean lstm = network.net().model().isLstm();
        for (String key : lstm ? List.of(GRADIENT) : OF_CELLS) {
            if (!isDefault(key)) {
                return Optional.of(new Misfit(
                        key, value(key) + " with model " + network.net().model().name(), "its default"));
            }
        }
        int hidden = network.net().hidden();
        if (hidden % blockCells() != 0) {
            return Optional.of(new Misfit(
                    BLOCK_CELLS, blockCells() + " with hidden " + hidden, "a divisor of the number of cells, hidden"));
        }
        Topology topology = topology();
        if (!lstm && topology.biases() == Biases.GATES) {
            return Optional.of(new Misfit(
                    BIASES,
                    Biases.GATES + " with model " + network.net().model().name(),
                    "none, hidden, all"));
        }
        if (topology.sources() == 0 && !isDefault(FIRST_OUTPUT)) {
            return Optional.of(new Misfit(FIRST_OUTPUT, value(FIRST_OUTPUT) + " with recurrence none", "its default"));
        }
        if (updatesAtLoss() && network.how().batch() > 1) {
            return Optional.of(
                    new Misfit(UPDATE_AT, LOSS + " with batch " + network.how().batch(), "batch 1"));
        }
        if (updatesAtLoss() && network.io().lossAtEndOnly()) {
            return Optional.of(
                    new Misfit(UPDATE_AT, LOSS + " with a task that has its loss at the end alone", SEQUENCE));
        }
        return misfit(INPUT_GATE_BIAS, inputGateBias(), true, topology)
                .or(() -> misfit(OUTPUT_GATE_BIAS, outputGateBias(), topology.outputGate(), topology))
                .or(() -> misfit(FORGET_GATE_BIAS, forgetGateBias(), topology.forgetGate(), topology));
    }

    private Optional<Misfit> misfit(String key, GateBias bias, boolean gate, Topology topology) {
        Optional<String> alwaysRandom = alwaysRandom(gate, topology);
        if (alwaysRandom.isPresent() && !bias.name().equals("random")) {
            return Optional.of(new Misfit(key, bias.name() + alwaysRandom.get(), "random"));
        }
        int blocks = topology.blocks();
        return bias.count() == 1 || bias.count() == blocks
                ? Optional.empty()
                : Optional.of(new Misfit(
                        key,
                        bias.name() + ": " + bias.count() + " numbers for " + blocks + " blocks",
                        "1 or " + blocks + " numbers"));
    }

    /** Why nobody can say what the biases of a gate are at first; empty if somebody can. */
    private Optional<String> alwaysRandom(boolean gate, Topology topology) {
        if (!gate) {
            return Optional.of(" without such a gate");
        }
        if (topology.biases() == Biases.NONE) {
            return Optional.of(" with biases none");
        }
        return guesses() ? Optional.of(" with search guess") : Optional.empty();
    }
}
