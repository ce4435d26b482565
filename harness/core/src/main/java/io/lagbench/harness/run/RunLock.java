package io.lagbench.harness.run;

import io.lagbench.harness.format.FileProblems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * Lets one run at a time measure on a machine: programs that use OpenMP on the same cores slow each other down by orders of
 * magnitude. The system gives the lock back when the process ends, however it ends.
 */
public final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Another run holds the lock. */
    public static final class TakenException extends Exception {
        private static final long serialVersionUID = 1L;

        TakenException(String message) {
            super(message);
        }
    }

    /**
     * Takes the lock. Where its file cannot be written, as when it is another user's, the run goes on without, with a
     * warning.
     *
     * @param file the lock, the same for all runs of the machine
     * @param runDirectory told to whoever comes second
     * @throws TakenException if another process has it; the message says which
     */
    public static RunLock take(Path file, Path runDirectory, PrintWriter warnings) throws TakenException {
        try {
            FileChannel channel = open(file);
            if (!lock(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new TakenException("another run is going on: " + holder
                        + "; one at a time, or they slow each other down: wait for it or end it");
            }
            String holder = "process " + ProcessHandle.current().pid() + " in " + runDirectory + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
            return new RunLock(channel);
        } catch (IOException e) {
            warnings.println(
                    "lagbench: no lock against other runs: " + file + " cannot be used (" + FileProblems.why(e) + ")");
            return new RunLock(null);
        }
    }

    /**
     * Opens the file, for all users if it is made here. One that is there is opened without the option to create it: in
     * folders like /tmp Linux refuses that for files of other users (fs.protected_regular). No link is followed, because
     * what it points to would be overwritten.
     */
    private static FileChannel open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            return FileChannel.open(file, options);
        } catch (NoSuchFileException e) {
            Set<OpenOption> creating = new HashSet<>(options);
            creating.add(StandardOpenOption.CREATE);
            FileChannel channel = FileChannel.open(file, creating);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            return channel;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
