package io.lagbench.harness.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Appends rows to a CSV file, each in one write, so that a killed run leaves whole rows only. */
final class CsvAppender<R> implements AutoCloseable {
    private final Table<R> table;
    private final FileChannel channel;

    /** Creates the file with its header; it must not exist. */
    CsvAppender(Path folder, Table<R> table) throws IOException {
        this.table = table;
        this.channel = FileChannel.open(
                folder.resolve(table.file()), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        append(table.header());
    }

    void append(R row) throws IOException {
        append(table.fields(row));
    }

    private void append(List<String> fields) throws IOException {
        channel.write(ByteBuffer.wrap(Table.line(fields).getBytes(StandardCharsets.UTF_8)));
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
