package io.lagbench.harness.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Appends rows to a CSV file, each in one write, so that a killed run leaves whole rows only. A row that cannot be written
 * to its end, as on a full disk, is taken back.
 */
public final class CsvAppender<R> implements AutoCloseable {
    private final Path file;
    private final Table<R> table;
    private FileChannel channel;
    private Object key;

    private CsvAppender(Path folder, Table<R> table) {
        this.file = folder.resolve(table.file());
        this.table = table;
    }

    /** Creates the file with its header; it must not exist. */
    public static <R> CsvAppender<R> create(Path folder, Table<R> table) throws IOException {
        CsvAppender<R> appender = new CsvAppender<>(folder, table);
        appender.open(StandardOpenOption.CREATE_NEW);
        appender.append(table.header());
        return appender;
    }

    /** Goes on at the end of a file that has whole rows only. */
    static <R> CsvAppender<R> reopen(Path folder, Table<R> table) throws IOException {
        CsvAppender<R> appender = new CsvAppender<>(folder, table);
        appender.open(StandardOpenOption.WRITE);
        appender.channel.position(appender.channel.size());
        return appender;
    }

    private void open(StandardOpenOption how) throws IOException {
        channel = FileChannel.open(file, how, StandardOpenOption.READ, StandardOpenOption.WRITE);
        key = key();
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** The file's table. */
    Table<R> table() {
        return table;
    }

    public void append(R row) throws IOException {
        append(table.fields(row));
    }

    private void append(List<String> fields) throws IOException {
        long end = channel.position();
        ByteBuffer bytes = ByteBuffer.wrap(Table.line(fields).getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            try {
                channel.truncate(end);
            } catch (IOException notEvenThat) {
                e.addSuppressed(notEvenThat); // the next resumption cuts it
            }
            throw e;
        }
    }

    /** Whether the file is still where it was made. */
    boolean inPlace() throws IOException {
        try {
            return java.util.Objects.equals(key, key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Makes a file that was removed again, with all rows that were written: they can be read as long as it is open. */
    void putBack() throws IOException {
        try (FileChannel removed = channel) {
            open(StandardOpenOption.CREATE_NEW);
            long size = removed.size();
            for (long done = 0; done < size; ) {
                done += removed.transferTo(done, size - done, channel);
            }
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
