package dev.vask.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file with the value of a secret setting, as Docker and Kubernetes mount secrets. {@code vask.admin.token-file} is the file of
 * {@code vask.admin.token}. The line break at its end does not belong to the value.
 *
 * @param setting the setting whose value is in the file
 */
record SecretFile(String setting) {

    /** The settings whose value may be in a file. {@link SecretFilesConfig} declares the setting of each file. */
    static final List<SecretFile> ALL = Stream.of(
                    "vask.app.secret",
                    "vask.admin.token",
                    "vask.admin.previous-token",
                    "vask.secrets.key",
                    "vask.database.password",
                    "vask.redis.url",
                    "vask.redis.password")
            .map(SecretFile::new)
            .toList();

    private static final int MAX_BYTES = 65_536;

    /** The setting that names the file. */
    String fileSetting() {
        return setting + "-file";
    }

    /**
     * The content of a file.
     *
     * @throws IOException if the file cannot be read, is empty or too large; the message says what is wrong with it
     */
    static String read(Path file) throws IOException {
        byte[] content;
        try (InputStream stream = Files.newInputStream(file)) {
            content = stream.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IOException("cannot be read", e);
        }
        if (content.length > MAX_BYTES) {
            throw new IOException("has more than %d bytes".formatted(MAX_BYTES));
        }
        String value = new String(content).replaceFirst("\\R\\z", "");
        Arrays.fill(content, (byte) 0);
        if (value.isBlank()) {
            throw new IOException("is empty");
        }
        return value;
    }
}
