package io.lagbench.harness.execute;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A log that keeps what comes first: a process that floods its output fills no disk. */
final class LogFile implements AutoCloseable {
    private static final long MOST_BYTES = 10_000_000;
    private static final int BUFFER = 8192;

    private final OutputStream out;
    private long left = MOST_BYTES;

    LogFile(Path file) throws IOException {
        Files.createDirectories(file.getParent()); // it may have been removed with the whole run directory
        out = new BufferedOutputStream(Files.newOutputStream(file));
    }

    /** Writes a line. */
    void line(String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    /** Writes all that comes from a stream, and reads it to its end in any case. */
    void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            write(buffer, count);
        }
    }

    private void write(byte[] bytes, int count) throws IOException {
        if (left < 0) {
            return;
        }
        left -= count;
        if (left < 0) {
            out.write("\n[the log ends here: more than %d bytes]\n"
                    .formatted(MOST_BYTES)
                    .getBytes(StandardCharsets.UTF_8));
        } else {
            out.write(bytes, 0, count);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
