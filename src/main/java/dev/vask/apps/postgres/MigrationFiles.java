package dev.vask.apps.postgres;

import java.io.Reader;
import java.io.StringReader;
import java.util.Collection;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Provides the migration files to Flyway, which would otherwise scan the class path, and find nothing in a native executable. */
final class MigrationFiles implements ResourceProvider {

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return AppliedMigration.FILES.contains(name) ? new MigrationFile(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return AppliedMigration.FILES.stream()
                .filter(file -> file.startsWith(prefix) && Stream.of(suffixes).anyMatch(file::endsWith))
                .<LoadableResource>map(MigrationFile::new)
                .toList();
    }

    private static final class MigrationFile extends LoadableResource {

        private final String name;

        MigrationFile(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new StringReader(AppliedMigration.text(name));
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }
    }
}
