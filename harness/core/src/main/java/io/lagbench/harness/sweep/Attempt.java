package io.lagbench.harness.sweep;

import io.lagbench.harness.results.CsvRows;
import io.lagbench.harness.results.CsvRows.Row;
import io.lagbench.harness.results.Schema;
import io.lagbench.harness.results.Table;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * One go at a shard: a run directory that nobody else writes to.
 *
 * @param shard the shard
 * @param path run directory; its name begins with when the attempt began
 */
record Attempt(Shard shard, Path path) {

    /** Its place among the folders of shards, for people and for column {@code attempt}. */
    String name() {
        return shard.folder() + "/" + path.getFileName();
    }

    /** Whole rows of trials that have ended; none if it was ended before it wrote its first. */
    List<Row> trials() throws IOException {
        return rows(Schema.trials());
    }

    /** Whole rows of one of its files. */
    List<Row> rows(Table<?> table) throws IOException {
        try {
            return CsvRows.read(path.resolve(table.file())).rows();
        } catch (NoSuchFileException e) {
            return List.of(); // one that cannot be read is no empty one
        }
    }
}
