package dev.vask.apps.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads and replaces a file. Blocks. Symbolic links are followed: what they point to is replaced. */
final class AppsFileStorage {

    private static final Logger LOG = Logger.getLogger(AppsFileStorage.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WRITE = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path path;

    AppsFileStorage(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** The absolute path of the file. */
    Path path() {
        return path;
    }

    /**
     * What changes when the file is changed or replaced.
     *
     * @param target where symbolic links lead
     * @param file   the id of the file in its file system, or null
     */
    record State(
            Path target,
            long modifiedNanos,
            long size,
            @Nullable Object file) {}

    /** The state of the file, empty if it does not exist or cannot be read. */
    Optional<State> state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return Optional.of(new State(path.toRealPath(), modified, attributes.size(), attributes.fileKey()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The content of the file, empty if it does not exist.
     *
     * @throws InvalidAppsFileException if it is too long or is not a file
     */
    Optional<byte[]> read() throws IOException, InvalidAppsFileException {
        if (Files.isDirectory(path)) {
            throw new InvalidAppsFileException("is a directory, must be a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(FileFormat.MAX_BYTES + 1);
            if (content.length > FileFormat.MAX_BYTES) {
                throw new InvalidAppsFileException(
                        "has more than the maximum of %d bytes".formatted(FileFormat.MAX_BYTES));
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether the file can be replaced, or created. A file without any write permission cannot, even by root. */
    boolean isWritable() {
        try {
            boolean exists = Files.exists(path);
            Path directory = exists ? path.toRealPath().getParent() : path.getParent();
            return Files.isWritable(directory) && (!exists || (Files.isWritable(path) && hasWritePermission()));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasWritePermission() throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return posix == null || posix.readAttributes().permissions().stream().anyMatch(WRITE::contains);
    }

    /**
     * Replaces the file atomically: readers see the old or the new content, also after a power failure.
     *
     * @param expected what the file must contain now, null if it must not exist
     * @return false if it contains something else; nothing is changed then
     */
    boolean replace(byte[] content, byte @Nullable [] expected) throws IOException, InvalidAppsFileException {
        Path target = Files.exists(path) ? path.toRealPath() : path;
        Path directory = target.getParent();
        if (directory == null) {
            throw new AccessDeniedException(target.toString());
        }
        Path temporary = directory.resolve(".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID()));
        try {
            write(temporary, content);
            copyOwnerAndPermissions(target, temporary);
            if (!Arrays.equals(read().orElse(null), expected)) {
                return false;
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncDirectory(directory);
        return true;
    }

    private static void write(Path file, byte[] content) throws IOException {
        FileAttribute<?>[] attributes = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Gives the new file the owner, the group and the permissions of the old one. A process that is not root keeps its own owner. */
    private static void copyOwnerAndPermissions(Path from, Path to) throws IOException {
        if (!isPosix(from) || !Files.exists(from)) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributeView file = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        PosixFileAttributes actual = file.readAttributes();
        try {
            if (!actual.group().equals(wanted.group())) {
                file.setGroup(wanted.group());
            }
            if (!actual.owner().equals(wanted.owner())) {
                file.setOwner(wanted.owner());
            }
        } catch (IOException e) {
            LOG.debugf(e, "Cannot keep the owner of %s", from);
        }
        file.setPermissions(wanted.permissions());
    }

    /** Makes the rename durable. Not every platform can open a directory. */
    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debugf(e, "Cannot write the directory %s to disk", directory);
        }
    }
}
