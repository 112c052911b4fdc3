package dev.vask.apps.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.vask.protocol.Json;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;

/** The formats of {@code vask.apps.file}, by the ending of its name. */
enum FileFormat {
    /** {@code .yaml} and {@code .yml}. Texts are written in quotes, so that none is read as a number. */
    YAML("# Vask writes this file when the admin API changes an app. Comments are lost then.\n") {
        @Override
        ObjectMapper mapper() {
            return Yaml.MAPPER;
        }
    },
    /** {@code .json}. */
    JSON("") {
        @Override
        ObjectMapper mapper() {
            return Json.MAPPER;
        }
    };

    /** The maximum size of the file. */
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private final String header;

    FileFormat(String header) {
        this.header = header;
    }

    abstract ObjectMapper mapper();

    /** The format of a file, empty if its name has an unknown ending. */
    static Optional<FileFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return Optional.of(JSON);
        }
        return name.endsWith(".yaml") || name.endsWith(".yml") ? Optional.of(YAML) : Optional.empty();
    }

    /**
     * Parses a text.
     *
     * @throws InvalidAppsFileException if it is invalid
     */
    SourceTree parse(byte[] utf8) throws InvalidAppsFileException {
        return SourceTree.parse(utf8, mapper().getFactory());
    }

    /** The text of a value. */
    byte[] write(JsonNode root) {
        try {
            String text = mapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
            return (header + text + (text.endsWith("\n") ? "" : "\n")).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed tree can be written", e);
        }
    }

    private static final class Yaml {

        static final ObjectMapper MAPPER = new ObjectMapper(YAMLFactory.builder()
                .loaderOptions(limits())
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build());

        private static LoaderOptions limits() {
            LoaderOptions limits = new LoaderOptions();
            limits.setCodePointLimit(MAX_BYTES);
            return limits;
        }
    }
}
