package dev.vask;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/** A list of globs, as {@code quarkus.native.resources.includes} has them. */
record ResourceGlobs(PathMatcher matcher) {

    static ResourceGlobs of(String setting) {
        return new ResourceGlobs(FileSystems.getDefault().getPathMatcher("glob:{%s}".formatted(setting)));
    }

    boolean match(Path resource) {
        return matcher.matches(resource);
    }
}
