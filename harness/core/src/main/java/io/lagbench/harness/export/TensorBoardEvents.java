package io.lagbench.harness.export;

import com.google.protobuf.CodedOutputStream;
import io.lagbench.harness.analysis.Cell;
import io.lagbench.harness.analysis.CellNames;
import io.lagbench.harness.analysis.RunData;
import io.lagbench.harness.metric.Metric;
import io.lagbench.harness.metric.Metrics;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.StoredRun;
import io.lagbench.harness.results.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;

/**
 * Event files of TensorBoard: a folder for each trial, with its learning curves by updates, and every metric that it has at its
 * last update. A file is a sequence of records (length, masked CRC-32C of it, data, masked CRC-32C of that), each an
 * {@code Event} of TensorFlow's {@code event.proto}.
 */
public final class TensorBoardEvents implements RunExport {
    private static final List<String> CURVES = List.of("loss", "accuracy", "recall_accuracy", "recall_margin");
    private static final String VERSION = "brain.Event:2";

    /** Numbers of the fields in event.proto and summary.proto. */
    private static final int WALL_TIME = 1;

    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private static final int MASK_DELTA = 0xa282ead8;

    @Override
    public String name() {
        return "tensorboard";
    }

    @Override
    public String fileName() {
        return "tensorboard";
    }

    @Override
    public void write(StoredRun run, Path target) throws IOException {
        RunData data = RunData.of(List.of(run));
        List<Cell> cells = data.cells();
        List<String> names = CellNames.names(cells);
        for (int c = 0; c < cells.size(); c++) {
            for (Row trial : cells.get(c).trials()) {
                String seed = "seed " + trial.text("seed")
                        + (trial.text("fork").equals("1") ? "" : " fork " + trial.text("fork"));
                write(
                        trial,
                        data.learning(trial),
                        target.resolve(names.get(c).replaceAll("[^A-Za-z0-9_.=, -]", "_"))
                                .resolve(seed));
            }
        }
    }

    private static void write(Row trial, List<Row> evaluations, Path folder) throws IOException {
        double started = started(trial);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        append(file, event(started, 0, out -> out.writeString(FILE_VERSION, VERSION)));
        for (Row row : evaluations) {
            Map<String, Double> values = new LinkedHashMap<>();
            CURVES.forEach(curve -> row.available(curve).ifPresent(value -> values.put("learning/" + curve, value)));
            append(file, summary(started, row, "update", values));
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        for (Metric metric : Metrics.all()) {
            OptionalDouble value = trial.available(metric.name());
            value.ifPresent(present -> measures.put("measure/" + metric.name(), present));
        }
        append(file, summary(started, trial, "updates", measures));
        WholeFile.write(
                folder.resolve("events.out.tfevents." + (long) started + "." + trial.text("trial_id")),
                file.toByteArray());
    }

    /** Seconds since 1970; of files that do not tell it, 0. */
    private static double started(Row trial) {
        try {
            return Instant.parse(trial.fields().getOrDefault("started", "")).getEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** Writes fields of a message. */
    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] event(double wallTime, long step, Fields content) throws IOException {
        return message(out -> {
            out.writeDouble(WALL_TIME, wallTime);
            out.writeInt64(STEP, step);
            content.write(out);
        });
    }

    /** Values of a row at the step in one of its columns. */
    private static byte[] summary(double started, Row row, String step, Map<String, Double> values) throws IOException {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                out.writeByteArray(VALUE, message(inner -> {
                    inner.writeString(TAG, value.getKey());
                    inner.writeFloat(SIMPLE_VALUE, value.getValue().floatValue());
                }));
            }
        });
        return event(
                started + row.available("train_s").orElse(0),
                (long) row.available(step).orElse(0),
                out -> out.writeByteArray(SUMMARY, summary));
    }

    private static void append(ByteArrayOutputStream file, byte[] data) {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        file.writeBytes(length);
        file.writeBytes(masked(length));
        file.writeBytes(data);
        file.writeBytes(masked(data));
    }

    private static byte[] masked(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int masked = Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(masked)
                .array();
    }
}
