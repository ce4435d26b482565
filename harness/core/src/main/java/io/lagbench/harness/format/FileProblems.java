package io.lagbench.harness.format;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Why a file could not be read or written, in words: the system's own where it gives some. */
public final class FileProblems {
    private FileProblems() {}

    /** The cause in a few words, without the file. */
    public static String why(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        if (cause instanceof DirectoryNotEmptyException) {
            return "a folder is in the way";
        }
        if (cause instanceof NotDirectoryException) {
            return "is no folder";
        }
        if (cause instanceof CharacterCodingException) {
            return "is not UTF-8 text";
        }
        if (cause instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return cause.getMessage() == null || cause instanceof FileSystemException
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
    }

    /** Whether the disk or the share of a user is full, as Linux says it. */
    public static boolean isLackOfSpace(IOException cause) {
        String why = why(cause);
        return why.startsWith("No space left on device") || why.startsWith("Disk quota exceeded");
    }

    /** Why there is no file to be read, in a few words; empty if there is one. */
    public static Optional<String> missing(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return Optional.of("is a folder");
            }
            if (!attributes.isRegularFile()) {
                return Optional.of("is no regular file");
            }
            return Files.isReadable(file) ? Optional.empty() : Optional.of("cannot be read (permission denied)");
        } catch (NoSuchFileException e) {
            return Optional.of("no such file");
        } catch (IOException e) {
            return Optional.of("cannot be read (" + why(e) + ")");
        }
    }

    /** The cause with the file that it is about, where that is known. */
    public static String describe(IOException cause) {
        return cause instanceof FileSystemException system && system.getFile() != null
                ? system.getFile() + ": " + why(cause)
                : why(cause);
    }
}
